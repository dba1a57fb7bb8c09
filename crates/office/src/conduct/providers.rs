//! Who does a case: assigned, replaced, asked to be changed.

use chrono::NaiveDate;
use law::access::{Permission, Reach};
use law::assignment::{Exclusion, OfferState, answer_by};
use law::conduct::{
    ASSIGNMENT_CLOCKS, ChangeAsker, REPLACEMENT_CLOCKS, Registration, ReplacementGround, change_clock,
    registration_clock,
};
use law::conflicts::EarlierClient;
use law::kernel::coded::Coded as _;
use law::lifecycle::CaseAct;
use serde_json::json;
use store::assignment::{CaseBurden, Choice, Offer};
use store::cases::CaseFile;
use store::conduct::{OpenChange, ProviderChange};
use store::staff::Provider;
use uuid::Uuid;

use super::ranking::{Ranking, ahead, kept, km_to, rank_in, waived};
use super::{Doing, Done, Held, Sent, event, finish, moved, required, settle, sound_day, take, tell};
use crate::cases::Handing;
use crate::cases::follow::{self, moment_of};
use crate::deadlines;
use crate::desk::{Actor, Desk};
use crate::failure::{Failure, Outcome, Refusal};

/// An assignment as decided.
#[derive(Clone, Debug)]
pub struct Assigning {
    pub sent: Sent,
    pub provider: Uuid,
    pub day: NaiveDate,
    /// Number and day of the decision; advice needs none (art. 32).
    pub decision: Option<String>,
    pub note: Option<String>,
    /// Why nothing is opposed, where the provider helped the opposed party in another matter (art. 25(2)).
    pub not_opposed: Option<String>,
    /// The day on which the papers for the registration were handed in, where that was done at once.
    pub asked_on: Option<NaiveDate>,
    /// Why this one, where another one leads the ranking or a rule is waived.
    pub why: Option<String>,
    /// The morning in which it was settled with others.
    pub batch: Option<Uuid>,
}

/// A replacement as decided.
#[derive(Clone, Debug)]
pub struct Replacing {
    pub sent: Sent,
    pub ground: ReplacementGround,
    /// Who takes over; none while nobody is found.
    pub provider: Option<Uuid>,
    pub day: NaiveDate,
    pub decision: Option<String>,
    /// What the one who goes hands to the one who comes.
    pub hand_over: Option<String>,
    /// Why nothing is opposed, where the one who comes helped the opposed party in another matter (art. 25(2)).
    pub not_opposed: Option<String>,
    /// Why this one, where another one leads the ranking or a rule is waived.
    pub why: Option<String>,
}

/// A request for another provider.
#[derive(Clone, Debug)]
pub struct Asking {
    pub sent: Sent,
    pub asker: ChangeAsker,
    /// Why the provider must refuse (art. 25(2)).
    pub ground: Option<ReplacementGround>,
    pub reason: String,
    pub day: NaiveDate,
}

/// The answer that another provider is not sent.
#[derive(Clone, Debug)]
pub struct Answering {
    pub sent: Sent,
    pub change: Uuid,
    pub answer: String,
}

/// A provider who is to be assigned, with the ranking that was asked again for it.
struct Fit {
    provider: Provider,
    ranking: Ranking,
    /// Place in the ranking, from 0.
    place: usize,
    waived: Vec<Exclusion>,
}

