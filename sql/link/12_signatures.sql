-- Signatures: of the articles just signed.
-- grain: one row an article
-- reads: staged_signature, fact_article
-- why: a load signs what it derives (load/80_signatures); this is for signatures of an earlier version of Saring

insert into article_signature by name
select
    s.*,
    title_key(a.title) as title_key,
    title_words(a.title) as title_words,
    a.batch_id
from staged_signature as s
inner join fact_article as a on s.article_id = a.article_id;
