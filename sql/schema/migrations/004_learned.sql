-- From schema 3 to 4: what the corpus taught, and what was cut on each night.
-- why: the tables are new (sql/schema/learned.sql); nothing is learned in an older file yet, so nothing is pinned

select 'new tables only' as note;