/// The provider who is to be assigned, if nothing stands against it that nobody may waive. Where another one leads, or
/// a rule is waived, whoever assigns says why. `asked` is the ranking as it was asked before the writer was taken: it
/// holds while the case has not changed since.
async fn fit(
    desk: &Desk,
    actor: &Actor,
    (held, asked): (&Held, Option<Ranking>),
    (id, day): (Uuid, NaiveDate),
    why: &str,
) -> Outcome<Fit> {
    let wrong = |code: &str| Failure::from(Refusal::new("impossible").field("provider", code));
    let reach = desk.reach_of(actor);
    let ranking = match asked.filter(|ranking| ranking.version == held.file.case.version) {
        Some(ranking) => ranking,
        None => rank_in(desk, &held.work.tx, &reach, &held.file, day).await?,
    };
    let Some((place, it)) = ranking.place_of(id) else {
        let known = store::staff::find_provider(&held.work.tx, id).await?;
        let gone =
            known.is_some_and(|it| it.ended_on.is_some_and(|last| last < day) && reach.covers(&it.org_code));
        return Err(wrong(if gone { "no_longer_working" } else { "unknown" }));
    };
    let mut against = it.clone();
    // What an earlier client means is asked by itself, with its own reason.
    against
        .ranked
        .exclusions
        .retain(|it| !matches!(it, Exclusion::ServesOpponent | Exclusion::ServedOpponent));
    let waived = waived(&against).map_err(|never| wrong(never.code()))?;
    if (place > 0 || !waived.is_empty()) && !law::intake::is_reason(why) {
        let first = ranking.offered.first().map(|it| it.provider.name.clone()).unwrap_or_default();
        let code = if waived.is_empty() { "conduct.another_leads" } else { "conduct.rule_waived" };
        let rules: Vec<&str> = waived.iter().map(|it| it.code()).collect();
        return Err(Refusal::new(code)
            .field("why", "required")
            .with("name", first)
            .with("rules", rules.join(";"))
            .into());
    }
    let provider = it.provider.clone();
    Ok(Fit { provider, ranking, place, waived })
}

/// Keeps why this one was chosen, how far the way is, and asks the provider for an answer.
async fn keep_choice(
    desk: &Desk,
    actor: &Actor,
    held: &mut Held,
    (fit, why, batch): (&Fit, &str, Option<Uuid>),
    legal: Option<chrono::DateTime<chrono::Utc>>,
) -> Outcome<()> {
    let (case, now) = (held.file.case.id, desk.now());
    let first = fit.ranking.offered.first();
    let choice = Choice {
        id: desk.id(),
        case_id: case,
        provider_id: fit.provider.id,
        place: i32::try_from(fit.place + 1).unwrap_or(i32::MAX),
        candidates: i32::try_from(fit.ranking.offered.len()).unwrap_or(i32::MAX),
        first_id: first.map(|it| it.provider.id),
        first_name: first.map(|it| it.provider.name.clone()),
        ranking: kept(&fit.ranking),
        reason: Some(why.to_owned()).filter(|why| !why.is_empty()),
        waived: fit.waived.iter().map(|it| it.code()).collect::<Vec<_>>().join(";"),
        batch_id: batch,
        chosen_at: now,
        chosen_by: actor.name.clone(),
    };
    let detail = json!({
        "provider": choice.provider_id, "place": choice.place, "candidates": choice.candidates,
        "first": choice.first_id, "waived": choice.waived,
    });
    held.work.record_because("conduct.choose", "case", case, why, detail);
    store::assignment::insert_choice(&held.work.tx, &choice).await?;
    keep_way(desk, actor, held, fit).await?;
    store::assignment::withdraw_open(&held.work.tx, case, &actor.name, now).await?;
    offer(desk, actor, held, fit, legal).await
}

/// Notes how far it is, so that the load of whoever goes there weighs it.
async fn keep_way(desk: &Desk, actor: &Actor, held: &mut Held, fit: &Fit) -> Outcome<()> {
    let km = fit.ranking.offered.get(fit.place).and_then(km_to);
    if km.is_none() && fit.ranking.burden.is_none() {
        return Ok(());
    }
    let blank = CaseBurden {
        case_id: held.file.case.id,
        charge: None,
        accused: None,
        commune_code: None,
        km: None,
        wants_sex: None,
        language: None,
        updated_at: desk.now(),
        updated_by: actor.name.clone(),
    };
    let burden = CaseBurden { km, ..fit.ranking.burden.clone().unwrap_or(blank) };
    Ok(store::assignment::save_burden(&held.work.tx, &burden).await?)
}

