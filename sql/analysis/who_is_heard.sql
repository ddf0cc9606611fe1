-- Who is heard
-- question: Who is heard on a subject, in how many outlets, and in what manner?
-- seeds: about = Selat Sunda
-- archive: about = Raja Ampat
-- columns: speaker, role, statements, articles, outlets, quoted_share, mainly, denies
-- reading: speakers of statements in articles that name the subject in two sentences or more. quoted_share is the share in
--          direct speech, 0 to 1; mainly is the commonest stance. Copies of one text count each, so an agency's
--          favourite speaker looks louder than he is.

with sentence_about as (
    select distinct m.article_id, m.sentence_no
    from fact_entity_mention as m
    semi join entity_key($about) as k on m.entity_id = k.entity_id
),

story as (
    select article_id
    from sentence_about
    group by article_id
    having count(*) >= 2
)

select
    r.speaker,
    mode(r.speaker_role order by r.speaker_role) as role,
    count(*) as statements,
    count(distinct r.article_id) as articles,
    count(distinct r.outlet_id) as outlets,
    round(avg((r.form = 'direct')::integer), 2) as quoted_share,
    mode(r.stance order by r.stance) as mainly,
    count(*) filter (where r.stance = 'deny') as denies
from reported_statement as r
semi join story as s on r.article_id = s.article_id
where r.speaker is not null
group by r.speaker
order by outlets desc, articles desc, statements desc, r.speaker
limit 20
