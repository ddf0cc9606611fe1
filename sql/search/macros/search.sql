-- Macros of the search index, which is attached as search_index beside the warehouse in use.
-- search_terms(sought): one row per word that answers a word of the query: asked, word, weight (1 as asked, 0.4 another
--     word of its stem; a word that no article holds may be a stem itself), rarity (logarithm of all articles by
--     those that hold it)
-- search(sought): one row per article found, the best first: article_id, score, share_matched, title, outlet_id,
--     published_on, url, story_id (the same for copies of one text)
-- why: score is BM25 (k1 1.2, b 0.75; a word of the title counts as two more in the body), times the share of the
--      query's rarity that the article holds; with less than half of it an article is not found. Words in double
--      quotes must stand in the title or the body just so

create or replace macro search_terms(sought) as table
with asked as (
    select distinct unnest(search_index.search_tokens(sought)) as word
),

answering as (
    select
        a.word as asked,
        w.word,
        w.articles,
        if(a.word = w.word, 1.0, 0.4) as weight
    from asked as a
    left join search_index.search_word as known on a.word = known.word
    inner join search_index.search_word as w on coalesce(known.stem, a.word) = w.stem
)

select
    asked,
    word,
    weight,
    ln(1 + (select count(*) from search_index.search_article) / (max(articles) over (partition by asked) + 0.5)) as rarity
from answering;

create or replace macro search(sought) as table
with term as materialized (
    select * from search_index.search_terms(sought)
),

phrase as (
    select unnest(regexp_extract_all(sought, '"([^"]+)"', 1)) as quoted
),

quoted_word as (
    select distinct unnest(search_index.search_tokens(quoted)) as word from phrase
),

whole as (
    select
        (select sum(rarity) from (select distinct asked, rarity from term)) as rarity,
        (select avg(words) from search_index.search_article) as mean_words,
        (select count(*) from quoted_word) as quoted_words
),

found as (
    select
        t.asked,
        any_value(t.rarity) as rarity,
        p.article_no,
        sum(t.weight * (p.in_body + 2 * p.in_title)) as frequency,
        bool_or(t.word = t.asked and t.asked in (select word from quoted_word)) as is_quoted
    from search_index.search_posting as p
    inner join term as t on p.word = t.word
    group by t.asked, p.article_no
),

scored as materialized (
    select
        s.article_id,
        s.batch_id,
        sum(f.rarity * f.frequency * 2.2 / (f.frequency + 1.2 * (0.25 + 0.75 * s.words / w.mean_words))) as bm25,
        sum(f.rarity) / any_value(w.rarity) as share_matched
    from found as f
    inner join search_index.search_article as s on f.article_no = s.article_no
    cross join whole as w
    group by s.article_id, s.batch_id
    having share_matched >= 0.5 and count(*) filter (where f.is_quoted) = any_value(w.quoted_words)
)

select
    a.article_id,
    s.bm25 * s.share_matched as score,
    s.share_matched,
    a.title,
    a.outlet_id,
    a.published_on,
    a.url,
    coalesce(d.cluster_id, a.article_id) as story_id
from scored as s
inner join fact_article as a on s.article_id = a.article_id and s.batch_id = a.batch_id
left join fact_duplicate as d on a.article_id = d.article_id
where
    not contains(sought, '"')
    or list_bool_and(
        list_transform(
            (select list(search_index.search_tokens(quoted)) from phrase),
            lambda tokens: contains(
                ' ' || array_to_string(search_index.search_tokens(concat_ws(chr(10), a.title, a.body)), ' ') || ' ',
                ' ' || array_to_string(tokens, ' ') || ' '
            )
        )
    )
order by score desc, a.article_id;
