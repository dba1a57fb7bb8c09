-- PostgreSQL's word index takes each name at once: what it would put off is read from end to end by every search until then.
-- Types in braces and the marks `sqlite:` and `postgres:` are explained in `migrations.rs`.
postgres: alter index beneficiary_name set (fastupdate = off);
postgres: select gin_clean_pending_list('beneficiary_name');
