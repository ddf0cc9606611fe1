-- Pinned templates: those of the learned version that runs use.
-- grain: one row a template; none where nothing is pinned

select t.* exclude (learned_version)
from learned_template as t
inner join learned_version as v on t.learned_version = v.learned_version
where v.is_pinned
order by t.rule_id
