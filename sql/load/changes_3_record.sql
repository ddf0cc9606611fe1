-- Changes: facts altered (a pair), gained or lost (no counterpart), with what they said.
-- grain: one row a change
-- reads: differing_fact, paired_fact, changed_article; variables batch_id, change_reason
-- safe to run twice: changes_0_articles has removed what the batch recorded before

insert into fact_change by name
with before as (
    select * from differing_fact
    where side = 'before'
),

after as (
    select * from differing_fact
    where side = 'after'
),

counterparts as (
    select
        coalesce(b.article_id, a.article_id) as article_id,
        coalesce(b.table_name, a.table_name) as table_name,
        case
            when b.key is null then 'gained'
            when a.key is null then 'lost'
            else 'altered'
        end as change,
        b.key as key_before,
        a.key as key_after,
        b.content as before,
        a.content as after,
        b.rule_id as rule_id_before,
        a.rule_id as rule_id_after
    from before as b
    left join paired_fact as p on b.table_name = p.table_name and b.key = p.key_before
    full join after as a on p.table_name = a.table_name and p.key_after = a.key
)

select
    fact_key(
        'change|' || getvariable('batch_id') || '|' || c.table_name || '|' || coalesce(c.key_before, '') || '|'
        || coalesce(c.key_after, '')
    ) as change_id,
    c.*,
    if(w.is_revision, 'revision', getvariable('change_reason')) as reason,
    w.rules_version_before,
    w.rules_version_after,
    w.learned_version_before,
    w.learned_version_after,
    getvariable('batch_id')::integer as batch_id
from counterparts as c
inner join changed_article as w on c.article_id = w.article_id;

drop table differing_fact;
drop table paired_fact;
