//! The ranking of those who might be given a case, as a table of reasons; and what makes the case heavy or particular.
//!
//! Each reason says what was found and how many points of how many it gave, so that a choice can be defended. Whom a
//! rule excludes stands below with the article.

use axum::extract::State;
use law::assignment::{ChargeClass, Criterion, Finding, Reason};
use law::kernel::coded::Coded as _;
use law::people::Sex;
use maud::{Markup, html};
use office::conduct::{BurdenDraft, CasePage, Offered, Ranking};
use uuid::Uuid;

use super::Noun;
use super::form::is_barred;
use crate::codes;
use crate::failure::{Page, see};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::T;
use crate::ui::form::{Choice, Field, FieldErrors, Reader, Sheet, Values, Width, csrf, submit};
use crate::ui::list::{Column, Empty, Phone, Row, Table};
use crate::ui::money;
use crate::ui::signs::Tone;
use crate::ui::summary::badge;

const BURDEN: &[Field] = &[
    Field::select("charge", "conduct-charge").optional(),
    Field::number("accused", "conduct-accused").optional().width(Width::Tiny),
    Field::text("commune", "conduct-place")
        .optional()
        .hint("conduct-place-of-case-hint")
        .width(Width::Medium)
        .most(100),
    Field::select("wants_sex", "conduct-wants-sex").optional(),
    Field::text("language", "conduct-language").optional().width(Width::Short).most(60),
];

/// So many of the ranking are seen at once.
const SHOWN: usize = 8;

/// Points as people read them: hundredths become one decimal.
pub fn points(t: T, points: u32) -> String {
    money::decimal(t.lang(), f64::from(points) / 100.0, 1)
}

/// A weight in ordinary cases.
pub fn cases(t: T, weight: u32) -> String {
    money::decimal(t.lang(), f64::from(weight) / 100.0, 1)
}

/// The table in which whoever assigns chooses, and those whom a rule excludes.
pub fn table(t: T, noun: Noun, ranking: &Ranking, values: &Values, errors: &FieldErrors) -> Markup {
    let (barred, open): (Vec<&Offered>, Vec<&Offered>) = ranking.offered.iter().partition(|it| is_barred(it));
    let label = t.get(if noun == Noun::Replacement { "conduct-successor" } else { "conduct-provider" });
    let (first, rest) = open.split_at(open.len().min(SHOWN));
    // Whoever was chosen further down is seen when the form comes back.
    let chosen_below = rest.iter().any(|it| values.has("provider", &it.provider.id.to_string()));
    html! {
        fieldset id="provider" {
            legend { (label) }
            p class="hint" { (t.with("conduct-ranking-hint", &[("weight", cases(t, ranking.weight).into())])) }
            @if let Some(error) = errors.get("provider") { p class="error" { (t.say(error)) } }
            (part(t, ("ranking", &t.get("conduct-ranking"), &label), (0, first), values))
            @if !rest.is_empty() {
                details class="reckoning" open[chosen_below] {
                    summary { (t.with("conduct-ranking-rest", &[("n", i64::try_from(rest.len()).unwrap_or(0).into())])) }
                    (part(t, ("ranking-rest", &t.get("conduct-ranking"), &label), (first.len(), rest), values))
                }
            }
            @if noun == Noun::Replacement {
                div class="option" {
                    input id="provider-none" type="radio" name="provider" value="" checked[values.get("provider").is_empty()];
                    label for="provider-none" { (t.get("conduct-nobody-yet")) }
                }
            }
        }
        @if !barred.is_empty() {
            details class="reckoning" {
                summary { (t.with("conduct-barred", &[("n", i64::try_from(barred.len()).unwrap_or(0).into())])) }
                ul class="plain" {
                    @for it in &barred {
                        li { (it.provider.name) ": "
                            (it.ranked.exclusions.iter().map(|rule| codes::name(t, *rule)).collect::<Vec<_>>().join("; ")) }
                    }
                }
            }
        }
    }
}

/// A stretch of the ranking from a place on.
fn part(
    t: T,
    (id, caption, label): (&str, &str, &str),
    (from, people): (usize, &[&Offered]),
    values: &Values,
) -> Markup {
    let mut columns = vec![Column::text(label), Column::number(t.get("conduct-points"))];
    columns.extend(Criterion::ALL.iter().map(|criterion| Column::text(codes::name(t, *criterion))));
    let table = Table {
        columns,
        rows: people.iter().enumerate().map(|(place, it)| row(t, from + place, it, values)).collect(),
        phone: Phone::Cards,
        empty: Empty {
            title: t.get("conduct-nobody-offered"),
            text: t.get("conduct-nobody-offered-text"),
            action: None,
        },
        ..Table::new(t, id, caption)
    };
    html! { (table) }
}

