-- Changed facts: what articles said before and say now.
-- grain: one row per change (fact_change)
-- columns: commented below
-- why: a publisher who quietly changes a figure is a finding; a rebuild that changes many is a warning

create or replace view changed_fact as
select
    c.change_id,
    c.batch_id,
    b.started_at as found_at,
    c.reason,
    c.change,
    c.table_name,
    a.outlet_id,
    a.published_on,
    a.title,
    coalesce(c.before ->> 'surface', c.before ->> 'content', c.before ->> 'quantity', c.before ->> 'title') as before_text,
    coalesce(c.after ->> 'surface', c.after ->> 'content', c.after ->> 'quantity', c.after ->> 'title') as after_text,
    (c.before ->> 'low')::double as low_before,
    (c.before ->> 'high')::double as high_before,
    (c.after ->> 'low')::double as low_after,
    (c.after ->> 'high')::double as high_after,
    c.before,
    c.after,
    c.rule_id_before,
    c.rule_id_after,
    c.article_id
from fact_change as c
left join etl_batch as b on c.batch_id = b.batch_id
left join fact_article as a on c.article_id = a.article_id;

comment on view changed_fact is 'One fact gained, lost or altered after it was first published, with its article.';
comment on column changed_fact.change_id is 'Key (fact_change).';
comment on column changed_fact.batch_id is 'Batch that brought the change.';
comment on column changed_fact.found_at is 'When that batch began.';
comment on column changed_fact.reason is 'revision (the publisher changed the article), rebuild, correction or forget.';
comment on column changed_fact.change is 'gained, lost or altered.';
comment on column changed_fact.table_name is 'The fact table.';
comment on column changed_fact.outlet_id is 'Outlet of the article.';
comment on column changed_fact.published_on is 'Day of publication of the article''s current version.';
comment on column changed_fact.title is 'Headline of the article''s current version.';
comment on column changed_fact.before_text is 'The fact''s words before; null if gained.';
comment on column changed_fact.after_text is 'The fact''s words after; null if lost.';
comment on column changed_fact.low_before is 'Least value before, of quantities.';
comment on column changed_fact.high_before is 'Greatest value before.';
comment on column changed_fact.low_after is 'Least value after.';
comment on column changed_fact.high_after is 'Greatest value after.';
comment on column changed_fact.before is 'The whole fact before.';
comment on column changed_fact.after is 'The whole fact after.';
comment on column changed_fact.rule_id_before is 'Rule that had found it.';
comment on column changed_fact.rule_id_after is 'Rule that finds it now.';
comment on column changed_fact.article_id is 'The article.';
