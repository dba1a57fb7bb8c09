//! Markup of the dated rules: the lists, a new row, what it changes.

use chrono::{NaiveDate, NaiveDateTime};
use law::access::Permission;
use law::deadlines::{DeadlineCode, Unit};
use law::kernel::coded::Coded as _;
use law::rules::{Confidence, DeadlineRule, RuleLine, RuleSet, Rules};
use maud::{Markup, html};
use office::rules::{Differing, NewRow, Preview, RuleRow, RulesView};

use super::pages::{Asked, ROW};
use crate::codes;
use crate::gate::Visitor;
use crate::texts::{T, prefix};
use crate::ui::form::{
    Field, FieldErrors, Sheet, Values, actions, hidden, link_new, link_quiet, submit, submit_as,
};
use crate::ui::list::{Address, Column, Empty, Filters, Row, Table};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, Tab, badge, card, facts, notice, tabs};
use crate::ui::{self, dates, form, money};

const FILTER: &[Field] = &[Field::date("day", "rules-day").optional(), Field::checkbox("all", "rules-all")];

/// The name of a row for people: by the list it stands in.
pub fn name_of(t: T, set: RuleSet, key: &str) -> String {
    let family = match set {
        RuleSet::Category => "category",
        RuleSet::Proof => "proof",
        RuleSet::Refusal => "refusal-ground",
        RuleSet::Urgent => "urgent-ground",
        RuleSet::Deadline => "deadline",
        RuleSet::Form => "form",
        RuleSet::Field => "field",
        RuleSet::Role => "client-role",
        RuleSet::Stage => "stage",
        RuleSet::Outcome => "outcome",
        RuleSet::ProhibitedAct => "prohibited-act",
        RuleSet::Checklist => "checklist-item",
        RuleSet::Disclosure => "disclosure-ground",
        RuleSet::Criterion => return key.to_uppercase(),
        RuleSet::TargetBand => "seniority",
        RuleSet::TargetRelief => "relief-ground",
        RuleSet::ReportPeriod => "report-kind",
    };
    let name = t.code_or_itself(prefix!("code"), &format!("{family}-{key}"));
    if name == format!("{family}-{key}") { key.to_owned() } else { name }
}

fn sure(t: T, confidence: Confidence) -> Markup {
    let tone = match confidence {
        Confidence::Read => Tone::Good,
        Confidence::Excerpt | Confidence::Added => Tone::Info,
        Confidence::General | Confidence::Unsure => Tone::Soon,
    };
    badge(tone, &codes::name(t, confidence))
}

fn days(t: T, from: NaiveDate, to: Option<NaiveDate>) -> String {
    match to {
        Some(to) => dates::period(from, to),
        None => t.with("rules-from-on", &[("day", dates::date(from).into())]),
    }
}

pub fn index(visitor: &Visitor, values: Values, asked: &Asked, view: &RulesView, rules: &Rules) -> Markup {
    let t = visitor.t;
    let title = t.get("rules-title");
    let may = visitor.may(Permission::ManageSettings);
    let address = Address::new("/rules", values);
    let errors = FieldErrors::default();
    let mut shown = address.query().clone();
    shown.set("day", dates::date(asked.day));
    let fields = html! {
        (Sheet::filter(t, &shown, &errors).all(FILTER))
        (hidden("set", asked.set.code()))
    };
    let lines: Vec<&RuleLine> = view
        .lines
        .iter()
        .filter(|line| line.set == asked.set && (asked.all || line.source.holds_on(asked.day)))
        .collect();
    let version = rules.on(asked.day).version();
    let add = html! { @if may { (link_new(&t.get("rules-new"), &format!("/rules/new?set={}", asked.set))) } };
    let body = html! {
        (heading(None, &title, add))
        (lead(&t.get("rules-lead")))
        (sections(t, "/rules"))
        (set_tabs(t, &address, asked.set))
        (Filters { t, address: &address, fields, chips: Vec::new() })
        p { (t.with("rules-as-of", &[("day", dates::date(asked.day).into()), ("version", known_day(&version).into())])) }
        (table(visitor, &lines, asked, rules))
        @if may && !view.added.is_empty() { (added(t, &view.added)) }
    };
    framed(visitor, &title, false, Vec::new(), body)
}

