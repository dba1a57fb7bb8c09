//! What is wrong with a file, in a sentence: the same on the page, in the downloaded list and at the shell.

use chrono::NaiveDate;
use law::cases::{
    AidForm, ClientRole, Impossible, LegalField, Outcome, ProviderRole, Source, Stage, UrgentGround,
};
use law::eligibility::Category;
use law::kernel::coded::Coded;
use law::outreach::{OutreachKind, TargetGroup};
use law::people::Sex;
use law::quality::Rating;
use law::staff::{OrganisationKind, ProviderKind};
use office::exchange::{FileKind, Problem};

use crate::codes;
use crate::texts::{T, prefix};
use crate::ui::{dates, money};

/// What is wrong, in a sentence: the text `import-problem-<code>`.
#[must_use]
pub fn sentence(t: T, problem: &Problem) -> String {
    if let Some(what) = problem.code.strip_prefix("impossible.").and_then(Impossible::from_code) {
        return codes::name(t, what);
    }
    let mut data: Vec<(&str, String)> =
        problem.detail.iter().map(|(name, value)| (name.as_str(), spelled(t, name, value))).collect();
    data.push(("column", problem.column.clone()));
    data.push(("value", problem.value.clone()));
    if let Some(list) = problem.detail.get("list") {
        data.push(("known", known_codes(list)));
    }
    if problem.code == "org_not_in_existence" {
        data.push(("days", days(t, problem)));
        data.push(("next", successor(t, problem)));
    }
    let key = format!("{}-{}", prefix!("import-problem"), problem.code.replace(['.', '_'], "-"));
    t.with_data(&key, data.iter().map(|(name, value)| (*name, value.as_str())))
}

fn spelled(t: T, name: &str, value: &str) -> String {
    if let Ok(day) = value.parse::<NaiveDate>() {
        return dates::date(day);
    }
    match name {
        "kind" => FileKind::from_code(value).map_or_else(|| value.to_owned(), |kind| codes::name(t, kind)),
        "looks" => t.code(prefix!("import-looks"), value),
        "bytes" | "limit" => {
            value.parse().map_or_else(|_| value.to_owned(), |n: i64| money::number(t.lang(), n))
        }
        _ => value.to_owned(),
    }
}

/// When an organisation existed.
fn days(t: T, problem: &Problem) -> String {
    let day = |name: &str| problem.detail.get(name).map(|value| spelled(t, name, value)).unwrap_or_default();
    match problem.detail.get("to") {
        Some(_) => t.with_data("import-days", [("from", day("from").as_str()), ("to", day("to").as_str())]),
        None => t.with_data("import-days-since", [("from", day("from").as_str())]),
    }
}

fn successor(t: T, problem: &Problem) -> String {
    let code = problem.detail.get("successor");
    code.map(|code| t.with_data("import-successor", [("code", code.as_str())])).unwrap_or_default()
}

/// The codes of a list, for who has to choose one.
fn known_codes(list: &str) -> String {
    fn all<C: Coded>() -> String {
        C::ALL.iter().map(|value| value.code()).collect::<Vec<_>>().join(", ")
    }
    match list {
        AidForm::NAME => all::<AidForm>(),
        LegalField::NAME => all::<LegalField>(),
        ProviderRole::NAME => all::<ProviderRole>(),
        Source::NAME => all::<Source>(),
        UrgentGround::NAME => all::<UrgentGround>(),
        Category::NAME => all::<Category>(),
        ClientRole::NAME => all::<ClientRole>(),
        Stage::NAME => all::<Stage>(),
        Outcome::NAME => all::<Outcome>(),
        Rating::NAME => all::<Rating>(),
        Sex::NAME => all::<Sex>(),
        ProviderKind::NAME => all::<ProviderKind>(),
        OrganisationKind::NAME => all::<OrganisationKind>(),
        OutreachKind::NAME => all::<OutreachKind>(),
        TargetGroup::NAME => all::<TargetGroup>(),
        _ => office::exchange::agency_kinds().join(", "),
    }
}

