-- Consent for papers that leave the house, and the last papers of a case. Types in braces and the marks `sqlite:` and
-- `postgres:` are explained in `migrations.rs`.

-- What of a case left the house, on what ground, to whom: a document that was issued, the file taken away, a question
-- sent. Lists of many cases that were taken out as files are in the record of acts alone.
create table disclosure (
    id {uuid} primary key, case_id {uuid} not null references cases (id), what text not null, about text not null,
    ground text not null, to_whom text not null, disclosed_at {timestamp} not null, disclosed_by text not null
);
create index disclosure_by_case on disclosure (case_id, disclosed_at);

-- The cases that a request about personal data is about.
create table data_request_case (
    data_request_id {uuid} not null references data_request (id), case_id {uuid} not null references cases (id),
    linked_at {timestamp} not null, linked_by text not null, primary key (data_request_id, case_id)
);
create index data_request_case_by_case on data_request_case (case_id);

-- How it was made sure that a signed file is the very document.
alter table document add column file_check text;

-- Files that are made by a job while somebody waits: a year of a register on paper.
create table made_file (
    id {uuid} primary key, kind text not null, org_code text not null references organisation (code), asked text not null,
    state text not null, done bigint not null, total bigint not null, file_sha256 text, file_name text, error text,
    asked_at {timestamp} not null, asked_by text not null, asked_name text not null, ip text not null,
    finished_at {timestamp}
);
create index made_file_by_asker on made_file (asked_by, asked_at);

-- Candidates of the search for conflicts are chosen in the index alone: by sound and year of birth, then how near they are.
create index person_alike on person (name_sound, birth_year, name_folded, commune_code, id);
create index case_party_alike on case_party (name_sound, birth_year, name_folded, side, case_id, position);
create index request_person_alike on request_person (name_sound, birth_year, side, name_folded, commune_code, request_id, position);
drop index person_by_sound;
drop index case_party_by_sound;
drop index request_person_by_sound;
