//! Markup of the table of targets.

use law::access::Permission;
use law::kernel::coded::Coded as _;
use law::targets::{Target, TargetLevel, TargetMeasure, TargetYear};
use maud::{Markup, html};
use office::Desk;
use office::targets::{ProviderYear, Signed, TargetsView};
use uuid::Uuid;

use super::sheet;
use crate::codes;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::form::{Choice, Field, FieldErrors, Sheet, Values, button_form, hidden, submit_as};
use crate::ui::list::{Column, Empty, Phone, Row, Table, downloads, toolbar};
use crate::ui::shell::{heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{badge, notice};
use crate::ui::{self, dates, money};

const WHICH: &[Field] = &[Field::select("org", "targets-org")];

/// What the table shows of each provider beside the target.
const SHOWN: [TargetMeasure; 5] = [
    TargetMeasure::Criminal,
    TargetMeasure::Civil,
    TargetMeasure::Advice,
    TargetMeasure::Representation,
    TargetMeasure::Success,
];

/// The table of an organisation in a year.
pub fn address(org: &str, year: TargetYear) -> String {
    let year = year.number().to_string();
    format!("/targets?{}", Values::from([("org", org), ("year", year.as_str())]).encode())
}

/// Halves of cases in the language of the page.
pub fn cases(t: T, halves: i64) -> String {
    #[expect(clippy::cast_precision_loss, reason = "halves of a few thousand cases")]
    let number = halves as f64 / 2.0;
    money::decimal(t.lang(), number, usize::from(halves % 2 != 0))
}

/// A number that opens the list of its cases.
pub fn number(
    visitor: &Visitor,
    provider: Uuid,
    year: TargetYear,
    measure: TargetMeasure,
    halves: i64,
) -> Markup {
    let words = cases(visitor.t, halves);
    html! {
        @if halves > 0 && visitor.may(Permission::ReadCases) {
            a href=(sheet::cases_address(provider, year, measure)) { (words) }
        } @else { (words) }
    }
}

/// 7 / 13 / 17
pub fn asked(t: T, target: &Target) -> String {
    [target.pass, target.fair, target.good].map(|halves| cases(t, halves)).join(" / ")
}

/// Where somebody stands, or why nothing is asked.
pub fn level(t: T, row: &ProviderYear, over: bool) -> Markup {
    match (&row.target, row.level) {
        (_, Some(TargetLevel::NotMet)) if !over => {
            badge(Tone::Plain, &level_name(t, TargetLevel::NotMet, over))
        }
        (_, Some(level)) => badge(tone(level), &codes::name(t, level)),
        (Some(target), None) => {
            html! { @if let Some(ground) = target.freed { (badge(Tone::Plain, &codes::name(t, ground))) } }
        }
        (None, None) => html! { span class="soft" { (t.get("targets-none-asked")) } },
    }
}

/// What a level is called; below the target a year that still runs has not failed.
fn level_name(t: T, level: TargetLevel, over: bool) -> String {
    if level == TargetLevel::NotMet && !over { t.get("targets-not-yet") } else { codes::name(t, level) }
}

fn tone(level: TargetLevel) -> Tone {
    match level {
        TargetLevel::Good | TargetLevel::Fair => Tone::Good,
        TargetLevel::Pass => Tone::Info,
        TargetLevel::NotMet => Tone::Soon,
    }
}

/// The level that the forecast leads to.
pub fn forecast(t: T, row: &ProviderYear) -> Markup {
    let expected =
        row.forecast.zip(row.target.as_ref()).map(|(halves, target)| (halves, target.level(halves)));
    html! {
        @match expected {
            Some((halves, level)) => {
                (cases(t, halves))
                @if level == Some(TargetLevel::NotMet) { " " (badge(Tone::Bad, &t.get("targets-will-miss"))) }
            }
            None => { span class="soft" { "–" } }
        }
    }
}

/// The years one can go to: this one and those before it.
pub fn years(t: T, today: TargetYear, current: TargetYear, link: impl Fn(TargetYear) -> String) -> Markup {
    let years: Vec<TargetYear> =
        std::iter::successors(Some(today), |year| Some(year.previous())).take(5).collect();
    html! {
        nav class="presets" aria-label=(t.get("targets-years")) {
            ul {
                @for year in years {
                    li { a href=(link(year)) aria-current=[(year == current).then_some("page")] { (year_name(t, year)) } }
                }
            }
        }
    }
}

/// What a target year is called.
pub fn year_name(t: T, year: TargetYear) -> String {
    t.with("targets-year", &[("year", year.number().to_string().into())])
}

pub fn index(visitor: &Visitor, desk: &Desk, org: &str, year: TargetYear, view: &TargetsView) -> Markup {
    let t = visitor.t;
    let title = t.get("targets-title");
    let over = year.last() < desk.today();
    let files = ["csv", "xlsx", "docx", "pdf", "json"].map(|kind| {
        let query = address(org, year);
        (kind.to_uppercase(), query.replacen("/targets?", &format!("/targets/files/{kind}?"), 1))
    });
    let files: Vec<(&str, String)> = files.iter().map(|(kind, href)| (kind.as_str(), href.clone())).collect();
    let unsure =
        view.table.providers.iter().filter_map(|row| row.target.as_ref()).find(|target| !target.sure);
    let body = html! {
        (heading(Some(&desk.name_of_organisation(org)), &format!("{title} – {}", year_name(t, year)), downloads(t, &files)))
        (lead(&t.with("targets-lead", &[("days", dates::period(year.first(), year.last()).into())])))
        (which(t, visitor, desk, org, year))
        (toolbar(years(t, TargetYear::of(desk.today()), year, |year| address(org, year)), html! {}))
        @if let Some(target) = unsure {
            (notice(t, Tone::Soon, &t.get("targets-unsure"), html! { p { (target.basis) } }))
        }
        (signed(t, view.signed.as_ref()))
        div class="report-wide" { (table(visitor, (year, over), view)) }
        p class="hint" { (t.get("targets-about")) }
        @if view.may_sign {
            div class="inset on-screen" {
                p { (t.get("targets-sign-lead")) }
                (button_form("/targets/closing", &visitor.csrf, html! {
                    (hidden("org", org))
                    (submit_as(&t.get("targets-sign"), "year", &year.number().to_string()))
                }))
            }
        }
    };
    let mut shell = visitor.shell(&title);
    shell.wide = true;
    shell.as_of = Some(dates::date_time(&view.table.as_of));
    ui::page(&shell, body)
}

fn which(t: T, visitor: &Visitor, desk: &Desk, org: &str, year: TargetYear) -> Markup {
    let reach = desk.reach_of(&visitor.actor);
    let fits = |code: &str| reach.covers(code) && (code.starts_with("TT.") || code.starts_with("CN."));
    let names = desk.organisation_names();
    let units: Vec<Choice> = names
        .iter()
        .filter(|unit| fits(&unit.code) || unit.code == org)
        .map(|unit| Choice::new(unit.code.as_str(), format!("{} – {}", unit.code, unit.name)))
        .collect();
    let values = Values::from([("org", org)]);
    let errors = FieldErrors::default();
    let several = units.len() > 1;
    let sheet = Sheet::filter(t, &values, &errors).choices("org", units);
    html! {
        @if several {
            search class="filters" {
                details class="toggle" { summary { (t.get("targets-which")) } }
                form class="toggled" action="/targets" method="get" {
                    (sheet.all(WHICH))
                    (hidden("year", &year.number().to_string()))
                    div class="filters-end" { button class="button" type="submit" { (t.get("targets-open")) } }
                }
            }
        }
    }
}

fn signed(t: T, signed: Option<&Signed>) -> Markup {
    let Some(signed) = signed else { return html! {} };
    let words = [("at", dates::date_time(&signed.at).into()), ("by", signed.by.as_str().into())];
    let tone = if signed.intact { Tone::Good } else { Tone::Bad };
    notice(
        t,
        tone,
        &t.with("targets-signed", &words),
        html! {
            p class="soft" { @if signed.intact { (t.get("targets-intact")) } @else { (t.get("targets-changed")) } }
            details { summary { (t.get("targets-proof")) } p { (ui::digest(&signed.sha256)) } }
        },
    )
}

fn table(visitor: &Visitor, (year, over): (TargetYear, bool), view: &TargetsView) -> Markup {
    let t = visitor.t;
    let mut columns = vec![
        Column::text(t.get("targets-name")),
        Column::code(t.get("targets-asked")),
        Column::number(codes::name(t, TargetMeasure::Litigation)),
        Column::text(t.get("targets-level")),
        Column::number(t.get("targets-forecast")),
    ];
    columns.extend(SHOWN.iter().map(|it| Column::number(codes::name(t, *it))));
    columns.extend(
        ["targets-late", "targets-training", "targets-running"].map(|key| Column::number(t.get(key))),
    );
    let row = |row: &ProviderYear| {
        let id = row.provider;
        let mut cells = vec![
            html! {
                a href=(sheet::address(id, year)) { (row.name) }
                @if row.leader { br; span class="soft" { (t.get("targets-leader")) } }
            },
            html! { @if let Some(target) = &row.target { (asked(t, target)) br; span class="soft" { (codes::name(t, target.seniority)) } } },
            number(visitor, id, year, TargetMeasure::Litigation, row.done(TargetMeasure::Litigation)),
            level(t, row, over),
            forecast(t, row),
        ];
        cells.extend(SHOWN.iter().map(|it| number(visitor, id, year, *it, row.done(*it))));
        cells.push(html! { (row.late) " / " (row.due) });
        cells.push(html! { (row.training_hours) });
        cells.push(html! { (row.running) });
        Row::new(cells)
    };
    let sum = |measure: TargetMeasure| view.table.providers.iter().map(|row| row.done(measure)).sum::<i64>();
    let mut foot = vec![
        html! { (t.with("targets-sum", &[("n", view.table.providers.len().into())])) },
        html! {},
        html! { (cases(t, sum(TargetMeasure::Litigation))) },
        html! { (levels(t, view, over)) },
        html! {},
    ];
    foot.extend(SHOWN.iter().map(|it| html! { (cases(t, sum(*it))) }));
    foot.extend([html! {}, html! {}, html! {}]);
    let table = Table {
        columns,
        rows: view.table.providers.iter().map(row).collect(),
        foot: Some(Row::new(foot)),
        phone: Phone::Scroll,
        caption_unseen: true,
        empty: Empty { title: t.get("targets-empty"), text: t.get("targets-empty-text"), action: None },
        ..Table::new(t, "targets", t.get("targets-title"))
    };
    html! { (table) }
}

/// How many stand on each level.
fn levels(t: T, view: &TargetsView, over: bool) -> Markup {
    let count =
        |level: TargetLevel| view.table.providers.iter().filter(|row| row.level == Some(level)).count();
    let words: Vec<String> = TargetLevel::ALL
        .iter()
        .map(|level| (level_name(t, *level, over), count(*level)))
        .filter(|(_, number)| *number > 0)
        .map(|(name, number)| format!("{name}: {number}"))
        .collect();
    html! { (words.join(" · ")) }
}
