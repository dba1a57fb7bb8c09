-- Reports that are sent upwards, and their sealed snapshots. Types in braces and the marks `sqlite:` and
-- `postgres:` are explained in `migrations.rs`.

-- What a line of a log said before it was corrected or removed, as far as figures count it; `recorded_to` is when it no
-- longer held. A line that was corrected holds since `changed_at`, any other since it was entered.
create table activity_past (
    id {uuid} not null, recorded_to {timestamp} not null, log text not null, org_code text not null references organisation (code),
    on_date {date} not null, kind text, target_group text, commune_code text, attendees bigint, leaflets bigint,
    participants bigint, recorded_from {timestamp} not null, primary key (id, recorded_to)
);
create index activity_past_by_date on activity_past (org_code, log, on_date, recorded_to);
alter table reception add column changed_at {timestamp};
alter table guidance add column changed_at {timestamp};
alter table outreach add column changed_at {timestamp};
alter table training add column changed_at {timestamp};

-- A report of an organisation for a period, and where it stands (`law::submissions`). `sealed` counts its seals.
create table submission (
    id {uuid} primary key, org_code text not null references organisation (code), kind text not null,
    period_from {date} not null, period_to {date} not null, actual_to {date} not null, due_on {date}, state text not null,
    sealed integer not null, sent_at {timestamp}, first_sent_at {timestamp}, entered_at {timestamp} not null,
    entered_by text not null, version bigint not null
);
create unique index submission_once on submission (org_code, kind, period_to);
create index submission_by_period on submission (kind, period_to, org_code, state);
create index submission_by_org on submission (org_code, actual_to);
-- What the unit adds to what is counted: the days that are not over yet.
create table submission_estimate (
    submission_id {uuid} not null references submission (id), form_key text not null, row_key text not null,
    column_key text not null, number bigint not null, primary key (submission_id, form_key, row_key, column_key)
);
-- Why a cell is as it is.
create table submission_explanation (
    submission_id {uuid} not null references submission (id), form_key text not null, row_key text not null,
    column_key text not null, reason text not null, entered_at {timestamp} not null, entered_by text not null,
    entered_name text not null, primary key (submission_id, form_key, row_key, column_key)
);
create table submission_step (
    id {uuid} primary key, submission_id {uuid} not null references submission (id), move text not null,
    moved_at {timestamp} not null, by_id text not null, by_name text not null, by_org text not null,
    sealed integer not null, message text, form_key text, row_key text, column_key text
);
create index submission_step_by_submission on submission_step (submission_id, moved_at);

-- The files of forms that sealed reports were drawn by.
create table form_definition (sha256 text primary key, form_key text not null, content text not null);
-- A sealed report: `body` is what was signed, `hash` its SHA-256, `facts_sha256` the stored file of the cases behind it.
create table report_snapshot (
    id {uuid} primary key, submission_id {uuid} not null references submission (id), number integer not null,
    org_code text not null references organisation (code), kind text not null, period_to {date} not null,
    actual_to {date} not null, as_of {timestamp} not null, sealed_at {timestamp} not null, body text not null,
    hash text not null, facts_sha256 text not null references stored_file (sha256)
);
create unique index report_snapshot_once on report_snapshot (submission_id, number);
-- Whose sealed reports it adds up.
create table report_snapshot_part (
    snapshot_id {uuid} not null references report_snapshot (id), part_id {uuid} not null references report_snapshot (id),
    primary key (snapshot_id, part_id)
);
create index report_snapshot_part_by_part on report_snapshot_part (part_id);
