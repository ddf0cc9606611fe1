-- Pairs: which differing fact of before is which of after, by one kind of likeness.
-- grain: one row a pair
-- reads: differing_fact; variable likeness
-- leaves: more rows in paired_fact
-- why: run for each likeness in turn, the surest first: the same but for its figures (figures_masked), the
--   same words before it (words_before), the same words after it (words_after)

insert into paired_fact by name
with left_over as (
    select
        side,
        article_id,
        table_name,
        key,
        start_char,
        case getvariable('likeness')
            when 'figures_masked' then figures_masked
            when 'words_before' then words_before
            when 'words_after' then words_after
        end as likeness
    from differing_fact as d
    where
        not exists (
            select 1 from paired_fact as p
            where
                d.table_name = p.table_name
                and ((d.side = 'before' and d.key = p.key_before) or (d.side = 'after' and d.key = p.key_after))
        )
),

numbered as (
    select
        *,
        row_number() over (partition by side, article_id, table_name, likeness order by start_char, key) as nth
    from left_over
)

select
    b.table_name,
    b.key as key_before,
    a.key as key_after
from numbered as b
inner join numbered as a
    on
        b.article_id = a.article_id
        and b.table_name = a.table_name
        and b.likeness = a.likeness
        and b.nth = a.nth
where b.side = 'before' and a.side = 'after';
