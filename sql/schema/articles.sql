-- Articles: the current version of each, what was cut from it, its sentences and its links.
-- grain: stated with each table
-- why: offsets everywhere are code points, half-open, into fact_article.text: text[start_char + 1 : end_char] = surface;
--   long texts are compressed by zstd: a fifth smaller than what DuckDB would choose, and each as fast as the one before

create table if not exists fact_article ( -- noqa: PRS
    article_id varchar not null,
    record_id varchar,
    outlet_id varchar,
    url varchar,
    title varchar,
    standfirst varchar,
    authors varchar [] not null,
    tags varchar [] not null,
    place varchar,
    published_at timestamptz,
    published_on date,
    published_basis varchar,
    published_earliest_on date,
    published_latest_on date,
    language varchar,
    language_confidence double,
    text varchar not null using compression zstd,
    body varchar not null using compression zstd,
    text_chars integer not null,
    body_chars integer not null,
    word_count integer not null,
    sentence_count integer not null,
    revision integer not null,
    content_hash varchar not null,
    rules_version varchar not null,
    learned_version varchar,
    rule_id varchar not null,
    batch_id integer not null
);
comment on table fact_article is 'The current version of one article.';
comment on column fact_article.article_id is 'The article; key of the table.';
comment on column fact_article.record_id is 'The dump''s own id of its first source that has one (by file address, then position).';
comment on column fact_article.outlet_id is 'The outlet (dim_outlet); null where unknown.';
comment on column fact_article.url is 'Address of the article.';
comment on column fact_article.title is 'Headline.';
comment on column fact_article.standfirst is 'Lead set apart from the body, where there is one.';
comment on column fact_article.authors is 'Writers and reporters, in order; editors are not among them.';
comment on column fact_article.tags is 'Tags, topics and categories that the publisher gave.';
comment on column fact_article.place is 'Place of the dateline.';
comment on column fact_article.published_at is 'Publisher''s time stamp; null where only the day is known.';
comment on column fact_article.published_on is 'Day of publication in the source''s own zone (WIB unless it says WITA or WIT).';
comment on column fact_article.published_basis is 'Where the stamp was found: metadata, text or url.';
comment on column fact_article.published_earliest_on is 'Earliest day it can have appeared; the day itself where known.';
comment on column fact_article.published_latest_on is 'Latest day it can have appeared; the day itself where known.';
comment on column fact_article.language is 'ISO 639 code; null where there is too little text. Only Indonesian articles have facts.';
comment on column fact_article.language_confidence is 'Confidence in the language, 0 to 1.';
comment on column fact_article.text is 'The whole text, repaired.';
comment on column fact_article.body is 'The article''s own prose, paragraphs joined by newlines.';
comment on column fact_article.text_chars is 'Length of text in code points.';
comment on column fact_article.body_chars is 'Length of body in code points.';
comment on column fact_article.word_count is 'Words of the body; a hyphenated word is one.';
comment on column fact_article.sentence_count is 'Sentences of the body.';
comment on column fact_article.revision is 'Rank of the version shown (raw_article).';
comment on column fact_article.content_hash is 'The version shown (raw_article).';
comment on column fact_article.rules_version is 'Rules and code that derived the article''s facts.';
comment on column fact_article.learned_version is 'Learned set that was used; null where none.';
comment on column fact_article.rule_id is 'Rule that made this version the current one (dim_rule).';
comment on column fact_article.batch_id is 'Batch that derived the article''s facts.';

create table if not exists fact_removed_span (
    removed_span_id ubigint not null,
    article_id varchar not null,
    start_char integer not null,
    end_char integer not null,
    surface varchar not null,
    kind varchar not null,
    rule_id varchar not null,
    batch_id integer not null
);
comment on table fact_removed_span is 'One span cut from the text because it is not the article''s prose.';
comment on column fact_removed_span.removed_span_id is 'Key.';
comment on column fact_removed_span.article_id is 'The article.';
comment on column fact_removed_span.start_char is 'Where it starts.';
comment on column fact_removed_span.end_char is 'Where it ends (exclusive).';
comment on column fact_removed_span.surface is 'The characters cut.';
comment on column fact_removed_span.kind is
'title, dateline, byline, stamp, related_link, promo, caption, navigation, tags, ad or legal.';
comment on column fact_removed_span.rule_id is 'Rule that cut it (dim_rule).';
comment on column fact_removed_span.batch_id is 'Batch that derived it.';