/// Asks the provider to accept or decline, where the provider has an account and somebody else assigned.
async fn offer(
    desk: &Desk,
    actor: &Actor,
    held: &mut Held,
    fit: &Fit,
    legal: Option<chrono::DateTime<chrono::Utc>>,
) -> Outcome<()> {
    let provider = fit.provider.id;
    let reachable = !store::messages::accounts_of_provider(&held.work.tx, provider).await?.is_empty();
    if !reachable || actor.provider == Some(provider) {
        return Ok(());
    }
    let hours = fit.ranking.settings.answer_hours;
    let by = answer_by(deadlines::local(desk.now()), hours, legal.map(deadlines::local));
    let offer = Offer {
        id: desk.id(),
        case_id: held.file.case.id,
        provider_id: provider,
        org_code: held.file.case.org_code.clone(),
        made_at: desk.now(),
        answer_by: deadlines::moment(by),
        state: OfferState::Open.into(),
        ground: None,
        reason: None,
        answered_at: None,
        answered_by: None,
        told_at: None,
    };
    held.work.record(
        "conduct.offer",
        "case",
        offer.case_id,
        json!({ "provider": provider, "by": offer.answer_by }),
    );
    Ok(store::assignment::insert_offer(&held.work.tx, &offer).await?)
}

/// Until when the law wants somebody assigned, while that clock runs.
async fn legal_limit(held: &Held) -> Outcome<Option<chrono::DateTime<chrono::Utc>>> {
    let lines = deadlines::of_subject(&held.work.tx, "case", held.file.case.id).await?;
    let waits = |code| ASSIGNMENT_CLOCKS.contains(&code) || REPLACEMENT_CLOCKS.contains(&code);
    Ok(lines
        .iter()
        .filter(|line| line.ended_at.is_none() && waits(line.code.0))
        .map(|line| line.due_at)
        .min())
}

/// Who helped the opposed party in the same matter never takes the case; in another one, whoever assigns says why
/// nothing is opposed, and that is on record.
async fn unopposed(
    desk: &Desk,
    actor: &Actor,
    held: &mut Held,
    provider: Uuid,
    why: Option<&String>,
) -> Outcome<()> {
    let (case, request) = (held.file.case.id, held.file.case.request_id);
    let reach = if actor.is_system() { Reach::Nation } else { desk.reach_of(actor) };
    let found = crate::conflicts::served_by(&held.work.tx, &reach, (case, request), provider).await?;
    let Some(served) = found else { return Ok(()) };
    let why = spoken(why);
    match served.bar {
        EarlierClient::Nothing => Ok(()),
        EarlierClient::Never => Err(Refusal::new("conduct.serves_opponent").into()),
        EarlierClient::SayWhy if !law::intake::is_reason(why) => Err(match &served.file_code {
            Some(code) => Refusal::new("conduct.served_opponent").with("file", code),
            None => Refusal::new("conduct.served_opponent_elsewhere"),
        }
        .into()),
        EarlierClient::SayWhy => {
            let detail = json!({ "provider": provider, "other": served.case });
            held.work.record_because("conduct.not_opposed", "case", case, why, detail);
            Ok(())
        }
    }
}

fn give_to(file: &mut CaseFile, provider: Option<&Provider>) {
    let case = &mut file.case;
    case.provider_id = provider.map(|it| it.id);
    case.provider_name = provider.map(|it| it.name.clone());
    case.provider_kind = provider.map(|it| it.kind);
    case.provider_card = provider.and_then(|it| it.card_number.clone());
}

