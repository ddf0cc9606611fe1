-- check: outlets_known
-- severity: warn
-- scope: batch
-- rule: at most 50 % of the articles come from outlets that the reference does not list, where there are 20 or more
-- remedy: add the outlets that matter to seeds/reference/outlets.csv
-- why: an unlisted outlet has neither name nor group; list those that matter

select
    count(*) as articles,
    count(*) filter (where d.basis = 'learned') as of_unlisted_outlets
from checked_fact_article as a
inner join dim_outlet as d on a.outlet_id = d.outlet_id
having count(*) >= 20 and count(*) filter (where d.basis = 'learned') > 0.5 * count(*)
