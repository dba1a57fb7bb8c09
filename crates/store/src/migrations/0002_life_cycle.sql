-- The life of a case: requests and their people, conflicts, assignments, conduct, papers, clocks, complaints,
-- confidentiality, added rules. Types in braces are spelled for each database by `migrations.rs`.

create table number_series (
    org_code text not null references organisation (code), series text not null, year integer not null,
    last bigint not null, primary key (org_code, series, year)
);

create table request (
    id {uuid} primary key, org_code text not null references organisation (code), state text not null,
    channel text not null, source text not null, agency_id {uuid}, source_agency text, received_at {timestamp} not null,
    form text not null, field text not null, provider_role text, stage text, summary text not null,
    urgent_ground text, limitation_on {date}, trial_on {date}, requester_name text, requester_relation text,
    requester_phone text, language_spoken text, language_read text, interpreter text, safe_contact text not null,
    contact_note text, signed_by text not null, notice_read_by text, papers text not null, matter_province text,
    chosen_provider {uuid}, reception_id {uuid},
    came_from {uuid}, proposed text, proposed_reason text, missing_papers text not null, refusal_ground text,
    decision_reason text, decided_at {timestamp}, decided_by text, transfer_to text, case_id {uuid},
    restricted text not null, entered_at {timestamp} not null, entered_by text not null,
    recorded_at {timestamp} not null, version bigint not null default 1
);
create index request_by_state on request (org_code, state, received_at, id);
create index request_by_transfer on request (transfer_to, state) where transfer_to is not null;
create index request_by_case on request (case_id) where case_id is not null;
create table request_person (
    request_id {uuid} not null references request (id), position integer not null, side text not null,
    person_id {uuid}, name text not null, name_folded text not null, name_sound text not null, sex text,
    birth_year integer, birth_date {date}, ethnicity text, commune_code text, address text, phone text,
    id_number_sealed text, id_number_index text, category text, other_categories text not null, client_role text,
    facts text not null, primary key (request_id, position)
);
create index request_person_by_sound on request_person (name_sound, birth_year);
create index request_person_by_id_number on request_person (id_number_index) where id_number_index is not null;

create table case_party (
    case_id {uuid} not null references cases (id), position integer not null, side text not null, role text,
    name text not null, name_folded text not null, name_sound text not null, birth_year integer,
    id_number_index text, primary key (case_id, position)
);
create index case_party_by_sound on case_party (name_sound, birth_year);
create index case_party_by_id_number on case_party (id_number_index) where id_number_index is not null;
create table conflict_decision (
    id {uuid} primary key, request_id {uuid} not null references request (id), position integer not null,
    hit_kind text not null, hit_id {uuid} not null, hit_name text not null, hit_role text not null,
    score integer not null, decision text not null, reason text, decided_at {timestamp} not null,
    decided_by text not null
);
create unique index conflict_decision_once on conflict_decision (request_id, position, hit_kind, hit_id);

create table assignment (
    id {uuid} primary key, case_id {uuid} not null references cases (id), provider_id {uuid},
    provider_name text not null, provider_kind text not null, from_at {timestamp} not null, until_at {timestamp},
    replaced_ground text, reason text, registration text not null, registration_asked_on {date},
    registration_answered_on {date}, registration_note text, entered_at {timestamp} not null, entered_by text not null,
    version bigint not null default 1
);
create index assignment_by_case on assignment (case_id, from_at);
create index assignment_by_provider on assignment (provider_id, from_at);
create table provider_change (
    id {uuid} primary key, case_id {uuid} not null references cases (id), provider_id {uuid}, provider_name text not null,
    asker text not null, ground text, reason text not null, asked_at {timestamp} not null, granted boolean,
    answer text, answered_at {timestamp}, answered_by text, entered_at {timestamp} not null, entered_by text not null
);
create index provider_change_by_case on provider_change (case_id, asked_at);
create index provider_change_open on provider_change (asked_at, id) where answered_at is null;
create table hearing (
    id {uuid} primary key, case_id {uuid} not null references cases (id), kind text not null, at {timestamp} not null,
    place text, agency text, online boolean not null, state text not null, result text, follows {uuid},
    entered_at {timestamp} not null, entered_by text not null, version bigint not null default 1
);
create index hearing_by_case on hearing (case_id, at);
create index hearing_by_time on hearing (at) where state = 'planned';
create table diary_entry (
    id {uuid} primary key, case_id {uuid} not null references cases (id), provider_id {uuid}, on_date {date} not null,
    from_minute integer not null, to_minute integer not null, work text not null, place text, with_whom text,
    note text, entered_at {timestamp} not null, entered_by text not null, removed_at {timestamp},
    version bigint not null default 1
);
create index diary_by_case on diary_entry (case_id, on_date, from_minute);
create index diary_by_provider on diary_entry (provider_id, on_date);
create table case_paper (
    id {uuid} primary key, case_id {uuid} not null references cases (id), item text not null, title text not null,
    dated_on {date}, received_on {date}, from_whom text, sha256 text, media_type text, pages integer,
    entered_at {timestamp} not null, entered_by text not null, removed_at {timestamp}, removed_reason text,
    version bigint not null default 1
);
create index case_paper_by_case on case_paper (case_id, item, entered_at);
create table upload (
    id {uuid} primary key, case_id {uuid} not null references cases (id), account_id {uuid} not null, item text not null,
    title text not null, file_name text not null, size bigint not null, received bigint not null,
    facts text not null, pieces text not null, created_at {timestamp} not null, finished_at {timestamp}
);
create index upload_open on upload (created_at) where finished_at is null;
create table dealing (
    id {uuid} primary key, case_id {uuid} not null references cases (id), kind text not null, agency text not null,
    to_org text, subject text not null, sent_on {date} not null, asked_for_days integer, answered_on {date}, answer text,
    state text not null, entered_at {timestamp} not null, entered_by text not null, version bigint not null default 1
);
create index dealing_by_case on dealing (case_id, sent_on);
create index dealing_by_receiver on dealing (to_org, state) where to_org is not null;
create table case_link (
    case_id {uuid} not null references cases (id), other_id {uuid} not null references cases (id), kind text not null,
    reason text not null, entered_at {timestamp} not null, entered_by text not null, primary key (case_id, other_id, kind)
);
create table archive (
    case_id {uuid} primary key references cases (id), place text not null, pages integer not null, contents text not null,
    retention text not null, archived_at {timestamp} not null, archived_by text not null
);
create table case_seen (
    case_id {uuid} not null, account_id {uuid} not null, seen_at {timestamp} not null, primary key (case_id, account_id)
);

