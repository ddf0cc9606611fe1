-- Articles to forget: those asked for, and all that are of an outlet asked for.
-- grain: one row an article
-- reads: staged_tombstone (scope, value)
-- leaves: forgotten_article, forgotten_address (as texts to look for in bytes that were refused)

create or replace temp table forgotten_article as
select value as article_id
from staged_tombstone
where scope = 'article'
union
select article_id
from fact_article
where outlet_id in (select value from staged_tombstone where scope = 'outlet');

create or replace temp table forgotten_address as
select url as address
from raw_article
where url is not null and article_id in (select article_id from forgotten_article)
union
select url
from fact_article
where url is not null and article_id in (select article_id from forgotten_article)
union
select value
from staged_tombstone
where scope in ('outlet', 'address');
