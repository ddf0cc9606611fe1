-- Entity statements: the latest by one entity and about it.
-- grain: one row per statement, those by it first, each part the latest first
-- columns: relation (by, about), said_on, speaker, stance, form, content, outlet_id, url, article_id, statement_id
-- reads: variables entity_ids, max_rows
-- why: about it is a statement of somebody else that names it. Of one article no more than one statement is shown

with wanted as (
    select unnest(getvariable('entity_ids')::varchar []) as entity_id
),

by_it as (
    select s.statement_id
    from fact_statement as s
    semi join wanted on s.speaker_entity_id = wanted.entity_id
),

about_it as (
    select distinct s.statement_id
    from fact_entity_mention as m
    inner join fact_statement as s
        on m.article_id = s.article_id and m.start_char >= s.start_char and m.end_char <= s.end_char
    semi join wanted on m.entity_id = wanted.entity_id
    anti join by_it on s.statement_id = by_it.statement_id
),

related as (
    select
        statement_id,
        'by' as relation
    from by_it
    union all
    select
        statement_id,
        'about' as relation
    from about_it
),

of_article as (
    select
        t.relation,
        r.*
    from related as t
    inner join reported_statement as r on t.statement_id = r.statement_id
    qualify
        row_number() over (partition by t.relation, r.article_id order by length(r.content) desc, r.statement_id) = 1
)

select
    relation,
    said_on,
    speaker,
    stance,
    form,
    content,
    outlet_id,
    url,
    article_id,
    statement_id
from of_article
qualify
    row_number() over (partition by relation order by said_on desc nulls last, article_id) <= getvariable('max_rows')
order by relation desc, said_on desc nulls last, article_id