/// Whether sending somebody takes a decision in writing, by the rules of the day of acceptance (art. 31–33).
pub(super) fn needs_decision(desk: &Desk, file: &CaseFile) -> bool {
    let rules = desk.rules();
    let rules = rules.on(file.case.accepted_on);
    rules.aid_forms().iter().any(|rule| rule.key == file.case.form.0 && rule.assigned_by_decision)
}

fn spoken(text: Option<&String>) -> &str {
    text.map(|text| text.trim()).unwrap_or_default()
}

/// Assigns a provider (*cử người thực hiện*, art. 31–33).
pub async fn assign(desk: &Desk, actor: &Actor, case: Uuid, it: Assigning, doing: Doing) -> Outcome<()> {
    let asked = ahead(desk, actor, case, it.day).await?;
    let Some(mut held) = take(desk, actor, Permission::AssignProviders, case, it.sent).await? else {
        return Ok(());
    };
    let mut after = moved(&held.file, CaseAct::Assign, it.day)?;
    sound_day(desk, it.day, held.file.case.accepted_on)?;
    let (decision, note) = (spoken(it.decision.as_ref()), spoken(it.note.as_ref()));
    let why = spoken(it.why.as_ref());
    let fit = fit(desk, actor, (&held, asked), (it.provider, it.day), why).await?;
    let provider = fit.provider.clone();
    unopposed(desk, actor, &mut held, it.provider, it.not_opposed.as_ref()).await?;
    let legal = legal_limit(&held).await?;
    if decision.is_empty() && needs_decision(desk, &held.file) {
        return Err(required("decision"));
    }
    give_to(&mut after, Some(&provider));
    let said = [provider.name.as_str(), decision, note];
    let done = Done {
        act: "conduct.assign",
        moved: CaseAct::Assign.code(),
        reason: note,
        event: event(desk, actor, case, it.sent, "assigned", it.day, &said),
        handing: Handing { ground: None, reason: Some(decision.to_owned()).filter(|it| !it.is_empty()) },
    };
    let given = after.clone();
    settle(desk, actor, &mut held, after, done).await?;
    if let Some(asked_on) = it.asked_on.filter(|_| given.case.course().litigation) {
        if asked_on < it.day || asked_on > desk.today() {
            return Err(Refusal::new("impossible").field("asked_on", "before_last_step").into());
        }
        ask_registration(desk, &mut held, &given, asked_on).await?;
    }
    keep_choice(desk, actor, &mut held, (&fit, why, it.batch), legal).await?;
    finish(desk, held.work, doing).await
}

/// The papers of a registration were handed in: the clock of the body runs.
pub(super) async fn ask_registration(
    desk: &Desk,
    held: &mut Held,
    file: &CaseFile,
    day: NaiveDate,
) -> Outcome<()> {
    if let Some(mut row) = store::conduct::find_running(&held.work.tx, file.case.id).await? {
        row.registration = Registration::Asked.into();
        row.registration_asked_on = Some(day);
        row.registration_answered_on = None;
        store::conduct::update_assignment(&held.work.tx, row).await?;
    }
    let code = registration_clock(file.case.provider_role.map(|role| role.0));
    let at = moment_of(desk, day);
    deadlines::start(desk, &mut held.work, &follow::subject(file), code, at, file.case.accepted_on).await?;
    Ok(())
}

