-- Take the lock: whether this connection to the catalogue's database holds the writer's lock now (PostgreSQL).
-- grain: one row
-- parameters: the number of the lock

select pg_try_advisory_lock($1) as is_held
