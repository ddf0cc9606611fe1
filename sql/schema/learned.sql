-- Learned: what the corpus taught, frozen in versions; one version is pinned and used by every run.
-- grain: stated with each table
-- why: facts are a function of articles, rules and this; a version never changes once it is written

create table if not exists learned_version (
    learned_version varchar not null,
    is_pinned boolean not null,
    templates integer not null,
    aliases integer not null,
    articles bigint not null,
    rules_version varchar not null,
    batch_id integer not null
);
comment on table learned_version is 'One frozen set of templates and aliases.';
comment on column learned_version.learned_version is 'Hash of its content, 12 hexadecimal digits; the same content has the same version.';
comment on column learned_version.is_pinned is 'Whether runs use it; true for at most one.';
comment on column learned_version.templates is 'Templates in it.';
comment on column learned_version.aliases is 'Aliases in it.';
comment on column learned_version.articles is 'Articles that it was learned from first.';
comment on column learned_version.rules_version is 'Rules in force when it was learned first.';
comment on column learned_version.batch_id is 'Batch that wrote it.';

create table if not exists learned_template (
    learned_version varchar not null,
    rule_id varchar not null,
    outlet_id varchar not null,
    form varchar not null,
    key varchar not null,
    kind varchar not null,
    position varchar not null,
    surface varchar not null,
    articles integer not null,
    stories integer not null,
    share double not null,
    first_on date,
    last_on date,
    head_share double not null,
    tail_share double not null,
    vocabulary double not null,
    subject double not null,
    confidence double not null,
    samples varchar[] not null
);
comment on table learned_template is 'One boilerplate template of one outlet in one learned version, with its evidence.';
comment on column learned_template.learned_version is 'The version (learned_version).';
comment on column learned_template.rule_id is 'Its rule: learned: and a hash of outlet, form and key.';
comment on column learned_template.outlet_id is 'The outlet (dim_outlet).';
comment on column learned_template.form is 'unit (recurs as it stands), opening (recurs, the rest of its line differs) or shape (short lines of one look in one place).';
comment on column learned_template.key is 'What is looked up: text in small letters, numbers, months and weekdays as 0.';
comment on column learned_template.kind is 'Kind of removed text, guessed from its words.';
comment on column learned_template.position is 'Where it is cut: head, tail or anywhere.';
comment on column learned_template.surface is 'How it is written most often.';
comment on column learned_template.articles is 'Articles that hold it.';
comment on column learned_template.stories is 'Different stories among them; copies and daily series count once.';
comment on column learned_template.share is 'Those articles as a share of the outlet''s, 0 to 1.';
comment on column learned_template.first_on is 'Earliest day of publication among them.';
comment on column learned_template.last_on is 'Latest day of publication among them.';
comment on column learned_template.head_share is 'Share of its places near the start of the text.';
comment on column learned_template.tail_share is 'Share of its places near the end of the text.';
comment on column learned_template.vocabulary is 'Mean log odds of its words to stand in boilerplate.';
comment on column learned_template.subject is 'How strongly the articles share a subject (log likelihood); high: rather background than boilerplate.';
comment on column learned_template.confidence is 'Confidence, 0 to 1.';
comment on column learned_template.samples is 'Up to three places, word for word.';

create table if not exists learned_alias (
    learned_version varchar not null,
    alias varchar not null,
    alias_key varchar not null,
    entity_type varchar not null,
    entity_id varchar not null,
    entity_name varchar not null,
    merged_entity_id varchar not null,
    basis varchar not null,
    similarity double not null,
    context double not null,
    alias_articles integer not null,
    entity_articles integer not null,
    confidence double not null,
    evidence_article_id varchar,
    samples varchar[] not null
);
comment on table learned_alias is 'One spelling that means one entity, in one learned version, with its evidence.';
comment on column learned_alias.learned_version is 'The version (learned_version).';
comment on column learned_alias.alias is 'The spelling.';
comment on column learned_alias.alias_key is 'The spelling without case, accents and marks, as it is looked up.';
comment on column learned_alias.entity_type is 'PER, ORG or LOC; the spelling means the entity for this type only.';
comment on column learned_alias.entity_id is 'The entity that it means.';
comment on column learned_alias.entity_name is 'That entity''s name.';
comment on column learned_alias.merged_entity_id is 'The entity_id that the spelling had by itself; in dim_entity it points to the new one.';
comment on column learned_alias.basis is 'bracket (defined beside its full name) or spelling (a variant met in the same company).';
comment on column learned_alias.similarity is 'Likeness of the two spellings, 0 to 1.';
comment on column learned_alias.context is 'Likeness of the company that both keep (other entities, roles), 0 to 1; for brackets the share of articles that agree.';
comment on column learned_alias.alias_articles is 'Articles with the spelling.';
comment on column learned_alias.entity_articles is 'Articles with the entity otherwise.';
comment on column learned_alias.confidence is 'Confidence, 0 to 1.';
comment on column learned_alias.evidence_article_id is 'An article that shows it.';
comment on column learned_alias.samples is 'Up to three passages, word for word.';
