//! What the pages of requests ask, and how it is read.
//!
//! The first person has plain field names and always asks for aid; further ones carry `_2` … `_8` and say on which
//! side they stand. A further person without any name was not meant.

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use law::cases::{AidForm, ClientRole, LegalField, ProviderRole, Source, Stage, UrgentGround};
use law::confidentiality::Restriction;
use law::eligibility::Category;
use law::intake::{Channel, Lack, RequestPaper, RequesterRelation, SafeContact, Side, Signature};
use law::kernel::coded::Coded;
use law::kernel::identity::IdNumber;
use law::people::Sex;
use law::rules::RefusalGround;
use office::cases::Birth;
use office::requests::{
    Acceptance, MOST_PERSONS, PersonDraft, Proposed, RequestDraft, RequestFile, Sent, Supplied,
};
use uuid::Uuid;

use crate::ui::dates;
use crate::ui::form::{Field, FieldErrors, Keyboard, Reader, Values, Width};

/// The request itself, in the order of the keyboard.
pub const REQUEST: &[Field] = &[
    Field::select("org_code", "cases-org"),
    Field::select("channel", "requests-channel"),
    Field::select("source", "cases-source"),
    Field::text("source_agency", "cases-source-agency").optional().most(300),
    Field::select("brought_by", "assignment-brought-by").optional().hint("assignment-brought-by-hint"),
    Field::date("received_on", "requests-received-on"),
    Field::text("received_time", "requests-received-time")
        .optional()
        .hint("requests-received-time-hint")
        .width(Width::Tiny)
        .keyboard(Keyboard::Digits)
        .most(5),
    Field::text("requester_name", "requests-requester-name").optional().most(200),
    Field::select("requester_relation", "requests-requester-relation").optional(),
    Field::text("requester_phone", "requests-requester-phone")
        .optional()
        .width(Width::Medium)
        .keyboard(Keyboard::Phone)
        .most(30),
    Field::radios("form", "cases-form"),
    Field::radios("provider_role", "cases-provider-role").optional(),
    Field::select("field", "cases-field"),
    Field::select("stage", "cases-stage").optional(),
    Field::select("matter_province", "requests-matter-province")
        .optional()
        .hint("requests-matter-province-hint"),
    Field::textarea("summary", "requests-summary").hint("requests-summary-hint").most(4000).rows(4),
    Field::date("limitation_on", "requests-limitation-on").optional(),
    Field::date("trial_on", "requests-trial-on").optional(),
    Field::text("language_spoken", "requests-language-spoken").optional().width(Width::Medium).most(60),
    Field::text("language_read", "requests-language-read").optional().width(Width::Medium).most(60),
    Field::text("interpreter", "requests-interpreter").optional().most(200),
    Field::checkboxes("safe_contact", "requests-safe-contact").optional().hint("requests-safe-contact-hint"),
    Field::text("contact_note", "requests-contact-note")
        .optional()
        .hint("requests-contact-note-hint")
        .most(300),
    Field::checkbox("sexual_violence", "requests-sexual-violence"),
    Field::checkboxes("came", "requests-papers").optional(),
    Field::radios("signed_by", "requests-signed-by"),
    Field::text("notice_read_by", "requests-notice-read-by")
        .optional()
        .hint("requests-notice-read-by-hint")
        .most(200),
    Field::select("chosen_provider", "requests-chosen-provider")
        .optional()
        .hint("requests-chosen-provider-hint"),
];

macro_rules! person_fields {
    ($suffix:literal) => {
        &[
            Field::radios(concat!("side", $suffix), "requests-side"),
            Field::text(concat!("name", $suffix), "cases-client-name").hint("requests-name-hint").most(200),
            Field::text(concat!("birth", $suffix), "cases-client-birth")
                .optional()
                .hint("cases-client-birth-hint")
                .width(Width::Short)
                .keyboard(Keyboard::Digits),
            Field::radios(concat!("sex", $suffix), "cases-client-sex").optional(),
            Field::select(concat!("ethnicity", $suffix), "cases-client-ethnicity").optional(),
            Field::text(concat!("id_number", $suffix), "cases-client-id-number")
                .optional()
                .width(Width::Medium)
                .keyboard(Keyboard::Digits),
            Field::text(concat!("commune", $suffix), "cases-client-commune")
                .optional()
                .hint("cases-client-commune-hint"),
            Field::text(concat!("address", $suffix), "requests-address").optional().most(300),
            Field::text(concat!("phone", $suffix), "requests-phone")
                .optional()
                .width(Width::Medium)
                .keyboard(Keyboard::Phone)
                .most(30),
            Field::select(concat!("client_role", $suffix), "cases-client-role").optional(),
            Field::select(concat!("category", $suffix), "cases-category")
                .optional()
                .hint("requests-category-hint"),
            Field::checkboxes(concat!("other_categories", $suffix), "cases-other-categories").optional(),
        ]
    };
}

