-- check: drift_new_tails
-- severity: warn
-- scope: batch
-- rule: no last line of a body recurs in five or more articles of an outlet's batch, and in a tenth of them
-- why: what ends many different stories alike and was not cut is boilerplate that no rule knows yet; saring learn
--   takes it up. Copies of one story are told by their equal bodies

with tails as (
    select
        outlet_id,
        body,
        article_id,
        regexp_replace(lower(trim(regexp_extract(body, '[^\n]*$'))), '[0-9]+', '0', 'g') as tail
    from checked_fact_article
    where outlet_id is not null and contains(body, chr(10))
),

sizes as (
    select
        outlet_id,
        count(*) as articles
    from tails
    group by outlet_id
)

select
    t.outlet_id,
    left(t.tail, 200) as tail,
    count(distinct md5(t.body)) as articles,
    min(t.article_id) as example_article_id
from tails as t
inner join sizes as s on t.outlet_id = s.outlet_id
where length(t.tail) >= 4
group by t.outlet_id, t.tail, s.articles
having count(distinct md5(t.body)) >= greatest(5, 0.1 * s.articles)
