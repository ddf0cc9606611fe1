-- Words: index the pending articles numbered from first_no on, before end_no.
-- reads: pending_article, published.fact_article; variables first_no, end_no
-- why: as many at once as memory holds; sorted, so that a query reads only the row groups of its words

create or replace temp table new_token as
with part as (
    select
        p.article_no,
        search_tokens(f.title) as in_title,
        search_tokens(f.body) as in_body
    from pending_article as p
    inner join published.fact_article as f on p.article_id = f.article_id
    where p.article_no >= getvariable('first_no') and p.article_no < getvariable('end_no')
)

select
    article_no,
    unnest(in_body) as word,
    unnest(range(len(in_body)))::integer as place
from part
union all
select
    article_no,
    unnest(in_title) as word,
    unnest(range(-len(in_title) - 1, -1))::integer as place
from part;

insert into search_word
select
    (select coalesce(max(word_no), 0) from search_word)
    + row_number() over (order by stem(t.word, 'indonesian'), t.word) as word_no,
    t.word,
    t.word as stem,
    0 as articles
from (select distinct word from new_token) as t
anti join search_word as w on t.word = w.word
order by word_no;

create or replace temp table new_place as
select
    w.word_no,
    t.article_no,
    t.place
from new_token as t
inner join search_word as w on t.word = w.word
order by w.word_no, t.article_no, t.place;

drop table new_token;

insert into search_place
from new_place;

create or replace temp table new_posting as
select
    word_no,
    article_no,
    count(*) filter (place >= 0) as in_body,
    count(*) filter (place < 0) as in_title
from new_place
group by word_no, article_no
order by word_no, article_no;

drop table new_place;

insert into search_posting
select
    word_no,
    article_no,
    least(in_body, 255)::utinyint as in_body,
    least(in_title, 255)::utinyint as in_title
from new_posting;

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

update search_word
set articles = search_word.articles + counted.articles
from (
    select
        word_no,
        count(*) as articles
    from new_posting
    group by word_no
) as counted
where search_word.word_no = counted.word_no;

drop table new_posting;
