//! What is known of the providers of the demonstration: homes, cards, contracts, leave, training, one who is long without
//! a case; settings of the Centre; and assignments that wait for the answer of those who can sign in.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use law::access::Role;
use law::assignment::{ChargeClass, Settings};
use law::cases::{AidForm, ClientRole, LegalField, ProviderRole, Source, Stage};
use law::eligibility::Category;
use law::kernel::coded::Coded as _;
use law::staff::ProviderGroup;
use law::standing::{AbsenceKind, TermKind};
use store::staff::Provider;
use store::staff::terms as kept;

use super::CENTRE;
use super::requests::account;
use crate::cases::{self, BeneficiaryDraft, Birth, CaseDraft};
use crate::conduct::{self, Assigning, BurdenDraft, Doing, Sent};
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome};

/// Sentences of the demonstration, kept apart from the program.
const WORDS: &str = include_str!("../../demo/providers.toml");

#[derive(serde::Deserialize)]
struct Words {
    card_basis: String,
    contract: String,
    rank: String,
    post: String,
    course: String,
    settings_reason: String,
    decision: String,
    why: String,
    waiting: Vec<Waits>,
}

/// A case that waits for a provider.
#[derive(serde::Deserialize)]
struct Waits {
    name: String,
    born: i32,
    field: String,
    stage: String,
    role: String,
    /// Place in the list of communes.
    place: usize,
    charge: Option<String>,
}

/// Fills what is known of the providers; safe to run again.
pub(super) async fn fill(desk: &Desk) -> Outcome<()> {
    let words: Words = toml::from_str(WORDS)
        .map_err(|error| Failure::Broken(format!("providers of the demonstration: {error}")))?;
    let head = account(desk, Role::Director).await?;
    let tx = desk.store().snapshot().await?;
    let codes = law::access::subtree(&desk.tree(), CENTRE);
    let providers = store::staff::list_providers(&tx, Some(&codes), None, 500).await?;
    let communes = store::reference::list_communes(&tx, "19", "", desk.today(), 100).await?;
    let known = store::assignment::list_settings(&tx, CENTRE).await?;
    drop(tx);
    if !known.is_empty() {
        return Ok(());
    }
    for (place, provider) in providers.iter().filter(|it| it.ended_on.is_none()).enumerate() {
        let commune = communes.get(place * 3 % communes.len().max(1)).map(|it| it.code.clone());
        stand(desk, &head, (place, provider), commune, &words).await?;
    }
    for waits in &words.waiting {
        wait(desk, &head, waits, &communes).await?;
    }
    offers(desk, &head, &words).await?;
    settings(desk, &head, &words).await
}

async fn stand(
    desk: &Desk,
    head: &Actor,
    (place, provider): (usize, &Provider),
    commune: Option<String>,
    words: &Words,
) -> Outcome<()> {
    let (today, now, by) = (desk.today(), desk.now(), "system");
    let work = desk.begin_as(head).await?;
    let profile = kept::ProviderProfile {
        provider_id: provider.id,
        commune_code: commune,
        areas: String::new(),
        capacity: (place % 5 == 4).then_some(18),
        updated_at: now,
        updated_by: by.to_owned(),
        version: 0,
    };
    kept::save_profile(&work.tx, &profile).await?;
    let years = |from: i32, to: i32| {
        let day = |year| NaiveDate::from_ymd_opt(today.year() + year, 6, 1).unwrap_or(today);
        (day(from), day(to))
    };
    let officer = provider.kind.group() == ProviderGroup::Officer;
    let mut terms = vec![(TermKind::Card, provider.card_number.clone().unwrap_or_default(), years(-3, 4))];
    if officer {
        terms.push((TermKind::Rank, words.rank.clone(), years(-4, 9)));
    } else {
        // One contract is about to end, so that the alerts have something to show.
        let span = if place % 4 == 1 { (years(-2, 0).0, today + Days::new(35)) } else { years(-1, 2) };
        terms.push((TermKind::Contract, words.contract.clone(), span));
    }
    if provider.leader {
        terms.push((TermKind::Leadership, words.post.clone(), years(-1, 4)));
    }
    for (kind, label, (from_on, to_on)) in terms.into_iter().filter(|(_, label, _)| !label.is_empty()) {
        let term = kept::ProviderTerm {
            id: desk.id(),
            provider_id: provider.id,
            kind: kind.into(),
            label,
            from_on,
            to_on: Some(to_on),
            basis: Some(words.card_basis.clone()),
            entered_at: now,
            entered_by: by.to_owned(),
            withdrawn_at: None,
        };
        kept::insert_term(&work.tx, &term).await?;
    }
    if place % 6 == 3 {
        let kind = if place % 12 == 3 { AbsenceKind::Leave } else { AbsenceKind::Study };
        let absence = kept::Absence {
            id: desk.id(),
            provider_id: provider.id,
            kind: kind.into(),
            from_on: today - Days::new(2),
            to_on: today + Days::new(5),
            basis: None,
            note: None,
            entered_at: now,
            entered_by: by.to_owned(),
            cancelled_at: None,
        };
        kept::insert_absence(&work.tx, &absence).await?;
    }
    let course = kept::Training {
        id: desk.id(),
        provider_id: provider.id,
        on_date: today.checked_sub_months(Months::new(3)).unwrap_or(today),
        title: words.course.clone(),
        hours: if place % 5 == 2 { 4 } else { 8 },
        entered_at: now,
        entered_by: by.to_owned(),
        withdrawn_at: None,
    };
    if officer {
        kept::insert_training(&work.tx, &course).await?;
    }
    desk.commit(work).await
}

