-- Discard: the temporary tables of the shard.
-- why: they hold memory until the connection closes

drop table if exists shard_known;
drop table if exists shard_renumbered;
drop table if exists shard_version;
drop table if exists shard_rank;
drop table if exists shard_source;
drop table if exists shard_first_source;
drop table if exists shard_current;
