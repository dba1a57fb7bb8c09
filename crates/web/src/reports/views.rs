//! The period report: what is asked, what it says about itself, its figures, what disagrees.

use law::access::{Permission, subtree, subtree_with_predecessors};
use law::kernel::coded::Coded as _;
use law::staff::OrganisationKind;
use law::statistics::{BrokenIdentity, Geography, Holds, Lacking};
use maud::{Markup, html};
use office::Desk;
use office::staff::Organisation;
use office::statistics::{Report, ReportRequest};

use super::layout;
use super::numbers::Numbers;
use super::presets::presets;
use super::tables::figure_table;
use super::{form, reach};
use crate::codes;
use crate::gate::Visitor;
use crate::texts::{T, prefix};
use crate::ui::form::{Choice, FieldErrors, Sheet, Values, error_summary};
use crate::ui::list::downloads;
use crate::ui::shell::heading;
use crate::ui::signs::{Sign, sign};
use crate::ui::summary::notice;
use crate::ui::{Tone, dates};

/// Everything a page of reports is drawn from.
pub struct Ground<'a> {
    pub visitor: &'a Visitor,
    pub desk: &'a Desk,
    /// Organisations within reach, in the order of the tree.
    pub organisations: &'a [reach::Reached],
    /// The name of the organisation that is asked about, as it was.
    pub org_name: String,
}

impl Ground<'_> {
    pub fn t(&self) -> T {
        self.visitor.t
    }

    pub fn organisation(&self, code: &str) -> Option<&Organisation> {
        self.organisations.iter().map(|it| &it.organisation).find(|it| it.code == code)
    }

    pub fn name(&self, code: &str) -> String {
        self.organisation(code).map_or_else(|| code.to_owned(), |it| it.name.clone())
    }
}

/// The report.
pub fn period(ground: &Ground, request: &ReportRequest, report: &Report) -> Markup {
    let t = ground.t();
    let numbers = Numbers::new(ground.visitor, request, report);
    let values = form::shown(request, &ground.visitor.actor.org);
    html! {
        (title(ground, request, report, &t.with("reports-period", &[("period", dates::period(request.from, request.to).into())])))
        (question(ground, "/reports/period", &values, &FieldErrors::default(), Some(request)))
        @if report.masked > 0 { (notice(t, Tone::Info, &t.get("pivot-masked"), html! {})) }
        (broken(ground, request, report))
        (layout::flow(&numbers))
        div class="report-sides" {
            div {
                (figure_table(&numbers, &layout::by_form(t)))
                (figure_table(&numbers, &layout::by_field(t)))
                (figure_table(&numbers, &layout::by_provider(t)))
                (figure_table(&numbers, &layout::by_outcome(t)))
                (figure_table(&numbers, &layout::by_source(t)))
            }
            div {
                (figure_table(&numbers, &layout::by_category(t)))
                (figure_table(&numbers, &layout::by_sex(t)))
                (figure_table(&numbers, &layout::quality(t)))
                (layout::criteria(&numbers))
            }
            (figure_table(&numbers, &layout::outreach(t)))
            div {
                (figure_table(&numbers, &layout::others(t)))
                p class="hint" {
                    (t.get("reports-no-value"))
                    @if request.as_of.is_some() { " " (t.get("reports-activities-now")) }
                }
            }
        }
        (keep(t, "/reports/period", request, report))
    }
}

/// The form again, with what is wrong with it.
pub fn wrong(ground: &Ground, path: &str, values: &Values, errors: &FieldErrors) -> Markup {
    let t = ground.t();
    html! {
        (error_summary(t, &prefixed(errors)))
        (heading(None, &t.get("reports-title"), html! {}))
        (question(ground, path, values, errors, None))
    }
}

/// The ids of the form on this page carry a prefix; the list of errors must lead to them.
fn prefixed(errors: &FieldErrors) -> FieldErrors {
    let mut named = FieldErrors::default();
    for (field, text) in errors.iter() {
        named.add(format!("filter-{field}"), text.clone());
    }
    named
}

