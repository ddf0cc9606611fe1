-- Words: index the pending articles numbered from first_no on, before end_no.
-- reads: pending_article, published.fact_article; variables first_no, end_no
-- why: as many at once as memory holds; sorted, so that a query reads only the row groups of its words

create or replace temp table new_posting as
with part as (
    select
        p.article_no,
        f.title,
        f.body
    from pending_article as p
    inner join published.fact_article as f on p.article_id = f.article_id
    where p.article_no >= getvariable('first_no') and p.article_no < getvariable('end_no')
),

token as (
    select
        article_no,
        unnest(search_tokens(body)) as word,
        false as is_title
    from part
    union all
    select
        article_no,
        unnest(search_tokens(title)) as word,
        true as is_title
    from part
)

select
    word,
    article_no,
    count(*) filter (where not is_title) as in_body,
    count(*) filter (where is_title) as in_title
from token
group by word, article_no;

insert into search_posting
select
    word,
    article_no,
    least(in_body, 255)::utinyint as in_body,
    least(in_title, 255)::utinyint as in_title
from new_posting
order by word, article_no;

insert into search_article
select
    p.article_no,
    p.article_id,
    p.batch_id,
    coalesce(n.words, 0)::integer as words
from pending_article as p
left join
    (select article_no, sum(in_body + in_title) as words from new_posting group by article_no) as n
    on p.article_no = n.article_no
where p.article_no >= getvariable('first_no') and p.article_no < getvariable('end_no')
order by p.article_no;

create or replace temp table counted_word as
select
    word,
    count(*) as articles
from new_posting
group by word;

update search_word
set articles = search_word.articles + counted_word.articles
from counted_word
where search_word.word = counted_word.word;

insert into search_word
select
    c.word,
    c.word as stem,
    c.articles::integer as articles
from counted_word as c
anti join search_word as w on c.word = w.word
order by c.word;

drop table new_posting;
