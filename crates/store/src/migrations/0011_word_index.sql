-- SQLite's index of the words of names, without the places of the words: who asks for a name asks which words it has.
-- Less than half the size, and entering a name writes less.

sqlite: drop table beneficiary_name;
sqlite: create virtual table beneficiary_name using fts5 (search_text, content='', contentless_delete=1, detail=none, prefix='1 2 3 4 5 6');
sqlite: insert into beneficiary_name (rowid, search_text) select seq, search_text from beneficiary;

-- PostgreSQL keeps the words and the register beside the name, so that a walk along the names of a register is read from
-- an index alone and need not take every name apart again.

postgres: drop index beneficiary_name;
postgres: drop index beneficiary_by_register;
postgres: alter table beneficiary add column words tsvector generated always as (to_tsvector('simple', search_text)) stored, add column register text generated always as (substring(search_text from 'zz[a-z0-9]+')) stored;
postgres: create index beneficiary_name on beneficiary using gin (words);
postgres: create index beneficiary_by_register on beneficiary (register, seq) include (words, person_id, case_id);

-- A file code within a register; over the nation it has an index already, which SQLite reads fast enough for both.

postgres: create index cases_by_own_code on cases (org_code, file_code_folded, accepted_on, id);
