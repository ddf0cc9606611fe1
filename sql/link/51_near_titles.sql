-- Near titles: links and articles of one outlet, close in time, whose titles have most words in common.
-- grain: one row a link and article
-- reads: pending_article, related_link_key, fact_related_link, fact_article, article_signature; variables first_on, last_on,
--   part, parts (of the outlets, by a hash)
-- columns: related_link_id, article_id, linked_title, title
-- why: only these few are compared letter by letter. Both directions: a new link among all titles there are, a link of
--   before among the new titles alone. The window is what keeps the cost that of a night. Two titles with most words
--   in common share one of the rarest of the link's, so that common words bring nothing together (prefix filter,
--   Chaudhuri et al. 2006). Of those that do, most are told apart by bits, one a word: the link's words that are in
--   the title too leave as many bits in common, less one for each two of its words that have the same

with pointing as (
    select
        k.related_link_id,
        k.article_id,
        k.title_key,
        k.title_words,
        list_aggregate(list_transform(k.title_words, lambda word: 1::bigint << (hash(word) % 62)::integer), 'bit_or') as bits,
        a.outlet_id,
        a.published_on,
        a.article_id in (select article_id from pending_article) as is_new
    from related_link_key as k
    inner join fact_article as a on k.article_id = a.article_id
    where
        k.title_key is not null
        and hash(a.outlet_id) % getvariable('parts')::ubigint = getvariable('part')::ubigint
        and a.published_on between getvariable('first_on')::date - 1 and getvariable('last_on')::date + 60
),

titled as (
    select
        s.article_id,
        s.title_key,
        s.title_words,
        list_aggregate(list_transform(s.title_words, lambda word: 1::bigint << (hash(word) % 62)::integer), 'bit_or') as bits,
        a.outlet_id,
        a.published_on,
        a.article_id in (select article_id from pending_article) as is_new
    from article_signature as s
    inner join fact_article as a on s.article_id = a.article_id
    where
        s.title_key is not null
        and hash(a.outlet_id) % getvariable('parts')::ubigint = getvariable('part')::ubigint
        and a.published_on between getvariable('first_on')::date - 60 and getvariable('last_on')::date + 1
),

frequency as (
    select
        word,
        count(*) as titles
    from (select unnest(title_words) as word from titled)
    group by word
),

pointing_word as (
    select
        * exclude (title_words),
        len(title_words) as words,
        greatest(3, 0.6 * len(title_words)) as least_words,
        unnest(title_words) as word
    from pointing
    where len(title_words) >= 3
),

rare_word as (
    select p.*
    from pointing_word as p
    left join frequency as f on p.word = f.word
    qualify
        row_number() over (partition by p.related_link_id order by coalesce(f.titles, 0), p.word)
        <= p.words - ceil(p.least_words) + 1
),

titled_word as (
    select
        t.* exclude (title_words, is_new),
        asking.is_new_link,
        unnest(t.title_words) as word
    from titled as t
    cross join (values (true), (false)) as asking (is_new_link)
    where asking.is_new_link or t.is_new
),

met as (
    select distinct
        p.related_link_id,
        t.article_id
    from rare_word as p
    inner join titled_word as t
        on
            p.is_new = t.is_new_link
            and p.outlet_id = t.outlet_id
            and p.word = t.word
            and t.published_on between p.published_on - 60 and p.published_on + 1
    where
        bit_count(p.bits & t.bits) >= p.least_words - (p.words - bit_count(p.bits))
        and p.title_key <> t.title_key
        and p.article_id <> t.article_id
),

common as (
    select
        m.related_link_id,
        m.article_id
    from met as m
    inner join pointing as p on m.related_link_id = p.related_link_id
    inner join titled as t on m.article_id = t.article_id
    where len(list_intersect(p.title_words, t.title_words)) >= greatest(3, 0.6 * len(p.title_words))
)

select
    c.related_link_id,
    c.article_id,
    l.linked_title,
    a.title
from common as c
inner join fact_related_link as l on c.related_link_id = l.related_link_id
inner join fact_article as a on c.article_id = a.article_id
order by all
