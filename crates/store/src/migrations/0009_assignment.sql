-- What is known of providers for a fair assignment: leave, terms, training, offers, settings of a Centre. Types in
-- braces and the marks `sqlite:` and `postgres:` are explained in `migrations.rs`.

-- Leave and other absence of a provider, both days included; `cancelled_at` takes it back.
create table absence (
    id {uuid} primary key, provider_id {uuid} not null references provider (id), kind text not null,
    from_on {date} not null, to_on {date} not null, basis text, note text, entered_at {timestamp} not null,
    entered_by text not null, cancelled_at {timestamp}, cancelled_by text
);
create index absence_by_provider on absence (provider_id, from_on);

-- Dated facts of a provider: card, contract, rank, post of a leader, nursing, trainee guided. `to_on` is empty while
-- nobody knows an end. What was entered wrongly is withdrawn, never edited.
create table provider_term (
    id {uuid} primary key, provider_id {uuid} not null references provider (id), kind text not null,
    label text not null, from_on {date} not null, to_on {date}, basis text, entered_at {timestamp} not null,
    entered_by text not null, withdrawn_at {timestamp}, withdrawn_by text
);
create index provider_term_by_provider on provider_term (provider_id, kind, from_on);
create index provider_term_ending on provider_term (to_on, kind) where to_on is not null and withdrawn_at is null;

-- Where a provider works and how much: home commune, communes served (codes joined by `;`), cases at once.
create table provider_profile (
    provider_id {uuid} primary key references provider (id), commune_code text, areas text not null,
    capacity integer, updated_at {timestamp} not null, updated_by text not null, version bigint not null default 1
);

-- Hours of compulsory training, one row a course.
create table provider_training (
    id {uuid} primary key, provider_id {uuid} not null references provider (id), on_date {date} not null,
    title text not null, hours integer not null, entered_at {timestamp} not null, entered_by text not null,
    withdrawn_at {timestamp}, withdrawn_by text
);
create index provider_training_by_provider on provider_training (provider_id, on_date);

-- Contract or registration of an organisation that takes part: term and scope (codes joined by `;`; empty = all).
create table organisation_term (
    id {uuid} primary key, org_code text not null references organisation (code), kind text not null,
    number text not null, from_on {date} not null, to_on {date}, forms text not null, fields text not null,
    entered_at {timestamp} not null, entered_by text not null, withdrawn_at {timestamp}, withdrawn_by text
);
create index organisation_term_by_org on organisation_term (org_code, from_on);

-- What a Centre wants weighed, from a day on; the row with the latest day that has come holds.
create table assignment_setting (
    id {uuid} primary key, org_code text not null references organisation (code), valid_from {date} not null,
    body text not null, reason text not null, entered_at {timestamp} not null, entered_by text not null
);
create unique index assignment_setting_by_org on assignment_setting (org_code, valid_from, entered_at);

-- What makes a case heavy or particular, as whoever assigns it notes it.
create table case_burden (
    case_id {uuid} primary key references cases (id), charge text, accused integer, commune_code text, km integer,
    wants_sex text, language text, updated_at {timestamp} not null, updated_by text not null
);

-- Who brought a case or request that a provider brought.
create table brought_by (
    subject_id {uuid} primary key, provider_id {uuid} not null references provider (id),
    noted_at {timestamp} not null, noted_by text not null
);
create index brought_by_provider on brought_by (provider_id, noted_at);

-- Why this provider was chosen: the ranking of that moment, and the reason where another one led it. Append-only.
create table assignment_choice (
    id {uuid} primary key, case_id {uuid} not null references cases (id), provider_id {uuid} not null,
    place integer not null, candidates integer not null, first_id {uuid}, first_name text, ranking text not null,
    reason text, waived text not null, batch_id {uuid}, chosen_at {timestamp} not null, chosen_by text not null
);
create index assignment_choice_by_case on assignment_choice (case_id, chosen_at);
create index assignment_choice_by_provider on assignment_choice (provider_id, chosen_at);

-- The answer of the provider to an assignment: accepted, declined with a ground, or still open.
create table assignment_offer (
    id {uuid} primary key, case_id {uuid} not null references cases (id), provider_id {uuid} not null,
    org_code text not null, made_at {timestamp} not null, answer_by {timestamp} not null, state text not null,
    ground text, reason text, answered_at {timestamp}, answered_by text, told_at {timestamp}
);
create index assignment_offer_by_case on assignment_offer (case_id, made_at);
create index assignment_offer_open on assignment_offer (answer_by, id) where state = 'open';
create index assignment_offer_by_provider on assignment_offer (provider_id, made_at);
