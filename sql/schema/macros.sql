-- Macros: the hash behind all keys of facts.
-- fact_key(content): the upper 64 bits of the MD5 digest of table, article, place and content
-- why: one definition, so that a key means the same in every table and every year

create or replace macro fact_key(content) as (md5_number(content) >> 64)::ubigint;
