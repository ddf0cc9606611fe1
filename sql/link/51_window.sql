-- Window: the days that the pending articles were published on.
-- grain: two variables, first_on and last_on; null where none has a day

set variable first_on = (
    select min(a.published_on) from fact_article as a
    semi join pending_article as p on a.article_id = p.article_id
);

set variable last_on = (
    select max(a.published_on) from fact_article as a
    semi join pending_article as p on a.article_id = p.article_id
);