/// The name of a state of the law, a day, as days are written.
fn known_day(version: &str) -> String {
    version.parse().map_or_else(|_| version.to_owned(), dates::date)
}

/// The two sides of what is dated: rules and calendar.
pub fn sections(t: T, current: &str) -> Markup {
    let tab = |href: &str, label: &str| Tab {
        label: t.code(prefix!("rules-section"), label),
        href: href.to_owned(),
        current: href == current,
        count: None,
    };
    tabs(t, &t.get("rules-title"), &[tab("/rules", "rules"), tab("/calendar", "calendar")])
}

fn set_tabs(t: T, address: &Address, current: RuleSet) -> Markup {
    html! {
        nav class="presets rule-sets" aria-label=(t.get("rules-set")) {
            ul {
                @for set in RuleSet::ALL {
                    li {
                        a href=(address.with("set", set.code()).url()) aria-current=[(*set == current).then_some("page")] {
                            (codes::name(t, *set))
                        }
                    }
                }
            }
        }
    }
}

fn table(visitor: &Visitor, lines: &[&RuleLine], asked: &Asked, rules: &Rules) -> Markup {
    let t = visitor.t;
    let may = visitor.may(Permission::ManageSettings);
    let row = |line: &&RuleLine| {
        let holds = line.source.holds_on(asked.day);
        let row = Row::new([
            html! { (name_of(t, line.set, &line.key)) br; code class="soft" { (line.key) } },
            html! {
                (days(t, line.source.valid_from, line.source.valid_to))
                @if !holds { " " (badge(Tone::Plain, &t.get("rules-not-in-force"))) }
            },
            says(t, line, rules),
            html! {
                (line.source.basis)
                @if let Some(note) = &line.source.note { p class="hint" { (note) } }
            },
            sure(t, line.source.confidence),
        ]);
        if may {
            let href = format!("/rules/new?set={}&key={}", line.set, line.key);
            let label = t.get("rules-add-after");
            let about = name_of(t, line.set, &line.key);
            row.actions(
                html! { a class="button quiet" href=(href) { (label) span class="unseen" { " " (about) } } },
            )
        } else {
            row
        }
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("rules-rule")),
            Column::text(t.get("rules-validity")),
            Column::text(t.get("rules-says")),
            Column::text(t.get("rules-basis")),
            Column::text(t.get("rules-confidence")),
        ],
        rows: lines.iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty { title: t.get("rules-none"), text: t.get("rules-none-text"), action: None },
        ..Table::new(t, "rules", t.get("rules-title"))
    };
    html! { (table) }
}

/// What a row says: a clock in words, the rest as it is written.
fn says(t: T, line: &RuleLine, rules: &Rules) -> Markup {
    let rule = DeadlineCode::from_code(&line.key)
        .filter(|_| line.set == RuleSet::Deadline)
        .and_then(|code| rules.on(line.source.valid_from).deadline(code));
    html! {
        @if let Some(rule) = rule {
            (clock(t, rule))
        } @else if line.body.is_empty() {
            span class="soft" { (t.get("rules-holds")) }
        } @else {
            details { summary { (t.get("rules-fields")) } pre { (line.body) } }
        }
    }
}

/// "3 ngày làm việc, từ khi thụ lý; tổ chức phải làm".
fn clock(t: T, rule: &DeadlineRule) -> Markup {
    let unit = codes::name(t, rule.unit);
    let length = match rule.unit {
        Unit::AtOnce => unit,
        _ => format!("{} {unit}", money::number(t.lang(), rule.amount.into())),
    };
    let key = if rule.before { "rules-before" } else { "rules-since" };
    html! {
        strong { (length) } ", " (t.with(key, &[("event", codes::name(t, rule.start).into())]))
        br; span class="soft" { (codes::name(t, rule.duty)) }
    }
}

