-- From schema 6 to 7: what each quantity counts or measures, also outside statements.
-- why: it stays empty until the article's facts are derived again: saring rebuild

alter table fact_quantity add column if not exists concept varchar;