fn row(t: T, place: usize, it: &Offered, values: &Values) -> Row {
    let id = it.provider.id.to_string();
    let input = format!("provider-{}", place + 1);
    let name = html! {
        div class="option" {
            input id=(input) type="radio" name="provider" value=(id) checked[values.has("provider", &id)];
            label for=(input) {
                (place + 1) ". " (it.provider.name) " "
                span class="soft" { (codes::name(t, it.provider.kind.0)) }
                @if it.chosen { " " (badge(Tone::Info, &t.get("conduct-chosen"))) }
                @for rule in &it.ranked.exclusions { " " (badge(Tone::Soon, &codes::name(t, *rule))) }
            }
        }
    };
    let reasons = it.ranked.reasons.iter().map(|reason| cell(t, it, reason));
    Row::new([name, html! { strong { (points(t, it.ranked.points)) } }].into_iter().chain(reasons))
}

fn cell(t: T, it: &Offered, reason: &Reason) -> Markup {
    html! {
        (finding(t, it, reason.finding)) " "
        span class="soft" { (points(t, reason.points)) "/" (reason.most / 100) }
    }
}

/// What a criterion found, in words.
fn finding(t: T, it: &Offered, finding: Finding) -> String {
    let number = |name: &str, n: i64| t.with(name, &[("n", n.into())]);
    match finding {
        Finding::Way(_, Some(true)) => t.get("conduct-found-area"),
        Finding::Way(Some(km), _) => number("conduct-found-km", i64::from(km)),
        Finding::Way(None, Some(false)) => t.get("conduct-found-other-area"),
        Finding::Way(None, None) => t.get("conduct-found-no-place"),
        Finding::Listed(None) => t.get("conduct-found-no-field"),
        Finding::Listed(Some(true)) => t.get("conduct-found-field"),
        Finding::Listed(Some(false)) => t.get("conduct-found-other-field"),
        Finding::Speaks(None) => t.get("conduct-found-any-language"),
        Finding::Speaks(Some(true)) => t.get("conduct-found-speaks"),
        Finding::Speaks(Some(false)) => t.get("conduct-found-speaks-not"),
        Finding::Cases(n) => number("conduct-found-cases", i64::from(n)),
        Finding::Load(open, full) => t.with(
            "conduct-found-load",
            &[
                ("n", i64::from(it.record.open_count).into()),
                ("open", cases(t, open).into()),
                ("full", cases(t, full).into()),
            ],
        ),
        Finding::Share(given, fair) => t.with(
            "conduct-found-share",
            &[("given", cases(t, given).into()), ("fair", cases(t, fair).into())],
        ),
        Finding::Days(None) => t.get("conduct-found-never"),
        Finding::Days(Some(days)) => number("conduct-found-days", days),
        Finding::Knows(true, _) => t.get("conduct-found-person"),
        Finding::Knows(false, true) => t.get("conduct-found-linked"),
        Finding::Knows(false, false) => t.get("conduct-found-nothing"),
    }
}

/// What makes the case heavy or particular; changing it orders the people anew.
pub fn burden(visitor: &Visitor, page: &CasePage, ranking: &Ranking) -> Markup {
    let t = visitor.t;
    let mut values = Values::default();
    if let Some(noted) = &ranking.burden {
        values.set("charge", noted.charge.map(|code| code.to_string()).unwrap_or_default());
        values.set("accused", noted.accused.map(|number| number.to_string()).unwrap_or_default());
        values.set("commune", noted.commune_code.clone().unwrap_or_default());
        values.set("wants_sex", noted.wants_sex.map(|code| code.to_string()).unwrap_or_default());
        values.set("language", noted.language.clone().unwrap_or_default());
    }
    let errors = FieldErrors::default();
    let sheet = Sheet::new(t, &values, &errors)
        .prefix("burden-")
        .choices("charge", codes::choices::<ChargeClass>(t))
        .choices("wants_sex", Sex::ALL.iter().map(|sex| Choice::new(sex.code(), codes::name(t, *sex))));
    html! {
        details class="reckoning" {
            summary { (t.with("conduct-burden", &[("weight", cases(t, ranking.weight).into())])) }
            form class="form" action={ "/cases/" (page.view.file.case.id) "/burden" } method="post" {
                (csrf(&visitor.csrf))
                (sheet.all(BURDEN))
                div class="actions" { (submit(&t.get("conduct-burden-save"))) }
            }
        }
    }
}

/// Notes what makes a case heavy or particular, and shows the ranking again.
pub async fn note(State(app): State<App>, visitor: Visitor, At(case): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let mut read = Reader::new(BURDEN, &values);
    let draft = BurdenDraft {
        charge: read.choice("charge", ChargeClass::from_code),
        accused: read.number("accused").and_then(|number| i32::try_from(number).ok()),
        commune: read.maybe_text("commune"),
        wants_sex: read.choice("wants_sex", Sex::from_code),
        language: read.maybe_text("language"),
    };
    let back = format!("/cases/{case}/assignment");
    match office::conduct::note_burden(app.desk(), &visitor.actor, case, draft).await {
        Ok(()) => see(&back).flash("conduct-burden-saved").into(),
        Err(office::Failure::Refused(_)) => see(&back).warn("conduct-burden-place-unknown").into(),
        Err(failure) => Err(failure.into()),
    }
}