fn added(t: T, rows: &[RuleRow]) -> Markup {
    let row = |row: &RuleRow| {
        let name = RuleSet::from_code(&row.rule_set)
            .map_or(row.rule_key.clone(), |set| name_of(t, set, &row.rule_key));
        let state = match &row.withdrawn_at {
            Some(at) => {
                let who = row.withdrawn_by.clone().unwrap_or_default();
                html! { (t.with("rules-withdrawn-by", &[("who", who.into()), ("at", dates::date_time(at).into())])) }
            }
            None => {
                html! { a href={ "/rules/" (row.id) "/withdrawal" } { (t.get("rules-withdraw")) span class="unseen" { " " (name) } } }
            }
        };
        Row::new([
            html! { (name) },
            html! { (dates::date(row.valid_from)) },
            html! { (row.basis) },
            html! { (row.added_by) " · " (dates::date_time(&row.added_at)) },
            state,
        ])
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("rules-rule")),
            Column::code(t.get("rules-valid-from")),
            Column::text(t.get("rules-basis")),
            Column::text(t.get("rules-added-by")),
            Column::text(t.get("rules-state")),
        ],
        rows: rows.iter().map(row).collect(),
        ..Table::new(t, "added", t.get("rules-added-rows"))
    };
    html! { (table) }
}

pub fn form_page(visitor: &Visitor, values: &Values, errors: &FieldErrors) -> Markup {
    let t = visitor.t;
    let title = t.get("rules-new");
    let sheet = Sheet::new(t, values, errors).choices("set", codes::choices::<RuleSet>(t));
    let body = html! {
        (form::error_summary(t, errors))
        (heading(None, &title, html! {}))
        (lead(&t.get("rules-new-lead")))
        (form::form("/rules/preview", &visitor.csrf, html! {
            (hidden("id", values.get("id")))
            (sheet.all(ROW))
            (actions(submit(&t.get("rules-to-preview")), link_quiet(&t.get("rules-cancel"), "/rules")))
        }))
    };
    framed(visitor, &title, !errors.is_empty(), vec![Crumb::here(title.clone())], body)
}

pub fn preview(visitor: &Visitor, values: &Values, row: &NewRow, found: &Preview) -> Markup {
    let t = visitor.t;
    let title = t.get("rules-preview");
    let set = RuleSet::from_code(&row.set);
    let name = set.map_or_else(|| row.key.clone(), |set| name_of(t, set, &row.key));
    let known = [
        Fact::words(t.get("rules-set"), set.map(|set| codes::name(t, set)).unwrap_or_default()),
        Fact::words(t.get("rules-rule"), format!("{name} ({})", row.key)),
        Fact::words(t.get("rules-valid-from"), dates::date(row.valid_from)),
        Fact::words(t.get("rules-basis"), row.basis.as_str()),
    ];
    let body = html! {
        (heading(None, &title, html! {}))
        (card(&t.get("rules-new-row"), html! {}, facts(t, &known)))
        (impact(t, found, row.valid_from))
        (form::form("/rules", &visitor.csrf, html! {
            (form::carry(values))
            (actions(submit(&t.get("rules-confirm")), html! {
                button class="button quiet" type="submit" formaction="/rules/preview" name="step" value="edit" { (t.get("rules-edit")) }
            }))
        }))
    };
    framed(visitor, &title, false, vec![Crumb::here(title.clone())], body)
}

