-- Candidates: pairs of a pending article and any other that share a band.
-- grain: one row a pair, the lesser id left
-- reads: pending_article, article_signature
-- leaves: candidate (left_article_id, right_article_id, left_hash, right_hash)
-- why: bands of the pending articles are few, so of all others only those that meet one are held

create or replace temp table pending_band as
select distinct
    s.article_id,
    s.body_hash,
    unnest(s.bands) as band
from article_signature as s
semi join pending_article as p on s.article_id = p.article_id;

create or replace temp table candidate as
with held as (
    select
        article_id,
        body_hash,
        unnest(bands) as band
    from article_signature
)

select distinct
    least(n.article_id, h.article_id) as left_article_id,
    greatest(n.article_id, h.article_id) as right_article_id,
    if(n.article_id < h.article_id, n.body_hash, h.body_hash) as left_hash,
    if(n.article_id < h.article_id, h.body_hash, n.body_hash) as right_hash
from pending_band as n
inner join held as h on n.band = h.band
where n.article_id <> h.article_id;

insert into duplicate_pair by name
select
    left_article_id,
    right_article_id,
    'exact' as relation,
    1.0 as similarity,
    1.0 as jaccard,
    'link:exact' as rule_id,
    getvariable('batch_id')::integer as batch_id
from candidate
where left_hash = right_hash;
