-- Texts of narrative reports, quoted figures, and what the data quality desk remembers. Types in braces and the marks `sqlite:` and
-- `postgres:` are explained in `migrations.rs`.

-- One row a draft; drafts are never changed. `texts` is what people wrote, by section; `paragraphs` the whole report as
-- it read when the draft was saved; both JSON.
create table narrative (
    id {uuid} primary key, org_code text not null references organisation (code), plan text not null,
    from_on {date} not null, to_on {date} not null, geography text not null, number bigint not null,
    texts text not null, paragraphs text not null, as_of {timestamp} not null, saved_at {timestamp} not null,
    saved_by text not null
);
create unique index narrative_by_period on narrative (org_code, plan, to_on, from_on, geography, number);

-- Figures that others published and that no case stands behind. Never added to what is counted.
create table quoted_figure (
    id {uuid} primary key, org_code text not null references organisation (code), series text not null, name text not null,
    unit text not null, from_on {date} not null, to_on {date} not null, value text not null, source text not null,
    note text, entered_at {timestamp} not null, entered_by text not null, withdrawn_at {timestamp}, withdrawn_by text
);
create index quoted_figure_by_org on quoted_figure (org_code, series, to_on) where withdrawn_at is null;
create unique index quoted_figure_once on quoted_figure (org_code, series, from_on, to_on, source) where withdrawn_at is null;

-- What dashboards of many organisations are drawn from: one row an organisation and month, reckoned anew by a job.
create table office_month (
    org_code text not null references organisation (code), month text not null, cases_new bigint not null,
    litigation_new bigint not null, cases_closed bigint not null, running bigint not null, age_3 bigint not null,
    age_6 bigint not null, age_12 bigint not null, age_24 bigint not null, age_over bigint not null,
    entered bigint not null, lag_cases bigint not null, lag_days bigint not null, due bigint not null, kept bigint not null,
    noticed_police bigint not null, noticed_procuracy bigint not null, noticed_court bigint not null,
    noticed_detention bigint not null, noticed_other bigint not null, reckoned_at {timestamp} not null,
    primary key (org_code, month)
);
create index deadline_by_due on deadline (org_code, due_at, ended_at);

-- How many cases each rule of data quality found, at the last look of each month.
create table doubt_count (
    org_code text not null references organisation (code), code text not null, month text not null, cases bigint not null,
    primary key (org_code, code, month)
);

-- Open data, made once a day: what stands here is sent as it is.
create table open_file (
    name text not null, format text not null, content text not null, sha256 text not null, made_at {timestamp} not null,
    primary key (name, format)
);