/// Replaces a provider, or takes one off while nobody else is found (*thay thế người thực hiện*, art. 25(3)).
pub async fn replace(desk: &Desk, actor: &Actor, case: Uuid, it: Replacing, doing: Doing) -> Outcome<()> {
    let asked = match it.provider {
        Some(_) => ahead(desk, actor, case, it.day).await?,
        None => None,
    };
    let Some(mut held) = take(desk, actor, Permission::AssignProviders, case, it.sent).await? else {
        return Ok(());
    };
    let act = if it.provider.is_some() { CaseAct::Replace } else { CaseAct::Unassign };
    let mut after = moved(&held.file, act, it.day)?;
    sound_day(desk, it.day, held.file.case.assigned_on.unwrap_or(held.file.case.accepted_on))?;
    let why = spoken(it.why.as_ref());
    let fit = match it.provider {
        Some(id) => Some(fit(desk, actor, (&held, asked), (id, it.day), why).await?),
        None => None,
    };
    let provider = fit.as_ref().map(|fit| fit.provider.clone());
    if let Some(id) = it.provider {
        unopposed(desk, actor, &mut held, id, it.not_opposed.as_ref()).await?;
    }
    let (decision, hand_over) = (spoken(it.decision.as_ref()), spoken(it.hand_over.as_ref()));
    if decision.is_empty() && needs_decision(desk, &held.file) {
        return Err(required("decision"));
    }
    let old = held.file.case.provider_name.clone().unwrap_or_default();
    give_to(&mut after, provider.as_ref());
    let name = provider.as_ref().map(|it| it.name.as_str()).unwrap_or_default();
    let said = [name, it.ground.code(), old.as_str(), decision, hand_over];
    let kind = if provider.is_some() { "replaced" } else { "unassigned" };
    let reason =
        [decision, hand_over].iter().filter(|text| !text.is_empty()).copied().collect::<Vec<_>>().join(" · ");
    let done = Done {
        act: "conduct.replace",
        moved: act.code(),
        reason: it.ground.code(),
        event: event(desk, actor, case, it.sent, kind, it.day, &said),
        handing: Handing { ground: Some(it.ground), reason: Some(reason).filter(|it| !it.is_empty()) },
    };
    let legal = legal_limit(&held).await?;
    settle(desk, actor, &mut held, after, done).await?;
    answer_all(desk, actor, &mut held, (decision, it.day)).await?;
    match &fit {
        Some(fit) => keep_choice(desk, actor, &mut held, (fit, why, None), legal).await?,
        None => {
            store::assignment::withdraw_open(&held.work.tx, case, &actor.name, desk.now()).await?;
        }
    }
    finish(desk, held.work, doing).await
}

/// Whoever asked for another provider has the answer: the decision, on its day.
async fn answer_all(
    desk: &Desk,
    actor: &Actor,
    held: &mut Held,
    (decision, day): (&str, NaiveDate),
) -> Outcome<()> {
    let case = held.file.case.id;
    let open = store::conduct::list_changes(&held.work.tx, case).await?;
    for change in open.into_iter().filter(|change| change.answered_at.is_none()) {
        store::conduct::update_change(&held.work.tx, answered(desk, actor, change, true, decision)).await?;
    }
    let codes: Vec<_> = ChangeAsker::ALL.iter().filter_map(|asker| change_clock(*asker)).collect();
    follow::done(desk, &mut held.work, &held.file, &codes, day).await
}

fn answered(
    desk: &Desk,
    actor: &Actor,
    change: ProviderChange,
    granted: bool,
    answer: &str,
) -> ProviderChange {
    ProviderChange {
        granted: Some(granted),
        answer: Some(answer.to_owned()).filter(|text| !text.is_empty()),
        answered_at: Some(desk.now()),
        answered_by: Some(actor.name.clone()),
        ..change
    }
}

