//! The forms of a case: register on one dense screen, correct with both versions side by side, close.

use law::cases::{AidForm, ClientRole, LegalField, Outcome, ProviderRole, Source, Stage, UrgentGround};
use law::conduct::NotContinuedGround;
use law::eligibility::Category;
use law::kernel::coded::Coded as _;
use law::people::Sex;
use law::quality::{Criterion, Rating};
use maud::{Markup, html};
use office::cases::{Alike, CaseView, Doubles, EntryOptions};
use office::{Desk, Refusal};
use uuid::Uuid;

use super::form::{self, BENEFICIARIES, CASE, CLOSING, END, SUFFIXES};
use crate::codes;
use crate::failure::sentence;
use crate::gate::Visitor;
use crate::texts::{T, Text};
use crate::ui::form::{
    Choice, Field, FieldErrors, Sheet, Values, actions, carry, columns, error_summary, hidden, link_quiet,
    outlined, section, submit, submit_as, submit_by_key,
};
use crate::ui::shell::Crumb;
use crate::ui::signs::Tone;
use crate::ui::summary::{Fact, facts, notice};
use crate::ui::{dates, shell};

/// What an act refused, at the fields it is about.
pub fn refused(refusal: &Refusal) -> FieldErrors {
    let mut errors = FieldErrors::default();
    for (field, code) in &refusal.fields {
        errors.add(field.clone(), Text::Plain(format!("{IMPOSSIBLE}{code}")));
    }
    if refusal.fields.is_empty() {
        let of_a_case = refusal.code.starts_with("cases.");
        let mark = if of_a_case { IMPOSSIBLE } else { REFUSED };
        errors.add("", Text::Plain(format!("{mark}{}", refusal.code)));
    }
    errors
}

/// Marks an error that is still a code; [`spoken`] turns it into a sentence.
const IMPOSSIBLE: &str = "\u{1}impossible:";

/// Marks the code of a refusal of the whole act, which has its own sentence: the disk is full, somebody else writes.
const REFUSED: &str = "\u{1}refused:";

/// Codes of refusals as sentences of the visitor's language.
fn spoken(t: T, errors: &FieldErrors) -> FieldErrors {
    let mut said = FieldErrors::default();
    for (field, text) in errors.iter() {
        let text = match text {
            Text::Plain(words) => match words.strip_prefix(IMPOSSIBLE) {
                Some(code) => Text::Plain(codes::named(t, "impossible", &code.replace('.', "-"))),
                None => match words.strip_prefix(REFUSED) {
                    Some(code) => Text::Plain(sentence(t, &Refusal::new(code))),
                    None => text.clone(),
                },
            },
            _ => text.clone(),
        };
        said.add(field.to_owned(), text);
    }
    said
}

fn sheet<'a>(t: T, values: &'a Values, errors: &'a FieldErrors, options: &EntryOptions) -> Sheet<'a> {
    let organisations = options.organisations.iter().map(|unit| {
        let ended = unit
            .valid_to
            .map(|day| format!(" ({})", t.with("cases-org-ended", &[("day", dates::date(day).into())])));
        Choice::new(&unit.code, format!("{}{}", unit.name, ended.unwrap_or_default()))
    });
    let providers = options.providers.iter().map(|person| {
        let choice = Choice::new(
            person.id.to_string(),
            format!("{} – {}", person.name, codes::name(t, person.kind.0)),
        );
        choice.group(if person.ended_on.is_some() {
            t.get("cases-provider-former")
        } else {
            t.get("cases-provider-current")
        })
    });
    let mut sheet = Sheet::new(t, values, errors)
        .choices("org_code", organisations)
        .choices("provider", providers)
        .choices("form", codes::choices::<AidForm>(t))
        .choices("field", codes::choices::<LegalField>(t))
        .choices("provider_role", codes::choices::<ProviderRole>(t))
        .choices("source", codes::choices::<Source>(t))
        .choices("urgent_ground", codes::choices::<UrgentGround>(t))
        .choices("stage", codes::choices::<Stage>(t))
        .choices("outcome", codes::choices::<Outcome>(t))
        .choices("quality_rating", codes::choices::<Rating>(t));
    let groups: Vec<Choice> =
        options.ethnic_groups.iter().map(|group| Choice::new(&group.code, &group.name)).collect();
    for suffix in SUFFIXES.iter().take(form::beneficiary_count(values)) {
        sheet = sheet
            .choices(&format!("client_sex{suffix}"), codes::choices::<Sex>(t))
            .choices(&format!("client_ethnicity{suffix}"), groups.clone())
            .choices(&format!("category{suffix}"), codes::choices::<Category>(t))
            .choices(&format!("other_categories{suffix}"), codes::choices::<Category>(t))
            .choices(&format!("client_role{suffix}"), codes::choices::<ClientRole>(t));
    }
    sheet
}

