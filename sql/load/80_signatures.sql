-- Signatures: what finds copies of the current versions again.
-- grain: one row an article
-- reads: shard_current, staged_signature, staged_article; variable batch_id
-- why: made where facts are derived, so that linking reads no text; linking knows them by their batch
-- safe to run twice: 40_clear runs before it

insert into article_signature by name
select
    c.article_id,
    s.* exclude (article_no),
    title_key(a.title) as title_key,
    title_words(a.title) as title_words,
    getvariable('batch_id')::integer as batch_id
from staged_signature as s
inner join shard_current as c on s.article_no = c.article_no
inner join staged_article as a on s.article_no = a.article_no;
