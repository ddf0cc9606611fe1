-- Near titles: links and articles of one outlet, close in time, whose titles have most words in common.
-- grain: one row a link and article
-- reads: open_link, pending_article, related_link_key, fact_related_link, fact_article, article_signature
-- columns: related_link_id, article_id, linked_title, title
-- why: only these few are compared letter by letter. Both directions: a new link among earlier titles, and a
--   new title among earlier links. The window is what keeps the cost that of a night.

with pointing as (
    select
        l.related_link_id,
        l.article_id,
        l.linked_title,
        k.title_key,
        a.outlet_id,
        a.published_on,
        p.article_id is not null as is_new
    from related_link_key as k
    inner join fact_related_link as l on k.related_link_id = l.related_link_id
    inner join fact_article as a on k.article_id = a.article_id
    left join pending_article as p on k.article_id = p.article_id
    where
        k.title_key is not null
        and a.published_on is not null
        and a.published_on between getvariable('first_on')::date - 1 and getvariable('last_on')::date + 60
),

titled as (
    select
        a.article_id,
        a.title,
        a.outlet_id,
        a.published_on,
        s.title_key,
        p.article_id is not null as is_new
    from fact_article as a
    inner join article_signature as s on a.article_id = s.article_id
    left join pending_article as p on a.article_id = p.article_id
    where
        s.title_key is not null
        and a.published_on is not null
        and a.published_on between getvariable('first_on')::date - 60 and getvariable('last_on')::date + 1
),

pointing_word as (
    select
        related_link_id,
        article_id,
        outlet_id,
        published_on,
        is_new,
        unnest(list_distinct(regexp_extract_all(lower(linked_title), '[\p{L}]{4,}'))) as word
    from pointing
),

titled_word as (
    select
        article_id,
        outlet_id,
        published_on,
        is_new,
        unnest(list_distinct(regexp_extract_all(lower(title), '[\p{L}]{4,}'))) as word
    from titled
),

common as (
    select
        p.related_link_id,
        t.article_id,
        count(*) as words
    from pointing_word as p
    inner join titled_word as t
        on
            p.outlet_id = t.outlet_id
            and p.word = t.word
            and (p.is_new or t.is_new)
            and t.published_on between p.published_on - 60 and p.published_on + 1
            and p.article_id <> t.article_id
    group by p.related_link_id, t.article_id
    having count(*) >= 3
)

select
    common.related_link_id,
    common.article_id,
    pointing.linked_title,
    titled.title
from common
inner join pointing on common.related_link_id = pointing.related_link_id
inner join titled on common.article_id = titled.article_id
where
    pointing.title_key <> titled.title_key
    and common.words >= 0.6 * len(list_distinct(regexp_extract_all(lower(pointing.linked_title), '[\p{L}]{4,}')))
order by all
