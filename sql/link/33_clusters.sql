-- Clusters: the articles of the clusters made again.
-- grain: one row an article in a cluster
-- reads: staged_cluster; variable batch_id

insert into fact_duplicate by name
select
    fact_key('duplicate|' || article_id || '|' || first_article_id) as duplicate_id,
    article_id,
    'cluster:' || first_article_id as cluster_id,
    relation,
    similarity,
    first_article_id,
    copied_from_article_id,
    copied_rule_id,
    rule_id,
    getvariable('batch_id')::integer as batch_id
from staged_cluster;
