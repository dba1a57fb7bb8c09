//! What the case pages ask: the fields of a case and its beneficiaries, and how they are read.
//!
//! The first beneficiary has the plain names of the contract; further ones carry `_2` … `_5`.

use chrono::{Datelike as _, NaiveDate};
use law::cases::{AidForm, ClientRole, LegalField, Outcome, ProviderRole, Source, Stage, UrgentGround};
use law::conduct::NotContinuedGround;
use law::eligibility::Category;
use law::kernel::coded::Coded as _;
use law::kernel::identity::IdNumber;
use law::people::Sex;
use law::quality::{Criterion, Rating};
use office::cases::{BeneficiaryDraft, Birth, CaseDraft, CaseFile, Closing};
use uuid::Uuid;

use crate::ui::dates;
use crate::ui::form::{Field, FieldErrors, Keyboard, Reader, Values, Width};

/// Most beneficiaries that one form takes.
pub const MOST_BENEFICIARIES: usize = 5;

/// The case itself.
pub const CASE: &[Field] = &[
    Field::select("org_code", "cases-org"),
    Field::radios("form", "cases-form"),
    Field::text("file_code", "cases-file-code")
        .optional()
        .hint("cases-file-code-hint")
        .width(Width::Medium)
        .most(60),
    Field::select("field", "cases-field"),
    Field::radios("provider_role", "cases-provider-role").optional(),
    Field::date("received_on", "cases-received-on").optional(),
    Field::date("accepted_on", "cases-accepted-on"),
    Field::select("source", "cases-source"),
    Field::text("source_agency", "cases-source-agency").optional().most(300),
    Field::select("urgent_ground", "cases-urgent-ground").optional(),
    Field::select("stage", "cases-stage").optional(),
    Field::select("provider", "cases-provider").optional(),
    Field::date("assigned_on", "cases-assigned-on").optional(),
    Field::textarea("note", "cases-note").optional().most(4000).rows(3),
];

/// The end of a case, on the page that corrects it.
pub const END: &[Field] = &[
    Field::date("closed_on", "cases-closed-on").optional(),
    Field::select("outcome", "cases-outcome").optional(),
    Field::checkboxes("success_criteria", "cases-success-criteria")
        .optional()
        .hint("cases-success-criteria-hint"),
    Field::date("handed_over_on", "cases-handed-over-on").optional(),
    Field::date("appraised_on", "cases-appraised-on").optional(),
    Field::number("quality_score", "cases-quality-score").optional(),
    Field::select("quality_rating", "cases-quality-rating").optional(),
];

/// What closing asks.
pub const CLOSING: &[Field] = &[
    Field::date("closed_on", "cases-closed-on"),
    Field::radios("outcome", "cases-outcome"),
    Field::checkboxes("success_criteria", "cases-success-criteria")
        .optional()
        .hint("cases-success-criteria-hint"),
    Field::select("ground", "cases-closing-ground").optional().hint("cases-closing-ground-hint"),
    Field::text("closing_paper", "cases-closing-paper").optional().hint("cases-closing-paper-hint"),
    Field::textarea("closing_note", "cases-closing-note").optional().most(2000).rows(3),
];

macro_rules! beneficiary_fields {
    ($suffix:literal) => {
        &[
            Field::text(concat!("client_name", $suffix), "cases-client-name").most(200),
            Field::text(concat!("client_birth", $suffix), "cases-client-birth")
                .optional()
                .hint("cases-client-birth-hint")
                .width(Width::Short)
                .keyboard(Keyboard::Digits),
            Field::radios(concat!("client_sex", $suffix), "cases-client-sex").optional(),
            Field::select(concat!("client_ethnicity", $suffix), "cases-client-ethnicity").optional(),
            Field::text(concat!("client_id_number", $suffix), "cases-client-id-number")
                .optional()
                .width(Width::Medium)
                .keyboard(Keyboard::Digits),
            Field::text(concat!("client_commune", $suffix), "cases-client-commune")
                .optional()
                .hint("cases-client-commune-hint"),
            Field::select(concat!("category", $suffix), "cases-category"),
            Field::checkboxes(concat!("other_categories", $suffix), "cases-other-categories").optional(),
            Field::select(concat!("client_role", $suffix), "cases-client-role").optional(),
        ]
    };
}

/// The fields of each beneficiary.
pub const BENEFICIARIES: [&[Field]; MOST_BENEFICIARIES] = [
    beneficiary_fields!(""),
    beneficiary_fields!("_2"),
    beneficiary_fields!("_3"),
    beneficiary_fields!("_4"),
    beneficiary_fields!("_5"),
];

/// The ending of the field names of a beneficiary.
pub const SUFFIXES: [&str; MOST_BENEFICIARIES] = ["", "_2", "_3", "_4", "_5"];

