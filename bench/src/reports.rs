//! Forms, dashboard, pivot, the cases behind a cell, narratives and a signed report of the nation: pages of the real
//! server, asked one after another by one person. The first answer is a line of its own: nothing was in memory then.
//! The floor reads the same rows in the database.

use std::time::{Duration, Instant};

use law::kernel::coded::Coded as _;
use law::statistics::{Dimension, indicator};
use law::submissions::{ReportPeriod, periods_until};
use office::exchange::report::PaperWording;
use office::submissions;
use uuid::Uuid;

use crate::floor::Floor;
use crate::pages::sessions;
use crate::program::{Connection, Server};
use crate::table::{Spent, Table, Target};
use crate::{Bench, CENTRE};

/// Questions of each kind after the first.
const TIMES: usize = 15;

/// What holds now of the year in question, as the floor reads it.
const CURRENT: &str = "f.recorded_to = '9999-12-31T00:00:00+00:00'";

pub async fn measure(bench: &Bench, floor: &Floor, table: &mut Table) -> anyhow::Result<()> {
    let sealed = seal(bench, table).await?;
    let (server, _) = bench.installation.serve()?;
    crate::pages::settle_jobs(bench).await?;
    let pages = Pages {
        server: &server,
        director: sessions(bench, &bench.director).await?,
        analyst: sessions(bench, &bench.analyst).await?,
    };
    let (from, to) = bench.year;
    let year = format!("from={from}&to={to}");
    let handled = format!("{CURRENT} and f.accepted_on <= '{to}' and f.ended_on >= '{from}'");
    let new = format!(
        "{CURRENT} and f.accepted_on <= '{to}' and f.accepted_on >= '{from}' and f.ended_on >= '{from}'"
    );
    let centre = format!("f.org_code = '{CENTRE}' and ");
    let shapes = |within: &str| {
        format!(
            "select f.case_shape, f.person_shape, count(*) as number from fact f where {within}{handled} group by 1, 2"
        )
    };
    let latest = |within: &str| {
        format!(
            "select f.case_id, f.accepted_on from fact f where {within}{handled} and f.position = 0
             order by f.accepted_on desc, f.case_id desc limit 51"
        )
    };
    let persons = format!(
        "select b.birth_year, b.ethnicity, count(*) as number from fact f
         join beneficiary b on b.case_id = f.case_id and b.position = f.position where {new} group by 1, 2"
    );
    let fields = format!(
        "select f.case_shape, f.org_code, count(*) as number from fact f where {new} and f.position = 0 group by 1, 2"
    );
    let pivot = |rows: Dimension, columns: Dimension| {
        let (rows, columns) = (rows.code(), columns.code());
        format!("/reports/pivot?{year}&indicator=cases_new&rows={rows}&columns={columns}")
    };
    anyhow::ensure!(indicator("cases_new").is_some(), "no indicator is called cases_new");
    let behind = |org: &str| format!("/reports/period/cases?org={org}&{year}&form=25&row=total&column=1");
    let few = format!("/reports/period/cases?org=CUC&{year}&form=24&row=3.1&column=12");
    let of_persons = |age: &str, group: &str| {
        let asked = "indicator=cases_new&rows=age&columns=ethnicity";
        format!("/reports/pivot/cases?{year}&{asked}&row={age}&column={group}")
    };
    let rows: [(&str, bool, String, Option<String>, u32); 17] = [
        (
            "page: form 24, Centre, a year",
            true,
            format!("/reports/forms/24?{year}"),
            Some(shapes(&centre)),
            150,
        ),
        (
            "page: form 25, Centre, a year",
            true,
            format!("/reports/forms/25?{year}"),
            Some(shapes(&centre)),
            150,
        ),
        ("page: form 24, nation, a year", false, format!("/reports/forms/24?{year}"), Some(shapes("")), 800),
        ("page: form 25, nation, a year", false, format!("/reports/forms/25?{year}"), Some(shapes("")), 800),
        ("page: a signed form, nation", false, sealed, None, 100),
        ("page: dashboard, Centre", true, "/dashboard".to_owned(), None, 200),
        ("page: dashboard, nation", false, "/dashboard".to_owned(), None, 200),
        (
            "page: pivot, age by ethnicity, nation",
            false,
            pivot(Dimension::Age, Dimension::Ethnicity),
            Some(persons),
            1000,
        ),
        (
            "page: pivot, field by province, nation",
            false,
            pivot(Dimension::Field, Dimension::Province),
            Some(fields),
            1000,
        ),
        ("page: cases behind a cell, Centre", true, behind(CENTRE), Some(latest(&centre)), 50),
        ("page: cases behind a cell, nation", false, behind("CUC"), Some(latest("")), 50),
        ("page: few cases behind a cell, nation", false, few, None, 50),
        ("page: cases behind age and ethnicity, nation", false, of_persons("31_59", "01"), None, 50),
        ("page: the same, a smaller group", false, of_persons("31_59", "02"), None, 50),
        ("page: the same, a rare group", false, of_persons("18_30", "41"), None, 50),
        (
            "file: narrative of a year, Centre, DOCX",
            true,
            format!("/reports/narrative/files/docx?{year}"),
            None,
            1000,
        ),
        (
            "file: narrative of a year, nation, DOCX",
            false,
            format!("/reports/narrative/files/docx?{year}"),
            None,
            1000,
        ),
    ];
    for (what, by_director, path, bare, most) in rows {
        let (first, spent) = pages.ask(by_director, &path)?;
        let bare = match bare {
            Some(sql) => Some(floor_of(floor, &sql).await?),
            None => None,
        };
        let once = Spent::of(vec![first])?;
        table.time(&format!("{what}, the first time"), once, None, Target::ms(most.max(800)));
        table.time(what, spent, bare, Target::ms(most));
    }
    let [with, without] = floor.entering().await?;
    table.time("rows of a case with its figures; floor: without", with, Some(without), Target::default());
    let more = 100.0 * (with.p50.as_secs_f64() / without.p50.as_secs_f64().max(1e-9) - 1.0);
    println!("<!-- the rows of figures add {more:.1} % to an entry in the middle -->");
    table.memory("server resident, at most, after the reports", server.most_resident(), Some(300));
    Ok(())
}

