-- Text pairs: candidates to be compared, one of each two wordings.
-- grain: one row a pair of wordings
-- reads: candidate
-- columns: left, right (articles that have the wordings)

select
    min(left_article_id) as "left",
    arg_min(right_article_id, left_article_id) as "right"
from candidate
where left_hash <> right_hash
group by least(left_hash, right_hash), greatest(left_hash, right_hash)
order by all