/// The fields of each person.
pub const PERSONS: [&[Field]; MOST_PERSONS] = [
    person_fields!(""),
    person_fields!("_2"),
    person_fields!("_3"),
    person_fields!("_4"),
    person_fields!("_5"),
    person_fields!("_6"),
    person_fields!("_7"),
    person_fields!("_8"),
];

/// The ending of the field names of a person.
pub const SUFFIXES: [&str; MOST_PERSONS] = ["", "_2", "_3", "_4", "_5", "_6", "_7", "_8"];

/// What an acceptance asks.
pub const ACCEPTANCE: &[Field] = &[
    Field::select("urgent_ground", "requests-urgent-ground").optional().hint("requests-urgent-ground-hint"),
    Field::checkbox("force_majeure", "requests-force-majeure").hint("requests-force-majeure-hint"),
    Field::text("file_code", "cases-file-code")
        .optional()
        .hint("cases-file-code-hint")
        .width(Width::Medium)
        .most(60),
];

/// What a refusal asks.
pub const REFUSAL: &[Field] = &[
    Field::radios("refusal_ground", "requests-refusal-ground"),
    Field::textarea("reason", "requests-reason").hint("requests-reason-hint").most(2000).rows(4),
];

/// What a transfer asks.
pub const TRANSFER: &[Field] = &[
    Field::select("transfer_to", "requests-transfer-to"),
    Field::textarea("reason", "requests-reason").hint("requests-reason-hint").most(2000).rows(4),
];

/// What a proposal asks.
pub const PROPOSAL: &[Field] = &[
    Field::radios("proposed", "requests-proposed"),
    Field::select("refusal_ground", "requests-refusal-ground").optional(),
    Field::select("transfer_to", "requests-transfer-to").optional(),
    Field::textarea("reason", "requests-reason").hint("requests-reason-hint").most(2000).rows(4),
];

/// What a step asks that only needs a reason.
pub const REASON: &[Field] =
    &[Field::textarea("reason", "requests-reason").hint("requests-reason-hint").most(2000).rows(3)];

/// What is asked for, and a word to it.
pub const ASKING: &[Field] = &[
    Field::checkboxes("lacks", "requests-lacks").optional(),
    Field::text("note", "requests-note").optional().most(500),
];

/// What came.
pub const SUPPLY: &[Field] = &[
    Field::checkboxes("papers", "requests-papers-came").optional(),
    Field::radios("signed_by", "requests-signed-by").optional(),
    Field::checkboxes("proofs", "requests-proofs").optional(),
];

/// How many persons a typed form holds.
pub fn person_count(values: &Values) -> usize {
    values.get("persons").parse::<usize>().unwrap_or(1).clamp(1, MOST_PERSONS)
}

