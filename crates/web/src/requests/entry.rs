//! The dense screen on which a clerk takes a request down or changes it: one page, in the order of the talk.

use law::cases::{AidForm, ClientRole, LegalField, ProviderRole, Source, Stage};
use law::eligibility::Category;
use law::intake::{Channel, RequestPaper, RequesterRelation, SafeContact, Side, Signature};
use law::people::Sex;
use maud::{Markup, html};
use office::eligibility::Paper;
use office::requests::{MOST_PERSONS, RequestOptions, RequestView};

use super::form::{self, PERSONS, REQUEST, SUFFIXES};
use crate::codes;
use crate::gate::Visitor;
use crate::texts::T;
use crate::ui::form::{
    Choice, Field, FieldErrors, Sheet, Values, actions, columns, error_summary, hidden, link_quiet, outlined,
    section, submit, submit_as, submit_by_key,
};
use crate::ui::shell::{Crumb, heading};
use crate::ui::signs::Tone;
use crate::ui::summary::notice;
use crate::ui::{self, dates};

/// Who stands between the person and the clerk: rare at the desk, so folded away.
const BETWEEN: &[&str] =
    &["requester_name", "requester_relation", "requester_phone", "source_agency", "brought_by"];
/// For whoever does not speak or read Vietnamese.
const LANGUAGES: &[&str] = &["language_spoken", "language_read", "interpreter"];

/// What the page shows besides the fields.
pub struct Entry<'a> {
    pub values: &'a Values,
    pub errors: &'a FieldErrors,
    pub options: &'a RequestOptions,
    /// The papers of proof that the rules of today know.
    pub proofs: &'a [Paper],
    /// What may be a double or a conflict, found before saving.
    pub found: Markup,
    /// Somebody else saved in between.
    pub theirs: Option<&'a RequestView>,
}

/// The page of a new request.
pub fn new_page(visitor: &Visitor, entry: &Entry<'_>) -> Markup {
    let t = visitor.t;
    let title = t.get("requests-new");
    let looked = entry.values.get("looked") == "yes";
    let label = if looked { "requests-take-anyway" } else { "requests-take" };
    let body = html! {
        (error_summary(t, entry.errors))
        (heading(None, &title, html! {}))
        (ui::form::form("/requests", &visitor.csrf, html! {
            (hidden("id", entry.values.get("id")))
            @for name in ["reception", "looked"] {
                @if !entry.values.get(name).is_empty() { (hidden(name, entry.values.get(name))) }
            }
            (entry.found)
            (parts(t, entry, actions(submit(&t.get(label)), link_quiet(&t.get("requests-cancel"), "/requests"))))
        }))
    };
    framed(visitor, &title, entry.errors, body)
}

/// The page that changes a request which was not answered yet.
pub fn edit_page(visitor: &Visitor, id: &str, entry: &Entry<'_>) -> Markup {
    let t = visitor.t;
    let title = t.get("requests-edit-title");
    let path = format!("/requests/{id}");
    let label = if entry.theirs.is_some() { "cases-save-mine" } else { "cases-save" };
    let body = html! {
        (error_summary(t, entry.errors))
        (heading(None, &title, html! {}))
        @if let Some(theirs) = entry.theirs { (both_versions(t, entry.values, theirs)) }
        (ui::form::form(&path, &visitor.csrf, html! {
            (hidden("version", entry.values.get("version")))
            (parts(t, entry, actions(submit(&t.get(label)), link_quiet(&t.get("requests-cancel"), &path))))
        }))
    };
    framed(visitor, &title, entry.errors, body)
}

fn framed(visitor: &Visitor, title: &str, errors: &FieldErrors, body: Markup) -> Markup {
    let crumbs = vec![Crumb::link(visitor.t.get("requests-title"), "/requests"), Crumb::here(title)];
    let shell = ui::Shell { error_in_title: !errors.is_empty(), wide: true, crumbs, ..visitor.shell(title) };
    ui::page(&shell, body)
}