/// Enters a case for which nobody is assigned yet.
async fn wait(desk: &Desk, head: &Actor, it: &Waits, communes: &[store::reference::Commune]) -> Outcome<()> {
    let unknown = |what: &str| Failure::Broken(format!("providers of the demonstration: {what}"));
    let commune = communes.get(it.place % communes.len().max(1)).map(|it| it.code.clone());
    let person = BeneficiaryDraft {
        person: None,
        name: it.name.clone(),
        birth: Some(Birth::Year(it.born)),
        sex: None,
        ethnicity: None,
        id_number: None,
        commune_code: commune.clone(),
        category: Category::Poor,
        other_categories: Vec::new(),
        client_role: ClientRole::from_code(&it.role),
    };
    let field = LegalField::from_code(&it.field).ok_or_else(|| unknown(&it.field))?;
    let defence = matches!(person.client_role, Some(ClientRole::Accused | ClientRole::Held));
    let role = if defence { ProviderRole::Defence } else { ProviderRole::Protection };
    let draft = CaseDraft {
        id: desk.id(),
        org_code: CENTRE.to_owned(),
        file_code: String::new(),
        form: AidForm::Litigation,
        field,
        provider_role: Some(role),
        received_on: Some(desk.today()),
        accepted_on: desk.today(),
        urgent_ground: None,
        source: Source::SelfRequest,
        source_agency: None,
        stage: Stage::from_code(&it.stage),
        provider: None,
        assigned_on: None,
        closed_on: None,
        outcome: None,
        handed_over_on: None,
        appraised_on: None,
        quality_score: None,
        quality_rating: None,
        success_criteria: Vec::new(),
        note: None,
        beneficiaries: vec![person],
    };
    let case = cases::register(desk, head, draft).await?;
    let draft = BurdenDraft {
        charge: it.charge.as_deref().and_then(ChargeClass::from_code),
        commune,
        ..BurdenDraft::default()
    };
    conduct::note_burden(desk, head, case, draft).await
}

/// Two cases that wait are given to the providers who can sign in, so that there is something to answer.
async fn offers(desk: &Desk, head: &Actor, words: &Words) -> Outcome<()> {
    let reach = desk.reach_of(head);
    for role in [Role::Officer, Role::Lawyer] {
        let Some(provider) = account(desk, role).await?.provider else { continue };
        let tx = desk.store().snapshot().await?;
        let waiting = store::assignment::list_waiting(&tx, &reach, 40).await?;
        let cases = store::conduct::list_within(&tx, &reach, &waiting).await?;
        drop(tx);
        // One each: the others stay for the morning.
        for case in cases.iter().filter(|case| case.restricted.is_empty()).take(3) {
            let it = Assigning {
                sent: Sent { id: desk.id(), seen: case.version },
                provider,
                day: desk.today(),
                decision: Some(words.decision.clone()),
                note: None,
                not_opposed: Some(words.why.clone()),
                asked_on: None,
                why: Some(words.why.clone()),
                batch: None,
            };
            match conduct::assign(desk, head, case.id, it, Doing::Real).await {
                Ok(()) => break,
                Err(Failure::Refused(refusal)) => {
                    tracing::debug!(case = %case.file_code, code = %refusal.code, "not given in the demonstration");
                }
                Err(failure) => return Err(failure),
            }
        }
    }
    Ok(())
}

async fn settings(desk: &Desk, head: &Actor, words: &Words) -> Outcome<()> {
    let broken = |error: serde_json::Error| Failure::Broken(error.to_string());
    let row = store::assignment::SettingRow {
        id: desk.id(),
        org_code: CENTRE.to_owned(),
        valid_from: desk.today().checked_sub_months(Months::new(12)).unwrap_or(desk.today()),
        body: serde_json::to_string(&Settings::default()).map_err(broken)?,
        reason: words.settings_reason.clone(),
        entered_at: desk.now(),
        entered_by: head.name.clone(),
    };
    let mut work = desk.begin_as(head).await?;
    work.record("demo.fill", "organisation", CENTRE, serde_json::json!({ "settings": &row.body }));
    store::assignment::insert_setting(&work.tx, &row).await?;
    desk.commit(work).await
}
