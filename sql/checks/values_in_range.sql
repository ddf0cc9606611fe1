-- check: values_in_range
-- severity: error
-- scope: article
-- rule: low <= high, starts_on <= ends_on, shares within 0 and 1, counts that are those of the text
-- why: a value outside its range is a mistake of a stage, whatever it means

select 'fact_quantity' as table_name, article_id, surface, 'low > high' as problem
from checked_fact_quantity
where low > high or si_value_low > si_value_high or isnan(low) or isnan(high)
union all
select 'fact_quantity', article_id, surface, 'neither low nor high'
from checked_fact_quantity
where low is null and high is null
union all
select 'fact_date_mention', article_id, surface, 'starts_on > ends_on, or only one of them'
from checked_fact_date_mention
where starts_on > ends_on or (starts_on is null) <> (ends_on is null)
union all
select 'fact_date_mention', article_id, surface, 'anchor and days disagree on whether it is resolved'
from checked_fact_date_mention
where (anchor = 'unresolved') <> (starts_on is null)
union all
select 'fact_entity_mention', article_id, surface, 'confidence outside 0 to 1'
from checked_fact_entity_mention
where confidence not between 0 and 1
union all
select 'fact_statement', article_id, surface, 'confidence outside 0 to 1'
from checked_fact_statement
where confidence not between 0 and 1
union all
select 'fact_article', article_id, title, 'language_confidence outside 0 to 1'
from checked_fact_article
where language_confidence not between 0 and 1
union all
select 'fact_article', article_id, title, 'lengths are not those of text and body'
from checked_fact_article
where text_chars <> length(text) or body_chars <> length(body)
union all
select 'fact_article', article_id, title, 'published_on outside its bounds, or a stamp without its basis'
from checked_fact_article
where
    published_on not between published_earliest_on and published_latest_on
    or published_earliest_on > published_latest_on
    or (published_on is null) <> (published_basis is null)
    or (published_at is not null and published_on is null)
