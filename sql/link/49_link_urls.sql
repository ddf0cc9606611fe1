-- Link urls: the addresses that the pending articles' links name.
-- grain: one row a link with an address
-- reads: pending_article, fact_related_link

select
    l.related_link_id,
    l.linked_url
from fact_related_link as l
semi join pending_article as p on l.article_id = p.article_id
where l.linked_url is not null
