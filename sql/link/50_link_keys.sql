-- Link keys: by what the targets of the pending articles' links are found.
-- grain: one row a link
-- reads: pending_article, leaving_article, fact_related_link, staged_link_url (related_link_id, url_article_id)
-- leaves: open_link (links to be resolved anew)
-- why: a link is resolved again when it is new, when its target went or changed, and when one arrives that it may mean

delete from related_link_key
where
    article_id in (select article_id from leaving_article)
    or article_id in (select article_id from pending_article);

insert into related_link_key by name
select
    l.related_link_id,
    l.article_id,
    title_key(l.linked_title) as title_key,
    title_words(l.linked_title) as title_words,
    u.url_article_id
from fact_related_link as l
semi join pending_article as p on l.article_id = p.article_id
left join staged_link_url as u on l.related_link_id = u.related_link_id
where l.linked_title is not null or l.linked_url is not null;

create or replace temp table arrived_article as
select
    s.article_id,
    s.title_key
from article_signature as s
semi join pending_article as p on s.article_id = p.article_id;

create or replace temp table open_link as
select related_link_id from related_link_key
where article_id in (select article_id from pending_article)
union
select k.related_link_id
from related_link_key as k
semi join arrived_article as a on k.title_key = a.title_key
union
select k.related_link_id
from related_link_key as k
semi join arrived_article as a on k.url_article_id = a.article_id
union
select l.related_link_id
from fact_related_link as l
where
    l.linked_article_id in (select article_id from leaving_article)
    or l.linked_article_id in (select article_id from pending_article);
