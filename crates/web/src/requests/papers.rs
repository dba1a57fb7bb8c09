//! The pages on which a request is decided, the pages that check before it is done, and what is printed.

use law::access::Permission;
use law::deadlines::Deadline;
use law::eligibility::WhereElse;
use law::intake::{Lack, Proposal, RequestPaper, Signature};
use law::kernel::coded::Coded as _;
use law::lifecycle::RequestState;
use law::rules::RefusalGround;
use maud::{Markup, html};
use office::cases::Organisation;
use office::eligibility::Paper;
use office::requests::{Acceptance, Preview, RequestView, Sent};

use super::form::{ACCEPTANCE, ASKING, PROPOSAL, REASON, REFUSAL, SUPPLY, TRANSFER};
use super::views::{doubtful, title};
use crate::codes;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::form::{
    Choice, FieldErrors, Sheet, Values, actions, carry, error_summary, hidden, link_quiet, submit, submit_as,
};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::summary::{Fact, card, confirmation, facts};
use crate::ui::{self, dates};

/// The hotline of the Centres.
const HOTLINE: &str = "1800 1233";

/// The frame of a page about one request.
fn framed(
    visitor: &Visitor,
    view: &RequestView,
    title_key: &str,
    errors: &FieldErrors,
    body: Markup,
) -> Markup {
    let t = visitor.t;
    let said = t.get(title_key);
    let own = format!("/requests/{}", view.file.request.id);
    let crumbs = vec![
        Crumb::link(t.get("requests-title"), "/requests"),
        Crumb::link(codes::receipt(view.file.request.id), own),
        Crumb::here(said.clone()),
    ];
    let shell = ui::Shell { error_in_title: !errors.is_empty(), crumbs, ..visitor.shell(&said) };
    let body = html! {
        (error_summary(t, errors))
        (heading(Some(&title(t, view)), &said, html! {}))
        (body)
    };
    ui::page(&shell, body)
}

fn path(view: &RequestView, noun: &str) -> String {
    format!("/requests/{}/{noun}", view.file.request.id)
}

fn cancel(t: T, view: &RequestView) -> Markup {
    link_quiet(&t.get("requests-cancel"), &format!("/requests/{}", view.file.request.id))
}

/// A form of one page: fields, one button, the way out.
fn ask(
    visitor: &Visitor,
    view: &RequestView,
    values: &Values,
    noun: &str,
    fields: Markup,
    button: &str,
) -> Markup {
    let t = visitor.t;
    ui::form::form(
        &path(view, noun),
        &visitor.csrf,
        html! {
            (hidden("version", values.get("version")))
            div class="form-section" { (fields) }
            (actions(submit(&t.get(button)), cancel(t, view)))
        },
    )
}

/// The page on which everything is looked over once more; the same fields go on, confirmed or back to the form.
fn check(
    visitor: &Visitor,
    view: &RequestView,
    values: &Values,
    noun: &str,
    shown: &[Fact],
    more: Markup,
    keys: (&str, &str),
) -> Markup {
    let t = visitor.t;
    let mut kept = values.clone();
    kept.remove("step");
    let body = html! {
        (lead(&t.get("requests-check-lead")))
        (doubtful(t, view))
        (card(&t.get("requests-check-who"), html! {}, facts(t, &who(t, view))))
        (card(&t.get("requests-check-what"), html! {}, html! { (facts(t, shown)) (more) }))
        (ui::form::form(&path(view, noun), &visitor.csrf, html! {
            (carry(&kept))
            div class="actions" {
                button class="button" type="submit" name="step" value="confirm" { (t.get(keys.1)) }
                (submit_as(&t.get("requests-check-change"), "step", "edit"))
                (cancel(t, view))
            }
        }))
    };
    framed(visitor, view, keys.0, &FieldErrors::default(), body)
}

