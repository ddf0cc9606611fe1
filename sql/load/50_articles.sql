-- Articles: the current version of each, with its links, cuts and sentences.
-- grain: stated with each table
-- reads: shard_known, shard_current, shard_first_source, staged_*; variables batch_id, rules_version, learned_version
-- safe to run twice: 40_clear runs before it

insert into fact_article by name
select
    c.article_id,
    f.record_id,
    a.outlet_id,
    a.url,
    a.title,
    a.standfirst,
    coalesce(a.authors, []) as authors,
    coalesce(a.tags, []) as tags,
    a.place,
    a.published_at,
    a.published_on,
    a.published_basis,
    a.published_on as published_earliest_on,
    a.published_on as published_latest_on,
    a.language,
    a.language_confidence,
    a.text,
    a.body,
    a.text_chars,
    a.body_chars,
    a.word_count,
    a.sentence_count,
    c.revision,
    c.content_hash,
    getvariable('rules_version') as rules_version,
    getvariable('learned_version') as learned_version,
    'load:current_version' as rule_id,
    getvariable('batch_id')::integer as batch_id
from shard_current as c
inner join staged_article as a on c.article_no = a.article_no
left join shard_first_source as f on c.article_id = f.article_id;

insert into dim_outlet by name
select distinct
    a.outlet_id,
    a.outlet_id as domain,
    'learned' as basis
from staged_article as a
semi join shard_current as c on a.article_no = c.article_no
anti join dim_outlet as d on a.outlet_id = d.outlet_id
where a.outlet_id is not null;

update fact_article
set record_id = f.record_id
from (
    select * from shard_first_source
    where article_id in (select article_id from shard_known)
) as f
where fact_article.article_id = f.article_id and fact_article.record_id is distinct from f.record_id;

insert into fact_removed_span by name
select
    fact_key('removed_span|' || c.article_id || '|' || s.start_char || '|' || s.end_char || '|' || s.surface)
        as removed_span_id,
    c.article_id,
    s.start_char,
    s.end_char,
    s.surface,
    s.kind,
    s.rule_id,
    getvariable('batch_id')::integer as batch_id
from staged_removed_span as s
inner join shard_current as c on s.article_no = c.article_no;

insert into fact_related_link by name
select
    fact_key('related_link|' || c.article_id || '|' || s.start_char || '|' || s.end_char || '|' || s.surface)
        as related_link_id,
    c.article_id,
    s.start_char,
    s.end_char,
    s.surface,
    s.linked_title,
    s.linked_url,
    s.rule_id,
    getvariable('batch_id')::integer as batch_id
from staged_related_link as s
inner join shard_current as c on s.article_no = c.article_no;

insert into fact_sentence by name
select
    fact_key('sentence|' || c.article_id || '|' || s.start_char || '|' || s.end_char || '|' || s.surface)
        as sentence_id,
    c.article_id,
    s.sentence_no,
    s.paragraph_no,
    s.start_char,
    s.end_char,
    s.surface,
    'segment:sentence' as rule_id,
    getvariable('batch_id')::integer as batch_id
from staged_sentence as s
inner join shard_current as c on s.article_no = c.article_no;
