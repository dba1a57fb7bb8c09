//! What was typed, as an act: read, sent to the office, and what it refuses back at the fields.

use law::assignment::Exclusion;
use law::conduct::{ChangeAsker, LinkKind, Registration, ReplacementGround, Retention};
use law::kernel::coded::Coded as _;
use law::rules::ChecklistItem;
use office::conduct::{
    Answering, Appraising, Archiving, Asking, Assigning, CasePage, Doing, Giving, HandingOver, Linking,
    Prolonging, Registering, Reopening, Replacing, Sent, Splitting, Stopping,
};
use office::{Actor, Desk, Failure, Refusal};
use uuid::Uuid;

use super::Noun;
use crate::codes;
use crate::failure::{PageFailure, sentence};
use crate::texts::{T, Text, prefix};
use crate::ui::form::{FieldErrors, Reader, Values};

/// An act, read from its form.
enum Draft {
    Assign(Assigning),
    Replace(Replacing),
    Ask(Asking),
    Answer(Answering),
    Register(Registering),
    Pause(Stopping),
    Resume(Stopping),
    Reopen(Reopening),
    Prolong(Prolonging),
    HandOver(HandingOver),
    GiveBack(Giving),
    Appraise(Appraising),
    Archive(Archiving),
    Split(Splitting),
    Link(Linking),
}

/// Who does what with which case.
pub struct Doer<'a> {
    pub desk: &'a Desk,
    pub actor: &'a Actor,
    pub case: Uuid,
    pub t: T,
}

/// Tries or does what was typed; wrong fields come back as errors.
pub async fn perform(
    doer: &Doer<'_>,
    noun: Noun,
    page: &CasePage,
    values: &Values,
    doing: Doing,
) -> Result<Result<(), FieldErrors>, PageFailure> {
    let draft = match read(doer, noun, page, values) {
        Ok(draft) => draft,
        Err(errors) => return Ok(Err(errors)),
    };
    match send(doer, draft, doing).await {
        Ok(()) => Ok(Ok(())),
        Err(Failure::Refused(refusal)) => Ok(Err(refused(doer.t, &refusal))),
        Err(Failure::Stale) => {
            let mut errors = FieldErrors::default();
            errors.add("", "cases-changed-meanwhile");
            Ok(Err(errors))
        }
        Err(failure) => Err(failure.into()),
    }
}

async fn send(doer: &Doer<'_>, draft: Draft, doing: Doing) -> Result<(), Failure> {
    use office::conduct as acts;
    let (desk, actor, case) = (doer.desk, doer.actor, doer.case);
    match draft {
        Draft::Assign(it) => acts::assign(desk, actor, case, it, doing).await,
        Draft::Replace(it) => acts::replace(desk, actor, case, it, doing).await,
        Draft::Ask(it) => acts::ask_change(desk, actor, case, it, doing).await,
        Draft::Answer(it) => acts::answer_change(desk, actor, case, it, doing).await,
        Draft::Register(it) => acts::register(desk, actor, case, it, doing).await,
        Draft::Pause(it) => acts::pause(desk, actor, case, it, doing).await,
        Draft::Resume(it) => acts::resume(desk, actor, case, it, doing).await,
        Draft::Reopen(it) => acts::reopen(desk, actor, case, it, doing).await,
        Draft::Prolong(it) => acts::prolong(desk, actor, case, it, doing).await,
        Draft::HandOver(it) => acts::hand_over(desk, actor, case, it, doing).await,
        Draft::GiveBack(it) => acts::give_back(desk, actor, case, it, doing).await,
        Draft::Appraise(it) => acts::appraise(desk, actor, case, it, doing).await,
        Draft::Archive(it) => acts::archive(desk, actor, case, it, doing).await,
        Draft::Split(it) => acts::split(desk, actor, case, it, doing).await,
        Draft::Link(it) => acts::link(desk, actor, case, it, doing).await,
    }
}

