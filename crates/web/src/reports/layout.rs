//! Which figures stand in which table of the report, in the order of the paper reports: by form, by
//! field, by provider, by person, quality, outreach.

use law::cases::{AidForm, LegalField, ProviderRole};
use law::eligibility::Category;
use law::kernel::coded::Coded;
use law::outreach::TargetGroup;
use law::people::Sex;
use law::quality::Criterion;
use law::staff::ProviderGroup;
use maud::{Markup, html};

use super::names;
use super::numbers::Numbers;
use super::tables::{FigureTable, Line, figure_table};
use crate::codes;
use crate::texts::T;
use crate::ui::figures::{Figure, figures};

/// Forms, with the two roles of litigation; by what was handled, accepted, closed.
pub fn by_form(t: T) -> FigureTable<'static> {
    let mut lines = Vec::new();
    for form in AidForm::ALL {
        let code = form.code();
        lines.push(Line::new(
            codes::name(t, *form),
            [format!("cases_handled_{code}"), format!("cases_new_{code}"), format!("cases_closed_{code}")],
        ));
        if *form == AidForm::Litigation {
            lines.extend(ProviderRole::ALL.iter().map(|role| {
                let label = t.with("reports-roles", &[("role", codes::name(t, *role).to_lowercase().into())]);
                let code = role.code();
                let ids = [format!("cases_new_litigation_{code}"), format!("cases_closed_litigation_{code}")];
                Line::after_a_gap(label, ids)
            }));
        }
    }
    FigureTable {
        id: "by-form",
        title: t.get("reports-forms"),
        what: t.get("reports-form"),
        heads: vec![t.get("reports-handled"), t.get("reports-new"), t.get("reports-closed")],
        lines,
        foot: Some(Line::new(t.get("reports-total"), ["cases_handled", "cases_new", "cases_closed"])),
        note: None,
    }
}

/// Fields of law; by what was handled and closed.
pub fn by_field(t: T) -> FigureTable<'static> {
    let line = |field: &LegalField| {
        let code = field.code();
        Line::new(
            codes::name(t, *field),
            [format!("cases_handled_field_{code}"), format!("cases_closed_field_{code}")],
        )
    };
    FigureTable {
        id: "by-field",
        title: t.get("reports-fields"),
        what: t.get("reports-field"),
        heads: vec![t.get("reports-handled"), t.get("reports-closed")],
        lines: LegalField::ALL.iter().map(line).collect(),
        foot: Some(Line::new(t.get("reports-total"), ["cases_handled", "cases_closed"])),
        note: None,
    }
}

/// Outcomes of what was closed.
pub fn by_outcome(t: T) -> FigureTable<'static> {
    let lines = each::<law::cases::Outcome>(t, "cases_closed");
    let foot = Line::new(t.get("reports-total"), ["cases_closed"]);
    one_number(t, "by-outcome", "reports-outcomes", "reports-outcome", "reports-closed", lines, Some(foot))
}

/// Who did what was closed.
pub fn by_provider(t: T) -> FigureTable<'static> {
    let lines = each::<ProviderGroup>(t, "cases_closed_by");
    let foot = Line::new(t.get("reports-total"), ["cases_closed"]);
    one_number(t, "by-provider", "reports-providers", "reports-provider", "reports-closed", lines, Some(foot))
}

/// Where accepted cases came from.
pub fn by_source(t: T) -> FigureTable<'static> {
    let lines = named(t, &["cases_new_litigation_notified", "cases_new_self_brought"]);
    one_number(t, "by-source", "reports-sources", "reports-source", "reports-new", lines, None)
}

/// Persons by their reported category.
pub fn by_category(t: T) -> FigureTable<'static> {
    let lines = each::<Category>(t, "persons_handled_category");
    let foot = Line::new(t.get("reports-total"), ["persons_handled"]);
    let (title, head) = ("reports-persons", "reports-number-persons");
    one_number(t, "by-category", title, "reports-category", head, lines, Some(foot))
}

/// Persons by sex, and those of ethnic minorities.
pub fn by_sex(t: T) -> FigureTable<'static> {
    let mut lines = each::<Sex>(t, "persons_handled");
    lines.push(Line::new(
        names::family_name(t, "persons_handled_ethnic_minority"),
        ["persons_handled_ethnic_minority"],
    ));
    one_number(t, "by-sex", "reports-sex", "reports-sex", "reports-number-persons", lines, None)
}

