-- Lock held: whether this connection to the catalogue's database still holds the writer's lock (PostgreSQL).
-- grain: one row
-- parameters: the number of the lock

select count(*) > 0 as is_held
from pg_locks
where locktype = 'advisory' and granted and objid = $1 and pid = pg_backend_pid()
