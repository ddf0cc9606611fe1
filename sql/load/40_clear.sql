-- Clear: the facts that the shard replaces.
-- grain: whole articles
-- reads: shard_current
-- why: replacing is delete and insert; skipped where all articles of the shard are new
-- safe to run twice: what is gone stays gone

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
