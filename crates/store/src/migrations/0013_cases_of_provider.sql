-- The cases of a provider with all that a load is weighed from, so that the index alone answers what hundreds of people
-- have to do. Types in braces and the marks `sqlite:` and `postgres:` are explained in `migrations.rs`.
drop index cases_by_provider;
create index cases_of_provider on cases (provider_id, accepted_on, id, closed_on, assigned_on, form, field, stage, beneficiary_count) where provider_id is not null;
