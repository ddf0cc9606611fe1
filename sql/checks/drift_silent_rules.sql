-- check: drift_silent_rules
-- severity: warn
-- scope: batch
-- rule: a rule that cut something in a third of an outlet's earlier articles still does in this batch
-- why: a boilerplate line that changed by a word is kept as prose from that night on; 20 articles of the batch and
--   20 earlier ones; where everything is checked the last batch is held against those before it

with now as (
    select
        outlet_id,
        count(*) as articles
    from checked_fact_article
    where outlet_id is not null and batch_id = (select max(latest.batch_id) from checked_fact_article as latest)
    group by outlet_id
    having count(*) >= 20
),

earlier as (
    select
        f.article_id,
        f.outlet_id
    from fact_article as f
    where f.outlet_id in (select outlet_id from now) and f.batch_id < (select max(batch_id) from checked_fact_article)
),

totals as (
    select
        outlet_id,
        count(*) as articles
    from earlier
    group by outlet_id
    having count(*) >= 20
),

fired as (
    select
        e.outlet_id,
        s.rule_id,
        count(distinct s.article_id) as articles,
        arg_max(s.surface, s.article_id) as example
    from earlier as e
    inner join fact_removed_span as s on e.article_id = s.article_id
    group by e.outlet_id, s.rule_id
),

firing as (
    select distinct
        a.outlet_id,
        s.rule_id
    from checked_fact_removed_span as s
    inner join checked_fact_article as a on s.article_id = a.article_id
    where a.batch_id = (select max(latest.batch_id) from checked_fact_article as latest)
)

select
    fired.outlet_id,
    fired.rule_id,
    round(fired.articles / totals.articles, 3) as share_before,
    now.articles as articles_now,
    left(fired.example, 200) as example
from fired
inner join totals on fired.outlet_id = totals.outlet_id
inner join now on fired.outlet_id = now.outlet_id
anti join firing on fired.outlet_id = firing.outlet_id and fired.rule_id = firing.rule_id
where fired.articles >= totals.articles / 3.0
