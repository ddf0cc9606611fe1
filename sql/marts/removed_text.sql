-- Removed text: what cleaning cut, by outlet and rule.
-- grain: one row per outlet and rule
-- columns: commented below
-- why: a rule that cuts too much shows in its share of an outlet's text; its longest cut is the one to read first

create or replace view removed_text as
with per_outlet as (
    select
        outlet_id,
        count(*) as outlet_articles,
        sum(text_chars) as outlet_chars
    from fact_article
    group by outlet_id
),

cuts as (
    select
        a.outlet_id,
        s.rule_id,
        s.kind,
        s.article_id,
        s.surface
    from fact_removed_span as s
    inner join fact_article as a on s.article_id = a.article_id
),

per_rule as (
    select
        outlet_id,
        rule_id,
        kind,
        count(*) as spans,
        count(distinct article_id) as articles,
        sum(length(surface))::bigint as chars,
        arg_max(surface, length(surface)) as longest,
        mode(surface) as commonest
    from cuts
    group by outlet_id, rule_id, kind
)

select
    r.outlet_id,
    o.name as outlet,
    r.rule_id,
    d.description as rule,
    r.kind,
    r.spans,
    r.articles,
    r.articles / p.outlet_articles as share_of_articles,
    r.chars,
    r.chars / nullif(p.outlet_chars, 0) as share_of_chars,
    r.commonest,
    r.longest
from per_rule as r
inner join per_outlet as p on r.outlet_id is not distinct from p.outlet_id
left join dim_outlet as o on r.outlet_id = o.outlet_id
left join dim_rule as d on r.rule_id = d.rule_id;

comment on view removed_text is 'Text that one rule cut from the articles of one outlet.';
comment on column removed_text.outlet_id is 'The outlet (dim_outlet); null where unknown.';
comment on column removed_text.outlet is 'Its usual name.';
comment on column removed_text.rule_id is 'The rule (dim_rule).';
comment on column removed_text.rule is 'What the rule does.';
comment on column removed_text.kind is 'Kind of text cut.';
comment on column removed_text.spans is 'Spans cut.';
comment on column removed_text.articles is 'Articles that a span was cut from.';
comment on column removed_text.share_of_articles is 'Those as a share of the outlet''s articles, 0 to 1.';
comment on column removed_text.chars is 'Characters cut.';
comment on column removed_text.share_of_chars is 'Those as a share of all characters of the outlet''s articles, 0 to 1.';
comment on column removed_text.commonest is 'The span cut most often, word for word.';
comment on column removed_text.longest is 'The longest span cut.';
