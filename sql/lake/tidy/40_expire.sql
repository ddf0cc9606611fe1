-- Expire: snapshots of before a moment can no longer be asked for; the newest always stays.
-- grain: one row, counts of what was done
-- variables: expire_before

select count(*) as snapshots_expired
from ducklake_expire_snapshots('warehouse', older_than => getvariable('expire_before')::timestamptz)
