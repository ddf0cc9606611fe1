-- check: links_sound
-- severity: error
-- scope: article
-- rule: a resolved link has a score within 0 and 1 and a known rule, and does not point to its own article
-- remedy: run the load again: links are made anew; if it stays so: saring rollback
-- why: links are resolved again and again as targets arrive; half a resolution would be a mistake

select
    article_id,
    related_link_id,
    linked_article_id,
    match_score,
    match_rule_id
from checked_fact_related_link
where
    linked_article_id = article_id
    or (linked_article_id is null) <> (match_score is null)
    or (linked_article_id is null) <> (match_rule_id is null)
    or match_score not between 0 and 1
    or match_rule_id not in (select rule_id from dim_rule)