async fn floor_of(floor: &Floor, sql: &str) -> anyhow::Result<Spent> {
    let mut all = Vec::new();
    for _ in 0..TIMES {
        let begun = Instant::now();
        floor.rows(sql, Vec::new()).await?;
        all.push(begun.elapsed());
    }
    Spent::of(all)
}

struct Pages<'a> {
    server: &'a Server,
    director: Vec<String>,
    analyst: Vec<String>,
}

impl Pages<'_> {
    fn ask(&self, by_director: bool, path: &str) -> anyhow::Result<(Duration, Spent)> {
        let session = if by_director { &self.director[0] } else { &self.analyst[0] };
        let mut connection = Connection::new(self.server.address, session)?;
        let mut one = || {
            let begun = Instant::now();
            let reply = connection.get(path)?;
            anyhow::ensure!(reply.status == 200, "{path}: {}", reply.status);
            Ok(begun.elapsed())
        };
        let first = one()?;
        let rest: Vec<Duration> = (0..TIMES).map(|_| one()).collect::<anyhow::Result<_>>()?;
        Ok((first, Spent::of(rest)?))
    }
}

/// Signs the report of the nation for the latest official period, where that is not done, and answers where one of its
/// forms is shown.
async fn seal(bench: &Bench, table: &mut Table) -> anyhow::Result<String> {
    let (desk, actor) = (&bench.desk, &bench.analyst);
    let periods = periods_until(&desk.rules(), desk.today(), 14);
    let period = periods.into_iter().find(ReportPeriod::is_official);
    let period = period.ok_or_else(|| anyhow::anyhow!("no official period has ended"))?;
    let id: Uuid = submissions::prepare(desk, actor, "CUC", period.kind, period.to).await?;
    let mut seen = submissions::view(desk, actor, id).await?;
    let key = seen.counted.forms.first().map(|it| it.form.key.clone()).unwrap_or_default();
    if seen.submission.sealed == 0 {
        for check in &seen.checks {
            submissions::explain(desk, actor, id, check.cell.clone(), "bench").await?;
        }
        seen = submissions::view(desk, actor, id).await?;
        let words = seen.counted.forms.iter().map(|it| (it.form.key.clone(), wording()));
        let begun = Instant::now();
        submissions::sign(desk, actor, id, (seen.counted.as_of, &seen.seen), words.collect()).await?;
        let spent = Spent::of(vec![begun.elapsed()])?;
        table.time("act: sign the report of the nation", spent, None, Target::ms(10_000));
    }
    Ok(format!("/submissions/{id}/forms/{key}"))
}

fn wording() -> PaperWording {
    let word = || "bench".to_owned();
    PaperWording {
        english: false,
        line: word(),
        basis: word(),
        organisation: word(),
        above: None,
        about: vec![word()],
        state: word(),
        motto: word(),
        code: word(),
        signers: [word(), word()],
        sign_hint: word(),
        names: [word(), word()],
    }
}
