//! Handlers of what is decided about a request. Accepting, refusing and sending on show everything once more before
//! they are done; what was typed stays.

use axum::extract::State;
use law::access::Permission;
use law::cases::UrgentGround;
use law::lifecycle::{RequestAct, RequestState};
use maud::Markup;
use office::cases::Organisation;
use office::eligibility::Paper;
use office::requests::{RequestView, Supplied};
use office::{Failure, Refusal};
use uuid::Uuid;

use super::{form, papers};
use crate::failure::{Page, PageFailure, again, refused_fields, see, sentence, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::{T, prefix};
use crate::ui::form::{FieldErrors, Values};

/// What every handler here begins with: the right to do it, and the request.
async fn opened(
    app: &App,
    visitor: &Visitor,
    permission: Permission,
    id: Uuid,
) -> Result<RequestView, PageFailure> {
    app.desk().permit(&visitor.actor, permission)?;
    Ok(office::requests::view(app.desk(), &visitor.actor, id).await?)
}

/// Back to the page of the request: what was asked for is not possible there now.
fn not_here(id: Uuid) -> Page {
    see(&format!("/requests/{id}")).warn("requests-not-now").into()
}

fn done(id: Uuid, key: &str) -> Page {
    see(&format!("/requests/{id}")).flash(key).into()
}

/// A fresh form of a decision: the version that was seen.
fn fresh(view: &RequestView) -> Values {
    Values::from([("version", view.file.request.version.to_string().as_str())])
}

fn seen(values: &Values) -> i64 {
    values.get("version").parse().unwrap_or(0)
}

/// Whether the form was looked over and is confirmed.
fn confirmed(values: &Values) -> bool {
    values.get("step") == "confirm"
}

/// Whether the person went back from the check page to change something.
fn goes_back(values: &Values) -> bool {
    values.get("step") == "edit"
}

/// The errors to show when an act did not happen. After somebody else's change the form counts on what is there now.
fn not_done(
    t: T,
    failure: Failure,
    view: &RequestView,
    values: &mut Values,
) -> Result<FieldErrors, PageFailure> {
    if matches!(failure, Failure::Stale) {
        let mut errors = FieldErrors::default();
        values.set("version", view.file.request.version.to_string());
        errors.add("", "requests-changed-meanwhile");
        return Ok(errors);
    }
    refused_fields(t, failure)
}

/// The same for an acceptance: every reason as a line of its own, since their fields stand on other pages.
fn not_accepted(
    t: T,
    failure: Failure,
    view: &RequestView,
    values: &mut Values,
) -> Result<FieldErrors, PageFailure> {
    let Failure::Refused(refusal) = failure else { return not_done(t, failure, view, values) };
    let mut errors = FieldErrors::default();
    for line in reasons(t, &refusal) {
        errors.add("", line);
    }
    Ok(errors)
}

fn reasons(t: T, refusal: &Refusal) -> Vec<String> {
    if refusal.fields.is_empty() || refusal.code == "cases.known_code" {
        return vec![sentence(t, refusal)];
    }
    refusal.fields.iter().map(|(_, code)| t.code(prefix!("wrong"), &code.replace('.', "_"))).collect()
}

// --- papers ---------------------------------------------------------------------------------------

/// The papers of proof that the rules of today know.
fn offered(app: &App) -> Vec<Paper> {
    office::eligibility::papers(app.desk(), app.desk().today())
}

/// Asks for what is missing, or takes down what came.
pub async fn papers(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = opened(&app, &visitor, Permission::TakeRequests, id).await?;
    let mut values = fresh(&view);
    let (errors, has) = (FieldErrors::default(), |act| view.acts.contains(&act));
    if has(RequestAct::AskMore) {
        view.lacks.iter().for_each(|lack| values.push("lacks", lack.to_string()));
        return answer(papers::asking(&visitor, &view, &values, &errors));
    }
    if has(RequestAct::Supply) || view.proof_open {
        return answer(papers::supplying(&visitor, &view, &values, &errors, &offered(&app)));
    }
    not_here(id)
}

pub async fn take_papers(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let view = opened(&app, &visitor, Permission::TakeRequests, id).await?;
    let mut values = fields.values();
    if values.get("what") == "ask" {
        return ask(&app, &visitor, &view, values).await;
    }
    let supplied = match form::read_supply(&values) {
        Ok(supplied) => supplied,
        Err(errors) => return again(papers::supplying(&visitor, &view, &values, &errors, &offered(&app))),
    };
    match supply(&app, &visitor, (&view, seen(&values)), values.get("what"), supplied).await {
        Ok(key) => done(id, key),
        Err(failure) => {
            let errors = not_done(visitor.t, failure, &view, &mut values)?;
            again(papers::supplying(&visitor, &view, &values, &errors, &offered(&app)))
        }
    }
}

async fn supply(
    app: &App,
    visitor: &Visitor,
    (view, seen): (&RequestView, i64),
    what: &str,
    supplied: Supplied,
) -> Result<&'static str, Failure> {
    let (desk, actor, id) = (app.desk(), &visitor.actor, view.file.request.id);
    if what == "proof" {
        let still = office::requests::bring_proof(desk, actor, id, seen, supplied).await?;
        return Ok(if still.is_empty() { "requests-proof-complete" } else { "requests-proof-still" });
    }
    office::requests::supply(desk, actor, id, seen, supplied).await.map(|()| "requests-supplied")
}

