-- Traces: what other rows say about the articles to forget.
-- grain: rows of several tables
-- reads: forgotten_article, forgotten_address, staged_tombstone; variable batch_id
-- why: counts stay true, so a refused record stays as a row, without its bytes; cluster mates are signed anew

create or replace temp table widowed_article as
with clusters as (
    select f.cluster_id
    from fact_duplicate as f
    where f.article_id in (select article_id from forgotten_article)
)

select distinct d.article_id
from fact_duplicate as d
semi join clusters as c on d.cluster_id = c.cluster_id;

create temp table if not exists replaced_signature as
select * from article_signature
where false;

insert into replaced_signature
select * from article_signature
where article_id in (select article_id from forgotten_article);

delete from article_signature
where article_id in (select article_id from widowed_article);

delete from fact_duplicate
where article_id in (select article_id from widowed_article);

delete from duplicate_pair
where
    left_article_id in (select article_id from forgotten_article)
    or right_article_id in (select article_id from forgotten_article);

update fact_related_link
set
    linked_article_id = null,
    match_score = null,
    match_rule_id = null
where linked_article_id in (select article_id from forgotten_article);

update dim_entity_alias
set evidence_article_id = null
where evidence_article_id in (select article_id from forgotten_article);

update learned_alias
set evidence_article_id = null
where evidence_article_id in (select article_id from forgotten_article);

update etl_rejected_record
set
    original = null,
    detail = 'removed on demand'
where
    exists (
        select 1 from forgotten_address as a
        where contains(decode(etl_rejected_record.original), a.address)
    );

update etl_check_result
set sample = null
where exists (select 1 from forgotten_article as f where contains(etl_check_result.sample::varchar, f.article_id));

update etl_batch
set note = 'removed on demand'
where exists (select 1 from forgotten_article as f where contains(etl_batch.note, f.article_id));

delete from etl_tombstone
where (scope, value) in (select (scope, value) from staged_tombstone);

insert into etl_tombstone by name
select
    scope,
    value,
    reason,
    getvariable('batch_id')::integer as batch_id,
    getvariable('created_at')::timestamptz as created_at
from staged_tombstone
where scope <> 'address';