fn who(t: T, view: &RequestView) -> Vec<Fact> {
    let names = |people: Vec<&office::requests::RequestPerson>| {
        let said = people.iter().map(|person| {
            let category = person.category.map(|code| format!(" ({})", codes::name(t, code.0)));
            format!("{}{}", person.name, category.unwrap_or_default())
        });
        said.collect::<Vec<_>>().join("; ")
    };
    let request = &view.file.request;
    vec![
        Fact::words(t.get("requests-check-beneficiaries"), names(view.file.beneficiaries().collect())),
        Fact::words(t.get("requests-check-opposed"), names(view.file.opposed().collect())),
        Fact::words(t.get("cases-form"), codes::name(t, request.form.0)),
        Fact::words(t.get("cases-field"), codes::name(t, request.field.0)),
        Fact::words(t.get("requests-summary"), request.summary.clone()),
        Fact::words(t.get("requests-received-at"), dates::date_time(&request.received_at)),
        Fact::words(t.get("requests-channel"), codes::name(t, request.channel.0)),
    ]
}

// --- papers ---------------------------------------------------------------------------------------

pub fn asking(visitor: &Visitor, view: &RequestView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, values, errors).choices("lacks", codes::choices::<Lack>(t));
    let fields = html! { (hidden("what", "ask")) (sheet.all(ASKING)) };
    let body = html! {
        (lead(&t.get("requests-asking-lead")))
        (ask(visitor, view, values, "papers", fields, "requests-ask-now"))
    };
    framed(visitor, view, "requests-do-ask", errors, body)
}

pub fn supplying(
    visitor: &Visitor,
    view: &RequestView,
    values: &Values,
    errors: &FieldErrors,
    offered: &[Paper],
) -> Markup {
    let t = visitor.t;
    let request = &view.file.request;
    let there = RequestPaper::read_list(&request.papers);
    let new = codes::choices::<RequestPaper>(t)
        .into_iter()
        .filter(|choice| !there.iter().any(|paper| paper.code() == choice.value));
    let sheet = Sheet::new(t, values, errors).choices("papers", new).choices(
        "signed_by",
        codes::choices::<Signature>(t).into_iter().filter(|choice| choice.value != "not_yet"),
    );
    let named = proofs(t, view, offered);
    let with_proofs = !named.is_empty();
    let sheet = sheet.choices("proofs", named);
    let asked = Lack::read_list(&request.missing_papers);
    let what = if view.proof_open { "proof" } else { "supply" };
    let mut names = vec!["papers"];
    names.extend((request.signed_by.0 == Signature::NotYet).then_some("signed_by"));
    names.extend(with_proofs.then_some("proofs"));
    let fields = html! { (hidden("what", what)) (sheet.some(SUPPLY, &names)) };
    let body = html! {
        @if !asked.is_empty() {
            p { (t.get("requests-was-asked")) }
            ul { @for lack in asked { li { (codes::name(t, lack)) } } }
        }
        (ask(visitor, view, values, "papers", fields, "requests-supply-now"))
    };
    framed(visitor, view, "requests-do-supply", errors, body)
}

/// The papers by name that would prove the categories of those who were asked.
fn proofs(t: T, view: &RequestView, offered: &[Paper]) -> Vec<Choice> {
    let mut codes: Vec<&str> = Vec::new();
    for (position, assessment) in &view.assessments {
        let person = view.file.persons.iter().find(|person| person.position == *position);
        let category = person.and_then(|person| person.category).map(|code| code.0);
        let held = category.and_then(|category| assessment.of(category));
        let ways = held.map(|held| &held.proofs).into_iter().flatten();
        codes.extend(ways.flatten().flatten().map(String::as_str));
    }
    codes.sort_unstable();
    codes.dedup();
    codes
        .into_iter()
        .map(|code| Choice::new(code, crate::eligibility::paper_name(t, offered, code)))
        .collect()
}

// --- acceptance -----------------------------------------------------------------------------------

pub fn acceptance(visitor: &Visitor, view: &RequestView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let grounds = view.grounds.iter().map(|ground| Choice::new(ground.code(), codes::name(t, *ground)));
    let sheet = Sheet::new(t, values, errors).choices("urgent_ground", grounds);
    let names: &[&str] =
        if view.lacks.is_empty() { &["file_code"] } else { &["urgent_ground", "force_majeure", "file_code"] };
    let fields = html! {
        (hidden("case", values.get("case")))
        (hidden("step", "check"))
        (sheet.some(ACCEPTANCE, names))
    };
    let body = html! {
        @if view.lacks.is_empty() { (lead(&t.get("requests-accept-lead"))) }
        @else {
            (lead(&t.get("requests-accept-lead-lacking")))
            ul { @for lack in &view.lacks { li { (codes::name(t, *lack)) } } }
        }
        (ask(visitor, view, values, "acceptance", fields, "requests-check-now"))
    };
    framed(visitor, view, "requests-do-accept", errors, body)
}

