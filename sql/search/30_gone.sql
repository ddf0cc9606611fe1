-- Gone: take out superseded versions and articles that are no longer in the warehouse.
-- reads: gone_article
-- why: the counts of the words go down by what is taken out, so that nothing else need be counted again

create or replace temp table gone_word as
select
    p.word_no,
    count(*) as articles
from search_posting as p
semi join gone_article as g on p.article_no = g.article_no
group by p.word_no;

update search_word
set articles = search_word.articles - gone_word.articles
from gone_word
where search_word.word_no = gone_word.word_no;

delete from search_word where articles <= 0;
delete from search_posting where article_no in (select article_no from gone_article);
delete from search_place where article_no in (select article_no from gone_article);
delete from search_article where article_no in (select article_no from gone_article);
