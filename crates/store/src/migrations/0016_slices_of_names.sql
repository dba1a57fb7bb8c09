-- The word index of PostgreSQL also knows in which slice of the entries, 4,096 names each, a name stands: common names
-- are gathered from the latest slices first, where the whole country was gathered or walked before. SQLite's walks by itself.
postgres: drop index beneficiary_name;
postgres: create index beneficiary_name on beneficiary using gin ((words || array_to_tsvector(array['zs' || (seq / 4096)])));