fn read(doer: &Doer<'_>, noun: Noun, page: &CasePage, values: &Values) -> Result<Draft, FieldErrors> {
    let fields = noun.table(page);
    let mut read = Reader::new(&fields, values);
    let ids = (Uuid::parse_str(values.get("id")).ok(), values.get("version").parse().ok());
    let (Some(id), Some(seen)) = ids else {
        read.refuse("", "conduct-form-broken");
        return Err(read.errors());
    };
    let sent = Sent { id, seen };
    let draft = match noun {
        Noun::Assignment => assigning(&mut read, sent),
        Noun::Replacement => replacing(&mut read, sent),
        Noun::Change => asking(&mut read, sent),
        Noun::Answer => answering(&mut read, sent),
        Noun::Registration => registering(&mut read, sent),
        Noun::Suspension => stopping(&mut read, sent, "reason").map(Draft::Pause),
        Noun::Resumption => stopping(&mut read, sent, "note").map(Draft::Resume),
        Noun::Reopening => reopening(&mut read, sent),
        Noun::Complexity => prolonging(&mut read, sent),
        Noun::Handover => handing_over(doer.t, &mut read, sent),
        Noun::Return => Some(Draft::GiveBack(Giving { sent, reason: read.text("reason") })),
        Noun::Appraisal => appraising(&mut read, sent),
        Noun::Archive => archiving(&mut read, sent),
        Noun::Split => Some(splitting(&mut read, sent, values)),
        Noun::Links => linking(&mut read, sent),
    };
    match draft {
        Some(draft) => read.done(draft),
        None => Err(read.errors()),
    }
}

fn id_of(text: &str) -> Option<Uuid> {
    Uuid::parse_str(text).ok()
}

fn assigning(read: &mut Reader<'_>, sent: Sent) -> Option<Draft> {
    let (provider, day) = (read.choice("provider", id_of), read.date("day"));
    let (decision, note) = (read.maybe_text("decision"), read.maybe_text("note"));
    let (asked_on, not_opposed) = (read.date("asked_on"), read.maybe_text("not_opposed"));
    let why = read.maybe_text("why");
    let (provider, day) = (provider?, day?);
    let batch = None;
    Some(Draft::Assign(Assigning { sent, provider, day, decision, note, not_opposed, asked_on, why, batch }))
}

fn replacing(read: &mut Reader<'_>, sent: Sent) -> Option<Draft> {
    let ground = read.choice("ground", ReplacementGround::from_code);
    let (provider, day) = (read.choice("provider", id_of), read.date("day"));
    let (decision, hand_over) = (read.maybe_text("decision"), read.maybe_text("hand_over"));
    let (not_opposed, why) = (read.maybe_text("not_opposed"), read.maybe_text("why"));
    let (ground, day) = (ground?, day?);
    Some(Draft::Replace(Replacing { sent, ground, provider, day, decision, hand_over, not_opposed, why }))
}

fn asking(read: &mut Reader<'_>, sent: Sent) -> Option<Draft> {
    let asker = read.choice("asker", ChangeAsker::from_code);
    let ground = read.choice("ground", ReplacementGround::from_code);
    let (day, reason) = (read.date("day"), read.text("reason"));
    Some(Draft::Ask(Asking { sent, asker: asker?, ground, reason, day: day? }))
}

fn answering(read: &mut Reader<'_>, sent: Sent) -> Option<Draft> {
    let (change, answer) = (read.choice("change", id_of), read.text("answer"));
    Some(Draft::Answer(Answering { sent, change: change?, answer }))
}

fn registering(read: &mut Reader<'_>, sent: Sent) -> Option<Draft> {
    let (to, day) = (read.choice("to", Registration::from_code), read.date("day"));
    let note = read.maybe_text("note");
    Some(Draft::Register(Registering { sent, to: to?, day: day?, note }))
}

fn stopping(read: &mut Reader<'_>, sent: Sent, why: &str) -> Option<Stopping> {
    let (day, decision, reason) = (read.date("day"), read.text("decision"), read.maybe_text(why));
    Some(Stopping { sent, day: day?, decision, reason })
}

