-- Sources: every version of every article as it came in, and where it came from.
-- grain: stated with each table
-- why: all facts can be derived again from raw_article alone

create table if not exists raw_article ( -- noqa: PRS
    article_id varchar not null,
    content_hash varchar not null,
    revision integer not null,
    raw varchar not null using compression zstd,
    extracted varchar using compression zstd,
    record_id varchar,
    url varchar,
    title varchar,
    published_raw varchar,
    authors_raw varchar,
    tags_raw varchar,
    metadata json,
    published_at timestamptz,
    first_batch_id integer not null
);
comment on table raw_article is 'One version of one article, ever ingested.';
comment on column raw_article.article_id is 'Hash of the canonical url, else of the normalised text.';
comment on column raw_article.content_hash is 'Hash of everything that facts depend on: text and named fields.';
comment on column raw_article.revision is
'Rank of the version in its article from 1, oldest publisher''s time stamp first (unknown before all), then by content hash; the highest is current. A version that comes late can move the others.';
comment on column raw_article.raw is 'Text as decoded, nothing repaired; for HTML and WARC the source.';
comment on column raw_article.extracted is 'The text that was extracted from a page''s source and that facts are derived from; null where raw is the text itself.';
comment on column raw_article.record_id is 'The dump''s own id of the record that brought this version.';
comment on column raw_article.url is 'Address as the dump gave it.';
comment on column raw_article.title is 'Title field as the dump gave it.';
comment on column raw_article.published_raw is 'Date field as the dump gave it, often garbage.';
comment on column raw_article.authors_raw is 'Author field as the dump gave it.';
comment on column raw_article.tags_raw is 'Tag, topic or category field as the dump gave it.';
comment on column raw_article.metadata is 'All other fields of the record.';
comment on column raw_article.published_at is 'Publisher''s time stamp that ranks the versions; midnight WIB where only the day is known.';
comment on column raw_article.first_batch_id is 'Batch that brought it.';

create table if not exists article_source (
    article_id varchar not null,
    content_hash varchar not null,
    revision integer not null,
    source_file_id varchar not null,
    record_no bigint not null,
    position varchar,
    record_id varchar,
    batch_id integer not null
);
comment on table article_source is 'One record of one file, and the article version that it holds; unchanged copies included.';
comment on column article_source.article_id is 'The article.';
comment on column article_source.content_hash is 'The version (raw_article).';
comment on column article_source.revision is 'Rank of the version, as in raw_article.';
comment on column article_source.source_file_id is 'The file (etl_source_file).';
comment on column article_source.record_no is 'Number of the record in its file, from 0, in reading order.';
comment on column article_source.position is 'The place in words: line, row, member of an archive.';
comment on column article_source.record_id is 'The dump''s own id of the record.';
comment on column article_source.batch_id is 'Batch that read it first.';