pub fn check_acceptance(
    visitor: &Visitor,
    view: &RequestView,
    values: &Values,
    acceptance: &Acceptance,
    preview: &Preview,
) -> Markup {
    let t = visitor.t;
    let way = acceptance.urgent.map_or_else(
        || codes::name(t, law::lifecycle::RequestAct::Accept),
        |ground| {
            let act = codes::name(t, law::lifecycle::RequestAct::AcceptUrgently);
            format!("{act}: {}", codes::name(t, ground))
        },
    );
    let to_come: Vec<String> = preview.to_come.iter().map(|lack| codes::name(t, *lack)).collect();
    let mut shown = vec![
        Fact::words(t.get("requests-check-way"), way),
        Fact::words(t.get("requests-check-number"), preview.file_code.clone()),
        Fact::words(t.get("requests-check-to-come"), to_come.join("; ")),
        Fact::words(
            t.get("requests-competence"),
            view.competence.map(|code| codes::name(t, code)).unwrap_or_default(),
        ),
    ];
    shown.retain(|fact| fact.value.is_some());
    let clocks = html! {
        h3 { (t.get("requests-check-clocks")) }
        ul { @for clock in &preview.clocks { li { (clock_line(t, clock)) } } }
    };
    check(
        visitor,
        view,
        values,
        "acceptance",
        &shown,
        clocks,
        ("requests-check-accept", "requests-accept-now"),
    )
}

/// A clock that will run: its name, until when, by which article.
fn clock_line(t: T, clock: &Deadline) -> Markup {
    let due = format!("{} {}", clock.due.format("%H:%M"), dates::date(clock.due.date()));
    let due = due.replace("23:59 ", "");
    html! {
        strong { (codes::name(t, clock.code)) } ": "
        (t.with("requests-clock-until", &[("moment", due.into())]))
        p class="hint" { (clock.source.basis) }
    }
}

// --- refusal --------------------------------------------------------------------------------------

pub fn refusal(visitor: &Visitor, view: &RequestView, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, values, errors).choices("refusal_ground", codes::choices::<RefusalGround>(t));
    let fields = html! { (hidden("step", "check")) (sheet.all(REFUSAL)) };
    let body = html! {
        (lead(&t.get("requests-refusal-lead")))
        (ask(visitor, view, values, "refusal", fields, "requests-check-now"))
    };
    framed(visitor, view, "requests-do-refuse", errors, body)
}

pub fn check_refusal(
    visitor: &Visitor,
    view: &RequestView,
    values: &Values,
    ground: RefusalGround,
) -> Markup {
    let t = visitor.t;
    let shown = [
        Fact::words(t.get("requests-refusal-ground"), codes::name(t, ground)),
        Fact::words(t.get("requests-reason"), values.get("reason")),
    ];
    let duty = html! { p { (t.get("requests-refusal-duty")) } };
    check(visitor, view, values, "refusal", &shown, duty, ("requests-check-refuse", "requests-refuse-now"))
}

