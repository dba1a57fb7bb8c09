//! Who does a case: assigned, replaced, asked to be changed.

use chrono::NaiveDate;
use law::access::{Permission, Reach};
use law::conduct::{
    Candidate, ChangeAsker, Registration, ReplacementGround, assignment_obstacles, change_clock,
    registration_clock,
};
use law::conflicts::EarlierClient;
use law::kernel::coded::Coded as _;
use law::lifecycle::CaseAct;
use law::staff::province_of_code;
use serde_json::json;
use store::cases::CaseFile;
use store::conduct::{OpenChange, ProviderChange};
use store::staff::Provider;
use uuid::Uuid;

use super::{Doing, Done, Held, Sent, event, finish, moved, required, settle, sound_day, take, tell};
use crate::cases::Handing;
use crate::cases::follow::{self, moment_of};
use crate::deadlines::{self, Ended};
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

/// Somebody who may be assigned.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    pub provider: Provider,
    /// Cases that run.
    pub running: i64,
    /// Whom the person asked for (art. 8(5)).
    pub chosen: bool,
}

/// Those who may be assigned to a case on a day, whom the person asked for first, then who has least to do.
pub async fn offered(desk: &Desk, actor: &Actor, file: &CaseFile, day: NaiveDate) -> Outcome<Vec<Offered>> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    let province = province_of_code(&file.case.org_code).map(str::to_owned);
    let near = |code: &str| permit.reach().covers(code) || province_of_code(code) == province.as_deref();
    let codes: Vec<String> =
        desk.tree().iter().map(|node| node.code.clone()).filter(|code| near(code)).collect();
    let providers = store::staff::list_providers(&tx, Some(&codes), None, 1000).await?;
    let allowed: Vec<Provider> =
        providers.into_iter().filter(|it| obstacles(desk, file, it, day).is_empty()).collect();
    let ids: Vec<Uuid> = allowed.iter().map(|provider| provider.id).collect();
    let running = store::conduct::count_running_of(&tx, &ids).await?;
    let chosen = match file.case.request_id {
        Some(request) => store::conduct::find_chosen_provider(&tx, request).await?,
        None => None,
    };
    let busy = |id: Uuid| running.iter().find(|(known, _)| *known == id).map_or(0, |(_, count)| *count);
    let mut found: Vec<Offered> = allowed
        .into_iter()
        .map(|provider| Offered { running: busy(provider.id), chosen: chosen == Some(provider.id), provider })
        .collect();
    found.sort_by_key(|it| (!it.chosen, it.running, it.provider.name_folded.clone()));
    Ok(found)
}

fn obstacles(
    desk: &Desk,
    file: &CaseFile,
    provider: &Provider,
    day: NaiveDate,
) -> Vec<law::conduct::AssignmentObstacle> {
    let rules = desk.rules();
    let rules = rules.on(file.case.accepted_on);
    let form = file.case.form.0;
    let rule = rules.aid_forms().into_iter().find(|rule| rule.key == form);
    let candidate = Candidate {
        kind: provider.kind.0,
        appointed_on: provider.appointed_on,
        ended_on: provider.ended_on,
        current: file.case.assigned_on.is_some() && file.case.provider_id == Some(provider.id),
    };
    assignment_obstacles(&candidate, form, rule, day)
}

/// The provider who is to be assigned, if nothing stands against it.
async fn fit(desk: &Desk, actor: &Actor, held: &Held, id: Uuid, day: NaiveDate) -> Outcome<Provider> {
    let wrong = |code: &str| Failure::from(Refusal::new("impossible").field("provider", code));
    let provider = store::staff::find_provider(&held.work.tx, id).await?.ok_or_else(|| wrong("unknown"))?;
    let province = |code: &str| province_of_code(code).map(str::to_owned);
    let near = province(&provider.org_code) == province(&held.file.case.org_code);
    if !near && !desk.reach_of(actor).covers(&provider.org_code) {
        return Err(wrong("unknown"));
    }
    if crate::complaints::is_kept_from_case(&held.work.tx, held.file.case.id, id).await? {
        return Err(wrong("kept_apart"));
    }
    match obstacles(desk, &held.file, &provider, day).first() {
        Some(obstacle) => Err(wrong(obstacle.code())),
        None => Ok(provider),
    }
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
    let Some(mut held) = take(desk, actor, Permission::AssignProviders, case, it.sent).await? else {
        return Ok(());
    };
    let mut after = moved(&held.file, CaseAct::Assign, it.day)?;
    sound_day(desk, it.day, held.file.case.accepted_on)?;
    let provider = fit(desk, actor, &held, it.provider, it.day).await?;
    unopposed(desk, actor, &mut held, it.provider, it.not_opposed.as_ref()).await?;
    let (decision, note) = (spoken(it.decision.as_ref()), spoken(it.note.as_ref()));
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
    let Some(mut held) = take(desk, actor, Permission::AssignProviders, case, it.sent).await? else {
        return Ok(());
    };
    let act = if it.provider.is_some() { CaseAct::Replace } else { CaseAct::Unassign };
    let mut after = moved(&held.file, act, it.day)?;
    sound_day(desk, it.day, held.file.case.assigned_on.unwrap_or(held.file.case.accepted_on))?;
    let provider = match it.provider {
        Some(id) => Some(fit(desk, actor, &held, id, it.day).await?),
        None => None,
    };
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
    settle(desk, actor, &mut held, after, done).await?;
    answer_all(desk, actor, &mut held, decision).await?;
    finish(desk, held.work, doing).await
}

/// Whoever asked for another provider has the answer.
async fn answer_all(desk: &Desk, actor: &Actor, held: &mut Held, decision: &str) -> Outcome<()> {
    let case = held.file.case.id;
    let open = store::conduct::list_changes(&held.work.tx, case).await?;
    for change in open.into_iter().filter(|change| change.answered_at.is_none()) {
        store::conduct::update_change(&held.work.tx, answered(desk, actor, change, true, decision)).await?;
    }
    let codes: Vec<_> = ChangeAsker::ALL.iter().filter_map(|asker| change_clock(*asker)).collect();
    follow::end(desk, &mut held.work, &held.file, &codes, Ended::Done).await
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
        follow::end(desk, &mut held.work, &held.file, &[code], Ended::Done).await?;
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
