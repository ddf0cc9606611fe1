-- check: mention_surfaces
-- severity: error
-- scope: text
-- rule: a mention lies in its sentence and its offsets yield its surface there
-- why: with span_surfaces, which holds sentences to the text, this holds mentions to the text
--   at a fraction of the cost: a sentence is short

with mentions as (
    select 'fact_quantity' as table_name, article_id, sentence_no, start_char, end_char, surface
    from checked_fact_quantity
    union all
    select 'fact_date_mention', article_id, sentence_no, start_char, end_char, surface from checked_fact_date_mention
    union all
    select 'fact_entity_mention', article_id, sentence_no, start_char, end_char, surface
    from checked_fact_entity_mention
)

select
    m.table_name,
    m.article_id,
    m.sentence_no,
    m.start_char,
    m.end_char,
    m.surface
from mentions as m
left join checked_fact_sentence as s on m.article_id = s.article_id and m.sentence_no = s.sentence_no
where
    s.article_id is null
    or m.start_char >= m.end_char
    or m.start_char < s.start_char
    or m.end_char > s.end_char
    or substring(s.surface, m.start_char - s.start_char + 1, m.end_char - m.start_char) <> m.surface