async fn ask(app: &App, visitor: &Visitor, view: &RequestView, mut values: Values) -> Page {
    let id = view.file.request.id;
    let (lacks, note) = match form::read_asking(&values) {
        Ok(asked) => asked,
        Err(errors) => return again(papers::asking(visitor, view, &values, &errors)),
    };
    let asked =
        office::requests::ask_more(app.desk(), &visitor.actor, id, seen(&values), &lacks, &note).await;
    match asked {
        Ok(()) => done(id, "requests-asked"),
        Err(failure) => {
            let errors = not_done(visitor.t, failure, view, &mut values)?;
            again(papers::asking(visitor, view, &values, &errors))
        }
    }
}

// --- acceptance -----------------------------------------------------------------------------------

pub async fn acceptance(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = opened(&app, &visitor, Permission::AcceptRequests, id).await?;
    if !view.acts.contains(&RequestAct::Accept) {
        return not_here(id);
    }
    let mut values = fresh(&view);
    values.set("case", app.desk().id().to_string());
    let ground = view.grounds.iter().find(|ground| **ground != UrgentGround::PreventHarm);
    if let Some(ground) = ground.filter(|_| !view.lacks.is_empty()) {
        values.set("urgent_ground", ground.to_string());
    }
    answer(papers::acceptance(&visitor, &view, &values, &FieldErrors::default()))
}

pub async fn accept(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let view = opened(&app, &visitor, Permission::AcceptRequests, id).await?;
    let mut values = fields.values();
    if goes_back(&values) {
        return answer(papers::acceptance(&visitor, &view, &values, &FieldErrors::default()));
    }
    let acceptance = match form::read_acceptance(&values) {
        Ok(acceptance) => acceptance,
        Err(errors) => return again(papers::acceptance(&visitor, &view, &values, &errors)),
    };
    let (desk, actor, version) = (app.desk(), &visitor.actor, seen(&values));
    let failure = if confirmed(&values) {
        match office::requests::accept(desk, actor, id, version, acceptance).await {
            Ok(case) => return see(&format!("/cases/{case}")).flash("requests-accepted").into(),
            Err(failure) => failure,
        }
    } else {
        match office::requests::preview(desk, actor, id, version, &acceptance).await {
            Ok(preview) => {
                return answer(papers::check_acceptance(&visitor, &view, &values, &acceptance, &preview));
            }
            Err(failure) => failure,
        }
    };
    let errors = not_accepted(visitor.t, failure, &view, &mut values)?;
    again(papers::acceptance(&visitor, &view, &values, &errors))
}

// --- refusal --------------------------------------------------------------------------------------

/// The form of a refusal; once refused, the notice with the person's ways on.
pub async fn refusal(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = office::requests::view(app.desk(), &visitor.actor, id).await?;
    if view.file.request.state.0 == RequestState::Refused {
        return answer(papers::refusal_notice(&visitor, &view));
    }
    app.desk().permit(&visitor.actor, Permission::DecideRequests)?;
    if !view.acts.contains(&RequestAct::Refuse) {
        return not_here(id);
    }
    let mut values = fresh(&view);
    let request = &view.file.request;
    if let Some(ground) = request.refusal_ground {
        values.set("refusal_ground", ground.to_string());
        values.set("reason", request.proposed_reason.clone().unwrap_or_default());
    }
    answer(papers::refusal(&visitor, &view, &values, &FieldErrors::default()))
}

