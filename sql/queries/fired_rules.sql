-- Fired rules: how often each boilerplate rule cut something, by outlet.
-- grain: one row a rule and outlet; a rule that never fired has one row with 0
-- columns: rule_id, kind, outlet_id, spans, articles, chars, commonest

select
    r.rule_id,
    r.kind,
    t.outlet_id,
    coalesce(t.spans, 0) as spans,
    coalesce(t.articles, 0) as articles,
    coalesce(t.chars, 0) as chars,
    t.commonest
from dim_rule as r
left join removed_text as t on r.rule_id = t.rule_id
where r.stage = 'clean'
order by spans desc, r.rule_id, t.outlet_id
