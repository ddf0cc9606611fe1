-- check: span_surfaces
-- severity: error
-- scope: text
-- rule: the characters of text between its offsets are the surface, for what is placed in the article's text
-- why: every value points back to its characters; substring() does the same as text[start_char + 1 : end_char]
--   in half the time

with spans as (
    select 'fact_removed_span' as table_name, article_id, start_char, end_char, surface from checked_fact_removed_span
    union all
    select 'fact_related_link', article_id, start_char, end_char, surface from checked_fact_related_link
    union all
    select 'fact_sentence', article_id, start_char, end_char, surface from checked_fact_sentence
    union all
    select 'fact_statement', article_id, start_char, end_char, surface from checked_fact_statement
)

select
    s.table_name,
    s.article_id,
    s.start_char,
    s.end_char,
    s.surface
from spans as s
left join checked_fact_article as a on s.article_id = a.article_id
where
    a.article_id is null
    or s.start_char < 0
    or s.start_char >= s.end_char
    or substring(a.text, s.start_char + 1, s.end_char - s.start_char) <> s.surface
