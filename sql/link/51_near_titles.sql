-- Near titles: links and articles of one outlet, close in time, whose titles have most words in common.
-- grain: one row a link and article
-- reads: pending_article, related_link_key, fact_related_link, fact_article, article_signature; variables first_on, last_on
-- columns: related_link_id, article_id, linked_title, title
-- why: only these few are compared letter by letter. Both directions: a new link among the titles there are, and a
--   new title among the links of before. The window is what keeps the cost that of a night.

with pointing as (
    select
        k.related_link_id,
        k.article_id,
        k.title_key,
        k.title_words,
        a.outlet_id,
        a.published_on,
        a.article_id in (select article_id from pending_article) as is_new
    from related_link_key as k
    inner join fact_article as a on k.article_id = a.article_id
    where
        k.title_key is not null
        and a.published_on between getvariable('first_on')::date - 1 and getvariable('last_on')::date + 60
),

titled as (
    select
        s.article_id,
        s.title_key,
        s.title_words,
        a.outlet_id,
        a.published_on,
        a.article_id in (select article_id from pending_article) as is_new
    from article_signature as s
    inner join fact_article as a on s.article_id = a.article_id
    where
        s.title_key is not null
        and a.published_on between getvariable('first_on')::date - 60 and getvariable('last_on')::date + 1
),

pointing_word as (
    select
        * exclude (title_words),
        len(title_words) as words,
        unnest(title_words) as word
    from pointing
),

titled_word as (
    select
        * exclude (title_words),
        unnest(title_words) as word
    from titled
),

met as (
    select
        p.related_link_id,
        t.article_id,
        p.words
    from pointing_word as p
    inner join titled_word as t
        on
            p.outlet_id = t.outlet_id
            and p.word = t.word
            and t.published_on between p.published_on - 60 and p.published_on + 1
    where p.is_new and p.title_key <> t.title_key and p.article_id <> t.article_id
    union all
    select
        p.related_link_id,
        t.article_id,
        p.words
    from titled_word as t
    inner join pointing_word as p
        on
            p.outlet_id = t.outlet_id
            and p.word = t.word
            and t.published_on between p.published_on - 60 and p.published_on + 1
    where t.is_new and not p.is_new and p.title_key <> t.title_key and p.article_id <> t.article_id
),

common as (
    select
        related_link_id,
        article_id
    from met
    group by related_link_id, article_id
    having count(*) >= greatest(3, 0.6 * any_value(words))
)

select
    c.related_link_id,
    c.article_id,
    l.linked_title,
    a.title
from common as c
inner join fact_related_link as l on c.related_link_id = l.related_link_id
inner join fact_article as a on c.article_id = a.article_id
order by all
