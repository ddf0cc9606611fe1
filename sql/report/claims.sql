-- Claims: the stories with different figures that articles of the report carry, and who denies them.
-- grain: one row per entry of claim_conflict, in the order of the board
-- columns: story_rank from 1; is_new: an article of the report carries this entry
-- reads: report_article, report_conflict
-- why: the whole story is shown, not only what is new in it; a story is as contested as the number of its speakers

with carried as (
    select distinct
        c.story_id,
        c.speaker,
        c.stance,
        c.low,
        c.high,
        c.precision,
        c.comparison,
        c.entry
    from (select * exclude (article_ids), unnest(article_ids) as article_id from report_conflict) as c
    semi join report_article as a on c.article_id = a.article_id
),

story as (
    select
        c.story_id,
        count(distinct c.speaker) as speakers,
        count(*) filter (where c.entry = 'denial') as denials,
        sum(c.articles) as articles,
        max(c.last_said_on) as last_said_on
    from report_conflict as c
    semi join carried as t on c.story_id = t.story_id
    group by c.story_id
),

ranked as (
    select
        *,
        row_number() over (
            order by speakers desc, denials desc, articles desc, last_said_on desc nulls last, story_id
        ) as story_rank
    from story
)

select
    r.story_rank,
    c.* exclude (article_ids),
    t.story_id is not null as is_new,
    a.title as example_title,
    a.url as example_url,
    coalesce(o.name, a.outlet_id) as example_outlet,
    list_transform(c.outlets, outlet -> coalesce(names.name[outlet], outlet)) as outlet_names
from report_conflict as c
inner join ranked as r on c.story_id = r.story_id
cross join (select map(list(outlet_id), list(coalesce(name, outlet_id))) as name from dim_outlet) as names
left join carried as t
    on
        c.story_id = t.story_id
        and c.entry = t.entry
        and c.stance = t.stance
        and c.speaker is not distinct from t.speaker
        and c.low is not distinct from t.low
        and c.high is not distinct from t.high
        and c.precision is not distinct from t.precision
        and c.comparison is not distinct from t.comparison
left join fact_article as a on c.example_article_id = a.article_id
left join dim_outlet as o on a.outlet_id = o.outlet_id
where r.story_rank <= 40
order by
    r.story_rank,
    c.first_said_on nulls last,
    c.entry desc,
    coalesce(c.low, c.high) nulls last,
    c.speaker
