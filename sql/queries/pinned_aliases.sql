-- Pinned aliases: those of the learned version that runs use.
-- grain: one row an alias; none where nothing is pinned

select a.* exclude (learned_version)
from learned_alias as a
inner join learned_version as v on a.learned_version = v.learned_version
where v.is_pinned
order by a.entity_type, a.alias_key
