-- Facts: figures and names of the articles asked for, as the search for retold texts compares them.
-- grain: one row a distinct figure or name of an article
-- reads: staged_wanted (article_id), fact_quantity, fact_entity_mention
-- columns: article_id, kind (figure or name), feature
-- why: small counts, countries and provinces are in every second article and prove nothing

select distinct
    q.article_id,
    'figure' as kind,
    fact_key('figure|' || q.kind || '|' || coalesce(q.low::varchar, '') || '|' || coalesce(q.high::varchar, '')) as feature
from fact_quantity as q
semi join staged_wanted as w on q.article_id = w.article_id
where q.kind not in ('count', 'age', 'duration', 'other') or greatest(q.low, q.high) > 10
union all
select distinct
    m.article_id,
    'name',
    fact_key('name|' || m.entity_id)
from fact_entity_mention as m
semi join staged_wanted as w on m.article_id = w.article_id
where m.entity_id not like 'country:%' and m.entity_id not like 'region:%'
