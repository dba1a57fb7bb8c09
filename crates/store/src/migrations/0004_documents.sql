-- Documents that the office numbers, signs and issues; the registers of incoming documents; closings of registers.
-- Types in braces and the marks `sqlite:` and `postgres:` are explained in `migrations.rs`.

-- Numbers come from `number_series`, with the kind of the document as its series. `content` is the whole document as
-- JSON, frozen when the number is given; `sha256` is over those very bytes. `token` is what the square code leads to.
create table document (
    id {uuid} primary key, org_code text not null references organisation (code), subject_kind text not null,
    subject_id {uuid} not null, case_id {uuid}, form text not null, form_from {date} not null, kind text not null,
    title text not null, state text not null, fields text not null,
    number bigint, year integer, symbol text not null, dated_on {date}, token text, content text, sha256 text,
    recipients text not null, copies integer, drafted_at {timestamp} not null, drafted_by text not null,
    numbered_at {timestamp}, numbered_by text, signed_at {timestamp}, signed_by text, signed_how text,
    signed_entered_by text, file_sha256 text, signature text, issued_at {timestamp}, issued_by text, seal text,
    seal_key text, replaces {uuid}, replaced_by {uuid}, cancelled_at {timestamp}, cancelled_by text,
    cancel_reason text, version bigint not null default 1
);
create unique index document_by_number on document (org_code, kind, year, number) where number is not null;
create unique index document_by_token on document (token) where token is not null;
create index document_by_subject on document (subject_kind, subject_id, drafted_at);
create index document_by_case on document (case_id, drafted_at) where case_id is not null;
create index document_by_state on document (org_code, state, drafted_at);
create index document_by_day on document (org_code, dated_on, kind, number) where number is not null;

create table incoming_document (
    id {uuid} primary key, org_code text not null references organisation (code), number bigint not null,
    year integer not null, arrived_on {date} not null, author text not null, their_number text, dated_on {date},
    about text not null, receiver text, passed_on {date}, note text, entered_at {timestamp} not null,
    entered_by text not null, cancelled_at {timestamp}, cancel_reason text, version bigint not null default 1
);
create unique index incoming_by_number on incoming_document (org_code, year, number);
create index incoming_by_day on incoming_document (org_code, arrived_on, number);

-- A register closed for a month, a half-year or a year: what stood in it at that moment, counted and sealed.
create table register_closing (
    id {uuid} primary key, org_code text not null references organisation (code), register text not null,
    period text not null, from_on {date} not null, to_on {date} not null, entries bigint not null,
    totals text not null, sha256 text not null, seal text not null, seal_key text not null,
    closed_at {timestamp} not null, closed_by text not null
);
create unique index register_closing_once on register_closing (org_code, register, from_on, to_on);
