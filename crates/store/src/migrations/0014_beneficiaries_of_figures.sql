-- What figures ask of a person besides its shape: pivots and the cells behind them read age, ethnic group and commune from
-- this index alone. Types in braces and the marks `sqlite:` and `postgres:` are explained in `migrations.rs`.
create index beneficiary_of_figures on beneficiary (case_id, position, birth_year, ethnicity, commune_code);
