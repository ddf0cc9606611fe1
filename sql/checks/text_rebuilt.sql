-- check: text_rebuilt
-- severity: error
-- scope: text
-- rule: the text without its removed spans is the body, white space aside; the spans are in order and apart
-- why: cleaning neither loses nor invents a character; seams of white space are the only freedom it has.
--   The regular expression, which is slow, sees only what still differs without blanks and line ends.

with gaps as (
    select
        article_id,
        start_char,
        end_char,
        coalesce(lag(end_char) over (partition by article_id order by start_char, end_char), 0) as kept_from
    from checked_fact_removed_span
),

kept_parts as (
    select
        article_id,
        list({'kept_from': kept_from, 'kept_to': start_char} order by start_char) as parts,
        max(end_char) as last_end,
        bool_or(start_char < kept_from) as is_overlapping
    from gaps
    group by article_id
),

rebuilt as (
    select
        a.article_id,
        a.body,
        coalesce(k.is_overlapping, false) as is_overlapping,
        coalesce(list_aggregate([substring(a.text, p.kept_from + 1, p.kept_to - p.kept_from) for p in k.parts], 'string_agg', ''), '')
        || substring(a.text, coalesce(k.last_end, 0) + 1) as kept
    from checked_fact_article as a
    left join kept_parts as k on a.article_id = k.article_id
)

select
    article_id,
    is_overlapping,
    kept[:200] as kept_text,
    body[:200] as body
from rebuilt
where
    is_overlapping
    or case
        when replace(replace(kept, ' ', ''), chr(10), '') = replace(replace(body, ' ', ''), chr(10), '') then false
        else regexp_replace(kept, '[\s\pZ]+', '', 'g') <> regexp_replace(body, '[\s\pZ]+', '', 'g')
    end