/// A draft as far as the form alone can read it; communes are still as typed.
pub fn read(values: &Values, now: DateTime<Utc>) -> Result<RequestDraft, FieldErrors> {
    let mut read = Reader::new(REQUEST, values);
    let org_code = read.text("org_code");
    let channel = read.choice("channel", Channel::from_code);
    let source = read.choice("source", Source::from_code);
    let received_at = received(&mut read, now);
    let (form, field) =
        (read.choice("form", AidForm::from_code), read.choice("field", LegalField::from_code));
    let signed_by = read.choice("signed_by", Signature::from_code);
    let provider_role = read.choice("provider_role", ProviderRole::from_code);
    let draft = |channel, source, received_at, form, field, signed_by, read: &mut Reader<'_>| RequestDraft {
        id: Uuid::parse_str(values.get("id")).unwrap_or_default(),
        org_code: org_code.clone(),
        channel,
        source,
        source_agency: read.maybe_text("source_agency"),
        received_at,
        form,
        field,
        provider_role: provider_role.filter(|_| form == AidForm::Litigation),
        stage: read.choice("stage", Stage::from_code),
        summary: read.text("summary"),
        limitation_on: read.date("limitation_on"),
        trial_on: read.date("trial_on"),
        requester_name: read.maybe_text("requester_name"),
        requester_relation: read.choice("requester_relation", RequesterRelation::from_code),
        requester_phone: read.maybe_text("requester_phone"),
        language_spoken: read.maybe_text("language_spoken"),
        language_read: read.maybe_text("language_read"),
        interpreter: read.maybe_text("interpreter"),
        safe_contact: read.choices("safe_contact", SafeContact::from_code),
        contact_note: read.maybe_text("contact_note"),
        signed_by,
        notice_read_by: read.maybe_text("notice_read_by"),
        papers: read.choices("came", RequestPaper::from_code),
        matter_province: read.maybe_text("matter_province"),
        chosen_provider: read.choice("chosen_provider", |id| Uuid::parse_str(id).ok()),
        reception: Uuid::parse_str(values.get("reception")).ok(),
        sexual_violence: read.flag("sexual_violence"),
        persons: Vec::new(),
    };
    // What is missing was noted above; the rest is read all the same, so that every mistake is named at once.
    let mut draft = draft(
        channel.unwrap_or(Channel::InPerson),
        source.unwrap_or(Source::SelfRequest),
        received_at.unwrap_or(now),
        form.unwrap_or(AidForm::Advice),
        field.unwrap_or(LegalField::Other),
        signed_by.unwrap_or(Signature::NotYet),
        &mut read,
    );
    if draft.id.is_nil() {
        read.refuse("", "cases-form-broken");
    }
    let mut errors = read.errors();
    draft.persons = read_persons(values, &mut errors);
    errors.sort_by_place(place);
    if errors.is_empty() { Ok(draft) } else { Err(errors) }
}

/// Where a field stands on the page: the persons come between who asks and what is asked.
fn place(name: &str) -> usize {
    let of = |name: &str| REQUEST.iter().position(|field| field.name == name);
    match of(name) {
        Some(at) => 2 * at,
        None if name.is_empty() => 0,
        None => 2 * of("form").unwrap_or_default() - 1,
    }
}

/// Day and time of Viet Nam; without a time now, or the opening of the office on a day that has passed.
fn received(read: &mut Reader<'_>, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
    let day = read.date("received_on");
    let typed = read.text("received_time");
    let time = time(&typed);
    if !typed.is_empty() && time.is_none() {
        read.refuse("received_time", "requests-received-time-wrong");
    }
    let day = day?;
    let at = |time: NaiveTime| moment(day, time);
    Some(match time {
        // A minute of today that the clock of the page already showed is not in the future.
        Some(time) if at(time) > now && at(time) - now < Duration::minutes(1) => now,
        Some(time) => at(time),
        None if day == dates::day_of(&now) => now,
        None => at(NaiveTime::from_hms_opt(8, 0, 0).unwrap_or_default()),
    })
}

fn moment(day: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
    day.and_time(time).and_utc() - Duration::hours(7)
}

/// `22:00`, `22.00`, `22h00`, `2200`.
fn time(typed: &str) -> Option<NaiveTime> {
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    let plain =
        typed.chars().all(|letter| letter.is_ascii_digit() || matches!(letter, ':' | '.' | 'h' | 'g'));
    let (hour, minute) = match (plain, digits.len(), typed.split([':', '.', 'h', 'g']).next()) {
        (true, 4, _) => digits.split_at(2),
        (true, 3, Some(hour)) if hour.len() == 1 => digits.split_at(1),
        _ => return None,
    };
    NaiveTime::from_hms_opt(hour.parse().ok()?, minute.parse().ok()?, 0)
}

