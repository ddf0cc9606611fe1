-- Release the lock: whether this connection to the catalogue's database held the writer's lock (PostgreSQL).
-- grain: one row
-- parameters: the number of the lock
-- why: the server notices that a connection was closed a moment later, and the next writer may come before

select pg_advisory_unlock($1) as was_held