/// Takes down that the person asks for another provider, or that the provider must refuse (art. 25(2)). It waits
/// with the head; the person is answered in 3 working days.
pub async fn ask_change(desk: &Desk, actor: &Actor, case: Uuid, it: Asking, doing: Doing) -> Outcome<()> {
    let Some(mut held) = take(desk, actor, Permission::ConductCases, case, it.sent).await? else {
        return Ok(());
    };
    let current = &held.file.case;
    let Some(name) = current.provider_name.clone().filter(|_| current.assigned_on.is_some()) else {
        return Err(Refusal::new("conduct.nobody_assigned").into());
    };
    if current.closed_on.is_some() {
        return Err(Refusal::new("conduct.not_now").with("act", "ask_change").into());
    }
    sound_day(desk, it.day, current.assigned_on.unwrap_or(current.accepted_on))?;
    let by_provider = it.asker == ChangeAsker::Provider;
    let ground = it.ground.filter(|ground| by_provider && ground.must_refuse());
    if by_provider && ground.is_none() {
        return Err(required("ground"));
    }
    if it.reason.trim().is_empty() {
        return Err(required("reason"));
    }
    let asked_at = moment_of(desk, it.day);
    let change = ProviderChange {
        id: it.sent.id,
        case_id: case,
        provider_id: current.provider_id,
        provider_name: name,
        asker: it.asker.into(),
        ground: ground.map(Into::into),
        reason: it.reason.trim().to_owned(),
        asked_at,
        granted: None,
        answer: None,
        answered_at: None,
        answered_by: None,
        entered_at: desk.now(),
        entered_by: actor.name.clone(),
    };
    let state = current.state.0;
    store::conduct::insert_change(&held.work.tx, change).await?;
    if let Some(code) = change_clock(it.asker) {
        let day = held.file.case.accepted_on;
        deadlines::start(desk, &mut held.work, &follow::subject(&held.file), code, asked_at, day).await?;
    }
    let said = [it.asker.code(), ground.map(ReplacementGround::code).unwrap_or_default(), it.reason.trim()];
    let told = event(desk, actor, case, it.sent, "change_asked", it.day, &said);
    store::cases::insert_event(&held.work.tx, &told).await?;
    let detail = json!({ "asker": it.asker, "ground": ground });
    held.work.record_because("conduct.ask_change", "case", case, it.reason.trim(), detail);
    tell(&mut held.work, actor, case, ("ask_change", state));
    finish(desk, held.work, doing).await
}

/// Answers that no other provider is sent; sending one is [`replace`].
pub async fn answer_change(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    it: Answering,
    doing: Doing,
) -> Outcome<()> {
    let Some(mut held) = take(desk, actor, Permission::AssignProviders, case, it.sent).await? else {
        return Ok(());
    };
    if it.answer.trim().is_empty() {
        return Err(required("answer"));
    }
    let changes = store::conduct::list_changes(&held.work.tx, case).await?;
    let open: Vec<ProviderChange> =
        changes.into_iter().filter(|change| change.answered_at.is_none()).collect();
    let asked = open.iter().find(|change| change.id == it.change).cloned().ok_or(Failure::Missing)?;
    let asker = asked.asker.0;
    store::conduct::update_change(&held.work.tx, answered(desk, actor, asked, false, it.answer.trim()))
        .await?;
    let others = open.iter().any(|change| change.id != it.change && change.asker.0 == asker);
    if let Some(code) = change_clock(asker).filter(|_| !others) {
        follow::done(desk, &mut held.work, &held.file, &[code], desk.today()).await?;
    }
    let said = [asker.code(), it.answer.trim()];
    let told = event(desk, actor, case, it.sent, "change_declined", desk.today(), &said);
    store::cases::insert_event(&held.work.tx, &told).await?;
    held.work.record_because(
        "conduct.answer_change",
        "case",
        case,
        it.answer.trim(),
        json!({ "change": it.change }),
    );
    let state = held.file.case.state.0;
    tell(&mut held.work, actor, case, ("decline_change", state));
    finish(desk, held.work, doing).await
}

/// Requests for another provider that wait for the head, oldest first. The reading is recorded.
pub async fn open_changes(desk: &Desk, actor: &Actor) -> Outcome<Vec<OpenChange>> {
    let permit = desk.permit(actor, Permission::AssignProviders)?;
    let mut work = desk.begin(&permit).await?;
    let found = store::conduct::list_open_changes(&work.tx, permit.reach(), 200).await?;
    work.record("conduct.open_changes", "list", "provider_changes", json!({ "lines": found.len() }));
    desk.commit(work).await?;
    Ok(found)
}
