-- The foundation: reference data, organisations, accounts, people, cases, figures, audit, jobs.
-- Types in braces are spelled for each database by `migrations.rs`; a line that begins with
-- `sqlite:` or `postgres:` (to the end of its statement) is for that database only.

create table setting (
    key text primary key, value text not null, updated_at {timestamp} not null, updated_by text not null,
    version bigint not null default 1
);

create table reference_set (
    name text primary key, sha256 text not null, row_count bigint not null, version bigint not null,
    source text not null, loaded_at {timestamp} not null, loaded_by text not null
);
create table province (
    code text not null, valid_from {date} not null, valid_to {date}, name text not null, kind text not null,
    successor text, primary key (code, valid_from)
);
create table commune (
    code text not null, valid_from {date} not null, valid_to {date}, name text not null, name_folded text not null,
    kind text not null, district text, province_code text not null, primary key (code, valid_from)
);
create index commune_by_province on commune (province_code, name_folded);
create table commune_succession (
    old_code text not null, new_code text not null, split boolean not null, is_default boolean not null,
    primary key (old_code, new_code)
);
create table ethnic_group (code text primary key, name text not null, population bigint);
create table agency (
    id {uuid} primary key, kind text not null, name text not null, name_folded text not null, province_code text,
    source text not null, verified text not null, version bigint not null default 1
);
create unique index agency_by_name on agency (name_folded);
create table holiday (
    day {date} not null, name text not null, kind text not null, verified text not null, note text not null,
    primary key (day, name)
);
create table base_salary (
    effective_from {date} primary key, amount bigint not null, legal_basis text not null, verified text not null,
    source text not null
);

create table organisation (
    code text primary key, kind text not null, name text not null, name_folded text not null, parent text,
    province_code text, valid_from {date} not null, valid_to {date}, successor text, address text, phone text,
    version bigint not null default 1
);
create index organisation_by_parent on organisation (parent);
create table organisation_past_name (
    code text not null references organisation (code), valid_to {date} not null, name text not null,
    primary key (code, valid_to)
);

create table provider (
    id {uuid} primary key, org_code text not null references organisation (code), name text not null,
    name_folded text not null, kind text not null, card_number text, appointed_on {date}, ended_on {date},
    grade text, sex text, birth_year integer, languages text not null, fields text not null,
    leader boolean not null, version bigint not null default 1
);
create index provider_by_org on provider (org_code, name_folded);
create index provider_by_name on provider (name_folded, id, name);

create table account (
    id {uuid} primary key, login text not null unique, name text not null, password_hash text not null,
    role text not null, org_code text not null references organisation (code), provider_id {uuid},
    must_change boolean not null, totp_secret text, totp_last_step bigint, recovery_codes text not null,
    language text not null, disabled_at {timestamp}, disabled_reason text, last_seen_at {timestamp},
    password_changed_at {timestamp} not null, created_at {timestamp} not null, version bigint not null default 1
);
create index account_by_org on account (org_code, login);
create table session (
    id {uuid} primary key, token_hash text not null unique, account_id {uuid} not null references account (id),
    csrf text not null, created_at {timestamp} not null, seen_at {timestamp} not null,
    expires_at {timestamp} not null, ip text not null, user_agent text not null, stage text not null,
    revoked_at {timestamp}
);
create index session_by_account on session (account_id, created_at);
create table api_token (
    id {uuid} primary key, token_hash text not null unique, account_id {uuid} not null references account (id),
    name text not null, created_at {timestamp} not null, expires_at {timestamp} not null,
    last_used_at {timestamp}, revoked_at {timestamp}
);
create table throttle (key text primary key, failures bigint not null, last_at {timestamp} not null);
create table parked_form (
    id {uuid} primary key, token_hash text not null unique, path text not null, body_sealed text not null,
    created_at {timestamp} not null
);
create table saved_filter (
    id {uuid} primary key, account_id {uuid} not null references account (id), page text not null,
    name text not null, query text not null, created_at {timestamp} not null
);
create index saved_filter_by_account on saved_filter (account_id, page);

create table person (
    id {uuid} primary key, name text not null, name_folded text not null, name_sound text not null, sex text,
    birth_year integer, birth_date {date}, ethnicity text, commune_code text, id_number_sealed text, id_number_index text,
    entered_at {timestamp} not null, version bigint not null default 1
);
create index person_by_sound on person (name_sound, birth_year);
create index person_by_id_number on person (id_number_index) where id_number_index is not null;