/// The whole page; its title says when something is wrong.
fn framed(
    visitor: &Visitor,
    title: &str,
    (wide, crumbs): (bool, Vec<Crumb>),
    errors: &FieldErrors,
    body: Markup,
) -> Markup {
    let error_in_title = !errors.is_empty();
    let shell = crate::ui::Shell { error_in_title, wide, crumbs, ..visitor.shell(title) };
    crate::ui::page(&shell, body)
}

/// The way to a page about a case.
fn way(t: T, (id, code): (Uuid, &str), here: &str) -> Vec<Crumb> {
    vec![
        Crumb::link(t.get("cases-title"), "/cases"),
        Crumb::link(code, format!("/cases/{id}")),
        Crumb::here(t.get(here)),
    ]
}

/// The dense screen of a clerk: everything of a new case on one page.
pub fn register_page(
    visitor: &Visitor,
    values: &Values,
    errors: &FieldErrors,
    options: &EntryOptions,
    alike: &Doubles,
) -> Markup {
    let t = visitor.t;
    let errors = &spoken(t, errors);
    let sheet = sheet(t, values, errors, options);
    let body = html! {
        (shell::heading(None, &t.get("cases-new"), html! {}))
        (error_summary(t, errors))
        (crate::ui::form::form("/cases", &visitor.csrf, html! {
            (hidden("id", values.get("id")))
            (hidden("beneficiaries", &form::beneficiary_count(values).to_string()))
            @if !alike.is_empty() { (possible_doubles(t, values, alike)) }
            (parts(t, values, &sheet, None, actions(submit(&t.get(if alike.is_empty() { "cases-register" } else { "cases-register-anyway" })), link_quiet(&t.get("cases-cancel"), "/cases"))))
        }))
    };
    let crumbs = vec![Crumb::link(t.get("cases-title"), "/cases"), Crumb::here(t.get("cases-new"))];
    framed(visitor, &t.get("cases-new"), (true, crumbs), errors, body)
}

/// Persons who may be the same, shown before saving; each can be chosen instead of a new record.
fn possible_doubles(t: T, values: &Values, doubles: &Doubles) -> Markup {
    let alike = &doubles.persons;
    let body = html! {
        (hidden("looked", "yes"))
        @if doubles.hidden { p { (t.get("cases-alike-hidden")) } }
        @if !alike.is_empty() { (choices_of_doubles(t, values, alike)) }
    };
    let title = match alike.len() {
        0 => t.get("cases-alike-hidden-title"),
        n => t.with("cases-alike-title", &[("n", n.into())]),
    };
    notice(t, Tone::Soon, &title, body)
}

