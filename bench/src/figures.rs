//! The indicators of a year: of one Centre, of the nation, and as one row a province, asked one after
//! another. The floor groups the same rows in the database.

use std::time::Instant;

use law::access::Reach;
use law::statistics::Geography;
use office::statistics::{ReportRequest, report, report_by_province};
use sea_orm::Value;

use crate::floor::Floor;
use crate::table::{Spent, Table, Target};
use crate::{Bench, CENTRE};

/// Questions of each kind.
const TIMES: usize = 20;

pub async fn measure(bench: &Bench, floor: &Floor, table: &mut Table) -> anyhow::Result<()> {
    let (from, to) = bench.year;
    for (what, org, by_province, most) in [
        ("act: all indicators, Centre, a year", CENTRE, false, 100),
        ("act: all indicators, nation, a year", "CUC", false, 500),
        ("act: all indicators, a row a province", "CUC", true, 1000),
    ] {
        let request = ReportRequest { org: org.to_owned(), from, to, as_of: None, geography: Geography::Now };
        let mut spent = Vec::new();
        for _ in 0..TIMES {
            let begun = Instant::now();
            if by_province {
                report_by_province(&bench.desk, &bench.analyst, &request).await?;
            } else {
                report(&bench.desk, &bench.analyst, &request).await?;
            }
            spent.push(begun.elapsed());
        }
        let (within, values) = within(bench, org);
        let sql = format!(
            "select org_code, case_shape, person_shape, accepted_on >= '{from}' as n, ended_on <= '{to}' as c,
                 count(*) as number from fact
             where recorded_to = '9999-12-31T00:00:00+00:00' and accepted_on <= '{to}' and ended_on >= '{from}'{within}
             group by 1, 2, 3, 4, 5"
        );
        let mut bare = Vec::new();
        for _ in 0..TIMES {
            let begun = Instant::now();
            floor.rows(&sql, values.clone()).await?;
            bare.push(begun.elapsed());
        }
        table.time(what, Spent::of(spent)?, Some(Spent::of(bare)?), Target::ms(most));
    }
    Ok(())
}

fn within(bench: &Bench, org: &str) -> (String, Vec<Value>) {
    let Reach::Organisations(codes) = bench.desk.reach_of(&bench.director) else { return Default::default() };
    if org != CENTRE {
        return Default::default();
    }
    let marks: Vec<String> = (1..=codes.len()).map(|mark| format!("${mark}")).collect();
    (format!(" and org_code in ({})", marks.join(", ")), codes.into_iter().map(Value::from).collect())
}
