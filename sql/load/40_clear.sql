-- Clear: the facts that the shard replaces.
-- grain: whole articles
-- reads: shard_current
-- leaves: released_entity (learned entities that may have lost their last mention; see batch_finish),
--   replaced_signature (for the link step: what the article met before)
-- why: replacing is delete and insert; skipped where all articles of the shard are new
-- safe to run twice: what is gone stays gone

create temp table if not exists released_entity (entity_id varchar);

insert into released_entity
with named as (
    select
        article_id,
        entity_id
    from fact_entity_mention
    union all
    select
        article_id,
        speaker_entity_id
    from fact_statement
)

select distinct n.entity_id
from named as n
semi join dim_entity as d on n.entity_id = d.entity_id and d.basis = 'learned'
where n.article_id in (select article_id from shard_current where was_there);

create temp table if not exists replaced_signature as
select * from article_signature
where false;

insert into replaced_signature
select * from article_signature
where article_id in (select article_id from shard_current where was_there);

delete from article_signature where article_id in (select article_id from shard_current where was_there);

delete from fact_article where article_id in (select article_id from shard_current where was_there);

delete from fact_removed_span where article_id in (select article_id from shard_current where was_there);

delete from fact_related_link where article_id in (select article_id from shard_current where was_there);

delete from fact_sentence where article_id in (select article_id from shard_current where was_there);

delete from fact_quantity where article_id in (select article_id from shard_current where was_there);

delete from fact_date_mention where article_id in (select article_id from shard_current where was_there);

delete from fact_entity_mention where article_id in (select article_id from shard_current where was_there);

delete from fact_statement where article_id in (select article_id from shard_current where was_there);

delete from fact_statement_quantity where article_id in (select article_id from shard_current where was_there);

delete from fact_duplicate where article_id in (select article_id from shard_current where was_there);
