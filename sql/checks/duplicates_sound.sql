-- check: duplicates_sound
-- severity: error
-- scope: batch
-- rule: a cluster holds two articles or more, its first is one of them and not later than any; credits stay inside it
-- remedy: run the load again: links are made anew; if it stays so: saring rollback
-- why: clusters are made again in parts, so a part that was missed would show here

with member as (
    select
        d.*,
        a.published_on,
        f.published_on as first_published_on
    from checked_fact_duplicate as d
    left join fact_article as a on d.article_id = a.article_id
    left join fact_article as f on d.first_article_id = f.article_id
),

cluster as (
    select
        cluster_id,
        count(*) as members,
        count(*) filter (where article_id = first_article_id) as firsts
    from fact_duplicate
    group by cluster_id
)

select
    m.article_id,
    m.cluster_id,
    case
        when c.members < 2 then 'alone in its cluster'
        when c.firsts <> 1 then 'the first article is not in the cluster'
        when m.relation not in ('exact', 'near', 'rewrite') then 'unknown relation'
        when m.similarity not between 0 and 1 then 'similarity outside 0 to 1'
        when m.published_on < m.first_published_on then 'earlier than the first article'
        when m.copied_from_article_id is not null and s.article_id is null then 'credits an article outside the cluster'
        else 'credited to itself, or by an unknown rule'
    end as problem
from member as m
inner join cluster as c on m.cluster_id = c.cluster_id
left join fact_duplicate as s on m.copied_from_article_id = s.article_id and m.cluster_id = s.cluster_id
where
    c.members < 2
    or c.firsts <> 1
    or m.relation not in ('exact', 'near', 'rewrite')
    or m.similarity not between 0 and 1
    or m.published_on < m.first_published_on
    or (m.copied_from_article_id is not null and s.article_id is null)
    or m.copied_from_article_id = m.article_id
    or (m.copied_from_article_id is null) <> (m.copied_rule_id is null)
    or m.copied_rule_id not in (select rule_id from dim_rule)
