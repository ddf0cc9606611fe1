-- check: share_without_keys
-- severity: warn
-- scope: batch
-- rule: at most 20 % of a file's articles lack a title, an address or an outlet, where it has 20 or more
-- remedy: name the column that holds it, e.g. saring ingest FILE --map url=tautan
-- why: without an address there is no outlet, and a copy with another text is another article

with articles as (
    select distinct
        s.source_file_id,
        a.article_id,
        a.title,
        a.url,
        a.outlet_id
    from checked_fact_article as a
    inner join article_source as s on a.article_id = s.article_id and a.revision = s.revision
)

select
    a.source_file_id,
    f.uri,
    count(*) as articles,
    count(*) filter (where a.title is null) as without_title,
    count(*) filter (where a.url is null) as without_url,
    count(*) filter (where a.outlet_id is null) as without_outlet
from articles as a
inner join etl_source_file as f on a.source_file_id = f.source_file_id
group by a.source_file_id, f.uri
having
    count(*) >= 20
    and (
        count(*) filter (where a.title is null) > 0.2 * count(*)
        or count(*) filter (where a.url is null) > 0.2 * count(*)
        or count(*) filter (where a.outlet_id is null) > 0.2 * count(*)
    )