/// How many beneficiaries a typed form holds.
pub fn beneficiary_count(values: &Values) -> usize {
    values.get("beneficiaries").parse::<usize>().unwrap_or(1).clamp(1, MOST_BENEFICIARIES)
}

/// A draft as far as the form alone can read it; communes are still as typed.
pub fn read(values: &Values) -> Result<CaseDraft, FieldErrors> {
    let mut read = Reader::new(CASE, values);
    let org_code = read.text("org_code");
    let file_code = read.text("file_code");
    let form = read.choice("form", AidForm::from_code);
    let field = read.choice("field", LegalField::from_code);
    let source = read.choice("source", Source::from_code);
    let provider_role = read.choice("provider_role", ProviderRole::from_code);
    let received_on = read.date("received_on");
    let accepted_on = read.date("accepted_on");
    let urgent_ground = read.choice("urgent_ground", UrgentGround::from_code);
    let source_agency = read.maybe_text("source_agency");
    let stage = read.choice("stage", Stage::from_code);
    let provider = read.choice("provider", |id| Uuid::parse_str(id).ok());
    let assigned_on = read.date("assigned_on");
    let note = read.maybe_text("note");
    let mut errors = read.errors();
    let end = read_end(values, &mut errors);
    let beneficiaries = read_beneficiaries(values, &mut errors);
    let id = Uuid::parse_str(values.get("id")).ok();
    if id.is_none() {
        errors.add("", "cases-form-broken");
    }
    match (errors.is_empty(), id, form, field, source, accepted_on) {
        (true, Some(id), Some(form), Some(field), Some(source), Some(accepted_on)) => Ok(CaseDraft {
            id,
            org_code,
            file_code,
            form,
            field,
            provider_role,
            received_on,
            accepted_on,
            urgent_ground,
            source,
            source_agency,
            stage,
            provider,
            assigned_on,
            closed_on: end.closed_on,
            outcome: end.outcome,
            handed_over_on: end.handed_over_on,
            appraised_on: end.appraised_on,
            quality_score: end.quality_score,
            quality_rating: end.quality_rating,
            success_criteria: end.success_criteria,
            note,
            beneficiaries,
        }),
        _ => Err(errors),
    }
}

struct End {
    closed_on: Option<NaiveDate>,
    outcome: Option<Outcome>,
    handed_over_on: Option<NaiveDate>,
    appraised_on: Option<NaiveDate>,
    quality_score: Option<i32>,
    quality_rating: Option<Rating>,
    success_criteria: Vec<Criterion>,
}

fn read_end(values: &Values, errors: &mut FieldErrors) -> End {
    let mut read = Reader::new(END, values);
    let end = End {
        closed_on: read.date("closed_on"),
        outcome: read.choice("outcome", Outcome::from_code),
        handed_over_on: read.date("handed_over_on"),
        appraised_on: read.date("appraised_on"),
        quality_score: read.number("quality_score").and_then(|score| i32::try_from(score).ok()),
        quality_rating: read.choice("quality_rating", Rating::from_code),
        success_criteria: criteria(&mut read),
    };
    take(errors, read.errors());
    end
}

/// Chosen from the list.
fn criteria(read: &mut Reader<'_>) -> Vec<Criterion> {
    read.choices("success_criteria", Criterion::read)
}

fn read_beneficiaries(values: &Values, errors: &mut FieldErrors) -> Vec<BeneficiaryDraft> {
    let mut drafts = Vec::new();
    for (fields, suffix) in BENEFICIARIES.iter().zip(SUFFIXES).take(beneficiary_count(values)) {
        let at = |name: &str| format!("{name}{suffix}");
        let mut read = Reader::new(fields, values);
        let name = read.text(&at("client_name"));
        let birth = read_birth(&mut read, &at("client_birth"));
        let typed_number = read.text(&at("client_id_number"));
        let id_number = IdNumber::read(&typed_number);
        if id_number.is_none() && !typed_number.is_empty() {
            read.refuse(&at("client_id_number"), "cases-client-id-number-wrong");
        }
        let category = read.choice(&at("category"), Category::from_code);
        let draft = BeneficiaryDraft {
            person: Uuid::parse_str(values.get(&at("person"))).ok(),
            name,
            birth,
            sex: read.choice(&at("client_sex"), Sex::from_code),
            ethnicity: read.maybe_text(&at("client_ethnicity")),
            id_number,
            commune_code: read.maybe_text(&at("client_commune")),
            category: category.unwrap_or(Category::Poor),
            other_categories: read.choices(&at("other_categories"), Category::from_code),
            client_role: read.choice(&at("client_role"), ClientRole::from_code),
        };
        take(errors, read.errors());
        drafts.push(draft);
    }
    drafts
}