create table cases (
    id {uuid} primary key, org_code text not null references organisation (code), file_code text not null,
    file_code_folded text not null, form text not null, field text not null, provider_role text,
    received_on {date}, accepted_on {date} not null, urgent_ground text, source text not null,
    source_agency text, agency_id {uuid}, stage text, provider_name text, provider_kind text,
    provider_card text, provider_id {uuid}, assigned_on {date}, closed_on {date}, outcome text,
    handed_over_on {date}, appraised_on {date}, quality_score integer, quality_rating text,
    success_criteria text not null, note text, beneficiary_count integer not null,
    state text not null, restricted text not null, request_id {uuid}, accepted_at {timestamp}, begun_on {date},
    paused_on {date}, archived_on {date},
    entered_at {timestamp} not null, entered_by text not null, recorded_at {timestamp} not null,
    version bigint not null default 1
);
create unique index cases_by_file_code on cases (org_code, file_code);
create index cases_by_folded_code on cases (file_code_folded, org_code, accepted_on, id);
create index cases_by_acceptance on cases (accepted_on, id, field, form, closed_on);
create index cases_by_org on cases (org_code, accepted_on, id, field, form, closed_on);
create index cases_by_field on cases (field, accepted_on, id, form, closed_on);
create index cases_running on cases (org_code, accepted_on, id, field, form, closed_on) where closed_on is null;
create index cases_running_lately on cases (accepted_on, id, field, form, closed_on) where closed_on is null;
create index cases_by_provider on cases (provider_id, accepted_on, id);
create index cases_by_state on cases (org_code, state, accepted_on);

create table beneficiary (
    seq {serial} primary key, case_id {uuid} not null references cases (id), position integer not null,
    person_id {uuid} not null references person (id), name text not null, search_text text not null, sex text,
    birth_year integer, birth_date {date}, ethnicity text, commune_code text, category text not null,
    other_categories text not null, client_role text
);
create unique index beneficiary_by_case on beneficiary (case_id, position);
create index beneficiary_by_person on beneficiary (person_id);
sqlite: create virtual table beneficiary_name using fts5 (search_text, content='', contentless_delete=1, prefix='1 2 3 4 5 6');
postgres: create index beneficiary_name on beneficiary using gin (to_tsvector('simple', search_text));

-- One row a beneficiary and version: what the indicators count. `case_shape` and `person_shape` are
-- packed by `law::statistics`. `ended_on` is 9999-12-31 while the case runs. `recorded_to` is 9999-12-31 on
-- the version that holds now; older versions stay, so that figures can be asked for as they stood.
-- `store::statistics` names these ends, and its statements repeat the conditions of the partial indexes to
-- the letter: the figures are read from the indexes alone.
sqlite: create table fact (
    case_id {uuid} not null, position integer not null, org_code text not null, accepted_on {date} not null,
    ended_on {date} not null, appraised_on {date}, case_shape bigint not null, person_shape bigint not null,
    recorded_from {timestamp} not null, recorded_to {timestamp} not null,
    primary key (case_id, position, recorded_to)
) without rowid;
postgres: create table fact (
    case_id {uuid} not null, position integer not null, org_code text not null, accepted_on {date} not null,
    ended_on {date} not null, appraised_on {date}, case_shape bigint not null, person_shape bigint not null,
    recorded_from {timestamp} not null, recorded_to {timestamp} not null,
    primary key (case_id, position, recorded_to)
) with (autovacuum_vacuum_insert_scale_factor = 0.02, autovacuum_vacuum_scale_factor = 0.05);
create index fact_current on fact (
    org_code, ended_on, accepted_on, position, case_shape, person_shape, case_id, recorded_from
) where recorded_to = '9999-12-31T00:00:00+00:00';
create index fact_appraised on fact (org_code, appraised_on, case_shape, accepted_on, case_id, recorded_from)
    where recorded_to = '9999-12-31T00:00:00+00:00' and position = 0 and appraised_on is not null;
create index fact_past on fact (org_code, ended_on, accepted_on) where recorded_to < '9999-12-31T00:00:00+00:00';

