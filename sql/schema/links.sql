-- Links between articles: what finds copies of a text again, and the pairs that were found.
-- grain: stated with each table
-- why: kept, so that a night compares its own articles with all earlier ones without reading their texts again

create table if not exists article_signature (
    article_id varchar not null,
    algorithm varchar not null,
    body_hash ubigint not null,
    body_words integer not null,
    bands uinteger [] not null,
    sketch utinyint [],
    story_on date,
    fact_bands uinteger [] not null,
    fact_sketch utinyint [],
    title_key ubigint,
    title_words varchar [] not null,
    batch_id integer not null
);
comment on table article_signature is 'One article as the search for copies knows it.';
comment on column article_signature.article_id is 'The article; key of the table.';
comment on column article_signature.algorithm is 'Everything the hashes depend on, the version of the MinHash library included.';
comment on column article_signature.body_hash is 'Hash of the words of the body; case, punctuation and line ends aside.';
comment on column article_signature.body_words is 'Words of the body, figures included.';
comment on column article_signature.bands is 'MinHash of the body''s shingles, a hash a band; empty where the body is too short to be matched.';
comment on column article_signature.sketch is 'A byte of every other MinHash: of two texts as many are equal as their shingles are alike; empty where bands are.';
comment on column article_signature.story_on is 'Day of publication, else the latest day that the text itself names; null where it names none.';
comment on column article_signature.fact_bands is 'MinHash of the figures, names and days of the body, a hash a band; empty where it has too few.';
comment on column article_signature.fact_sketch is 'The same of quotes and of figures and names; empty where it has none.';
comment on column article_signature.title_key is 'Hash of the title''s letters and digits; null where it is too short.';
comment on column article_signature.title_words is 'Words of the title of four letters and more, in lower case.';
comment on column article_signature.batch_id is 'Batch that derived the article''s facts; another one there means that the signature is stale.';

create table if not exists duplicate_pair (
    left_article_id varchar not null,
    right_article_id varchar not null,
    relation varchar not null,
    similarity double not null,
    jaccard double not null,
    rule_id varchar not null,
    batch_id integer not null
);
comment on table duplicate_pair is
'Two articles of which one tells the text of the other, each the first published of its wording; and each further article of a wording with its first (exact). fact_duplicate is made of these.';
comment on column duplicate_pair.left_article_id is 'The article with the lesser id.';
comment on column duplicate_pair.right_article_id is 'The article with the greater id.';
comment on column duplicate_pair.relation is 'exact, near or rewrite.';
comment on column duplicate_pair.similarity is
'Share of the shorter text''s words that stand in the longer (exact, near), or of its facts (rewrite); 0 to 1.';
comment on column duplicate_pair.jaccard is 'Share of the three-word shingles of both that they have in common, 0 to 1.';
comment on column duplicate_pair.rule_id is 'Rule that joined them (dim_rule).';
comment on column duplicate_pair.batch_id is 'Batch that compared them.';

create table if not exists related_link_key (
    related_link_id ubigint not null,
    article_id varchar not null,
    title_key ubigint,
    title_words varchar [] not null,
    url_article_id varchar
);
comment on table related_link_key is 'One pointer to another story, by what its target is found again when it arrives.';
comment on column related_link_key.related_link_id is 'The pointer (fact_related_link); key of the table.';
comment on column related_link_key.article_id is 'The article that points.';
comment on column related_link_key.title_key is 'Hash of the linked title''s letters and digits; null where there is none.';
comment on column related_link_key.title_words is 'Words of the linked title of four letters and more, in lower case.';
comment on column related_link_key.url_article_id is 'The article_id that belongs to the linked address; null where there is none.';

create table if not exists related_link_near (
    related_link_id ubigint not null,
    article_id varchar not null,
    score double not null
);
comment on table related_link_near is 'One article whose title is nearly the one that a link names.';
comment on column related_link_near.related_link_id is 'The link (fact_related_link).';
comment on column related_link_near.article_id is 'The article with the similar title.';
comment on column related_link_near.score is 'Similarity of the titles, 0 to 1.';