/// What the person is told: why, by which article, and where to go from here. To be printed and handed over.
pub fn refusal_notice(visitor: &Visitor, view: &RequestView) -> Markup {
    let t = visitor.t;
    let request = &view.file.request;
    let ground = request.refusal_ground.map(|code| codes::name(t, code.0)).unwrap_or_default();
    let day = request.decided_at.map(|at| dates::date_time(&at)).unwrap_or_default();
    let mut elsewhere: Vec<WhereElse> =
        view.assessments.iter().flat_map(|(_, assessment)| assessment.elsewhere.iter().copied()).collect();
    elsewhere.extend([WhereElse::SimpleGuidance, WhereElse::AdviceCentre, WhereElse::LawOffice]);
    elsewhere.retain(|way| *way != WhereElse::Complaint);
    elsewhere.sort_unstable();
    elsewhere.dedup();
    let shown = [
        Fact::words(t.get("requests-check-beneficiaries"), title(t, view)),
        Fact::words(t.get("cases-org"), view.org_name.clone()),
        Fact::words(t.get("requests-refusal-ground"), ground),
        Fact::words(t.get("requests-reason"), request.decision_reason.clone().unwrap_or_default()),
        Fact::words(t.get("requests-refusal-basis"), t.get("requests-refusal-article")),
        Fact::words(t.get("requests-decided-at"), day),
        Fact::words(t.get("requests-decided-by"), request.decided_by.clone().unwrap_or_default()),
    ];
    let body = html! {
        (card(&t.get("requests-refusal-why"), html! {}, facts(t, &shown)))
        (card(&t.get("requests-refusal-complaint"), html! {}, html! {
            p { (t.get("requests-refusal-complaint-text")) }
            p { (t.get("requests-refusal-again-text")) }
            @if visitor.may(Permission::TakeComplaints) { p class="on-screen" { (complain(t, request.id)) } }
        }))
        (card(&t.get("requests-refusal-elsewhere"), html! {}, html! {
            ul { @for way in &elsewhere { li { (codes::name(t, *way)) } } }
            p { (t.with("requests-hotline", &[("number", HOTLINE.into())])) }
        }))
        p class="actions" { (cancel_to_page(t, view)) }
    };
    framed(visitor, view, "requests-refusal-notice", &FieldErrors::default(), body)
}

/// The way on for whoever does not agree: the complaint is taken down by the same desk.
pub fn complain(t: T, request: uuid::Uuid) -> Markup {
    link_quiet(&t.get("requests-complain"), &format!("/complaints/new?request={request}"))
}

fn cancel_to_page(t: T, view: &RequestView) -> Markup {
    link_quiet(&t.get("requests-back"), &format!("/requests/{}", view.file.request.id))
}

// --- transfer -------------------------------------------------------------------------------------

fn organisations(all: &[Organisation]) -> impl Iterator<Item = Choice> {
    all.iter().map(|unit| Choice::new(unit.code.as_str(), unit.name.as_str()))
}

pub fn transfer(
    visitor: &Visitor,
    view: &RequestView,
    values: &Values,
    errors: &FieldErrors,
    all: &[Organisation],
) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, values, errors).choices("transfer_to", organisations(all));
    let fields = html! { (hidden("step", "check")) (sheet.all(TRANSFER)) };
    let body = html! {
        (lead(&t.get("requests-transfer-lead")))
        (ask(visitor, view, values, "transfer", fields, "requests-check-now"))
    };
    framed(visitor, view, "requests-do-transfer", errors, body)
}

pub fn check_transfer(
    visitor: &Visitor,
    view: &RequestView,
    values: &Values,
    sent: &Sent,
    all: &[Organisation],
) -> Markup {
    let t = visitor.t;
    let to = all.iter().find(|unit| unit.code == sent.to).map_or(sent.to.clone(), |unit| unit.name.clone());
    let shown = [
        Fact::words(t.get("requests-transfer-to"), to),
        Fact::words(t.get("requests-reason"), sent.reason.clone()),
    ];
    let duty = html! { p { (t.get("requests-transfer-duty")) } };
    check(
        visitor,
        view,
        values,
        "transfer",
        &shown,
        duty,
        ("requests-check-transfer", "requests-transfer-now"),
    )
}

pub fn receipt(visitor: &Visitor, view: &RequestView, values: &Values) -> Markup {
    let t = visitor.t;
    let reason = view.file.request.decision_reason.clone().unwrap_or_default();
    let mut shown = vec![Fact::words(t.get("requests-sent-by"), view.org_name.clone())];
    shown.push(Fact::words(t.get("requests-reason"), reason));
    shown.extend(who(t, view));
    let fields = html! { (hidden("request", values.get("request"))) (facts(t, &shown)) };
    let body = html! {
        (lead(&t.get("requests-receipt-lead")))
        (ask(visitor, view, values, "receipt", fields, "requests-receive-now"))
    };
    framed(visitor, view, "requests-do-receive", &FieldErrors::default(), body)
}

// --- proposal, and steps that need a reason -------------------------------------------------------