sqlite: create table case_event (
    case_id {uuid} not null references cases (id), id {uuid} not null, kind text not null, on_date {date} not null,
    entered_at {timestamp} not null, entered_by text not null, text text, primary key (case_id, id)
) without rowid;
postgres: create table case_event (
    case_id {uuid} not null references cases (id), id {uuid} not null, kind text not null, on_date {date} not null,
    entered_at {timestamp} not null, entered_by text not null, text text, primary key (case_id, id)
);
create table doubt (
    case_id {uuid} not null references cases (id), code text not null, org_code text not null,
    found_at {timestamp} not null, primary key (case_id, code)
);
create index doubt_by_org on doubt (org_code, code);

create table reception (
    id {uuid} primary key, org_code text not null references organisation (code), on_date {date} not null,
    client_name text, purpose text, content_key text not null, ordinal integer not null,
    entered_at {timestamp} not null, entered_by text not null
);
create unique index reception_once on reception (org_code, content_key, ordinal);
create index reception_by_date on reception (org_code, on_date, id);
create index reception_by_day on reception (on_date, id);
create table guidance (
    id {uuid} primary key, org_code text not null references organisation (code), on_date {date} not null,
    client_name text, client_sex text, client_ethnicity text, category text, field text, summary text,
    content_key text not null, ordinal integer not null, entered_at {timestamp} not null, entered_by text not null
);
create unique index guidance_once on guidance (org_code, content_key, ordinal);
create index guidance_by_date on guidance (org_code, on_date, id);
create index guidance_by_day on guidance (on_date, id);
create table outreach (
    id {uuid} primary key, org_code text not null references organisation (code), on_date {date} not null,
    kind text not null, commune_code text, target_group text not null, attendees bigint, leaflets bigint,
    language text, minutes integer, partner text, note text, content_key text not null, ordinal integer not null,
    entered_at {timestamp} not null, entered_by text not null
);
create unique index outreach_once on outreach (org_code, content_key, ordinal);
create index outreach_by_date on outreach (org_code, on_date, id);
create index outreach_by_day on outreach (on_date, id);
create table training (
    id {uuid} primary key, org_code text not null references organisation (code), on_date {date} not null,
    title text not null, participants bigint not null, content_key text not null, ordinal integer not null,
    entered_at {timestamp} not null, entered_by text not null
);
create unique index training_once on training (org_code, content_key, ordinal);
create index training_by_date on training (org_code, on_date, id);
create index training_by_day on training (on_date, id);

create table import_run (
    id {uuid} primary key, kind text not null, org_code text, file_sha256 text not null, file_name text not null,
    status text not null, rows_total bigint not null, rows_done bigint not null, problem_count bigint not null,
    summary text not null, started_by text not null, created_at {timestamp} not null, finished_at {timestamp},
    cancel_asked boolean not null, lease_until {timestamp}, last_error text, version bigint not null default 1
);
create index import_run_by_starter on import_run (started_by, created_at);
create table import_problem (
    run_id {uuid} not null references import_run (id), seq bigint not null, line bigint not null,
    column_name text not null, value text not null, code text not null, detail text not null,
    primary key (run_id, seq)
);

create table outbox (
    id {uuid} primary key, kind text not null, payload text not null, created_at {timestamp} not null,
    run_at {timestamp} not null, attempts integer not null, lease_until {timestamp}, done_at {timestamp},
    failed_at {timestamp}, last_error text
);
create index outbox_waiting on outbox (run_at) where done_at is null and failed_at is null;
create table job (
    id {uuid} primary key, kind text not null, payload text not null, dedupe_key text, created_at {timestamp} not null,
    run_at {timestamp} not null, attempts integer not null, lease_until {timestamp}, done_at {timestamp},
    failed_at {timestamp}, last_error text
);
create index job_waiting on job (run_at) where done_at is null and failed_at is null;
create unique index job_once on job (dedupe_key) where dedupe_key is not null and done_at is null and failed_at is null;

create table audit (
    seq bigint primary key, at {timestamp} not null, actor_id text not null, actor_name text not null,
    role text not null, org_code text not null, ip text not null, act text not null, object_kind text not null,
    object_id text not null, reason text not null, detail text not null, previous text not null, hash text not null
);
create index audit_by_object on audit (object_kind, object_id, seq);
create index audit_by_actor on audit (actor_id, seq);
create index audit_by_act on audit (act, seq);
create table audit_head (id integer primary key, seq bigint not null, hash text not null);
insert into audit_head (id, seq, hash) values (1, 0, '');

create table stored_file (
    sha256 text primary key, size bigint not null, media_type text not null, name text not null,
    stored_at {timestamp} not null, stored_by text not null
);
