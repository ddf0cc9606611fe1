-- check: share_undated
-- severity: warn
-- scope: batch
-- rule: at most 20 % of an outlet's articles have no day of publication, where it has 20 or more
-- remedy: name the column of dates with --map published=COLUMN, or see the dates with saring explain
-- why: without it no relative date resolves; a changed date format shows here

select
    outlet_id,
    count(*) as articles,
    count(*) filter (where published_on is null) as undated
from checked_fact_article
group by outlet_id
having count(*) >= 20 and count(*) filter (where published_on is null) > 0.2 * count(*)
