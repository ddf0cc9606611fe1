-- Promises with a day
-- question: Who promised what, by when?
-- seeds: days_ahead = 1
-- archive: days_ahead = 7
-- columns: said_on, speaker, role, due_on, due_words, outlet, words
-- reading: statements of stance intend that name a day or stretch after the day on which they were said, due at least
--          days_ahead days later. due_on is its last day. Of an article without a date nothing can be due, so it is
--          not here. An athlete's or a company's plan is a promise too; choose by speaker.

select
    r.said_on,
    r.speaker,
    r.speaker_role as role,
    d.ends_on as due_on,
    d.surface as due_words,
    coalesce(o.name, r.outlet_id) as outlet,
    r.content as words
from reported_statement as r
inner join fact_date_mention as d
    on r.article_id = d.article_id and d.start_char >= r.start_char and d.end_char <= r.end_char
left join dim_outlet as o on r.outlet_id = o.outlet_id
where
    r.stance = 'intend'
    and d.starts_on > r.said_on
    and d.ends_on >= r.said_on + $days_ahead::integer
order by due_on, r.said_on, r.speaker, words
limit 40
