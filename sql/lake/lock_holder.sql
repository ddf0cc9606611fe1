-- Lock holder: who writes the lake, as far as the catalogue's database tells this user.
-- grain: one row, or none where the lock is free by now
-- variables: lock_key

select holder
from postgres_query(
    'catalogue',
    'select coalesce(a.application_name, ''another user'') as holder from pg_locks as l '
    || 'join pg_stat_activity as a using (pid) join pg_database as d on d.oid = l.database '
    || 'where l.locktype = ''advisory'' and l.granted and d.datname = current_database() and l.objid = '
    || getvariable('lock_key')
)
