-- From when the rows of an import say that they are recorded, and since when they are there to be counted: a question of
-- an hour between the two leaves them out, whether it is asked while the import runs or after. Types in braces and the
-- marks `sqlite:` and `postgres:` are explained in `migrations.rs`.
alter table import_run add column recorded_at {timestamp};
create index import_run_by_end on import_run (finished_at);
