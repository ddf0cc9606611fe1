-- To forget: what the warehouse holds of the articles that are to be forgotten.
-- grain: one row
-- reads: forgotten_article

select
    count(*) as articles,
    count(distinct outlet_id) as outlets,
    (select count(*) from raw_article where article_id in (select article_id from forgotten_article)) as versions,
    min(title) as a_title
from fact_article
where article_id in (select article_id from forgotten_article)