/// What somebody else saved in the meantime, beside what was typed here.
fn both_versions(t: T, mine: &Values, theirs: &RequestView) -> Markup {
    let stored = form::values_of(&theirs.file, &theirs.id_numbers);
    let all = REQUEST.iter().chain(PERSONS.iter().copied().flatten());
    let differs = |field: &&Field| {
        let side = |values: &Values| values.all(field.name).collect::<Vec<_>>().join(", ");
        side(&stored) != side(mine) && !field.name.starts_with("side")
    };
    let moment = dates::date_time(&theirs.file.request.recorded_at);
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
                @for field in all.filter(differs) {
                    tr {
                        th scope="row" { a href={ "#" (field.name) } { (t.get(field.label)) } }
                        td { (stored.all(field.name).collect::<Vec<_>>().join(", ")) }
                        td { (mine.all(field.name).collect::<Vec<_>>().join(", ")) }
                    }
                }
            }
        }
    };
    notice(t, Tone::Soon, &t.with("requests-stale-title", &[("moment", moment.into())]), body)
}

/// The sections, in the order in which people tell it.
fn parts(t: T, entry: &Entry<'_>, actions: Markup) -> Markup {
    let sheet = sheet(t, entry);
    let some = |names: &[&str]| columns(sheet.some(REQUEST, names));
    let titles = [
        ("how", "requests-part-how"),
        ("who", "requests-part-who"),
        ("matter", "requests-part-matter"),
        ("urgency", "requests-part-urgency"),
        ("assisted", "requests-part-assisted"),
        ("shown", "requests-part-shown"),
    ]
    .map(|(id, key)| (id, t.get(key)));
    let title = |place: usize| titles[place].1.as_str();
    let alone = entry.options.entry.organisations.len() == 1;
    let body = html! {
        (submit_by_key())
        (section("how", title(0), None, html! {
            @if alone { (hidden("org_code", entry.values.get("org_code"))) }
            @else { (some(&["org_code"])) }
            (some(&["channel", "source"]))
            (some(&["received_on", "received_time"]))
            details class="more" open[filled(entry, BETWEEN)] {
                summary { (t.get("requests-between")) }
                (some(BETWEEN))
            }
        }))
        (section("who", title(1), Some(&t.get("requests-part-who-text")), html! {
            (hidden("persons", &form::person_count(entry.values).to_string()))
            @for place in 0..form::person_count(entry.values) { (person(t, entry, &sheet, place)) }
            @if form::person_count(entry.values) < MOST_PERSONS {
                p class="actions" {
                    (submit_as(&t.get("requests-more-beneficiary"), "more", "beneficiary"))
                    (submit_as(&t.get("requests-more-opposed"), "more", "opposed"))
                }
            }
        }))
        (section("matter", title(2), None, html! {
            (some(&["form", "provider_role"]))
            (some(&["field", "stage", "matter_province"]))
            (sheet.some(REQUEST, &["summary"]))
        }))
        (section("urgency", title(3), Some(&t.get("requests-part-urgency-text")), some(&["limitation_on", "trial_on"])))
        (section("assisted", title(4), Some(&t.get("requests-part-assisted-text")), html! {
            details class="more" open[filled(entry, LANGUAGES)] {
                summary { (t.get("requests-languages")) }
                (some(LANGUAGES))
            }
            (some(&["safe_contact", "contact_note"]))
            (sheet.some(REQUEST, &["sexual_violence"]))
        }))
        (section("shown", title(5), None, html! {
            (some(&["came", "signed_by"]))
            (some(&["notice_read_by", "chosen_provider"]))
        }))
        (actions)
    };
    outlined(t, &titles, body)
}