pub async fn refuse(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let view = opened(&app, &visitor, Permission::DecideRequests, id).await?;
    let mut values = fields.values();
    if goes_back(&values) {
        return answer(papers::refusal(&visitor, &view, &values, &FieldErrors::default()));
    }
    let (ground, reason) = match form::read_refusal(&values) {
        Ok(read) if !law::intake::is_reason(&read.1) => {
            return again(papers::refusal(&visitor, &view, &values, &short_reason()));
        }
        Ok(read) => read,
        Err(errors) => return again(papers::refusal(&visitor, &view, &values, &errors)),
    };
    if !confirmed(&values) {
        return answer(papers::check_refusal(&visitor, &view, &values, ground));
    }
    match office::requests::refuse(app.desk(), &visitor.actor, id, seen(&values), ground, &reason).await {
        Ok(()) => see(&format!("/requests/{id}/refusal")).flash("requests-refused").into(),
        Err(failure) => {
            let errors = not_done(visitor.t, failure, &view, &mut values)?;
            again(papers::refusal(&visitor, &view, &values, &errors))
        }
    }
}

fn short_reason() -> FieldErrors {
    let mut errors = FieldErrors::default();
    errors.add("reason", "wrong-reason-too-short");
    errors
}

// --- transfer -------------------------------------------------------------------------------------

async fn receivers(
    app: &App,
    visitor: &Visitor,
    view: &RequestView,
) -> Result<Vec<Organisation>, PageFailure> {
    let own = &view.file.request.org_code;
    Ok(office::requests::receivers(app.desk(), &visitor.actor, own).await?)
}

pub async fn transfer(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = opened(&app, &visitor, Permission::DecideRequests, id).await?;
    if !view.acts.contains(&RequestAct::Transfer) {
        return not_here(id);
    }
    let all = receivers(&app, &visitor, &view).await?;
    let mut values = fresh(&view);
    let request = &view.file.request;
    let there = request.matter_province.as_ref().map(|province| format!("TT.{province}"));
    let known =
        request.transfer_to.clone().or(there.filter(|code| all.iter().any(|unit| unit.code == *code)));
    values.set("transfer_to", known.unwrap_or_default());
    values.set("reason", request.proposed_reason.clone().unwrap_or_default());
    answer(papers::transfer(&visitor, &view, &values, &FieldErrors::default(), &all))
}

pub async fn send(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let view = opened(&app, &visitor, Permission::DecideRequests, id).await?;
    let all = receivers(&app, &visitor, &view).await?;
    let mut values = fields.values();
    if goes_back(&values) {
        return answer(papers::transfer(&visitor, &view, &values, &FieldErrors::default(), &all));
    }
    let sent = match form::read_transfer(&values) {
        Ok(sent) if !law::intake::is_reason(&sent.reason) => {
            return again(papers::transfer(&visitor, &view, &values, &short_reason(), &all));
        }
        Ok(sent) => sent,
        Err(errors) => return again(papers::transfer(&visitor, &view, &values, &errors, &all)),
    };
    if !confirmed(&values) && all.iter().any(|unit| unit.code == sent.to) {
        return answer(papers::check_transfer(&visitor, &view, &values, &sent, &all));
    }
    match office::requests::transfer(app.desk(), &visitor.actor, id, seen(&values), &sent).await {
        Ok(()) => done(id, "requests-sent"),
        Err(failure) => {
            let errors = not_done(visitor.t, failure, &view, &mut values)?;
            again(papers::transfer(&visitor, &view, &values, &errors, &all))
        }
    }
}

/// The question before a request of another organisation is taken over.
pub async fn receipt(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = opened(&app, &visitor, Permission::TakeRequests, id).await?;
    if !view.acts.contains(&RequestAct::Receive) {
        return not_here(id);
    }
    let mut values = fresh(&view);
    values.set("request", app.desk().id().to_string());
    answer(papers::receipt(&visitor, &view, &values))
}

pub async fn receive(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    app.desk().permit(&visitor.actor, Permission::TakeRequests)?;
    let values = fields.values();
    let new = Uuid::parse_str(values.get("request")).unwrap_or_else(|_| app.desk().id());
    let new = office::requests::receive(app.desk(), &visitor.actor, id, seen(&values), new).await?;
    done(new, "requests-received")
}

