-- Snapshots: the states of the lake that can be asked for, the newest first.
-- grain: one row a snapshot
-- columns: version, published_at, author, message

select
    snapshot_id as version,
    snapshot_time as published_at,
    author,
    commit_message as message
from ducklake_snapshots('warehouse')
order by snapshot_id desc
