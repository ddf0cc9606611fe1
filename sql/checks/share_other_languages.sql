-- check: share_other_languages
-- severity: warn
-- scope: batch
-- rule: at most 20 % of an outlet's articles are in other languages than Indonesian, where it has 20 or more
-- remedy: read some with saring explain ARTICLE_ID: another source than expected, or garbled text
-- why: such articles get no facts; many of them mean another source than expected, or garbled text

select
    outlet_id,
    count(*) as articles,
    count(*) filter (where language is distinct from 'id') as in_other_languages
from checked_fact_article
group by outlet_id
having count(*) >= 20 and count(*) filter (where language is distinct from 'id') > 0.2 * count(*)