fn read_persons(values: &Values, errors: &mut FieldErrors) -> Vec<PersonDraft> {
    let mut drafts = Vec::new();
    for (place, (fields, suffix)) in PERSONS.iter().zip(SUFFIXES).take(person_count(values)).enumerate() {
        let at = |name: &str| format!("{name}{suffix}");
        if place > 0 && values.get(&at("name")).trim().is_empty() {
            continue;
        }
        let mut read = Reader::new(fields, values);
        let side =
            if place == 0 { Some(Side::Beneficiary) } else { read.choice(&at("side"), Side::from_code) };
        let typed_birth = read.text(&at("birth"));
        let birth = crate::cases::form::birth(&typed_birth);
        if birth.is_none() && !typed_birth.is_empty() {
            read.refuse(&at("birth"), "cases-client-birth-wrong");
        }
        let typed_number = read.text(&at("id_number"));
        let id_number = IdNumber::read(&typed_number);
        if id_number.is_none() && !typed_number.is_empty() {
            read.refuse(&at("id_number"), "cases-client-id-number-wrong");
        }
        drafts.push(PersonDraft {
            side: side.unwrap_or(Side::Beneficiary),
            person: Uuid::parse_str(values.get(&at("person"))).ok(),
            name: read.text(&at("name")),
            birth,
            sex: read.choice(&at("sex"), Sex::from_code),
            ethnicity: read.maybe_text(&at("ethnicity")),
            id_number,
            commune_code: read.maybe_text(&at("commune")),
            address: read.maybe_text(&at("address")),
            phone: read.maybe_text(&at("phone")),
            category: read.choice(&at("category"), Category::from_code),
            other_categories: read.choices(&at("other_categories"), Category::from_code),
            client_role: read.choice(&at("client_role"), ClientRole::from_code),
            facts: crate::eligibility::read(values, suffix),
        });
        for (field, text) in read.errors().iter() {
            errors.add(field.to_owned(), text.clone());
        }
    }
    drafts
}

/// A stored request as the values of its form.
pub fn values_of(file: &RequestFile, id_numbers: &[Option<String>]) -> Values {
    let request = &file.request;
    let mut values = Values::default();
    let received = request.received_at.with_timezone(&dates::VIET_NAM);
    let day = |day: Option<NaiveDate>| day.map(dates::date);
    let singles: [(&str, Option<String>); 26] = [
        ("id", Some(request.id.to_string())),
        ("version", Some(request.version.to_string())),
        ("org_code", Some(request.org_code.clone())),
        ("channel", Some(request.channel.to_string())),
        ("source", Some(request.source.to_string())),
        ("source_agency", request.source_agency.clone()),
        ("received_on", Some(dates::date(received.date_naive()))),
        ("received_time", Some(received.format("%H:%M").to_string())),
        ("requester_name", request.requester_name.clone()),
        ("requester_relation", request.requester_relation.map(|code| code.to_string())),
        ("requester_phone", request.requester_phone.clone()),
        ("form", Some(request.form.to_string())),
        ("provider_role", request.provider_role.map(|code| code.to_string())),
        ("field", Some(request.field.to_string())),
        ("stage", request.stage.map(|code| code.to_string())),
        ("matter_province", request.matter_province.clone()),
        ("summary", Some(request.summary.clone())),
        ("limitation_on", day(request.limitation_on)),
        ("trial_on", day(request.trial_on)),
        ("language_spoken", request.language_spoken.clone()),
        ("language_read", request.language_read.clone()),
        ("interpreter", request.interpreter.clone()),
        ("contact_note", request.contact_note.clone()),
        ("signed_by", Some(request.signed_by.to_string())),
        ("notice_read_by", request.notice_read_by.clone()),
        ("chosen_provider", request.chosen_provider.map(|id| id.to_string())),
    ];
    for (name, value) in singles {
        values.set(name, value.unwrap_or_default());
    }
    push_all(&mut values, "safe_contact", &request.safe_contact);
    push_all(&mut values, "came", &request.papers);
    if Restriction::read_list(&request.restricted).contains(&Restriction::SexualViolence) {
        values.set("sexual_violence", "yes");
    }
    values.set("persons", file.persons.len().max(1).to_string());
    for ((person, suffix), number) in file.persons.iter().zip(SUFFIXES).zip(id_numbers) {
        let birth = person.birth_date.map(Birth::Day).or(person.birth_year.map(Birth::Year));
        let singles = [
            ("side", Some(person.side.to_string())),
            ("person", person.person_id.map(|id| id.to_string())),
            ("name", Some(person.name.clone())),
            ("birth", birth.map(birth_words)),
            ("sex", person.sex.map(|code| code.to_string())),
            ("ethnicity", person.ethnicity.clone()),
            // A hidden number is not put in a form: it would be saved back hidden.
            ("id_number", number.clone().filter(|number| !number.contains('•'))),
            ("commune", person.commune_code.clone()),
            ("address", person.address.clone()),
            ("phone", person.phone.clone()),
            ("client_role", person.client_role.map(|code| code.to_string())),
            ("category", person.category.map(|code| code.to_string())),
        ];
        for (name, value) in singles {
            values.set(&format!("{name}{suffix}"), value.unwrap_or_default());
        }
        push_all(&mut values, &format!("other_categories{suffix}"), &person.other_categories);
        crate::eligibility::put(&mut values, suffix, &person.person_facts().unwrap_or_default());
    }
    values
}