// --- steps that ask for a reason ------------------------------------------------------------------

pub async fn proposal(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = opened(&app, &visitor, Permission::TakeRequests, id).await?;
    if !view.acts.contains(&RequestAct::Propose) {
        return not_here(id);
    }
    let all = receivers(&app, &visitor, &view).await?;
    answer(papers::proposal(&visitor, &view, &fresh(&view), &FieldErrors::default(), &all))
}

pub async fn propose(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let view = opened(&app, &visitor, Permission::TakeRequests, id).await?;
    let all = receivers(&app, &visitor, &view).await?;
    let mut values = fields.values();
    let (proposed, reason) = match form::read_proposal(&values) {
        Ok(read) => read,
        Err(errors) => return again(papers::proposal(&visitor, &view, &values, &errors, &all)),
    };
    let (desk, actor) = (app.desk(), &visitor.actor);
    match office::requests::propose(desk, actor, id, seen(&values), &proposed, &reason).await {
        Ok(()) => done(id, "requests-proposed-done"),
        Err(failure) => {
            let errors = not_done(visitor.t, failure, &view, &mut values)?;
            again(papers::proposal(&visitor, &view, &values, &errors, &all))
        }
    }
}

/// The head sends a proposal back, or a receiving organisation what was sent to it.
pub async fn giving_back(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = opened(&app, &visitor, Permission::TakeRequests, id).await?;
    match returning(&view) {
        Some(way) => answer(way.page(&visitor, &view, &fresh(&view), &FieldErrors::default())),
        None => not_here(id),
    }
}

fn returning(view: &RequestView) -> Option<papers::Reasoned> {
    if view.acts.contains(&RequestAct::SendBack) {
        return Some(papers::SEND_BACK);
    }
    view.acts.contains(&RequestAct::Return).then_some(papers::GIVE_BACK)
}

pub async fn give_back(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let view = opened(&app, &visitor, Permission::TakeRequests, id).await?;
    let values = fields.values();
    let (desk, actor, version) = (app.desk(), &visitor.actor, seen(&values));
    let reason = match form::read_reason(&values) {
        Ok(reason) => reason,
        Err(errors) => {
            let way = if values.get("what") == "send_back" { papers::SEND_BACK } else { papers::GIVE_BACK };
            return again(way.page(&visitor, &view, &values, &errors));
        }
    };
    let (way, done_to) = if values.get("what") == "send_back" {
        (papers::SEND_BACK, office::requests::send_back(desk, actor, id, version, &reason).await)
    } else {
        (papers::GIVE_BACK, office::requests::give_back(desk, actor, id, version, &reason).await)
    };
    match done_to {
        // What was given back is out of reach of who gave it back.
        Ok(()) if way.noun == papers::GIVE_BACK.noun && way.what == papers::GIVE_BACK.what => {
            see("/requests").flash("requests-given-back").into()
        }
        Ok(()) => done(id, "requests-sent-back"),
        Err(failure) => reasoned_again(&visitor, &view, values, way, failure),
    }
}

pub async fn withdrawal(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>) -> Page {
    let view = opened(&app, &visitor, Permission::TakeRequests, id).await?;
    if !view.acts.contains(&RequestAct::Withdraw) {
        return not_here(id);
    }
    answer(papers::WITHDRAW.page(&visitor, &view, &fresh(&view), &FieldErrors::default()))
}

pub async fn withdraw(State(app): State<App>, visitor: Visitor, At(id): At<Uuid>, fields: Fields) -> Page {
    let view = opened(&app, &visitor, Permission::TakeRequests, id).await?;
    let values = fields.values();
    let reason = match form::read_reason(&values) {
        Ok(reason) => reason,
        Err(errors) => return again(papers::WITHDRAW.page(&visitor, &view, &values, &errors)),
    };
    match office::requests::withdraw(app.desk(), &visitor.actor, id, seen(&values), &reason).await {
        Ok(()) => done(id, "requests-withdrawn"),
        Err(failure) => reasoned_again(&visitor, &view, values, papers::WITHDRAW, failure),
    }
}

fn reasoned_again(
    visitor: &Visitor,
    view: &RequestView,
    mut values: Values,
    way: papers::Reasoned,
    failure: Failure,
) -> Page {
    let errors = not_done(visitor.t, failure, view, &mut values)?;
    let page: Markup = way.page(visitor, view, &values, &errors);
    again(page)
}
