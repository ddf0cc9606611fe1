-- Entity aliases: every spelling of one entity, with what shows that it means it.
-- grain: one row per spelling, as written in articles or listed
-- columns: alias, mentions, articles, evidence (what ties the spelling to the entity, commonest first: the reference,
--     learned from the corpus, or the rule that resolved its mentions), evidence_article_id, passage (words around it there)
-- reads: variable entity_ids
-- why: a spelling that only the reference has is shown too: it says what would be recognised

with wanted as (
    select unnest(getvariable('entity_ids')::varchar []) as entity_id
),

-- where a spelling is defined: in brackets behind the name
defining as (
    select m.entity_mention_id
    from fact_entity_mention as m
    semi join wanted on m.entity_id = wanted.entity_id
    inner join fact_article as a on m.article_id = a.article_id
    where m.rule_id = 'entities:definition' and a.text[m.start_char] = '('
),

written as (
    select
        m.surface as alias,
        m.rule_id,
        count(*) as mentions,
        count(distinct m.article_id) as articles,
        arg_min(m.entity_mention_id, (d.entity_mention_id is null, m.entity_mention_id)) as example_id
    from fact_entity_mention as m
    semi join wanted on m.entity_id = wanted.entity_id
    left join defining as d on m.entity_mention_id = d.entity_mention_id
    group by all
),

listed as (
    select
        a.alias,
        a.basis,
        min(a.evidence_article_id) as evidence_article_id
    from dim_entity_alias as a
    semi join wanted on a.entity_id = wanted.entity_id
    group by all
),

learned as (
    select
        l.alias,
        any_value(l.basis) as basis,
        max(l.confidence) as confidence,
        min(l.evidence_article_id) as evidence_article_id,
        any_value(l.samples[1]) as passage
    from learned_alias as l
    semi join wanted on l.entity_id = wanted.entity_id
    where l.learned_version in (select learned_version from learned_version where is_pinned)
    group by l.alias
),

tied as (
    select
        coalesce(w.alias, t.alias) as alias,
        coalesce(w.mentions, 0) as mentions,
        coalesce(w.articles, 0) as articles,
        case
            when n.alias is not null then 'learned: ' || n.basis || ', confidence ' || round(n.confidence, 2)
            when w.rule_id = 'entities:definition' then 'defined in brackets'
            when w.rule_id = 'entities:pin' then 'pinned'
            when w.rule_id = 'entities:learned_alias' then 'learned'
            when w.rule_id = 'entities:full_name' then 'part of a full name in the article'
            when w.rule_id = 'entities:longer_name' then 'part of a longer name in the article'
            when w.rule_id = 'entities:company' then 'reference, chosen by other names in the article'
            when w.rule_id = 'entities:reference' or (w.alias is null and t.basis = 'reference') then 'reference'
            when w.rule_id = 'entities:tagger' then 'the same full name'
            else coalesce(w.rule_id, t.basis)
        end as evidence,
        coalesce(n.evidence_article_id, t.evidence_article_id) as evidence_article_id,
        n.passage,
        w.example_id
    from written as w
    full outer join listed as t on w.alias = t.alias
    left join learned as n on coalesce(w.alias, t.alias) = n.alias
),

per_alias as (
    select
        alias,
        sum(mentions)::bigint as mentions,
        sum(articles)::bigint as articles,
        list(evidence order by mentions desc) as evidence,
        any_value(evidence_article_id) as evidence_article_id,
        any_value(passage) as passage,
        arg_max(example_id, (evidence = 'defined in brackets', mentions)) as example_id
    from tied
    group by alias
)

select
    p.alias,
    p.mentions,
    p.articles,
    list_distinct(p.evidence) as evidence,
    coalesce(p.evidence_article_id, m.article_id) as evidence_article_id,
    coalesce(p.passage, context(m.article_id, m.start_char, m.end_char)) as passage
from per_alias as p
left join fact_entity_mention as m on p.example_id = m.entity_mention_id
order by p.mentions desc, p.alias