-- A running clock: what it is about, when it began, when it is due, and why (`explanation` is law's own answer).
create table deadline (
    id {uuid} primary key, subject_kind text not null, subject_id {uuid} not null, case_id {uuid}, org_code text not null,
    provider_id {uuid}, code text not null, start_at {timestamp} not null, due_at {timestamp} not null,
    explanation text not null, ended_at {timestamp}, ended_how text, created_at {timestamp} not null
);
create index deadline_by_subject on deadline (subject_kind, subject_id, code);
create index deadline_by_case on deadline (case_id, due_at) where case_id is not null;
create index deadline_open on deadline (org_code, due_at, id) where ended_at is null;
create index deadline_of_provider on deadline (provider_id, due_at, id) where ended_at is null and provider_id is not null;
create table message (
    id {uuid} primary key, org_code text not null, role text, account_id {uuid}, kind text not null,
    subject_kind text not null, subject_id {uuid} not null, detail text not null, once_key text not null unique,
    created_at {timestamp} not null, seen_at {timestamp}
);
create index message_by_org on message (org_code, role, created_at);
create index message_by_account on message (account_id, created_at) where account_id is not null;

create table complaint (
    id {uuid} primary key, org_code text not null references organisation (code), case_id {uuid}, request_id {uuid},
    act text not null, complainant_name text not null, complainant_contact text, against_provider {uuid},
    content text not null, received_at {timestamp} not null, step integer not null, state text not null,
    decision text, decision_reason text, decided_at {timestamp}, decided_by text, follows {uuid},
    entered_at {timestamp} not null, entered_by text not null, version bigint not null default 1
);
create index complaint_by_org on complaint (org_code, state, received_at);
create index complaint_by_case on complaint (case_id) where case_id is not null;
create table consent (
    id {uuid} primary key, case_id {uuid} not null references cases (id), person_name text not null, scope text not null,
    to_whom text not null, purpose text not null, given_on {date} not null, withdrawn_on {date}, paper_id {uuid},
    entered_at {timestamp} not null, entered_by text not null, version bigint not null default 1
);
create index consent_by_case on consent (case_id, given_on);
create table access_grant (
    id {uuid} primary key, case_id {uuid} not null, account_id {uuid} not null, ground text not null,
    reason text not null, granted_at {timestamp} not null, until_at {timestamp} not null
);
create index access_grant_by_case on access_grant (case_id, account_id, until_at);
create table data_request (
    id {uuid} primary key, org_code text not null references organisation (code), kind text not null,
    third_party boolean not null, person_name text not null, contact text, content text not null, received_at {timestamp} not null, state text not null,
    acknowledged_at {timestamp}, answered_at {timestamp}, answer text, entered_at {timestamp} not null,
    entered_by text not null, version bigint not null default 1
);
create index data_request_by_org on data_request (org_code, state, received_at);
create table incident (
    id {uuid} primary key, org_code text not null references organisation (code), kind text not null,
    severity text not null, personal_data boolean not null, location_or_biometric boolean not null,
    found_at {timestamp} not null, content text not null, affected bigint, measures text, state text not null,
    told_at {timestamp}, noticed_at {timestamp}, reported_at {timestamp}, data_reported_at {timestamp},
    persons_told_at {timestamp}, closed_at {timestamp},
    entered_at {timestamp} not null, entered_by text not null, version bigint not null default 1
);
create index incident_by_org on incident (org_code, state, found_at);

-- Rows that an administrator added to the dated rules; the rules of the program stay beneath them.
create table rule_row (
    id {uuid} primary key, rule_set text not null, rule_key text not null, valid_from {date} not null, body text not null,
    basis text not null, added_at {timestamp} not null, added_by text not null, withdrawn_at {timestamp},
    withdrawn_by text, version bigint not null default 1
);
create index rule_row_by_key on rule_row (rule_set, rule_key, valid_from);

-- Days of the working calendar that hold in one province only.
create table local_day (
    province_code text not null, day {date} not null, name text not null, kind text not null, basis text not null,
    added_at {timestamp} not null, added_by text not null, primary key (province_code, day)
);