pub fn withdrawal(visitor: &Visitor, row: &RuleRow, found: &Preview) -> Markup {
    let t = visitor.t;
    let title = t.get("rules-withdrawal");
    let set = RuleSet::from_code(&row.rule_set);
    let name = set.map_or_else(|| row.rule_key.clone(), |set| name_of(t, set, &row.rule_key));
    let known = [
        Fact::words(t.get("rules-rule"), format!("{name} ({})", row.rule_key)),
        Fact::words(t.get("rules-valid-from"), dates::date(row.valid_from)),
        Fact::words(t.get("rules-basis"), row.basis.as_str()),
        Fact::words(
            t.get("rules-added-by"),
            format!("{} · {}", row.added_by, dates::date_time(&row.added_at)),
        ),
    ];
    let body = html! {
        (heading(None, &title, html! {}))
        (card(&t.get("rules-row"), html! {}, facts(t, &known)))
        (impact(t, found, row.valid_from))
        (form::form(&format!("/rules/{}/withdrawal", row.id), &visitor.csrf, html! {
            (hidden("version", &row.version.to_string()))
            (actions(submit_as(&t.get("rules-withdraw-now"), "step", "confirm"), link_quiet(&t.get("rules-cancel"), "/rules")))
        }))
    };
    framed(visitor, &title, false, vec![Crumb::here(title.clone())], body)
}

/// What a change changes: rows before and after side by side, cases, clocks.
fn impact(t: T, found: &Preview, from: NaiveDate) -> Markup {
    let day = dates::date(from);
    let cases = t.with("rules-cases-touched", &[("n", found.cases.into()), ("day", day.clone().into())]);
    html! {
        section class="card" {
            div class="card-head" { h2 { (t.get("rules-changes")) } }
            div class="compare-sides" {
                (side(t, &t.get("rules-before-change"), &found.gone))
                (side(t, &t.get("rules-after-change"), &found.come))
            }
        }
        (notice(t, Tone::Info, &t.get("rules-effect"), html! {
            p { (cases) }
            @if let Some(clocks) = found.clocks {
                p { (t.with("rules-clocks-touched", &[("n", clocks.into()), ("day", day.into()), ("m", found.differing.len().into())])) }
            }
            p { (t.get("rules-kept")) }
        }))
        @if !found.differing.is_empty() { (differing(t, &found.differing)) }
    }
}

fn side(t: T, title: &str, lines: &[RuleLine]) -> Markup {
    html! {
        div {
            h3 { (title) }
            @if lines.is_empty() { p class="soft" { (t.get("rules-no-row")) } }
            @for line in lines {
                div class="inset" {
                    p { strong { (name_of(t, line.set, &line.key)) } br; (days(t, line.source.valid_from, line.source.valid_to)) }
                    p class="soft" { (line.source.basis) }
                    @if !line.body.is_empty() { pre { (line.body) } }
                }
            }
        }
    }
}

fn differing(t: T, lines: &[Differing]) -> Markup {
    let at = |at: Option<NaiveDateTime>| match at {
        Some(at) => at.format("%d/%m/%Y %H:%M").to_string().replace(" 23:59", ""),
        None => t.get("rules-no-clock"),
    };
    let row = |line: &Differing| {
        let clock = &line.clock;
        let href = clock.case_id.map(|case| format!("/cases/{case}"));
        let row = Row::new([
            html! { (t.code_or_itself(prefix!("messages-subject"), &clock.subject_kind)) " · " (clock.org_code) },
            html! { (dates::date_time(&clock.start_at)) },
            html! { (at(line.before)) },
            html! { (at(line.after)) },
        ]);
        if let Some(href) = href { row.link(href) } else { row }
    };
    let table = Table {
        columns: vec![
            Column::text(t.get("rules-clock-of")),
            Column::code(t.get("rules-clock-start")),
            Column::code(t.get("rules-due-before")),
            Column::code(t.get("rules-due-after")),
        ],
        rows: lines.iter().map(row).collect(),
        ..Table::new(t, "differing", t.get("rules-differing"))
    };
    html! { (table) }
}

pub fn framed(visitor: &Visitor, title: &str, wrong: bool, crumbs: Vec<Crumb>, body: Markup) -> Markup {
    let mut shell = visitor.shell(title);
    shell.error_in_title = wrong;
    shell.wide = true;
    if !crumbs.is_empty() {
        shell.crumbs = vec![Crumb::link(visitor.t.get("rules-title"), "/rules")];
        shell.crumbs.extend(crumbs);
    }
    ui::page(&shell, body)
}
