//! The form of an act, the page that shows the answers again, and the list of those who ask for another provider.

use law::conduct::{ASSIGNMENT_CLOCKS, REPLACEMENT_CLOCKS};
use law::quality::rating_of;
use maud::{Markup, html};
use office::conduct::{CasePage, Offered, OpenChange, Ranking};

use super::Noun;
use crate::codes;
use crate::gate::Visitor;
use crate::texts::{T, prefix};
use crate::ui::form::{
    Choice, Field, FieldErrors, Sheet, Values, actions, carry, error_summary, hidden, link_quiet, submit_as,
};
use crate::ui::list::{Column, Empty, Row, Table};
use crate::ui::shell::Crumb;
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, card, facts, inset, notice};
use crate::ui::{dates, money, shell};

fn title(t: T, noun: Noun) -> String {
    t.code(prefix!("conduct-title"), noun.code())
}

fn address(noun: Noun, page: &CasePage) -> String {
    format!("/cases/{}/{}", page.view.file.case.id, noun.path())
}

fn framed(visitor: &Visitor, noun: Noun, page: &CasePage, errors: &FieldErrors, body: Markup) -> Markup {
    let (t, case) = (visitor.t, &page.view.file.case);
    let title = title(t, noun);
    let crumbs = vec![
        Crumb::link(t.get("cases-title"), "/cases"),
        Crumb::link(case.file_code.as_str(), format!("/cases/{}", case.id)),
        Crumb::here(title.as_str()),
    ];
    let title = format!("{title} · {}", case.file_code);
    let wide = matches!(noun, Noun::Assignment | Noun::Replacement);
    let error_in_title = !errors.is_empty();
    let shell = crate::ui::Shell { error_in_title, crumbs, wide, ..visitor.shell(&title) };
    crate::ui::page(&shell, body)
}

/// Which case this is about.
fn about(page: &CasePage) -> String {
    let client = page.view.file.beneficiaries.first().map(|person| person.name.as_str()).unwrap_or_default();
    format!("{} · {client}", page.view.file.case.file_code)
}

pub fn form(
    visitor: &Visitor,
    noun: Noun,
    page: &CasePage,
    ranking: Option<&Ranking>,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let offered = ranking.map(|it| it.offered.as_slice()).unwrap_or_default();
    let mut fields = noun.fields(page);
    // Whom to choose is asked in the table of the ranking.
    fields.retain(|field| field.name != "provider" || ranking.is_none());
    let mut sheet = Sheet::new(t, values, errors);
    for (field, choices) in noun.choices(t, page, offered) {
        sheet = sheet.choices(field, choices);
    }
    let back = format!("/cases/{}", page.view.file.case.id);
    let body = html! {
        (shell::heading(Some(&about(page)), &title(t, noun), html! {}))
        (error_summary(t, errors))
        (shell::lead(&t.code(prefix!("conduct-lead"), noun.code())))
        @if ranking.is_some() { (until(t, page)) }
        (beside(t, noun, page, offered))
        @if let Some(ranking) = ranking { (super::ranking::burden(visitor, page, ranking)) }
        (crate::ui::form::form(&address(noun, page), &visitor.csrf, html! {
            @for name in ["id", "new", "version"] {
                @if name != "new" || noun == Noun::Split { (hidden(name, values.get(name))) }
            }
            @if let Some(ranking) = ranking { (super::ranking::table(t, noun, ranking, values, errors)) }
            (sheet.all(&fields))
            @if ranking.is_some() && noun == Noun::Assignment {
                (actions(
                    html! { button class="button" type="submit" name="step" value="confirm" { (t.get("conduct-assign-now")) } },
                    html! { (submit_as(&t.get("conduct-check"), "step", "check")) (link_quiet(&t.get("conduct-cancel"), &back)) },
                ))
            } @else {
                (actions(
                    submit_as_main(&t.get("conduct-check")),
                    link_quiet(&t.get("conduct-cancel"), &back),
                ))
            }
        }))
    };
    framed(visitor, noun, page, errors, body)
}

/// Until when somebody must be assigned, before the eyes of whoever assigns.
fn until(t: T, page: &CasePage) -> Markup {
    let asks = |code| ASSIGNMENT_CLOCKS.contains(&code) || REPLACEMENT_CLOCKS.contains(&code);
    let running = page.clocks.iter().filter(|line| line.ended_at.is_none() && asks(line.code.0));
    html! { @for line in running { (inset(crate::deadlines::clock(t, page.now, line))) } }
}

/// The main button of a form that is shown once more before it counts.
fn submit_as_main(label: &str) -> Markup {
    html! { button class="button" type="submit" name="step" value="check" { (label) } }
}

/// What one has to know before answering.
fn beside(t: T, noun: Noun, page: &CasePage, offered: &[Offered]) -> Markup {
    match noun {
        Noun::Assignment if offered.is_empty() => notice(
            t,
            Tone::Soon,
            &t.get("conduct-nobody-offered"),
            html! { p { (t.get("conduct-nobody-offered-text")) } },
        ),
        Noun::Handover => checklist(t, page),
        Noun::Replacement | Noun::Answer => html! {
            @for change in page.open_changes() {
                (notice(t, Tone::Soon, &codes::name(t, change.asker.0), html! {
                    p { (dates::date(dates::day_of(&change.asked_at)))
                        @if let Some(ground) = change.ground { " · " (codes::name(t, ground.0)) } }
                    p { (change.reason) }
                }))
            }
        },
        _ => html! {},
    }
}

