-- Conflicting figures
-- question: Which figures conflict?
-- columns: subject, concept, lowest, highest, speakers, outlets, denied_by, from_day, to_day
-- reading: figures for one thing of one subject within a story (no gap of more than 30 days) of which no number fits both.
--          The most voices come first. A conflict on this list is a reason to read the reports (claim_conflict has each
--          figure with an example): a toll of one day and of a whole war are both "dead of Gaza".

select
    any_value(subject) as subject,
    any_value(concept) as concept,
    min(coalesce(low, high)) filter (where entry = 'figure') as lowest,
    max(coalesce(high, low)) filter (where entry = 'figure') as highest,
    count(distinct speaker) filter (where entry = 'figure') as speakers,
    len(list_distinct(flatten(array_agg(outlets)))) as outlets,
    list_sort(coalesce(list_distinct(array_agg(speaker) filter (where entry = 'denial')), [])) as denied_by,
    min(first_said_on) as from_day,
    max(last_said_on) as to_day
from claim_conflict
group by story_id
order by speakers desc, outlets desc, subject, concept, lowest
limit 20
