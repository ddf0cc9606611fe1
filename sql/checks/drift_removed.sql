-- check: drift_removed
-- severity: warn
-- scope: batch
-- rule: an outlet's share of text removed stays within 0.15 and a factor of 2 of what it was in earlier batches
-- why: a site that changed its layout shows as text that is no longer cut, or as prose that is; 20 articles on both
--   sides; where everything is checked the last batch is held against those before it

with now as (
    select
        outlet_id,
        count(*) as articles,
        sum(text_chars - body_chars) / nullif(sum(text_chars), 0) as share,
        arg_max(article_id, text_chars - body_chars) as most_cut_article_id,
        arg_min(article_id, text_chars - body_chars) as least_cut_article_id
    from checked_fact_article
    where outlet_id is not null and batch_id = (select max(latest.batch_id) from checked_fact_article as latest)
    group by outlet_id
    having count(*) >= 20
),

before as (
    select
        f.outlet_id,
        count(*) as articles,
        sum(f.text_chars - f.body_chars) / nullif(sum(f.text_chars), 0) as share
    from fact_article as f
    where f.outlet_id in (select outlet_id from now) and f.batch_id < (select max(batch_id) from checked_fact_article)
    group by f.outlet_id
    having count(*) >= 20
)

select
    now.outlet_id,
    now.articles,
    round(before.share, 3) as share_before,
    round(now.share, 3) as share_now,
    now.most_cut_article_id,
    now.least_cut_article_id
from now
inner join before on now.outlet_id = before.outlet_id
where
    abs(now.share - before.share) > 0.15
    or (
        greatest(now.share, before.share) > 0.05
        and greatest(now.share, before.share) > 2 * least(now.share, before.share)
    )