fn reopening(read: &mut Reader<'_>, sent: Sent) -> Option<Draft> {
    let (day, reason) = (read.date("day"), read.text("reason"));
    Some(Draft::Reopen(Reopening { sent, day: day?, reason }))
}

fn prolonging(read: &mut Reader<'_>, sent: Sent) -> Option<Draft> {
    let (day, reason) = (read.date("day"), read.text("reason"));
    Some(Draft::Prolong(Prolonging { sent, day: day?, reason }))
}

fn handing_over(t: T, read: &mut Reader<'_>, sent: Sent) -> Option<Draft> {
    let (day, items) = (read.date("day"), read.choices("present", ChecklistItem::from_code));
    let excuse = read.maybe_text("excuse");
    let present = items.into_iter().map(|item| (item, codes::name(t, item))).collect();
    Some(Draft::HandOver(HandingOver { sent, day: day?, present, excuse }))
}

fn appraising(read: &mut Reader<'_>, sent: Sent) -> Option<Draft> {
    let (day, score) = (read.date("day"), read.number("score"));
    let (breach, note) = (read.flag("breach"), read.maybe_text("note"));
    let score = score.map(|score| i32::try_from(score).unwrap_or(-1));
    Some(Draft::Appraise(Appraising { sent, day: day?, score: score?, breach, note }))
}

fn archiving(read: &mut Reader<'_>, sent: Sent) -> Option<Draft> {
    let (day, place) = (read.date("day"), read.text("place"));
    let pages = read.number("pages").map(|pages| i32::try_from(pages).unwrap_or(0));
    let contents = read.text("contents");
    let retention = read.choice("retention", Retention::from_code);
    Some(Draft::Archive(Archiving { sent, day: day?, place, pages: pages?, contents, retention: retention? }))
}

fn splitting(read: &mut Reader<'_>, sent: Sent, values: &Values) -> Draft {
    let positions = read.choices("positions", |text| text.parse().ok());
    let reason = read.text("reason");
    let new = id_of(values.get("new")).unwrap_or(sent.id);
    Draft::Split(Splitting { sent, new, positions, reason })
}

fn linking(read: &mut Reader<'_>, sent: Sent) -> Option<Draft> {
    let (other, kind) = (read.text("other"), read.choice("kind", LinkKind::from_code));
    let reason = read.text("reason");
    Some(Draft::Link(Linking { sent, other, kind: kind?, reason }))
}

/// What an act refused: at its fields, or as a whole.
pub fn refused(t: T, refusal: &Refusal) -> FieldErrors {
    let mut errors = FieldErrors::default();
    if refusal.code == "conduct.file_incomplete" {
        let name = |code: &str| codes::named(t, ChecklistItem::NAME, code);
        let items: Vec<String> = refusal.fields.iter().map(|(item, _)| name(item)).collect();
        errors.add("present", Text::with("conduct-file-missing", [("list", items.join("; ").into())]));
        return errors;
    }
    if matches!(refusal.code.as_str(), "conduct.another_leads" | "conduct.rule_waived") {
        let datum = |name: &str| refusal.data.get(name).cloned();
        let rules = datum("rules").unwrap_or_default();
        let rules = rules.split(';').filter_map(Exclusion::from_code).map(|rule| codes::name(t, rule));
        let rules = rules.collect::<Vec<_>>().join("; ");
        let said = [("name", datum("name").unwrap_or_default()), ("rules", rules)];
        let key = format!("{}-{}", prefix!("refusal"), refusal.code.replace(['.', '_'], "-"));
        errors.add(
            "why",
            Text::Plain(t.with_data(&key, said.iter().map(|(name, value)| (*name, value.as_str())))),
        );
        return errors;
    }
    for (field, code) in &refusal.fields {
        errors.add(field.clone(), Text::Plain(codes::named(t, "impossible", &code.replace('.', "-"))));
    }
    if refusal.fields.is_empty() {
        errors.add("", Text::Plain(sentence(t, refusal)));
    }
    errors
}
