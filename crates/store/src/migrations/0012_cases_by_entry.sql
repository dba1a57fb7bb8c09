-- When cases were entered, whenever they were accepted: dashboards ask it of each organisation. Types in braces and the marks
-- `sqlite:` and `postgres:` are explained in `migrations.rs`.
create index cases_by_entry on cases (org_code, entered_at, accepted_on);
