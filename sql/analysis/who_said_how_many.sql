-- Who said how many
-- question: Who said how many, when, and who denied it?
-- seeds: about = Korea Utara, concept = tentara
-- archive: about = Gaza, concept = korban tewas
-- columns: said_on, speaker, stance, low, high, precision, comparison, outlets, words
-- reading: a figure stands once for each speaker, with the first day on which it was said and every outlet that
--          carries it. low = high is one number; an empty low or high is open to that side. A denial without a figure
--          stands below the figures. Days are empty where the articles carry no date.

with figure as (
    select
        min(stated_on) as said_on,
        speaker,
        stance,
        low,
        high,
        precision,
        comparison,
        list_sort(list_distinct(array_agg(outlet_id))) as outlets,
        min(content) as words
    from claims_about($about)
    where concept = $concept and about <> 'article'
    group by speaker, stance, low, high, precision, comparison
),

denied as (
    select
        min(said_on) as said_on,
        speaker,
        'deny' as stance,
        list_sort(list_distinct(array_agg(outlet_id))) as outlets,
        min(content) as words
    from denials_about($about)
    where concept = $concept
    group by speaker
)

select
    said_on,
    speaker,
    stance,
    low,
    high,
    precision,
    comparison,
    outlets,
    words
from (
    select * from figure
    union all by name
    select * from denied
)
order by precision is null, coalesce(low, high), high, speaker
