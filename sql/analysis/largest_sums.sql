-- Largest sums
-- question: What are the largest sums of money in the news, who names them, and for what?
-- seeds: currency = IDR
-- archive: currency = IDR
-- columns: amount, precision, what, subject, speaker, outlets, first_on, words
-- reading: the number as written, scale words multiplied in (amount is the upper bound, else the lower). One row for each
--          sum and speaker. A sum without a speaker is told by the outlet itself. Check a giant against its sentence
--          before use: "triliun" for "miliar" is a common slip of the pen, and then a true reading of a wrong text.

with named as (
    select
        q.quantity_id,
        coalesce(q.high, q.low) as amount,
        q.precision,
        q.concept,
        q.speaker,
        q.outlet_id,
        q.told_on,
        q.sentence,
        c.subject
    from quantity_context as q
    left join (
        select quantity_id, any_value(subject) as subject from quantity_claim group by quantity_id
    ) as c on q.quantity_id = c.quantity_id
    where q.kind = 'money' and q.unit = $currency
)

select
    amount,
    mode(precision order by precision) as precision,
    mode(concept order by concept) as what,
    mode(subject order by subject) as subject,
    speaker,
    list_sort(list_distinct(array_agg(outlet_id))) as outlets,
    min(told_on) as first_on,
    min(sentence) as words
from named
group by amount, speaker
order by amount desc, speaker nulls last
limit 20
