//! A case as the rows of a file: one for each beneficiary, cells in the order of the columns.

use law::kernel::coded::Coded;
use store::Code;
use store::cases::CaseFile;

use crate::confidentiality::is_masked;

fn code<C: Coded>(value: Option<Code<C>>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn spelled<T: ToString>(value: Option<T>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn text(value: Option<&String>) -> String {
    value.cloned().unwrap_or_default()
}

/// The cells of one beneficiary's row; of one who is masked, nothing that tells why.
pub(in crate::exchange) fn values_of(
    file: &CaseFile,
    position: usize,
    id_number: Option<&str>,
) -> Vec<String> {
    let case = &file.case;
    let Some(person) = file.beneficiaries.get(position) else { return Vec::new() };
    let birth = spelled(person.birth_date);
    vec![
        case.org_code.clone(),
        case.file_code.clone(),
        case.form.to_string(),
        case.field.to_string(),
        code(case.provider_role),
        spelled(case.received_on),
        case.accepted_on.to_string(),
        code(case.urgent_ground),
        case.source.to_string(),
        text(case.source_agency.as_ref()),
        person.name.clone(),
        if birth.is_empty() { spelled(person.birth_year) } else { birth },
        code(person.sex),
        text(person.ethnicity.as_ref()),
        id_number.unwrap_or_default().to_owned(),
        text(person.commune_code.as_ref()),
        if is_masked(person) { String::new() } else { person.category.to_string() },
        person.other_categories.clone(),
        code(person.client_role),
        code(case.stage),
        text(case.provider_name.as_ref()),
        code(case.provider_kind),
        text(case.provider_card.as_ref()),
        spelled(case.assigned_on),
        spelled(case.closed_on),
        code(case.outcome),
        spelled(case.handed_over_on),
        spelled(case.appraised_on),
        spelled(case.quality_score),
        code(case.quality_rating),
        case.success_criteria.clone(),
        text(case.note.as_ref()),
    ]
}
