-- Lock held: whether this connection to the catalogue's database still holds the writer's lock.
-- grain: one row
-- variables: lock_key

select held
from postgres_query(
    'catalogue',
    'select count(*) > 0 as held from pg_locks where locktype = ''advisory'' and granted and objid = '
    || getvariable('lock_key') || ' and pid = pg_backend_pid()'
)