/// A birth as people write it.
pub fn birth_words(birth: Birth) -> String {
    match birth {
        Birth::Year(year) => year.to_string(),
        Birth::Day(day) => dates::date(day),
    }
}

fn push_all(values: &mut Values, name: &str, list: &str) {
    for code in list.split(';').filter(|code| !code.is_empty()) {
        values.push(name, code);
    }
}

/// Reads how a request is to be accepted; the case has the id that the form carried.
pub fn read_acceptance(values: &Values) -> Result<Acceptance, FieldErrors> {
    let mut read = Reader::new(ACCEPTANCE, values);
    let case = Uuid::parse_str(values.get("case")).ok();
    let urgent = read.choice("urgent_ground", UrgentGround::from_code);
    let force_majeure = read.flag("force_majeure");
    let file_code = read.text("file_code");
    if case.is_none() {
        read.refuse("", "cases-form-broken");
    }
    read.done(Acceptance { case: case.unwrap_or_default(), file_code, urgent, force_majeure })
}

/// Reads ground and reason of a refusal.
pub fn read_refusal(values: &Values) -> Result<(RefusalGround, String), FieldErrors> {
    let mut read = Reader::new(REFUSAL, values);
    let ground = read.choice("refusal_ground", RefusalGround::from_code);
    let reason = read.text("reason");
    match ground {
        Some(ground) => read.done((ground, reason)),
        None => Err(read.errors()),
    }
}

/// Reads where and why a request is sent.
pub fn read_transfer(values: &Values) -> Result<Sent, FieldErrors> {
    let mut read = Reader::new(TRANSFER, values);
    let sent = Sent { to: read.text("transfer_to"), reason: read.text("reason") };
    read.done(sent)
}

/// Reads a proposal and its reason.
pub fn read_proposal(values: &Values) -> Result<(Proposed, String), FieldErrors> {
    let mut read = Reader::new(PROPOSAL, values);
    let kind = read.choice("proposed", law::intake::Proposal::from_code);
    let ground = read.choice("refusal_ground", RefusalGround::from_code);
    let to = read.maybe_text("transfer_to");
    let reason = read.text("reason");
    let proposed = match (kind, ground, to) {
        (Some(law::intake::Proposal::Refusal), Some(ground), _) => Some(Proposed::Refusal(ground)),
        (Some(law::intake::Proposal::Transfer), _, Some(to)) => Some(Proposed::Transfer(to)),
        (Some(law::intake::Proposal::Refusal), None, _) => {
            read.refuse("refusal_ground", "requests-ground-needed");
            None
        }
        (Some(law::intake::Proposal::Transfer), _, None) => {
            read.refuse("transfer_to", "requests-receiver-needed");
            None
        }
        (None, ..) => None,
    };
    match proposed {
        Some(proposed) => read.done((proposed, reason)),
        None => Err(read.errors()),
    }
}

/// Reads a reason.
pub fn read_reason(values: &Values) -> Result<String, FieldErrors> {
    let mut read = Reader::new(REASON, values);
    let reason = read.text("reason");
    read.done(reason)
}

/// Reads what is asked for.
pub fn read_asking(values: &Values) -> Result<(Vec<Lack>, String), FieldErrors> {
    let mut read = Reader::new(ASKING, values);
    let asked = (read.choices("lacks", Lack::from_code), read.text("note"));
    read.done(asked)
}

/// Reads what came.
pub fn read_supply(values: &Values) -> Result<Supplied, FieldErrors> {
    let mut read = Reader::new(SUPPLY, values);
    let papers = read.choices("papers", RequestPaper::from_code);
    let signed_by = read.choice("signed_by", Signature::from_code);
    let proofs = read.choices("proofs", |code| Some(code.to_owned()));
    read.done(Supplied { papers, signed_by, proofs })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_read_as_people_write_them() {
        let at = |hour, minute| NaiveTime::from_hms_opt(hour, minute, 0);
        for (typed, expected) in [
            ("22:00", at(22, 0)),
            ("22h05", at(22, 5)),
            ("8.30", at(8, 30)),
            ("0830", at(8, 30)),
            ("24:00", None),
            ("10:6", None),
            ("10 giờ", None),
            ("", None),
        ] {
            assert_eq!(time(typed), expected, "{typed}");
        }
    }
}