/// Quality and success.
pub fn quality(t: T) -> FigureTable<'static> {
    let lines = named(
        t,
        &[
            "cases_appraised",
            "cases_appraised_litigation",
            "appraised_pass_pct",
            "litigation_successful",
            "litigation_successful_by_officer",
            "litigation_successful_by_lawyer",
            "success_rate_pct",
        ],
    );
    one_number(t, "quality", "reports-quality", "reports-indicator", "reports-value", lines, None)
}

/// Criteria of success; those that nobody met are folded away.
pub fn criteria(numbers: &Numbers) -> Markup {
    let t = numbers.t;
    let id = |criterion: &Criterion| format!("litigation_successful_{}", criterion.code().to_lowercase());
    let (met, unmet): (Vec<Criterion>, Vec<Criterion>) =
        Criterion::all().partition(|criterion| numbers.count(&id(criterion)) > 0);
    let lines = met.iter().map(|criterion| Line::new(criterion.code(), [id(criterion)])).collect();
    let title = "reports-criteria";
    let table =
        one_number(t, "by-criterion", title, "reports-criterion", "reports-number-cases", lines, None);
    html! {
        @if met.is_empty() { p { (t.get("reports-criteria-none")) } } @else { (figure_table(numbers, &table)) }
        @if !unmet.is_empty() {
            details class="define" {
                summary { (t.with("reports-criteria-zero", &[("n", unmet.len().into())])) }
                div class="define-body" {
                    @for (place, criterion) in unmet.iter().enumerate() {
                        @if place > 0 { ", " }
                        (criterion.code()) ": " (numbers.cell(&id(criterion)))
                    }
                }
            }
        }
    }
}

/// Outreach by target group.
pub fn outreach(t: T) -> FigureTable<'static> {
    let line = |group: &TargetGroup| {
        let code = group.code();
        let ids = ["events", "communes", "attendees"].map(|what| format!("outreach_{what}_{code}"));
        Line::new(codes::name(t, *group), ids)
    };
    let total = ["outreach_events", "outreach_communes", "outreach_attendees"];
    FigureTable {
        id: "outreach",
        title: t.get("reports-outreach"),
        what: t.get("reports-group"),
        heads: vec![t.get("reports-events"), t.get("reports-communes"), t.get("reports-attendees")],
        lines: TargetGroup::ALL.iter().map(line).collect(),
        foot: Some(Line::new(t.get("reports-total"), total)),
        note: Some(t.get("reports-communes-note")),
    }
}

/// What is no case: receptions, guidance, leaflets, broadcasts, training.
pub fn others(t: T) -> FigureTable<'static> {
    let ids = [
        "receptions",
        "guidance",
        "outreach_leaflets",
        "radio_programmes",
        "training_courses",
        "training_participants",
    ];
    one_number(t, "others", "reports-others", "reports-indicator", "reports-value", named(t, &ids), None)
}

/// The flow of cases, as large numbers.
pub fn flow(numbers: &Numbers) -> Markup {
    let t = numbers.t;
    let ids = ["cases_handled", "cases_carried_over", "cases_new", "cases_closed", "cases_carried_forward"];
    let tile = |id: &str| Figure {
        label: names::family_name(t, id),
        value: numbers.text(id),
        href: numbers.href(id),
        definition: Some(names::definition(t, id)),
        ..Figure::default()
    };
    let sum = [
        ("carried", numbers.count("cases_carried_over").into()),
        ("new", numbers.count("cases_new").into()),
        ("handled", numbers.count("cases_handled").into()),
        ("closed", numbers.count("cases_closed").into()),
        ("forward", numbers.count("cases_carried_forward").into()),
    ];
    html! {
        section aria-labelledby="flow" class="report-flow" {
            h2 id="flow" { (t.get("reports-flow")) }
            (figures(t, &ids.map(tile)))
            @if ids.iter().all(|id| numbers.figure(id).value.is_some()) {
                p class="soft" { (t.with("reports-flow-sum", &sum)) }
            }
        }
    }
}

fn one_number(
    t: T,
    id: &'static str,
    title: &str,
    what: &str,
    head: &str,
    lines: Vec<Line>,
    foot: Option<Line>,
) -> FigureTable<'static> {
    FigureTable {
        id,
        title: t.get(title),
        what: t.get(what),
        heads: vec![t.get(head)],
        lines,
        foot,
        note: None,
    }
}

fn each<C: Coded>(t: T, prefix: &str) -> Vec<Line> {
    C::ALL
        .iter()
        .map(|value| Line::new(codes::name(t, *value), [format!("{prefix}_{}", value.code())]))
        .collect()
}

fn named(t: T, ids: &[&'static str]) -> Vec<Line> {
    ids.iter().map(|id| Line::new(names::family_name(t, id), [*id])).collect()
}