fn choices_of_doubles(t: T, values: &Values, alike: &[Alike]) -> Markup {
    html! {
        p { (t.get("cases-alike-text")) }
        @for suffix in SUFFIXES.iter().take(form::beneficiary_count(values)) {
            @let name = format!("person{suffix}");
            fieldset {
                legend { (values.get(&format!("client_name{suffix}"))) }
                div class="options" {
                    div class="option" {
                        input type="radio" id={ (name) "-new" } name=(name) value="" checked[values.get(&name).is_empty()];
                        label for={ (name) "-new" } { (t.get("cases-alike-new")) }
                    }
                    @for (place, found) in alike.iter().take(8).enumerate() {
                        @let id = format!("{name}-{place}");
                        div class="option" {
                            input type="radio" id=(id) name=(name) value=(found.person.id)
                                checked[values.get(&name) == found.person.id.to_string()];
                            label for=(id) {
                                (found.person.name)
                                @if let Some(year) = found.person.birth_year { ", " (year) }
                                " · " (t.with("cases-alike-likeness", &[("n", u32::from(found.likeness).into())]))
                            }
                            p class="hint" {
                                @for case in found.cases.iter().take(4) {
                                    a href={ "/cases/" (case.id) } target="_blank" rel="noopener" { (case.file_code) }
                                    " (" (codes::name(t, case.form.0)) ", " (dates::date(case.accepted_on))
                                    @if case.closed_on.is_none() { ", " (t.get("cases-alike-running")) } ") "
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The sections of a case form.
fn parts(t: T, values: &Values, sheet: &Sheet<'_>, end: Option<Markup>, actions: Markup) -> Markup {
    let mut outline = vec![
        ("case", t.get("cases-part-case")),
        ("people", t.get("cases-part-people")),
        ("work", t.get("cases-part-work")),
    ];
    if end.is_some() {
        outline.push(("end", t.get("cases-part-end")));
    }
    let body = html! {
        (submit_by_key())
        (section("case", &t.get("cases-part-case"), None, html! {
            (columns(sheet.some(CASE, &["org_code", "form", "provider_role"])))
            (columns(sheet.some(CASE, &["field", "file_code", "received_on", "accepted_on", "source", "source_agency", "urgent_ground"])))
        }))
        (section("people", &t.get("cases-part-people"), None, html! {
            @for (place, fields) in BENEFICIARIES.iter().enumerate().take(form::beneficiary_count(values)) {
                (one_beneficiary(t, values, sheet, place, fields))
            }
            @if form::beneficiary_count(values) < form::MOST_BENEFICIARIES {
                p { (submit_as(&t.get("cases-more-beneficiaries"), "more", "1")) }
            }
        }))
        (section("work", &t.get("cases-part-work"), None, columns(sheet.some(CASE, &["provider", "assigned_on", "stage", "note"]))))
        @if let Some(criteria) = &end {
            (section("end", &t.get("cases-part-end"), Some(&t.get("cases-part-end-text")), html! {
                (columns(html! { @for field in END.iter().filter(|field| field.name != "success_criteria") { (sheet.field(field)) } }))
                (criteria)
            }))
        }
        (actions)
    };
    outlined(t, &outline, body)
}

fn one_beneficiary(
    t: T,
    values: &Values,
    sheet: &Sheet<'_>,
    place: usize,
    fields: &'static [crate::ui::form::Field],
) -> Markup {
    let (others, plain): (Vec<_>, Vec<_>) =
        fields.iter().partition(|field| field.name.starts_with("other_categories"));
    let person = format!("person{}", SUFFIXES[place]);
    html! {
        fieldset {
            legend { (t.with("cases-beneficiary", &[("n", (place + 1).into())])) }
            @if !values.get(&person).is_empty() && values.get("looked") != "yes" { (hidden(&person, values.get(&person))) }
            (columns(html! { @for field in plain { (sheet.field(field)) } }))
            details {
                summary { (t.get("cases-other-categories")) }
                @for field in others { (sheet.field(field)) }
            }
        }
    }
}

/// The page that corrects a case. With `theirs`, somebody else saved in between.
pub fn edit_page(
    (visitor, desk): (&Visitor, &Desk),
    id: Uuid,
    values: &Values,
    errors: &FieldErrors,
    options: &EntryOptions,
    theirs: Option<&CaseView>,
) -> Markup {
    let t = visitor.t;
    let errors = &spoken(t, errors);
    let sheet = sheet(t, values, errors, options);
    let title = t.with("cases-edit-title", &[("code", values.get("file_code").into())]);
    let body = html! {
        (shell::heading(None, &title, html! {}))
        (error_summary(t, errors))
        @if let Some(theirs) = theirs { (both_versions(t, values, theirs)) }
        (crate::ui::form::form(&format!("/cases/{id}"), &visitor.csrf, html! {
            @if !values.get("back").is_empty() { (hidden("back", values.get("back"))) }
            (hidden("version", values.get("version")))
            (hidden("beneficiaries", &form::beneficiary_count(values).to_string()))
            (parts(t, values, &sheet, Some(criteria(t, desk, values, errors)), actions(
                submit(&t.get(if theirs.is_some() { "cases-save-mine" } else { "cases-save" })),
                link_quiet(&t.get("cases-cancel"), &format!("/cases/{id}")),
            )))
        }))
    };
    let crumbs = way(t, (id, values.get("file_code")), "cases-edit");
    framed(visitor, &title, (true, crumbs), errors, body)
}

/// What somebody else saved in the meantime, beside what was typed here.
fn both_versions(t: T, mine: &Values, theirs: &CaseView) -> Markup {
    let stored = form::values_of(&theirs.file, &theirs.id_numbers);
    let who = theirs
        .readers
        .iter()
        .find(|line| line.act != "cases.view")
        .map_or("", |line| line.actor_name.as_str());
    let moment = dates::date_time(&theirs.file.case.recorded_at);
    let all = CASE.iter().chain(END).chain(BENEFICIARIES.iter().copied().flatten());
    let differing: Vec<_> = all
        .filter(|field| !field.name.starts_with("other_categories"))
        .filter(|field| stored.get(field.name) != mine.get(field.name))
        .collect();
    let args = [("who", who.into()), ("moment", moment.into())];
    let body = html! {
        p { (t.get("cases-stale-text")) }
        table class="plain" {
            caption class="unseen" { (t.get("cases-stale-caption")) }
            thead { tr {
                th scope="col" { (t.get("cases-stale-field")) }
                th scope="col" { (t.get("cases-stale-theirs")) }
                th scope="col" { (t.get("cases-stale-mine")) }
            } }
            tbody {
                @for field in &differing {
                    tr {
                        th scope="row" { a href={ "#" (field.name) } { (t.get(field.label)) } }
                        td { (shown(t, field.name, stored.get(field.name))) }
                        td { (shown(t, field.name, mine.get(field.name))) }
                    }
                }
            }
        }
        @if differing.is_empty() { p { (t.get("cases-stale-same")) } }
    };
    notice(t, Tone::Soon, &t.with("cases-stale-title", &args), body)
}

/// A typed value as people read it: codes by their names.
fn shown(t: T, field: &str, value: &str) -> String {
    let family = match field.trim_end_matches(|c: char| c.is_ascii_digit()).trim_end_matches('_') {
        "form" => "form",
        "field" => "field",
        "provider_role" => "provider-role",
        "source" => "source",
        "urgent_ground" => "urgent-ground",
        "stage" => "stage",
        "outcome" => "outcome",
        "quality_rating" => "rating",
        "client_sex" => "sex",
        "category" => "category",
        "client_role" => "client-role",
        _ => "",
    };
    if value.is_empty() {
        "–".to_owned()
    } else if family.is_empty() {
        value.to_owned()
    } else {
        codes::named(t, family, value)
    }
}

/// The criteria of success, those first whose words are known today; the others by their codes.
fn criteria(t: T, desk: &Desk, values: &Values, errors: &FieldErrors) -> Markup {
    let rules = desk.rules();
    let rules = rules.on(desk.today());
    let (mut worded, mut bare) = (Vec::new(), Vec::new());
    for code in Criterion::all().map(Criterion::code) {
        match rules.criterion(&code) {
            Some(words) => worded.push(Choice::new(code.clone(), format!("{code} – {words}"))),
            None => bare.push(Choice::new(code.clone(), code)),
        }
    }
    let Some(field) = END.iter().find(|field| field.name == "success_criteria") else { return html! {} };
    let more = bare.iter().any(|choice| values.has(field.name, &choice.value));
    let sheet = Sheet::new(t, values, errors).choices(field.name, worded);
    let others = Sheet::new(t, values, errors)
        .prefix("more-")
        .label(field.name, t.get("cases-other-criteria"))
        .hint(field.name, t.get("cases-other-criteria-hint"))
        .choices(field.name, bare);
    html! {
        (sheet.field(field))
        details class="more" open[more] {
            summary { (t.get("cases-other-criteria")) }
            (others.field(field))
        }
    }
}

/// What a criterion says, by its code.
pub fn criterion_words(desk: &Desk, code: &str) -> String {
    let rules = desk.rules();
    let words = rules.on(desk.today()).criterion(code);
    words.map_or_else(|| code.to_owned(), |words| format!("{code} – {words}"))
}

fn closing_sheet<'a>(t: T, values: &'a Values, errors: &'a FieldErrors) -> Sheet<'a> {
    Sheet::new(t, values, errors)
        .choices("outcome", codes::choices::<Outcome>(t))
        .choices("ground", codes::choices::<NotContinuedGround>(t))
}

/// What closing asks in this case: criteria of success only where there may be any.
fn closing_fields(view: &CaseView) -> impl Iterator<Item = &'static Field> {
    let litigation = view.file.case.form.0 == AidForm::Litigation;
    CLOSING.iter().filter(move |field| litigation || field.name != "success_criteria")
}

/// Closing asks the day and the outcome, what success there was, and why when the work was not done.
pub fn closure_page(
    (visitor, desk): (&Visitor, &Desk),
    view: &CaseView,
    values: &Values,
    errors: &FieldErrors,
) -> Markup {
    let t = visitor.t;
    let case = &view.file.case;
    let errors = &spoken(t, errors);
    let sheet = closing_sheet(t, values, errors);
    let (early, plain): (Vec<&Field>, Vec<&Field>) =
        closing_fields(view).partition(|field| ["ground", "closing_paper"].contains(&field.name));
    let title = t.with("cases-closing-title", &[("code", case.file_code.clone().into())]);
    let client = view.file.beneficiaries.first().map(|person| person.name.clone()).unwrap_or_default();
    let body = html! {
        (shell::heading(Some(&client), &title, html! {}))
        (error_summary(t, errors))
        p { (t.with("cases-closing-lead", &[("day", dates::date(case.accepted_on).into()), ("form", codes::name(t, case.form.0).into())])) }
        (crate::ui::form::form(&format!("/cases/{}/closure", case.id), &visitor.csrf, html! {
            (hidden("version", values.get("version")))
            @for field in &plain {
                @if field.name == "success_criteria" { (criteria(t, desk, values, errors)) } @else { (sheet.field(field)) }
            }
            fieldset {
                legend { (t.get("cases-closing-early")) }
                @for field in &early { (sheet.field(field)) }
            }
            (actions(submit(&t.get("cases-close-now")), html! {
                (submit_as(&t.get("cases-closing-check"), "step", "check"))
                (link_quiet(&t.get("cases-cancel"), &format!("/cases/{}", case.id)))
            }))
        }))
    };
    let crumbs = way(t, (case.id, &case.file_code), "cases-close");
    framed(visitor, &title, (false, crumbs), errors, body)
}

/// The answers once more before the case ends.
pub fn closing_check_page((visitor, desk): (&Visitor, &Desk), view: &CaseView, values: &Values) -> Markup {
    let t = visitor.t;
    let case = &view.file.case;
    let title = t.with("cases-closing-confirm", &[("code", case.file_code.clone().into())]);
    let client = view.file.beneficiaries.first().map(|person| person.name.clone()).unwrap_or_default();
    let answers: Vec<Fact> = closing_fields(view)
        .map(|field| {
            let typed = values.get(field.name);
            let said = match field.name {
                "outcome" if !typed.is_empty() => codes::named(t, Outcome::NAME, typed),
                "ground" if !typed.is_empty() => codes::named(t, NotContinuedGround::NAME, typed),
                "success_criteria" => {
                    let chosen: Vec<String> =
                        values.all(field.name).map(|code| criterion_words(desk, code)).collect();
                    chosen.join("; ")
                }
                _ => typed.to_owned(),
            };
            Fact::words(t.get(field.label), said)
        })
        .filter(|fact| fact.value.is_some())
        .collect();
    let body = html! {
        (shell::heading(Some(&client), &title, html! {}))
        (facts(t, &answers))
        (notice(t, Tone::Info, &t.get("conduct-what-follows"), html! { p { (t.get("cases-closing-next")) } }))
        (crate::ui::form::form(&format!("/cases/{}/closure", case.id), &visitor.csrf, html! {
            (carry(values))
            div class="actions" {
                button class="button" type="submit" name="step" value="confirm" { (t.get("cases-close-now")) }
                (submit_as(&t.get("conduct-change-answers"), "step", "edit"))
            }
        }))
    };
    let crumbs = way(t, (case.id, &case.file_code), "cases-close");
    framed(visitor, &title, (false, crumbs), &FieldErrors::default(), body)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_that_an_act_may_refuse_with_has_a_sentence() {
        for lang in crate::texts::Lang::ALL {
            let t = T::new(lang);
            for what in law::cases::Impossible::ALL {
                let said = codes::named(t, "impossible", what.code());
                assert!(!said.contains(crate::texts::MISSING[0]), "{said}");
            }
        }
    }
}
