-- Overview: the report in one row.
-- grain: one row
-- reads: report_batch, report_article, report_window

with loads as (
    select
        count(*) as loads,
        min(started_at) as started_at,
        max(finished_at) as finished_at,
        coalesce(sum(records_in), 0)::bigint as records_in,
        coalesce(sum(records_loaded), 0)::bigint as records_loaded,
        coalesce(sum(records_unchanged), 0)::bigint as records_unchanged,
        coalesce(sum(records_rejected), 0)::bigint as records_rejected
    from report_batch
    where is_load
),

articles as (
    select
        count(*) as articles,
        count(*) filter (where is_revised) as revised,
        count(*) filter (where published_on is null) as undated,
        count(*) filter (where language is distinct from 'id') as in_other_languages,
        count(distinct outlet_id) as outlets,
        min(published_on) as first_published_on,
        max(published_on) as last_published_on,
        coalesce(sum(word_count), 0)::bigint as words,
        coalesce(sum(text_chars - body_chars) / nullif(sum(text_chars), 0), 0) as share_removed
    from report_article
),

statements as (
    select
        count(*) as statements,
        count(*) filter (where s.stance = 'deny') as denials
    from fact_statement as s
    semi join report_article as a on s.article_id = a.article_id
),

figures as (
    select count(*) as figures
    from fact_statement_quantity as q
    semi join report_article as a on q.article_id = a.article_id
)

select
    loads.*,
    articles.*,
    statements.*,
    figures.*,
    w.first_on,
    w.recent_on,
    w.last_on,
    (select count(*) from fact_article) as all_articles,
    (select count(*) from fact_change as c semi join report_batch as b on c.batch_id = b.batch_id) as changed_facts,
    (select max(rules_version) from report_batch) as rules_version,
    (select max(learned_version) from report_batch) as learned_version
from loads, articles, statements, figures, report_window as w