fn person(t: T, entry: &Entry<'_>, sheet: &Sheet<'_>, place: usize) -> Markup {
    let at = |name: &str| format!("{name}{}", SUFFIXES[place]);
    let chosen = at("person");
    let some = |names: &[&str]| {
        let names: Vec<String> = names.iter().map(|name| at(name)).collect();
        sheet.some(PERSONS[place], &names.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let opposed = place > 0 && entry.values.get(&at("side")) == "opposed";
    html! {
        fieldset {
            legend { (t.with("requests-person", &[("n", (place + 1).into())])) }
            @if !entry.values.get(&chosen).is_empty() { (hidden(&chosen, entry.values.get(&chosen))) }
            @if place > 0 { (some(&["side"])) }
            (columns(some(&["name", "birth", "sex"])))
            (columns(some(&["id_number", "ethnicity", "client_role"])))
            @if opposed {
                details {
                    summary { (t.get("requests-more-facts")) }
                    (columns(some(&["commune", "address", "phone"])))
                }
            } @else {
                (columns(some(&["commune", "address", "phone"])))
                (columns(some(&["category"])))
                details open[asked(entry.values, SUFFIXES[place])] {
                    summary { (t.get("requests-facts")) }
                    p class="hint" { (t.get("requests-facts-text")) }
                    (crate::eligibility::fields(t, entry.values, SUFFIXES[place], entry.proofs))
                }
                details {
                    summary { (t.get("cases-other-categories")) }
                    (some(&["other_categories"]))
                }
            }
        }
    }
}

/// Whether a folded part holds anything, or a mistake.
fn filled(entry: &Entry<'_>, names: &[&str]) -> bool {
    names.iter().any(|name| !entry.values.get(name).is_empty() || entry.errors.get(name).is_some())
}

/// Whether anything was asked to decide the category of a person.
fn asked(values: &Values, suffix: &str) -> bool {
    crate::eligibility::read(values, suffix) != law::eligibility::PersonFacts::default()
}

fn sheet<'a>(t: T, entry: &Entry<'a>) -> Sheet<'a> {
    let options = entry.options;
    let organisations = options.entry.organisations.iter().map(|unit| Choice::new(&unit.code, &unit.name));
    let providers = options.entry.providers.iter().map(|provider| {
        let label = format!("{} – {}", provider.name, codes::name(t, provider.kind.0));
        Choice::new(provider.id.to_string(), label)
    });
    let provinces =
        options.provinces.iter().map(|province| Choice::new(&province.code, province.full_name()));
    let groups: Vec<Choice> =
        options.entry.ethnic_groups.iter().map(|group| Choice::new(&group.code, &group.name)).collect();
    let mut sheet = Sheet::new(t, entry.values, entry.errors)
        .choices("org_code", organisations)
        .choices("channel", codes::choices::<Channel>(t))
        .choices("source", codes::choices::<Source>(t))
        .choices("requester_relation", codes::choices::<RequesterRelation>(t))
        .choices("form", codes::choices::<AidForm>(t))
        .choices("provider_role", codes::choices::<ProviderRole>(t))
        .choices("field", codes::choices::<LegalField>(t))
        .choices("stage", codes::choices::<Stage>(t))
        .choices("matter_province", provinces)
        .choices("safe_contact", codes::choices::<SafeContact>(t))
        .choices("came", codes::choices::<RequestPaper>(t))
        .choices("signed_by", codes::choices::<Signature>(t))
        .choices("brought_by", providers.clone())
        .choices("chosen_provider", providers);
    for suffix in SUFFIXES.iter().take(form::person_count(entry.values)) {
        sheet = sheet
            .choices(&format!("side{suffix}"), codes::choices::<Side>(t))
            .choices(&format!("sex{suffix}"), codes::choices::<Sex>(t))
            .choices(&format!("ethnicity{suffix}"), groups.clone())
            .choices(&format!("client_role{suffix}"), codes::choices::<ClientRole>(t))
            .choices(&format!("category{suffix}"), codes::choices::<Category>(t))
            .choices(&format!("other_categories{suffix}"), codes::choices::<Category>(t));
    }
    sheet
}
