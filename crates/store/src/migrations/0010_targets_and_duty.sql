-- Targets of providers, duty rosters, and private calendar feeds. Types in braces and the marks `sqlite:` and
-- `postgres:` are explained in `migrations.rs`.

-- What was granted to a provider by a document: less target, or none. What was entered wrongly is withdrawn.
create table target_relief (
    id {uuid} primary key, provider_id {uuid} not null references provider (id), ground text not null,
    from_on {date} not null, to_on {date}, percent integer not null, document text not null,
    entered_at {timestamp} not null, entered_by text not null, withdrawn_at {timestamp}, withdrawn_by text
);
create index target_relief_by_provider on target_relief (provider_id, from_on);

-- A target year that the head signed off: the whole table as JSON, frozen and sealed over those very bytes.
create table target_closing (
    id {uuid} primary key, org_code text not null references organisation (code), year integer not null,
    content text not null, sha256 text not null, seal text not null, seal_key text not null,
    closed_at {timestamp} not null, closed_by text not null
);
create unique index target_closing_once on target_closing (org_code, year);

-- A court or investigating body at which duty is kept, and how. `phone` is what is published.
create table duty_place (
    id {uuid} primary key, org_code text not null references organisation (code), agency_id {uuid} references agency (id),
    name text not null, mode text not null, days text not null, nights boolean not null, phone text, note text,
    valid_from {date} not null, valid_to {date}, entered_at {timestamp} not null, entered_by text not null,
    version bigint not null default 1
);
create index duty_place_by_org on duty_place (org_code, name);
create table duty_shift (
    id {uuid} primary key, place_id {uuid} not null references duty_place (id), org_code text not null,
    on_date {date} not null, period text not null, provider_id {uuid} references provider (id),
    planned_at {timestamp} not null, planned_by text not null, version bigint not null default 1
);
create unique index duty_shift_once on duty_shift (place_id, on_date, period);
create index duty_shift_by_org on duty_shift (org_code, on_date);
create index duty_shift_by_provider on duty_shift (provider_id, on_date) where provider_id is not null;

-- A month whose list is out: at the courts, on the public page. `month` is its first day.
create table duty_publication (
    org_code text not null references organisation (code), month {date} not null, published_at {timestamp} not null,
    published_by text not null, primary key (org_code, month)
);
create table duty_swap (
    id {uuid} primary key, shift_id {uuid} not null references duty_shift (id), org_code text not null,
    from_provider {uuid} not null references provider (id), to_provider {uuid} not null references provider (id),
    reason text not null, state text not null, asked_at {timestamp} not null, answered_at {timestamp},
    decided_at {timestamp}, decided_by text, version bigint not null default 1
);
create index duty_swap_by_shift on duty_swap (shift_id, asked_at);
create index duty_swap_open on duty_swap (org_code, asked_at) where state in ('asked', 'agreed');

-- Who turned to the duty. A request that comes of it names the row as its `reception_id`.
create table duty_contact (
    id {uuid} primary key, org_code text not null references organisation (code),
    place_id {uuid} not null references duty_place (id), provider_id {uuid} references provider (id),
    at {timestamp} not null, kind text not null, person_name text, phone text, summary text,
    entered_at {timestamp} not null, entered_by text not null, entered_by_id text not null
);
create index duty_contact_by_org on duty_contact (org_code, at, id);
create index request_by_reception on request (reception_id) where reception_id is not null;

-- Addresses under which a calendar is read without signing in. Only the hash of the token is kept.
create table calendar_feed (
    id {uuid} primary key, account_id {uuid} not null references account (id), token_hash text not null unique,
    created_at {timestamp} not null, read_at {timestamp}, revoked_at {timestamp}
);
create index calendar_feed_by_account on calendar_feed (account_id, created_at);

-- What was due of a provider in a time, kept or not.
create index deadline_due_of_provider on deadline (provider_id, due_at) where provider_id is not null;
create index hearing_by_day on hearing (at, state);
