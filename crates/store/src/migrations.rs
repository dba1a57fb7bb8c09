//! The schema, step by step, forward only. A step that has run is never edited; a new one follows.
//!
//! Each step is one SQL file for both databases: types in braces are spelled here, statements that
//! begin with `sqlite:` or `postgres:` are for that database only.

use sea_orm::ConnectionTrait as _;
use sha2::{Digest as _, Sha256};

use crate::db::Store;
use crate::{Result, StoreError};

/// A step: its name and its text.
pub struct Step {
    /// File name without the ending; steps run in this order.
    pub name: &'static str,
    /// The SQL with braces.
    pub text: &'static str,
}

/// All steps in their order.
pub const STEPS: &[Step] = &[
    Step { name: "0001_foundation", text: include_str!("migrations/0001_foundation.sql") },
    Step { name: "0002_life_cycle", text: include_str!("migrations/0002_life_cycle.sql") },
    Step { name: "0003_issue3_gaps", text: include_str!("migrations/0003_issue3_gaps.sql") },
    Step { name: "0004_documents", text: include_str!("migrations/0004_documents.sql") },
    Step { name: "0005_name_words", text: include_str!("migrations/0005_name_words.sql") },
    Step { name: "0006_closing_gaps", text: include_str!("migrations/0006_closing_gaps.sql") },
    Step { name: "0007_submission", text: include_str!("migrations/0007_submission.sql") },
    Step { name: "0008_narratives", text: include_str!("migrations/0008_narratives.sql") },
    Step { name: "0009_assignment", text: include_str!("migrations/0009_assignment.sql") },
    Step { name: "0010_targets_and_duty", text: include_str!("migrations/0010_targets_and_duty.sql") },
    Step { name: "0011_word_index", text: include_str!("migrations/0011_word_index.sql") },
    Step { name: "0012_cases_by_entry", text: include_str!("migrations/0012_cases_by_entry.sql") },
    Step { name: "0013_cases_of_provider", text: include_str!("migrations/0013_cases_of_provider.sql") },
    Step {
        name: "0014_beneficiaries_of_figures",
        text: include_str!("migrations/0014_beneficiaries_of_figures.sql"),
    },
    Step {
        name: "0015_figures_from_indexes",
        text: include_str!("migrations/0015_figures_from_indexes.sql"),
    },
    Step { name: "0016_slices_of_names", text: include_str!("migrations/0016_slices_of_names.sql") },
    Step { name: "0017_imports_in_time", text: include_str!("migrations/0017_imports_in_time.sql") },
    Step { name: "0018_names_at_once", text: include_str!("migrations/0018_names_at_once.sql") },
];

/// The statements of a step for one database, with the braces still in them.
#[must_use]
pub fn parts(text: &str, sqlite: bool) -> Vec<String> {
    let lines: Vec<&str> = text.lines().filter(|line| !line.trim_start().starts_with("--")).collect();
    lines
        .join("\n")
        .split(";\n")
        .map(|part| part.trim().trim_end_matches(';'))
        .filter(|part| !part.is_empty())
        .filter_map(|part| match (part.strip_prefix("sqlite:"), part.strip_prefix("postgres:")) {
            (Some(part), _) => sqlite.then(|| part.trim().to_owned()),
            (_, Some(part)) => (!sqlite).then(|| part.trim().to_owned()),
            _ => Some(part.to_owned()),
        })
        .collect()
}

/// The statements of a step for one database.
#[must_use]
pub fn statements(text: &str, sqlite: bool) -> Vec<String> {
    let spell = |sql: String| {
        let types: [(&str, &str, &str); 4] = [
            ("{uuid}", "blob", "uuid"),
            ("{timestamp}", "text", "timestamptz"),
            ("{date}", "text", "date"),
            ("{serial}", "integer", "bigserial"),
        ];
        types.iter().fold(sql, |sql, (brace, lite, postgres)| {
            sql.replace(brace, if sqlite { lite } else { postgres })
        })
    };
    parts(text, sqlite).into_iter().map(spell).collect()
}

/// Runs the steps that have not run yet; a database that held something before then counts again how its data lie. An
/// index it knew nothing of made a list of a Centre take a second instead of five milliseconds.
pub async fn run(store: &Store) -> Result<()> {
    let earlier = run_steps(store, STEPS.len()).await?;
    if (1..STEPS.len()).contains(&earlier) {
        store.count_again().await?;
    }
    Ok(())
}

/// Runs the first steps only; tests use it to upgrade an old schema.
pub async fn run_until(store: &Store, count: usize) -> Result<()> {
    run_steps(store, count).await.map(|_| ())
}

/// Runs the first steps that have not run yet; answers how many had run before.
async fn run_steps(store: &Store, count: usize) -> Result<usize> {
    let tx = store.begin().await?;
    if !store.is_sqlite() {
        // Two servers that start at once must not both migrate.
        tx.run("select pg_advisory_xact_lock(7461706)").await?;
    }
    tx.run(
        "create table if not exists schema_step (name text primary key, sha256 text not null, applied_at text not null)",
    )
    .await?;
    let mut done = std::collections::HashMap::new();
    for row in tx.rows("select name, sha256 from schema_step", []).await? {
        done.insert(row.try_get::<String>("", "name")?, row.try_get::<String>("", "sha256")?);
    }
    if let Some(unknown) = done.keys().find(|name| !STEPS.iter().any(|step| step.name == name.as_str())) {
        return Err(StoreError::Broken(format!(
            "the database has schema step {unknown}, which this program does not know: use a newer tgpl"
        )));
    }
    for step in &STEPS[..count] {
        let sha256 = hex::encode(Sha256::digest(step.text.as_bytes()));
        match done.get(step.name) {
            Some(known) if *known == sha256 => continue,
            Some(_) => {
                return Err(StoreError::Broken(format!("schema step {} was edited after it ran", step.name)));
            }
            None => {}
        }
        for statement in statements(step.text, store.is_sqlite()) {
            tx.inner.execute_unprepared(&statement).await.map_err(|error| {
                StoreError::Broken(format!("schema step {}: {error}: {statement}", step.name))
            })?;
        }
        tx.execute(
            "insert into schema_step (name, sha256, applied_at) values ($1, $2, $3)",
            [step.name.into(), sha256.into(), String::new().into()],
        )
        .await?;
    }
    crate::bulk::run::mend(&tx, &STEPS[..count]).await?;
    tx.commit().await?;
    Ok(done.len())
}

/// Names of the steps that have run.
pub async fn applied(store: &Store) -> Result<Vec<String>> {
    let tx = store.snapshot().await?;
    let rows = tx.rows("select name from schema_step order by name", []).await?;
    rows.iter().map(|row| Ok(row.try_get::<String>("", "name")?)).collect()
}
