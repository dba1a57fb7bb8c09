//! Reports of the demonstration: prepared, explained, signed and sent by the same acts as everything else.

use law::access::Role;
use law::staff::OrganisationKind;
use law::submissions::{ReportPeriod, SubmissionMove, periods_until};
use serde::Deserialize;
use uuid::Uuid;

use super::requests::settled;
use crate::desk::{Actor, Desk};
use crate::exchange::report::PaperWording;
use crate::failure::{Failure, Outcome};
use crate::statistics::Form;
use crate::submissions::{self, CellKey, CellNote};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Listed {
    reason: String,
    state: String,
    motto: String,
    line: String,
    drawn_by: String,
    head: String,
    checker: String,
    sign_hint: String,
    code: String,
    basis: String,
    period: String,
    report: Vec<Invented>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Invented {
    org: String,
    signer: String,
    maker: String,
    /// `signed`, `sent`, `returned` or `accepted`.
    end: String,
    message: Option<String>,
    cell: Option<[String; 3]>,
}

/// Sends the reports of the latest official period that are not there yet.
pub(super) async fn fill(desk: &Desk) -> Outcome<()> {
    let listed: Listed = toml::from_str(include_str!("../../demo/submissions.toml"))
        .map_err(|error| Failure::Broken(format!("reports of the demonstration: {error}")))?;
    let periods = periods_until(&desk.rules(), desk.today(), 14);
    let Some(period) = periods.into_iter().find(ReportPeriod::is_official) else { return Ok(()) };
    for invented in &listed.report {
        settled(send(desk, &listed, invented, &period).await)?;
    }
    Ok(())
}

async fn send(desk: &Desk, listed: &Listed, invented: &Invented, period: &ReportPeriod) -> Outcome<()> {
    let unit = head_of(desk, &invented.org, &invented.signer)?;
    let id = submissions::prepare(desk, &unit, &invented.org, period.kind, period.to).await?;
    let seen = submissions::view(desk, &unit, id).await?;
    if seen.submission.sealed > 0 {
        return Ok(());
    }
    for check in &seen.checks {
        submissions::explain(desk, &unit, id, check.cell.clone(), &listed.reason).await?;
    }
    let seen = submissions::view(desk, &unit, id).await?;
    let words = seen.counted.forms.iter();
    let words = words.map(|it| (it.form.key.clone(), wording(desk, listed, invented, period, it.form)));
    submissions::sign(desk, &unit, id, (seen.counted.as_of, &seen.seen), words.collect()).await?;
    if invented.end == "signed" {
        return Ok(());
    }
    step(desk, &unit, id, SubmissionMove::Send, CellNote::default()).await?;
    let tree = desk.tree();
    let parent = tree.iter().find(|node| node.code == invented.org).and_then(|node| node.parent.clone());
    let above = head_of(desk, &parent.ok_or(Failure::Missing)?, &listed.checker)?;
    match invented.end.as_str() {
        "returned" => {
            let cell = invented.cell.clone().map(|[form_key, row_key, column_key]| CellKey {
                form_key,
                row_key,
                column_key,
            });
            let note = CellNote { message: invented.message.clone().unwrap_or_default(), cell };
            step(desk, &above, id, SubmissionMove::Return, note).await
        }
        "accepted" => step(desk, &above, id, SubmissionMove::Accept, CellNote::default()).await,
        _ => Ok(()),
    }
}

async fn step(desk: &Desk, actor: &Actor, id: Uuid, by: SubmissionMove, note: CellNote) -> Outcome<()> {
    let version = submissions::view(desk, actor, id).await?.submission.version;
    submissions::move_on(desk, actor, id, version, by, note).await
}

/// Somebody invented who signs there.
fn head_of(desk: &Desk, org: &str, name: &str) -> Outcome<Actor> {
    let role = match OrganisationKind::of_code(org).ok_or(Failure::Missing)? {
        OrganisationKind::Department => Role::Analyst,
        OrganisationKind::JusticeOffice => Role::JusticeOfficer,
        OrganisationKind::Branch => Role::BranchHead,
        _ => Role::Director,
    };
    Ok(Actor {
        account: Some(desk.id()),
        login: format!("demo.{}", org.to_lowercase()),
        name: name.to_owned(),
        role,
        org: org.to_owned(),
        provider: None,
        ip: "local".to_owned(),
    })
}

fn wording(
    desk: &Desk,
    listed: &Listed,
    invented: &Invented,
    period: &ReportPeriod,
    form: &Form,
) -> PaperWording {
    let tree = desk.tree();
    let parent = tree.iter().find(|node| node.code == invented.org).and_then(|node| node.parent.clone());
    let day = |day: chrono::NaiveDate| day.format("%d/%m/%Y").to_string();
    PaperWording {
        english: false,
        line: listed.line.clone(),
        basis: listed.basis.replace("{basis}", &form.basis),
        organisation: desk.name_of_organisation(&invented.org),
        above: parent.map(|parent| desk.name_of_organisation(&parent)),
        about: vec![listed.period.replace("{from}", &day(period.from)).replace("{to}", &day(period.to))],
        state: listed.state.clone(),
        motto: listed.motto.clone(),
        code: listed.code.replace("{code}", &form.code),
        signers: [listed.drawn_by.clone(), listed.head.clone()],
        sign_hint: listed.sign_hint.clone(),
        names: [invented.maker.clone(), invented.signer.clone()],
    }
}