/// A column as people know it: its name in files, and what paper registers call it.
#[must_use]
pub fn column(t: T, kind: FileKind, name: &str) -> String {
    match office::exchange::paper_title(kind, name).filter(|_| t.lang() == crate::texts::Lang::Vi) {
        Some(title) => format!("{name} ({title})"),
        None => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::texts::{Lang, MISSING};

    fn problem(code: &str, detail: &[(&str, &str)]) -> Problem {
        Problem {
            line: 7,
            column: "accepted_on".to_owned(),
            value: "31/02/2022".to_owned(),
            code: code.to_owned(),
            detail: detail
                .iter()
                .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
                .collect::<BTreeMap<_, _>>(),
        }
    }

    /// Every code that `office::exchange` and `papers::sheet` give, with the data that comes with it.
    const CODES: &[(&str, &[(&str, &str)])] = &[
        ("sheet.too_large", &[("bytes", "200000000"), ("limit", "100000000")]),
        ("sheet.bomb", &[("bytes", "5000000000"), ("limit", "1000000000")]),
        ("sheet.encoding", &[("looks", "tcvn3")]),
        ("sheet.encoding", &[("looks", "vni_windows")]),
        ("sheet.encoding", &[("looks", "windows_1258")]),
        ("sheet.encoding", &[("looks", "utf8")]),
        ("sheet.encoding", &[("looks", "utf16")]),
        ("sheet.encoding", &[("looks", "utf8_twice")]),
        ("sheet.encoding", &[("looks", "unknown")]),
        ("sheet.foreign", &[("looks", "old_or_locked_excel")]),
        ("sheet.foreign", &[("looks", "binary_excel")]),
        ("sheet.foreign", &[("looks", "open_document")]),
        ("sheet.foreign", &[("looks", "word")]),
        ("sheet.foreign", &[("looks", "pdf")]),
        ("sheet.foreign", &[("looks", "markup")]),
        ("sheet.foreign", &[("looks", "zip")]),
        ("sheet.foreign", &[("looks", "binary")]),
        ("sheet.no_header", &[]),
        ("sheet.empty_header", &[]),
        ("sheet.duplicate_header", &[("first", "1"), ("second", "3")]),
        ("sheet.too_many_columns", &[("limit", "16384")]),
        ("sheet.too_many_rows", &[("limit", "2000000")]),
        ("sheet.too_many_cells", &[]),
        ("sheet.cell_too_long", &[("limit", "10000")]),
        ("sheet.formula_error", &[]),
        ("sheet.zero_character", &[]),
        ("sheet.bad_quote", &[]),
        ("sheet.bad_date", &[]),
        ("sheet.broken", &[]),
        ("sheet.unreadable", &[]),
        ("file.unknown_column", &[]),
        ("file.missing_column", &[]),
        ("file.doubled_column", &[("name", "form"), ("first", "Hình thức")]),
        ("file.wrong_kind", &[("kind", "guidance")]),
        ("required", &[]),
        ("too_long", &[("most", "300")]),
        ("bad_date", &[]),
        ("bad_birth", &[]),
        ("bad_number", &[]),
        ("bad_yes_no", &[]),
        ("bad_id_number", &[]),
        ("unknown_code", &[("list", "form")]),
        ("unknown_code", &[("list", "agency-kind")]),
        ("unknown_criterion", &[]),
        ("unknown_ethnicity", &[]),
        ("unknown_commune", &[("day", "2022-01-10")]),
        ("commune_of_other_day", &[("day", "2025-07-01")]),
        ("unknown_province", &[]),
        ("org_unknown", &[]),
        ("org_out_of_reach", &[]),
        ("org_outside", &[("org", "TT.06")]),
        ("org_no_register", &[]),
        (
            "org_not_in_existence",
            &[("day", "2025-07-01"), ("from", "2004-01-01"), ("to", "2025-06-30"), ("successor", "TT.19")],
        ),
        ("org_not_in_existence", &[("day", "2003-07-01"), ("from", "2004-01-01")]),
        ("org_bad_code", &[]),
        ("org_kind_against_code", &[]),
        ("org_province_against_code", &[]),
        ("org_unknown_province", &[]),
        ("org_successor_of_open", &[]),
        ("org_successor_kind", &[]),
        ("org_parent_kind", &[]),
        ("conflict", &[("first", "2"), ("case", "TT.TV.01.2022")]),
        ("masked_name", &[]),
        ("archived", &[("case", "TT.TV.01.2022"), ("before", "civil")]),
        ("repeated_row", &[("first", "2")]),
        ("card_taken", &[("name", "Bùi Thế Toàn")]),
        ("ended_before_began", &[]),
        ("after_organisation_ended", &[]),
        ("impossible.closed_before_accepted", &[]),
        ("impossible.in_the_future", &[]),
    ];

    #[test]
    fn every_problem_has_a_sentence_in_every_language() {
        for lang in Lang::ALL {
            for (code, detail) in CODES {
                let said = sentence(T::new(lang), &problem(code, detail));
                assert!(!said.contains(MISSING[0]) && !said.contains('{'), "{code}: {said}");
            }
        }
    }

    /// The codes that the sources of `office` and `papers` spell are the codes of the table.
    #[test]
    fn no_code_is_forgotten() {
        let home = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut text = std::fs::read_to_string(home.join("papers/src/sheet.rs")).expect("a source");
        for file in
            ["cells", "columns", "books", "machine", "cases", "providers", "organisations", "agencies"]
        {
            let source = std::fs::read_to_string(home.join(format!("office/src/exchange/{file}.rs")))
                .expect("a source");
            text.push_str(source.split("#[cfg(test)]").next().unwrap_or_default());
        }
        let known = |code: &str| CODES.iter().any(|(it, _)| *it == code);
        let prefixes = ["sheet.", "file.", "org_", "bad_", "unknown_"];
        for word in text.split('"').skip(1).step_by(2) {
            let plain = word.bytes().all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'.' | b'_'));
            if plain
                && prefixes.iter().any(|prefix| word.starts_with(prefix))
                && !["org_code", "sheet.unwritable"].contains(&word)
            {
                assert!(known(word), "{word} has no line in CODES");
            }
        }
    }
}