fn read_birth(read: &mut Reader<'_>, name: &str) -> Option<Birth> {
    let typed = read.text(name);
    let birth = birth(&typed);
    if birth.is_none() && !typed.is_empty() {
        read.refuse(name, "cases-client-birth-wrong");
    }
    birth
}

/// A year alone, or a day.
pub fn birth(typed: &str) -> Option<Birth> {
    if typed.len() == 4 && typed.bytes().all(|b| b.is_ascii_digit()) {
        return typed.parse().ok().filter(|year| (1900..=2100).contains(year)).map(Birth::Year);
    }
    dates::parse_date(typed).filter(|day| (1900..=2100).contains(&day.year())).map(Birth::Day)
}

fn take(errors: &mut FieldErrors, more: FieldErrors) {
    for (field, text) in more.iter() {
        errors.add(field.to_owned(), text.clone());
    }
}

/// Reads the closing form. What the outcome asks beyond it is decided by the act.
pub fn read_closing(values: &Values) -> Result<Closing, FieldErrors> {
    let mut read = Reader::new(CLOSING, values);
    let closed_on = read.date("closed_on");
    let outcome = read.choice("outcome", Outcome::from_code);
    let success_criteria = criteria(&mut read);
    let ground = read.choice("ground", NotContinuedGround::from_code);
    let paper = read.maybe_text("closing_paper");
    let note = read.maybe_text("closing_note");
    match (closed_on, outcome) {
        (Some(closed_on), Some(outcome)) => {
            read.done(Closing { success_criteria, ground, paper, note, ..Closing::on(closed_on, outcome) })
        }
        _ => Err(read.errors()),
    }
}

/// A stored case as the values of its form.
pub fn values_of(file: &CaseFile, id_numbers: &[Option<String>]) -> Values {
    let case = &file.case;
    let mut values = Values::default();
    let mut set = |name: &str, value: Option<String>| values.set(name, value.unwrap_or_default());
    let day = |day: Option<NaiveDate>| day.map(dates::date);
    set("id", Some(case.id.to_string()));
    set("version", Some(case.version.to_string()));
    set("org_code", Some(case.org_code.clone()));
    set("form", Some(case.form.to_string()));
    set("file_code", Some(case.file_code.clone()));
    set("field", Some(case.field.to_string()));
    set("provider_role", case.provider_role.map(|code| code.to_string()));
    set("received_on", day(case.received_on));
    set("accepted_on", day(Some(case.accepted_on)));
    set("source", Some(case.source.to_string()));
    set("source_agency", case.source_agency.clone());
    set("urgent_ground", case.urgent_ground.map(|code| code.to_string()));
    set("stage", case.stage.map(|code| code.to_string()));
    set("provider", case.provider_id.map(|id| id.to_string()));
    set("assigned_on", day(case.assigned_on));
    set("note", case.note.clone());
    set("closed_on", day(case.closed_on));
    set("outcome", case.outcome.map(|code| code.to_string()));
    set("handed_over_on", day(case.handed_over_on));
    set("appraised_on", day(case.appraised_on));
    set("quality_score", case.quality_score.map(|score| score.to_string()));
    set("quality_rating", case.quality_rating.map(|code| code.to_string()));
    set("beneficiaries", Some(file.beneficiaries.len().to_string()));
    for code in case.success_criteria.split(';').filter(|code| !code.is_empty()) {
        values.push("success_criteria", code);
    }
    for ((person, suffix), number) in file.beneficiaries.iter().zip(SUFFIXES).zip(id_numbers) {
        let mut set = |name: &str, value: Option<String>| {
            values.set(&format!("{name}{suffix}"), value.unwrap_or_default())
        };
        let birth = day(person.birth_date).or_else(|| person.birth_year.map(|year| year.to_string()));
        set("person", Some(person.person_id.to_string()));
        set("client_name", Some(person.name.clone()));
        set("client_birth", birth);
        set("client_sex", person.sex.map(|code| code.to_string()));
        set("client_ethnicity", person.ethnicity.clone());
        // A hidden number is not put in a form: it would be saved back hidden.
        set("client_id_number", number.clone().filter(|number| !number.contains('•')));
        set("client_commune", person.commune_code.clone());
        set("category", Some(person.category.to_string()));
        set("client_role", person.client_role.map(|code| code.to_string()));
        for code in person.other_categories.split(';').filter(|code| !code.is_empty()) {
            values.push(&format!("other_categories{suffix}"), code);
        }
    }
    values
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_birth_is_a_year_or_a_day() {
        assert_eq!(birth("1989"), Some(Birth::Year(1989)));
        assert_eq!(birth("02/03/1989").map(Birth::year), Some(1989));
        assert_eq!(birth("31/02/1989"), None);
        assert_eq!(birth("89"), None);
    }
}
