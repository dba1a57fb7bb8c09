//! What a look at the whole register finds and no single entry shows: one statement a rule; and how many cases each
//! rule found, month by month.

use std::collections::HashSet;

use chrono::{DateTime, Duration, NaiveDate, Utc};
use law::access::Reach;
use law::cases::Doubt;
use law::kernel::coded::Coded as _;
use uuid::Uuid;

use super::list::reach_clause;
use crate::Result;
use crate::bulk::{self, Kind};
use crate::code::Code;
use crate::db::Tx;

/// A case runs so long after the court ruled before somebody is asked why.
const AFTER_RULING: Duration = Duration::days(365);
/// Values of one statement: SQLite is known to take so many everywhere.
const FORGOTTEN_AT_ONCE: usize = 500;

/// The cases that break a rule which only the whole register shows; nothing for any other rule.
pub async fn cases_in_doubt(
    tx: &Tx,
    doubt: Doubt,
    (now, today): (DateTime<Utc>, NaiveDate),
) -> Result<Vec<(Uuid, String)>> {
    let year = format!("cast(substr('{today}', 1, 4) as integer)");
    let sql = match doubt {
        Doubt::ClosedBeforeAccepted => {
            "select c.id, c.org_code from cases c where c.closed_on is not null and c.closed_on < c.accepted_on".to_owned()
        }
        Doubt::RuledNotClosed => "select distinct c.id, c.org_code from hearing h join cases c on c.id = h.case_id
             where h.kind = 'trial' and h.state = 'held' and h.at < $1 and c.closed_on is null"
            .to_owned(),
        Doubt::FactsMissing => "select distinct c.id, c.org_code from beneficiary b join cases c on c.id = b.case_id
             where b.sex is null or b.birth_year is null or b.ethnicity is null"
            .to_owned(),
        Doubt::SamePersonTwice => "select distinct c.id, c.org_code from person p
             join person o on o.name_sound = p.name_sound and o.birth_year = p.birth_year and o.id <> p.id
               and o.name_folded = p.name_folded and o.birth_date = p.birth_date
             join beneficiary b on b.person_id = p.id join cases c on c.id = b.case_id
             where p.name_sound <> '' and p.birth_date is not null
               and (p.id_number_index is null or o.id_number_index is null)"
            .to_owned(),
        Doubt::AgeImpossible => format!(
            "select distinct c.id, c.org_code from beneficiary b join cases c on c.id = b.case_id
             where b.birth_year > {year} or b.birth_year < {year} - 120"
        ),
        Doubt::ProviderWithoutCard => "select c.id, c.org_code from cases c join provider p on p.id = c.provider_id
             where c.assigned_on is not null and (c.assigned_on < p.appointed_on or c.assigned_on > p.ended_on
               or (p.card_number is null and p.kind in ('legal_aid_officer', 'collaborator')))"
            .to_owned(),
        _ => return Ok(Vec::new()),
    };
    let values = match doubt {
        Doubt::RuledNotClosed => vec![(now - AFTER_RULING).into()],
        _ => Vec::new(),
    };
    let rows = tx.rows(&sql, values).await?;
    rows.iter().map(|row| Ok((row.try_get("", "id")?, row.try_get("", "org_code")?))).collect()
}

/// The cases that a rule found before.
pub async fn known(tx: &Tx, doubt: Doubt) -> Result<HashSet<Uuid>> {
    let rows = tx.rows("select case_id from doubt where code = $1", [doubt.code().into()]).await?;
    rows.iter().map(|row| Ok(row.try_get("", "case_id")?)).collect()
}

/// Removes the doubts of a rule about some cases.
pub async fn forget(tx: &Tx, doubt: Doubt, cases: &[Uuid]) -> Result<()> {
    for some in cases.chunks(FORGOTTEN_AT_ONCE) {
        let marks: Vec<String> = (2..some.len() + 2).map(|number| format!("${number}")).collect();
        let values = std::iter::once(doubt.code().into()).chain(some.iter().map(|case| (*case).into()));
        let sql = format!("delete from doubt where code = $1 and case_id in ({})", marks.join(", "));
        tx.execute(&sql, values.collect::<Vec<_>>()).await?;
    }
    Ok(())
}

/// Counts the doubts of each organisation and rule for a month, in the place of an earlier count of it.
pub async fn keep_counts(tx: &Tx, month: &str) -> Result<()> {
    tx.execute("delete from doubt_count where month = $1", [month.into()]).await?;
    let rows =
        tx.rows("select org_code, code, count(*) as number from doubt group by org_code, code", []).await?;
    const COLUMNS: &[bulk::Column] =
        &[("org_code", Kind::Text), ("code", Kind::Text), ("month", Kind::Text), ("cases", Kind::Number)];
    let mut out = bulk::Rows::new("doubt_count", COLUMNS, tx.is_sqlite());
    for row in rows {
        let (org, code): (String, String) = (row.try_get("", "org_code")?, row.try_get("", "code")?);
        out.str(&org).str(&code).str(month).number(row.try_get::<i64>("", "number")?);
    }
    bulk::write(tx, out).await?;
    Ok(())
}

/// A count of cases in doubt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DoubtCount {
    pub doubt: Doubt,
    pub org_code: String,
    pub month: String,
    pub cases: i64,
}

/// What was kept from a month on, within reach. The counts are those of organisations: who reaches the own cases only
/// has none.
pub async fn counts_since(tx: &Tx, reach: &Reach, month: &str) -> Result<Vec<DoubtCount>> {
    if matches!(reach, Reach::Provider { .. }) {
        return Ok(Vec::new());
    }
    let (clause, mut values) = reach_clause(reach, "n", 2);
    values.insert(0, month.into());
    let sql = format!(
        "select n.org_code, n.code, n.month, n.cases from doubt_count n where n.month >= $1 and {clause}
         order by n.month, n.org_code"
    );
    let rows = tx.rows(&sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(DoubtCount {
                doubt: row.try_get::<Code<Doubt>>("", "code")?.0,
                org_code: row.try_get("", "org_code")?,
                month: row.try_get("", "month")?,
                cases: row.try_get("", "cases")?,
            })
        })
        .collect()
}

/// How many cases are in doubt now, by organisation and rule, within reach.
pub async fn counts_now(tx: &Tx, reach: &Reach) -> Result<Vec<DoubtCount>> {
    let (clause, values) = match reach {
        Reach::Provider { .. } => reach_clause(reach, "c", 1),
        other => reach_clause(other, "d", 1),
    };
    let join = if matches!(reach, Reach::Provider { .. }) { "join cases c on c.id = d.case_id" } else { "" };
    let sql = format!(
        "select d.org_code, d.code, count(*) as number from doubt d {join} where {clause}
         group by d.org_code, d.code order by d.org_code"
    );
    let rows = tx.rows(&sql, values).await?;
    rows.iter()
        .map(|row| {
            Ok(DoubtCount {
                doubt: row.try_get::<Code<Doubt>>("", "code")?.0,
                org_code: row.try_get("", "org_code")?,
                month: String::new(),
                cases: row.try_get("", "number")?,
            })
        })
        .collect()
}
