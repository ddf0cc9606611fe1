-- Changed articles: those whose facts this batch has replaced since they were last published.
-- grain: one row an article
-- reads: the work copy, and the published file attached as published; variable batch_id
-- leaves: changed_article; compared_<table>, the facts of these articles on both sides
-- why: comparing with what is published, not with what an earlier shard of the same batch had loaded,
--   makes the result independent of the order of loading

create or replace temp table changed_article as
select
    after.article_id,
    before.content_hash <> after.content_hash as is_revision,
    before.rules_version as rules_version_before,
    after.rules_version as rules_version_after,
    before.learned_version as learned_version_before,
    after.learned_version as learned_version_after
from fact_article as after
inner join published.fact_article as before on after.article_id = before.article_id
where after.batch_id = getvariable('batch_id') and before.batch_id <> getvariable('batch_id');

delete from fact_change where batch_id = getvariable('batch_id');

-- the articles compared at once; set before each use
create or replace temp view articles_at_hand as
select article_id from changed_article
where
    article_id >= coalesce(getvariable('first_article_id')::varchar, '')
    and (getvariable('end_article_id') is null or article_id < getvariable('end_article_id')::varchar);

create or replace temp view compared_article as
select 'before' as side, * from published.fact_article
where article_id in (select article_id from articles_at_hand)
union all by name
select 'after' as side, * from fact_article
where article_id in (select article_id from articles_at_hand);

create or replace temp view compared_removed_span as
select 'before' as side, * from published.fact_removed_span
where article_id in (select article_id from articles_at_hand)
union all by name
select 'after' as side, * from fact_removed_span
where article_id in (select article_id from articles_at_hand);

create or replace temp view compared_related_link as
select 'before' as side, * from published.fact_related_link
where article_id in (select article_id from articles_at_hand)
union all by name
select 'after' as side, * from fact_related_link
where article_id in (select article_id from articles_at_hand);

create or replace temp view compared_sentence as
select 'before' as side, * from published.fact_sentence
where article_id in (select article_id from articles_at_hand)
union all by name
select 'after' as side, * from fact_sentence
where article_id in (select article_id from articles_at_hand);

create or replace temp view compared_quantity as
select 'before' as side, * from published.fact_quantity
where article_id in (select article_id from articles_at_hand)
union all by name
select 'after' as side, * from fact_quantity
where article_id in (select article_id from articles_at_hand);

create or replace temp view compared_date_mention as
select 'before' as side, * from published.fact_date_mention
where article_id in (select article_id from articles_at_hand)
union all by name
select 'after' as side, * from fact_date_mention
where article_id in (select article_id from articles_at_hand);

create or replace temp view compared_entity_mention as
select 'before' as side, * from published.fact_entity_mention
where article_id in (select article_id from articles_at_hand)
union all by name
select 'after' as side, * from fact_entity_mention
where article_id in (select article_id from articles_at_hand);

create or replace temp view compared_statement as
select 'before' as side, * from published.fact_statement
where article_id in (select article_id from articles_at_hand)
union all by name
select 'after' as side, * from fact_statement
where article_id in (select article_id from articles_at_hand);

create or replace temp view compared_statement_quantity as
select 'before' as side, * from published.fact_statement_quantity
where article_id in (select article_id from articles_at_hand)
union all by name
select 'after' as side, * from fact_statement_quantity
where article_id in (select article_id from articles_at_hand);

-- every fact as one row: what it says (content) apart from where it stands and which rule found it
create or replace temp view comparable_fact as
select
    side,
    article_id,
    'fact_article' as table_name,
    article_id as key,
    0 as start_char,
    0 as end_char,
    rule_id,
    to_json({
        'title': title, 'standfirst': standfirst, 'authors': authors, 'tags': tags, 'place': place, 'url': url,
        'outlet_id': outlet_id, 'published_at': published_at, 'published_on': published_on,
        'published_basis': published_basis, 'language': language
    }) as content
from compared_article
union all
select
    side,
    article_id,
    'fact_removed_span',
    removed_span_id::varchar,
    start_char,
    end_char,
    rule_id,
    to_json({'surface': surface, 'kind': kind})
from compared_removed_span
union all
select
    side,
    article_id,
    'fact_related_link',
    related_link_id::varchar,
    start_char,
    end_char,
    rule_id,
    to_json({'surface': surface, 'linked_title': linked_title, 'linked_url': linked_url})
from compared_related_link
union all
select
    side,
    article_id,
    'fact_sentence',
    sentence_id::varchar,
    start_char,
    end_char,
    rule_id,
    to_json({'surface': surface})
from compared_sentence
union all
select
    side,
    article_id,
    'fact_quantity',
    quantity_id::varchar,
    start_char,
    end_char,
    rule_id,
    to_json({
        'surface': surface, 'low': low, 'high': high, 'precision': precision, 'kind': kind, 'unit': unit,
        'si_value_low': si_value_low, 'si_value_high': si_value_high, 'si_unit': si_unit
    })
from compared_quantity
union all
select
    side,
    article_id,
    'fact_date_mention',
    date_mention_id::varchar,
    start_char,
    end_char,
    rule_id,
    to_json({
        'surface': surface, 'starts_on': starts_on, 'ends_on': ends_on, 'granularity': granularity,
        'anchor': anchor, 'weekday_agrees': weekday_agrees
    })
from compared_date_mention
union all
select
    side,
    article_id,
    'fact_entity_mention',
    entity_mention_id::varchar,
    start_char,
    end_char,
    rule_id,
    to_json({
        'surface': surface, 'entity_type': entity_type, 'entity_id': entity_id, 'role': role
    })
from compared_entity_mention
union all
select
    side,
    article_id,
    'fact_statement',
    statement_id::varchar,
    start_char,
    end_char,
    rule_id,
    to_json({
        'content': content, 'speaker': speaker, 'speaker_surface': speaker_surface,
        'speaker_entity_id': speaker_entity_id, 'speaker_role': speaker_role, 'cue': cue, 'stance': stance,
        'form': form, 'relay': relay, 'stated_on': stated_on
    })
from compared_statement
union all
select
    b.side,
    b.article_id,
    'fact_statement_quantity',
    b.statement_quantity_id::varchar,
    q.start_char,
    q.end_char,
    b.rule_id,
    to_json({
        'speaker': s.speaker, 'stance': s.stance, 'quantity': q.surface, 'low': q.low, 'high': q.high,
        'concept': b.concept, 'subject_entity_id': b.subject_entity_id, 'place_entity_id': b.place_entity_id
    })
from compared_statement_quantity as b
inner join compared_statement as s on b.side = s.side and b.statement_id = s.statement_id
inner join compared_quantity as q on b.side = q.side and b.quantity_id = q.quantity_id;