/// Whose figures, which days, which area, as of when: on the page and on paper.
pub fn title(ground: &Ground, request: &ReportRequest, report: &Report, words: &str) -> Markup {
    let t = ground.t();
    let files = ["csv", "xlsx", "docx", "pdf", "json"]
        .map(|kind| (kind.to_uppercase(), form::address(&format!("/reports/period.{kind}"), request).url()));
    let files: Vec<(&str, String)> =
        files.iter().map(|(label, href)| (label.as_str(), href.clone())).collect();
    let moment = dates::date_time(&report.as_of);
    let as_of = if request.as_of.is_some() { "reports-as-of-then" } else { "reports-as-of-now" };
    let ended = ground.organisation(&request.org).and_then(|it| it.valid_to);
    html! {
        (heading(Some(&ground.org_name), words, downloads(t, &files)))
        div class="report-about" {
            p { strong { (codes::name(t, request.geography)) ". " } (area(ground, request)) " " (other_area(ground, request)) }
            p {
                (t.with(as_of, &[("moment", moment.into())]))
                @if let Some(day) = ended { " " (t.with("reports-org-ended-note", &[("day", dates::date(day).into())])) }
            }
        }
    }
}

/// Which organisations count, in a sentence.
fn area(ground: &Ground, request: &ReportRequest) -> String {
    let t = ground.t();
    let taken_over = taken_over(ground, &request.org);
    let args = [("n", taken_over.len().into()), ("list", taken_over.join("; ").into())];
    match (request.geography, taken_over.is_empty()) {
        (Geography::Then, true) => t.get("reports-geography-then"),
        (Geography::Then, false) => {
            format!("{} {}", t.get("reports-geography-then"), t.with("reports-geography-then-without", &args))
        }
        (Geography::Now, true) => t.get("reports-geography-now-alone"),
        (Geography::Now, false) => t.with("reports-geography-now", &args),
    }
}

/// A link to the same report for the other area, where it would differ.
fn other_area(ground: &Ground, request: &ReportRequest) -> Markup {
    let t = ground.t();
    let (other, key) = match request.geography {
        Geography::Then => (Geography::Now, "reports-geography-switch-now"),
        Geography::Now => (Geography::Then, "reports-geography-switch-then"),
    };
    let href = form::address("/reports/period", &ReportRequest { geography: other, ..request.clone() }).url();
    html! {
        @if !taken_over(ground, &request.org).is_empty() { a class="on-screen" href=(href) { (t.get(key)) } }
    }
}

/// The organisations that one took over and that are not below it anyway; of each lineage the topmost.
fn taken_over(ground: &Ground, org: &str) -> Vec<String> {
    let tree = ground.desk.tree();
    let below = subtree(&tree, org);
    let more: Vec<String> =
        subtree_with_predecessors(&tree, org).into_iter().filter(|code| !below.contains(code)).collect();
    let topmost = tree.iter().filter(|node| {
        more.contains(&node.code) && !node.parent.as_ref().is_some_and(|parent| more.contains(parent))
    });
    topmost
        .map(|node| match ground.organisation(&node.code).and_then(|it| it.valid_to) {
            Some(day) => {
                let until = ground.t().with("reports-org-ended", &[("day", dates::date(day).into())]);
                format!("{} ({until})", ground.name(&node.code))
            }
            None => ground.name(&node.code),
        })
        .collect()
}

/// The form: organisation, days, area, moment; and the usual periods as links.
pub fn question(
    ground: &Ground,
    path: &str,
    values: &Values,
    errors: &FieldErrors,
    request: Option<&ReportRequest>,
) -> Markup {
    let t = ground.t();
    let own = &ground.visitor.actor.org;
    let geographies = Geography::ALL.iter().map(|it| {
        let value = if *it == Geography::Then { "" } else { it.code() };
        Choice::new(value, codes::name(t, *it))
    });
    let organisations = ground.organisations.iter().map(|it| {
        let value = if it.organisation.code == *own { "" } else { it.organisation.code.as_str() };
        Choice::new(value, option_label(t, it))
    });
    let sheet =
        Sheet::filter(t, values, errors).choices("org", organisations).choices("geography", geographies);
    html! {
        search class="filters report-question" {
            details class="toggle" open[!errors.is_empty()] { summary { (sign(Sign::Search)) (t.get("reports-ask")) } }
            div class="toggled" {
                form action=(path) method="get" {
                    (sheet.all(form::FIELDS))
                    div class="filters-end" { button class="button" type="submit" { (t.get("reports-show")) } }
                }
                @if let Some(request) = request { (usual_periods(ground, path, request)) }
            }
        }
    }
}

fn option_label(t: T, reached: &reach::Reached) -> String {
    let unit = &reached.organisation;
    let inset = "\u{a0}\u{a0}\u{a0}".repeat(reached.depth);
    match unit.valid_to {
        Some(day) => {
            let until = t.with("reports-org-ended", &[("day", dates::date(day).into())]);
            format!("{inset}{} ({until})", unit.name)
        }
        None => format!("{inset}{}", unit.name),
    }
}

