//! The schema: fresh equals upgraded, twice is once, an edited or unknown step is refused.
#![expect(clippy::unwrap_used, reason = "tests")]

mod fresh;

use store::migrations::{self, STEPS};
use store::operations::{self, schema};
use store::{Store, StoreError};

/// The schema as the database itself tells it.
async fn told(store: &Store) -> Vec<String> {
    let sql = if store.is_sqlite() {
        "select type || ' ' || name || ' ' || coalesce(sql, '') as line from sqlite_master order by 1"
    } else {
        "select table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' '
                || coalesce(column_default, '') as line
         from information_schema.columns where table_schema = current_schema()
         union all select indexdef from pg_indexes where schemaname = current_schema()
         union all select conrelid::regclass || ' ' || pg_get_constraintdef(oid) from pg_constraint
                   where connamespace = current_schema()::regnamespace
         order by 1"
    };
    let lines = store.ask(sql).await.unwrap();
    assert!(lines.len() > 30, "the question about the schema is wrong");
    // The schema of a test has a name of its own.
    lines.into_iter().map(|line| line.replace(&schema_name(&line), "")).collect()
}

fn schema_name(line: &str) -> String {
    let start = line.find("store_").unwrap_or(line.len());
    line[start..].chars().take_while(|letter| letter.is_alphanumeric() || *letter == '_').collect::<String>()
        + "."
}

#[tokio::test]
async fn a_fresh_schema_equals_one_that_was_upgraded_step_by_step() {
    for fresh in fresh::stores().await {
        let expected = told(&fresh.store).await;
        for (address, name, _folder) in fresh::addresses() {
            if name == fresh.name {
                let store = Store::connect(&address, fresh::keys()).await.unwrap();
                for count in 1..=STEPS.len() {
                    migrations::run_until(&store, count).await.unwrap();
                    assert_eq!(migrations::applied(&store).await.unwrap().len(), count);
                }
                assert_eq!(told(&store).await, expected, "{name}");
            }
            fresh::drop_schema(&address);
        }
    }
}

#[tokio::test]
async fn after_an_upgrade_sqlite_counts_its_data_again() {
    for (address, name, _folder) in fresh::addresses() {
        let store = Store::connect(&address, fresh::keys()).await.unwrap();
        if !store.is_sqlite() {
            continue;
        }
        migrations::run_until(&store, STEPS.len() - 1).await.unwrap();
        let sql = "select name as line from sqlite_master where name = 'sqlite_stat1'";
        assert_eq!(store.ask(sql).await.unwrap().len(), 0, "{name}");
        migrations::run(&store).await.unwrap();
        assert_eq!(store.ask(sql).await.unwrap().len(), 1, "{name}");
        fresh::drop_schema(&address);
    }
}

#[tokio::test]
async fn running_again_changes_nothing_and_two_servers_may_start_at_once() {
    for (address, name, _folder) in fresh::addresses() {
        let open = || {
            let address = address.clone();
            tokio::spawn(async move { Store::open(&address, fresh::keys()).await })
        };
        let (one, two) = (open(), open());
        let (one, two) = (one.await.unwrap().unwrap(), two.await.unwrap().unwrap());
        assert_eq!(told(&one).await, told(&two).await, "{name}");
        migrations::run(&one).await.unwrap();
        assert_eq!(migrations::applied(&one).await.unwrap().len(), STEPS.len(), "{name}");
        fresh::drop_schema(&address);
    }
}

#[tokio::test]
async fn an_edited_step_and_a_step_of_the_future_are_refused() {
    for (sql, said) in [
        ("update schema_step set sha256 = 'edited'", "edited"),
        ("insert into schema_step (name, sha256, applied_at) values ('9999_future', '', '')", "newer tgpl"),
    ] {
        for fresh in fresh::stores().await {
            fresh.store.maintain(sql).await.unwrap();
            let answer = migrations::run(&fresh.store).await;
            assert!(
                matches!(&answer, Err(StoreError::Broken(why)) if why.contains(said)),
                "{}: {answer:?}",
                fresh.name
            );
        }
    }
}

#[tokio::test]
async fn the_condition_names_the_steps_that_are_missing() {
    for (address, name, _folder) in fresh::addresses() {
        let store = Store::connect(&address, fresh::keys()).await.unwrap();
        let empty = operations::condition(&store).await.unwrap();
        assert_eq!((empty.steps.len(), empty.steps_missing.len()), (0, STEPS.len()), "{name}");
        migrations::run(&store).await.unwrap();
        let whole = operations::condition(&store).await.unwrap();
        assert_eq!((whole.steps.len(), whole.steps_missing.len()), (STEPS.len(), 0), "{name}");
        assert!(whole.write_ahead && whole.foreign_keys, "{name}: {whole:?}");
        fresh::drop_schema(&address);
    }
}

#[tokio::test]
async fn the_tables_read_from_the_steps_are_those_of_the_database() {
    let tables = schema::tables(STEPS).unwrap();
    for fresh in fresh::stores().await {
        let sqlite = fresh.store.is_sqlite();
        let sql = if sqlite {
            "select m.name || '.' || c.name || ' ' || c.\"notnull\" || ' ' || c.pk as line
             from sqlite_master m, pragma_table_info(m.name) c
             where m.type = 'table' and m.sql not like '%fts5%' and m.name not like 'beneficiary_name_%'
               and m.name not in ('schema_step', 'sqlite_stat1', 'sqlite_stat4') order by 1"
        } else {
            "select table_name || '.' || column_name || ' ' || case is_nullable when 'NO' then 1 else 0 end as line
             from information_schema.columns where table_schema = current_schema() and table_name <> 'schema_step'
             and is_generated = 'NEVER'
             order by 1"
        };
        let columns = tables.iter().flat_map(|table| {
            table.columns.iter().map(move |column| {
                let place =
                    table.key.iter().position(|name| *name == column.name).map_or(0, |place| place + 1);
                // SQLite does not call the one column of a primary key "not null".
                let lone = sqlite && table.key.len() == 1 && place == 1;
                let required = i32::from(column.required && !lone);
                let name = format!("{}.{}", table.name, column.name);
                if sqlite { format!("{name} {required} {place}") } else { format!("{name} {required}") }
            })
        });
        let mut columns: Vec<String> = columns.collect();
        columns.sort();
        let mut told = fresh.store.ask(sql).await.unwrap();
        told.sort();
        assert_eq!(columns, told, "{}", fresh.name);
    }
}
