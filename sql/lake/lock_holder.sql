-- Lock holder: who writes the lake, as far as the catalogue's database tells this user (PostgreSQL).
-- grain: one row, or none where the lock is free by now
-- parameters: the number of the lock

select coalesce(a.application_name, 'another user') as holder
from pg_locks as l
inner join pg_stat_activity as a on l.pid = a.pid
inner join pg_database as d on l.database = d.oid
where l.locktype = 'advisory' and l.granted and d.datname = current_database() and l.objid = $1