fn checklist(t: T, page: &CasePage) -> Markup {
    let shown = page.file.items.iter().filter(|item| item.present || item.blocks);
    card(
        &t.get("conduct-checklist"),
        html! {},
        html! {
            ul class="plain" {
                @for item in shown {
                    li {
                        (crate::ui::summary::badge(
                            if item.present { Tone::Good } else { Tone::Soon },
                            &t.get(if item.present { "conduct-on-file" } else { "conduct-not-on-file" }),
                        ))
                        " " (codes::name(t, item.item))
                    }
                }
            }
        },
    )
}

/// The answers once more, with what follows from them, before the act counts.
pub fn check(visitor: &Visitor, noun: Noun, page: &CasePage, offered: &[Offered], values: &Values) -> Markup {
    let t = visitor.t;
    let choices = noun.choices(t, page, offered);
    let answers =
        noun.fields(page).iter().map(|field| answer(t, field, &choices, values)).collect::<Vec<_>>();
    let action = address(noun, page);
    let body = html! {
        (shell::heading(Some(&about(page)), &t.code(prefix!("conduct-confirm"), noun.code()), html! {}))
        (facts(t, &answers))
        @if noun == Noun::Appraisal { (rating(t, values)) }
        (notice(t, Tone::Info, &t.get("conduct-what-follows"), html! { p { (t.code(prefix!("conduct-next"), noun.code())) } }))
        (crate::ui::form::form(&action, &visitor.csrf, html! {
            (carry(values))
            div class="actions" {
                button class="button" type="submit" name="step" value="confirm" { (t.code(prefix!("conduct-do"), noun.code())) }
                (submit_as(&t.get("conduct-change-answers"), "step", "edit"))
            }
        }))
    };
    framed(visitor, noun, page, &FieldErrors::default(), body)
}

fn rating(t: T, values: &Values) -> Markup {
    let score = money::parse_number(values.get("score")).and_then(|score| i32::try_from(score).ok());
    let rating = score.map(|score| rating_of(score, !values.get("breach").is_empty()));
    facts(
        t,
        &[Fact::words(
            t.get("cases-quality-rating"),
            rating.map(|it| codes::name(t, it)).unwrap_or_default(),
        )],
    )
}

/// A typed answer as people read it; what was left out says so.
fn answer(t: T, field: &Field, choices: &[(&str, Vec<Choice>)], values: &Values) -> Fact {
    let offered = choices.iter().find(|(name, _)| *name == field.name).map(|(_, choices)| choices);
    let shown: Vec<String> = values
        .all(field.name)
        .filter(|value| !value.is_empty())
        .map(|value| match offered.and_then(|all| all.iter().find(|choice| choice.value == value)) {
            Some(choice) => choice.label.clone(),
            None if field.kind == crate::ui::form::Kind::Checkbox => t.get("conduct-yes"),
            None => value.to_owned(),
        })
        .collect();
    if shown.is_empty() {
        return Fact::new(t.get(field.label), html! { span class="soft" { (t.get("conduct-not-given")) } });
    }
    let lines: Vec<&str> = shown.iter().flat_map(|value| value.lines()).collect();
    Fact::new(
        t.get(field.label),
        html! { @for (place, line) in lines.iter().enumerate() { @if place > 0 { br; } (line) } },
    )
}

/// Requests for another provider, oldest first.
pub fn changes(visitor: &Visitor, open: &[OpenChange]) -> Markup {
    let t = visitor.t;
    let row = |it: &OpenChange| {
        let ground = it.change.ground.map(|ground| codes::name(t, ground.0)).unwrap_or_default();
        Row::new([
            html! { (it.case.file_code) },
            html! { (dates::date(dates::day_of(&it.change.asked_at))) },
            html! { (codes::name(t, it.change.asker.0)) },
            html! { (it.change.provider_name) },
            html! { @if ground.is_empty() { (it.change.reason) } @else { (ground) } },
        ])
        .link(format!("/cases/{}", it.case.id))
    };
    let table = Table {
        columns: vec![
            Column::code(t.get("cases-file-code")),
            Column::text(t.get("conduct-asked-at")),
            Column::text(t.get("conduct-asker")),
            Column::text(t.get("cases-provider")),
            Column::text(t.get("conduct-reason")),
        ],
        rows: open.iter().map(row).collect(),
        caption_unseen: true,
        empty: Empty {
            title: t.get("conduct-changes-none"),
            text: t.get("conduct-changes-none-text"),
            action: None,
        },
        ..Table::new(t, "changes", t.get("conduct-changes-title"))
    };
    html! {
        (shell::heading(None, &t.get("conduct-changes-title"), html! {}))
        (shell::lead(&t.get("conduct-changes-lead")))
        (table)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::texts::Lang;
    use crate::ui::form::Kind;

    #[test]
    fn an_answer_reads_as_its_choice_and_a_missing_one_says_so() {
        let t = T::new(Lang::Vi);
        let field = Field::select("provider", "conduct-provider").optional();
        let choices = vec![("provider", vec![Choice::new("7", "Bế Văn Minh")])];
        let values = Values::from([("provider", "7")]);
        assert!(answer(t, &field, &choices, &values).value.expect("an answer").0.contains("Bế Văn Minh"));
        let none = answer(t, &field, &choices, &Values::default());
        assert!(none.value.expect("an answer").0.contains(&t.get("conduct-not-given")));
        assert_eq!(field.kind, Kind::Select);
    }
}
