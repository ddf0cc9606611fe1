-- check: share_empty_body
-- severity: warn
-- scope: batch
-- rule: at most 2 % of an outlet's articles are left without a body by cleaning, where it has 20 or more
-- remedy: see what was cut with saring explain ARTICLE_ID, mend the rule, then saring rebuild
-- why: a rule that eats whole articles shows here

select
    outlet_id,
    count(*) as articles,
    count(*) filter (where body = '') as without_body
from checked_fact_article
group by outlet_id
having count(*) >= 20 and count(*) filter (where body = '') > 0.02 * count(*)