pub fn proposal(
    visitor: &Visitor,
    view: &RequestView,
    values: &Values,
    errors: &FieldErrors,
    all: &[Organisation],
) -> Markup {
    let t = visitor.t;
    let sheet = Sheet::new(t, values, errors)
        .choices("proposed", codes::choices::<Proposal>(t))
        .choices("refusal_ground", codes::choices::<RefusalGround>(t))
        .choices("transfer_to", organisations(all));
    let body = html! {
        (lead(&t.get("requests-proposal-lead")))
        (ask(visitor, view, values, "proposal", sheet.all(PROPOSAL), "requests-propose-now"))
    };
    framed(visitor, view, "requests-do-propose", errors, body)
}

/// A step that only asks why.
#[derive(Clone, Copy)]
pub struct Reasoned {
    pub noun: &'static str,
    /// Which of two steps under one address.
    pub what: &'static str,
    title: &'static str,
    lead: &'static str,
    button: &'static str,
}

/// The head sends a proposal back.
pub const SEND_BACK: Reasoned = Reasoned {
    noun: "return",
    what: "send_back",
    title: "requests-do-send-back",
    lead: "requests-send-back-lead",
    button: "requests-send-back-now",
};

/// The receiving organisation sends a request back.
pub const GIVE_BACK: Reasoned = Reasoned {
    noun: "return",
    what: "return",
    title: "requests-do-return",
    lead: "requests-return-lead",
    button: "requests-return-now",
};

/// The person withdraws.
pub const WITHDRAW: Reasoned = Reasoned {
    noun: "withdrawal",
    what: "withdraw",
    title: "requests-do-withdraw",
    lead: "requests-withdraw-lead",
    button: "requests-withdraw-now",
};

impl Reasoned {
    pub fn page(
        self,
        visitor: &Visitor,
        view: &RequestView,
        values: &Values,
        errors: &FieldErrors,
    ) -> Markup {
        let t = visitor.t;
        let sheet = Sheet::new(t, values, errors);
        let fields = html! { (hidden("what", self.what)) (sheet.all(REASON)) };
        let body = html! {
            (lead(&t.get(self.lead)))
            (ask(visitor, view, values, self.noun, fields, self.button))
        };
        framed(visitor, view, self.title, errors, body)
    }
}

// --- to print -------------------------------------------------------------------------------------

/// The receipt: number, what to bring or when to hear more, whom to call. It says nothing of the matter, because
/// others may read it.
pub fn slip(visitor: &Visitor, view: &RequestView) -> Markup {
    let t = visitor.t;
    let request = &view.file.request;
    let next = view.clocks.iter().filter(|line| line.ended_at.is_none()).map(|line| line.due_at).min();
    let mut shown = vec![
        Fact::words(t.get("cases-org"), view.org_name.clone()),
        Fact::words(t.get("requests-org-phone"), view.org_phone.clone().unwrap_or_default()),
        Fact::words(t.get("requests-received-at"), dates::date_time(&request.received_at)),
        Fact::words(
            t.get("requests-slip-next"),
            next.map(|at| dates::date(dates::day_of(&at))).unwrap_or_default(),
        ),
    ];
    shown.retain(|fact| fact.value.is_some());
    // Before anything was asked for in writing, what is missing by the rules of today.
    let mut asked = Lack::read_list(&request.missing_papers);
    if asked.is_empty() && request.state.0 == RequestState::Received {
        asked = view.lacks.iter().copied().filter(|lack| lack.may_follow() && *lack != Lack::Facts).collect();
    }
    let next = html! {
        (facts(t, &shown))
        @if !asked.is_empty() {
            p { strong { (t.get("requests-slip-bring")) } }
            ul { @for lack in asked { li { (codes::name(t, lack)) } } }
        }
        p { (t.with("requests-hotline", &[("number", HOTLINE.into())])) }
        p { (t.get("requests-slip-free")) }
        p class="actions" { (cancel_to_page(t, view)) }
    };
    let said = t.get("requests-slip");
    let crumbs = vec![
        Crumb::link(t.get("requests-title"), "/requests"),
        Crumb::link(codes::receipt(request.id), format!("/requests/{}", request.id)),
        Crumb::here(said.clone()),
    ];
    let shell = ui::Shell { crumbs, ..visitor.shell(&said) };
    let done = t.get("requests-slip-title");
    ui::page(&shell, confirmation(&done, &t.get("requests-slip-number"), &codes::receipt(request.id), next))
}
