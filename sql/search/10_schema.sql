-- Search schema: the inverted index of titles and bodies, in a file of its own beside the warehouse.
-- grain: stated with each table
-- why: beside it, because a night then publishes before its words are indexed; made of plain tables, because an
--      index of the fts extension cannot take in a night without reading every article again

create table if not exists search_article (
    article_no integer not null,
    article_id varchar not null,
    batch_id integer not null,
    words integer not null
);
comment on table search_article is 'One article version that is indexed.';
comment on column search_article.article_no is 'Number in this index.';
comment on column search_article.article_id is 'The article (fact_article).';
comment on column search_article.batch_id is 'Batch that derived its facts; another one there means that the entry is stale.';
comment on column search_article.words is 'Words of title and body.';

create table if not exists search_word (
    word_no integer not null,
    word varchar not null,
    stem varchar not null,
    articles integer not null
);
comment on table search_word is 'One word of the index.';
comment on column search_word.word_no is 'Number in this index; forms of one word that came together have numbers side by side.';
comment on column search_word.word is 'The word: small letters, no accents; figures with their points and commas.';
comment on column search_word.stem is 'Its stem, by sql/search/45_stems.sql; words of one stem find each other.';
comment on column search_word.articles is 'Articles that hold it.';

create table if not exists search_posting (
    word_no integer not null,
    article_no integer not null,
    in_body utinyint not null,
    in_title utinyint not null
);
comment on table search_posting is 'One word of one article; sorted by word within each refresh. Articles are ranked by it.';
comment on column search_posting.word_no is 'The word (search_word).';
comment on column search_posting.article_no is 'The article (search_article).';
comment on column search_posting.in_body is 'How often in the body; 255 means as often or more.';
comment on column search_posting.in_title is 'How often in the title.';

create table if not exists search_place (
    word_no integer not null,
    article_no integer not null,
    place integer not null
);
comment on table search_place is
'One place where a word stands; sorted as search_posting. Words that must stand side by side are found by it.';
comment on column search_place.word_no is 'The word (search_word).';
comment on column search_place.article_no is 'The article (search_article).';
comment on column search_place.place is
'Number of the word in the body, from 0; in the title counted backwards, its last word is -2.';

create table if not exists search_name (
    name varchar not null,
    spelling varchar not null,
    entity_id varchar not null
);
comment on table search_name is
'One name of an entity that has others: what is asked by one name is found by the others.';
comment on column search_name.name is 'Its words as the index has them, a blank between.';
comment on column search_name.spelling is 'As listed; a name of up to three letters must be asked for just so.';
comment on column search_name.entity_id is 'Whose name it is (dim_entity).';

create table if not exists search_state (
    format integer not null,
    warehouse_batch_id integer not null,
    refreshed_at timestamptz not null
);
comment on table search_state is 'What the index was last brought up to date with; one row.';
comment on column search_state.format is 'Version of these tables and of how words are cut; another one is made anew.';
comment on column search_state.warehouse_batch_id is 'Last batch of the published warehouse that it has seen.';
comment on column search_state.refreshed_at is 'When.';

-- The words of a text in order.
create or replace macro search_tokens(content) as (
    regexp_extract_all(lower(strip_accents(content)), '[0-9]+(?:[.,][0-9]+)+|[\p{L}\p{N}]+')
);