create table if not exists fact_related_link (
    related_link_id ubigint not null,
    article_id varchar not null,
    start_char integer not null,
    end_char integer not null,
    surface varchar not null,
    linked_title varchar,
    linked_url varchar,
    linked_article_id varchar,
    match_score double,
    match_rule_id varchar,
    rule_id varchar not null,
    batch_id integer not null
);
comment on table fact_related_link is 'One pointer from an article to another story.';
comment on column fact_related_link.related_link_id is 'Key.';
comment on column fact_related_link.article_id is 'The article that points.';
comment on column fact_related_link.start_char is 'Where it starts.';
comment on column fact_related_link.end_char is 'Where it ends (exclusive).';
comment on column fact_related_link.surface is 'The pointer as written.';
comment on column fact_related_link.linked_title is 'Title pointed to.';
comment on column fact_related_link.linked_url is 'Address pointed to.';
comment on column fact_related_link.linked_article_id is 'The article pointed to, where the warehouse holds it.';
comment on column fact_related_link.match_score is 'Confidence in that match, 0 to 1.';
comment on column fact_related_link.match_rule_id is 'Rule that made that match (dim_rule): by address, by title.';
comment on column fact_related_link.rule_id is 'Rule that found it (dim_rule).';
comment on column fact_related_link.batch_id is 'Batch that derived it.';

create table if not exists fact_sentence ( -- noqa: PRS
    sentence_id ubigint not null,
    article_id varchar not null,
    sentence_no integer not null,
    paragraph_no integer not null,
    start_char integer not null,
    end_char integer not null,
    surface varchar not null using compression zstd,
    rule_id varchar not null,
    batch_id integer not null
);
comment on table fact_sentence is 'One sentence of the body.';
comment on column fact_sentence.sentence_id is 'Key.';
comment on column fact_sentence.article_id is 'The article.';
comment on column fact_sentence.sentence_no is 'Number of the sentence in its article, from 0.';
comment on column fact_sentence.paragraph_no is 'Number of its paragraph, from 0.';
comment on column fact_sentence.start_char is 'Where it starts.';
comment on column fact_sentence.end_char is 'Where it ends (exclusive).';
comment on column fact_sentence.surface is 'The sentence.';
comment on column fact_sentence.rule_id is 'Rule that cut the body into sentences (dim_rule).';
comment on column fact_sentence.batch_id is 'Batch that derived it.';

create table if not exists fact_duplicate (
    duplicate_id ubigint not null,
    article_id varchar not null,
    cluster_id varchar not null,
    relation varchar not null,
    similarity double not null,
    first_article_id varchar not null,
    copied_from_article_id varchar,
    copied_rule_id varchar,
    rule_id varchar not null,
    batch_id integer not null
);
comment on table fact_duplicate is 'One article in a cluster of two or more that tell the same text.';
comment on column fact_duplicate.duplicate_id is 'Key.';
comment on column fact_duplicate.article_id is 'The article.';
comment on column fact_duplicate.cluster_id is
'The cluster, named after its first article: it stays while no earlier publication of the text is found.';
comment on column fact_duplicate.relation is 'To the first article: exact, near or rewrite.';
comment on column fact_duplicate.similarity is 'Similarity to the first article, 0 to 1.';
comment on column fact_duplicate.first_article_id is
'The article of the cluster published first (days before stamps, undated last, then by id).';
comment on column fact_duplicate.copied_from_article_id is
'The article of the cluster whose outlet this one names as the source of its text; null where it names none of them.';
comment on column fact_duplicate.copied_rule_id is 'Rule that read the credit (dim_rule).';
comment on column fact_duplicate.rule_id is 'Rule that joined it (dim_rule).';
comment on column fact_duplicate.batch_id is 'Batch that derived it.';
