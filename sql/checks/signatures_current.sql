-- check: signatures_current
-- severity: error
-- scope: whole
-- rule: every article has one signature, of its present version, and pairs join articles that are there
-- remedy: run the load again: signatures are made anew
-- why: an article without one is compared with nothing

select
    a.article_id,
    count(s.article_id) as signatures
from fact_article as a
left join article_signature as s on a.article_id = s.article_id and a.batch_id = s.batch_id
group by a.article_id
having count(s.article_id) <> 1
union all
select
    p.left_article_id,
    0
from duplicate_pair as p
left join fact_article as l on p.left_article_id = l.article_id
left join fact_article as r on p.right_article_id = r.article_id
where l.article_id is null or r.article_id is null or p.left_article_id >= p.right_article_id
