-- The persons of each ethnic group but the majority (Kinh, 01), so that the few cases of a small group are found without reading
-- all others; and with the entry of a case what a dashboard asks of it, so that it reads no case itself. Types in braces and the
-- marks `sqlite:` and `postgres:` are explained in `migrations.rs`.
create index beneficiary_of_minority on beneficiary (ethnicity, birth_year, case_id, position) where ethnicity <> '01';
drop index cases_by_entry;
create index cases_by_entry on cases (org_code, entered_at, accepted_on, source, agency_id);
