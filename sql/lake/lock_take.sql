-- Take the lock: whether this connection to the catalogue's database holds the writer's lock now.
-- grain: one row
-- variables: lock_key

select held
from postgres_query('catalogue', 'select pg_try_advisory_lock(' || getvariable('lock_key') || ') as held')
