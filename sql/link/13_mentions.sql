-- Mentions: who and what is named in the articles asked for.
-- grain: one row a mention
-- reads: staged_wanted (article_id), fact_entity_mention

select
    m.article_id,
    m.entity_id
from fact_entity_mention as m
semi join staged_wanted as w on m.article_id = w.article_id
