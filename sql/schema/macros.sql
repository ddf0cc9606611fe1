-- Macros: the hash behind all keys of facts.
-- why: one definition, so that a key means the same in every table and every year

create or replace macro fact_key(content) as (md5_number(content) >> 64)::ubigint;
comment on macro fact_key is 'Key of a fact: the upper 64 bits of the MD5 digest of its article, table, place and content.';