fn usual_periods(ground: &Ground, path: &str, request: &ReportRequest) -> Markup {
    let t = ground.t();
    html! {
        nav class="presets" aria-label=(t.get("reports-presets")) {
            ul {
                @for preset in presets(t, ground.desk.today()) {
                    @let here = (preset.from, preset.to) == (request.from, request.to);
                    @let asked = ReportRequest { from: preset.from, to: preset.to, ..request.clone() };
                    li { a href=(form::address(path, &asked).url()) aria-current=[here.then_some("true")] { (preset.label) } }
                }
                @if path == "/reports/period" {
                    @for official in law::statistics::forms().iter().filter(|it| law::statistics::form_on(&it.key, request.to) == Some(it)) {
                        li { a href=(form::address(&format!("/reports/forms/{}", official.key), request).url()) { strong { (t.with("reports-forms-code", &[("code", official.code.as_str().into())])) } } }
                    }
                }
                @if path == "/reports/period" {
                    li { a href=(form::address("/reports/pivot", request).url()) { strong { (t.get("pivot-title")) } } }
                }
                @if path == "/reports/period" && ground.visitor.may(Permission::ReadReports) {
                    li { a href=(form::address("/reports/narrative", request).url()) { strong { (t.get("narrative-title")) } } }
                    li { a href="/reports/quoted" { strong { (t.get("quoted-title")) } } }
                }
                @if path == "/reports/period" && ground.visitor.may(Permission::ReadReports) && has_several_provinces(ground, &request.org) {
                    li { a href=(form::address("/reports/period/provinces", request).url()) { strong { (t.get("reports-provinces-link")) } } }
                }
            }
        }
    }
}

/// Whether there are provinces to compare below an organisation.
fn has_several_provinces(ground: &Ground, org: &str) -> bool {
    let is_office = |code: &&String| OrganisationKind::of_code(code) == Some(OrganisationKind::JusticeOffice);
    subtree(&ground.desk.tree(), org).iter().filter(is_office).count() > 1
}

/// Figures that disagree, each with what to do about it.
fn broken(ground: &Ground, request: &ReportRequest, report: &Report) -> Markup {
    let t = ground.t();
    let (incomplete, wrong): (Vec<&BrokenIdentity>, Vec<&BrokenIdentity>) =
        report.broken.iter().partition(|it| it.identity.holds == Holds::WhenComplete);
    html! {
        @if !wrong.is_empty() {
            (notice(t, Tone::Bad, &t.with("reports-broken", &[("n", wrong.len().into())]), html! {
                ul { @for it in &wrong { li { (disagreement(ground, request, it)) } } }
            }))
        }
        @if !incomplete.is_empty() {
            (notice(t, Tone::Soon, &t.with("reports-incomplete", &[("n", incomplete.len().into())]), html! {
                ul { @for it in &incomplete { li { (disagreement(ground, request, it)) } } }
            }))
        }
    }
}

fn disagreement(ground: &Ground, request: &ReportRequest, broken: &BrokenIdentity) -> Markup {
    let t = ground.t();
    let values = [("whole", broken.whole.into()), ("parts", broken.parts.into())];
    html! {
        (t.code(prefix!("identity"), broken.identity.name)) " "
        (t.with("reports-broken-values", &values)) " "
        @match broken.identity.gap.as_ref().and_then(|gap| gap.lacking) {
            Some(lacking) => {
                @let href = form::address("/reports/period/cases", request).with("gap", broken.identity.name).url();
                a href=(href) { (t.with("reports-broken-gap", &[("what", lacking_words(t, lacking).into())])) }
            }
            None => { (t.get("reports-broken-ask")) }
        }
    }
}

/// What cases lack: "chưa ghi kết quả".
pub fn lacking_words(t: T, lacking: Lacking) -> String {
    t.code(prefix!("lacking"), lacking.code())
}

/// An address that gives exactly these figures for ever.
fn keep(t: T, path: &str, request: &ReportRequest, report: &Report) -> Markup {
    let fixed = ReportRequest { as_of: Some(report.as_of), ..request.clone() };
    html! {
        p class="on-screen" {
            a href=(form::address(path, &fixed).url()) { (t.get("reports-keep")) }
            br; span class="hint" { (t.get("reports-keep-text")) }
        }
    }
}

/// Whether lists may be taken out as files.
pub fn may_export(visitor: &Visitor) -> bool {
    visitor.may(Permission::Export)
}
