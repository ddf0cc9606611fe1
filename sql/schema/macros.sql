-- Macros: the hash behind all keys of facts.
-- fact_key(content): the upper 64 bits of the MD5 digest of table, article, place and content
-- title_key(title): a title by its letters and digits alone, hashed; null for one too short to be told from others
-- title_words(title): its words of four letters and more, in lower case, each once
-- why: one definition, so that a key means the same in every table and every year

create or replace macro fact_key(content) as (md5_number(content) >> 64)::ubigint;

create or replace macro title_letters(title) as (
    regexp_replace(lower(nfc_normalize(title)), '[^\p{L}\p{N}]+', '', 'g')
);

create or replace macro title_key(title) as (
    if(length(title_letters(title)) >= 20, (md5_number(title_letters(title)) >> 64)::ubigint, null)
);

create or replace macro title_words(title) as (
    list_distinct(regexp_extract_all(lower(coalesce(title, '')), '[\p{L}]{4,}'))
);
