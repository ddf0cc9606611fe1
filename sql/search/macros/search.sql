-- Macros of the search index, which is attached as search_index beside the warehouse in use.
-- search_terms(sought, aliases): one row per answer to a word of the query: asked, answer (a word, or a name of several),
--     word_no (null for such a name), weight (1 as asked, 0.4 another word of its stem or another name; a word that no
--     article holds may be a stem itself), rarity (logarithm of all articles by those that hold the commonest answer)
-- search_ranked(sought, terms): as search, by such terms in a list, in no order
-- search(sought, aliases): one row per article found, the best first: article_id, score, share_matched, title,
--     outlet_id, published_on, url, story_id (the same for copies of one text)
-- why: score is BM25 (k1 1.2, b 0.75; a word of the title counts as two more in the body), times the share of the
--      query's rarity that the article holds; with less than half of it an article is not found. Words in double
--      quotes must stand in the title or the body just so. A name in the query (search_name), the longest that fits, is
--      answered by the other names of its entity, unless aliases is false; it is taken for as common as its rarest word

create or replace macro search_other_names(sought) as table
with plain as (
    select ' ' || array_to_string(search_index.search_tokens(unquoted), ' ') || ' ' as words, unquoted
    from (select regexp_replace(sought, '"[^"]*"', ' " ', 'g') as unquoted)
),

named as materialized (
    select
        n.name,
        n.entity_id
    from search_index.search_name as n
    cross join plain as p
    where
        contains(p.words, ' ' || n.name || ' ')
        and (length(n.name) > 3 or regexp_matches(p.unquoted, '\b' || n.spelling || '\b'))
)

select distinct
    unnest(string_split(m.name, ' ')) as asked,
    o.name as answer
from named as m
inner join search_index.search_name as o on m.entity_id = o.entity_id
where
    not contains(' ' || o.name || ' ', ' ' || m.name || ' ')
    and not exists (
        select 1
        from named as longer
        where longer.name <> m.name and contains(' ' || longer.name || ' ', ' ' || m.name || ' ')
    );

create or replace macro search_terms(sought, aliases := true) as table
with asked as (
    select distinct unnest(search_index.search_tokens(sought)) as word
),

answering as (
    select
        a.word as asked,
        w.word as answer,
        w.word_no,
        w.articles,
        if(a.word = w.word, 1.0, 0.4) as weight
    from asked as a
    left join search_index.search_word as known on a.word = known.word
    inner join search_index.search_word as w on coalesce(known.stem, a.word) = w.stem
    union all
    select
        o.asked,
        o.answer,
        if(count(*) = 1, any_value(w.word_no), null) as word_no,
        min(w.articles) as articles,
        0.4 as weight
    from (
        select
            asked,
            answer,
            unnest(string_split(answer, ' ')) as word
        from search_index.search_other_names(if(aliases, sought, ''))
    ) as o
    inner join search_index.search_word as w on o.word = w.word
    group by o.asked, o.answer
)

select
    asked,
    answer,
    any_value(word_no) as word_no,
    max(weight) as weight,
    ln(1 + (select count(*) from search_index.search_article) / (max(max(articles)) over (partition by asked) + 0.5))
        as rarity
from answering
group by asked, answer;

create or replace macro search_ranked(sought, terms) as table
with term as materialized (
    select unnest(terms, recursive := true)
),

phrase as materialized (
    select
        phrase,
        string_split(phrase, ' ') as words,
        bool_or(is_quoted) as is_quoted
    from (
        select
            array_to_string(search_index.search_tokens(unnest(regexp_extract_all(sought, '"([^"]+)"', 1))), ' ') as phrase,
            true as is_quoted
        union all
        select
            answer as phrase,
            false as is_quoted
        from term
        where word_no is null
    )
    where phrase <> ''
    group by phrase
),

phrase_word as materialized (
    select
        p.phrase,
        p.place,
        w.word_no,
        row_number() over (partition by p.phrase order by w.articles, p.place) as rank
    from (
        select
            phrase,
            unnest(words) as word,
            unnest(range(len(words))) as place
        from phrase
    ) as p
    inner join search_index.search_word as w on p.word = w.word
),

begun as materialized (
    select
        w.phrase,
        s.article_no,
        s.place - w.place as place
    from search_index.search_place as s
    inner join phrase_word as w on s.word_no = w.word_no
    where w.rank = 1
),

continued as (
    select
        w.phrase,
        s.article_no,
        s.place - w.place as place
    from search_index.search_place as s
    inner join phrase_word as w on s.word_no = w.word_no
    where w.rank > 1
),

standing as (
    select
        b.phrase,
        b.article_no,
        b.place
    from begun as b
    left join continued as c on b.phrase = c.phrase and b.article_no = c.article_no and b.place = c.place
    group by b.phrase, b.article_no, b.place
    having 1 + count(c.place) = len(string_split(b.phrase, ' '))
),

phrase_posting as materialized (
    select
        phrase,
        article_no,
        count(*) filter (place >= 0) as in_body,
        count(*) filter (place < 0) as in_title
    from standing
    group by phrase, article_no
),

found as (
    select
        asked,
        article_no,
        any_value(rarity) as rarity,
        sum(frequency) as frequency
    from (
        select
            t.asked,
            t.rarity,
            p.article_no,
            t.weight * (p.in_body + 2 * p.in_title) as frequency
        from search_index.search_posting as p
        inner join term as t on p.word_no = t.word_no
        union all
        select
            t.asked,
            t.rarity,
            p.article_no,
            t.weight * (p.in_body + 2 * p.in_title) as frequency
        from phrase_posting as p
        inner join term as t on p.phrase = t.answer
        where t.word_no is null
    )
    group by asked, article_no
),

whole as (
    select
        (select sum(rarity) from (select distinct asked, rarity from term)) as rarity,
        (select avg(words) from search_index.search_article) as mean_words,
        (select count(*) from phrase where is_quoted) as phrases
),

scored as materialized (
    select
        f.article_no,
        sum(f.rarity * f.frequency * 2.2 / (f.frequency + 1.2 * (0.25 + 0.75 * s.words / w.mean_words))) as bm25,
        sum(f.rarity) / any_value(w.rarity) as share_matched
    from found as f
    inner join search_index.search_article as s on f.article_no = s.article_no
    cross join whole as w
    group by f.article_no
    having share_matched >= 0.5
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
inner join search_index.search_article as i on s.article_no = i.article_no
inner join fact_article as a on i.article_id = a.article_id and i.batch_id = a.batch_id
left join fact_duplicate as d on a.article_id = d.article_id
where
    not contains(sought, '"')
    or s.article_no in (
        select q.article_no
        from phrase_posting as q
        inner join phrase as p on q.phrase = p.phrase
        where p.is_quoted
        group by q.article_no
        having count(*) = (select phrases from whole)
    )
    or (select phrases from whole) = 0;

create or replace macro search(sought, aliases := true) as table
from search_index.search_ranked(sought, (select list(t) from search_index.search_terms(sought, aliases := aliases) as t))
order by score desc, article_id;
