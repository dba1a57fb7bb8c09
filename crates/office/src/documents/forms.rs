//! The forms (*biểu mẫu*): files in `crates/office/forms`, read once, held against the facts by a test.

use std::sync::LazyLock;

use chrono::NaiveDate;
use law::cases::AidForm;
use law::confidentiality::DisclosureGround;
use serde::Deserialize;

/// What a form is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Subject {
    Case,
    Request,
    /// An organisation and a span of days.
    Period,
    /// An organisation: its part in legal aid.
    Organisation,
    /// Somebody who gives legal aid, or wants to: card, contract, examination.
    Provider,
}

/// A version of a form.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Form {
    /// Stable name, the same for all versions.
    pub key: String,
    /// Code on the paper; a dash where the State gives none.
    pub code: String,
    pub instrument: String,
    /// Its name in Vietnamese and in English.
    pub name: String,
    pub english: String,
    /// `application`, `sheet`, or, where it bears a number, a code of `law::documents::DocumentKind`.
    pub kind: String,
    pub subject: Subject,
    pub valid_from: NaiveDate,
    pub valid_to: Option<NaiveDate>,
    pub aid_forms: Vec<AidForm>,
    /// `organisation`, `provider`, `person`, `agency`, `commune`, `department` (of justice).
    pub filled_by: String,
    /// How sure its layout is: a code of `law::rules::Confidence`.
    pub confidence: String,
    /// `act`, `large`, `book`.
    pub look: String,
    /// Language of its words; Vietnamese where none is named.
    pub language: Option<String>,
    /// The letters after the number of a document that is numbered.
    pub symbol: Option<String>,
    /// The ground on which it usually goes out.
    pub ground: Option<DisclosureGround>,
    /// Where fields and order come from.
    pub source: String,
    pub part: Vec<FormPart>,
}

/// A part of a form, from top to bottom.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct FormPart {
    /// `head`, `title`, `to`, `bases`, `centred`, `paragraph`, `heading`, `fields`, `checks`, `table`, `sign`, `code`.
    pub kind: String,
    pub when: Option<String>,
    pub each: Option<String>,
    /// A head without an issuing body, for papers that people write.
    pub plain: bool,
    /// The department of justice above issues it, not the organisation that it is about.
    pub raised: bool,
    pub name: Option<String>,
    pub about: Option<String>,
    pub text: Option<String>,
    pub label: Option<String>,
    pub caption: Option<String>,
    pub lines: Vec<String>,
    pub rows: Vec<(String, String)>,
    pub options: Vec<String>,
    pub columns: Vec<(u32, String)>,
    pub head: Vec<String>,
    pub cells: Vec<String>,
    /// Rows that stand in the form itself.
    pub fixed: Vec<Vec<String>>,
    pub recipients: Vec<String>,
    pub above: Option<String>,
    pub authority: Vec<String>,
    pub hint: Option<String>,
    pub second_authority: Vec<String>,
    pub second_name: Option<String>,
}

macro_rules! files {
    ($($name:literal),+ $(,)?) => { [$(($name, include_str!(concat!("../../forms/", $name, ".toml")))),+] };
}

/// Every file of `crates/office/forms`; a test compares with the folder.
pub(super) const FILES: [(&str, &str); 56] = files![
    "02-tp-tgpl",
    "02-tp-tgpl-2018",
    "03-tp-tgpl",
    "04-tp-tgpl",
    "05-tp-tgpl",
    "06-tp-tgpl",
    "07-tp-tgpl",
    "08-tp-tgpl",
    "09-tp-tgpl",
    "11-tp-tgpl",
    "13-tp-tgpl",
    "ban-giao-ho-so",
    "bang-ke-cong-viec",
    "bang-ke-thoi-gian",
    "de-nghi-xac-minh",
    "giay-bien-nhan",
    "hop-dong",
    "khieu-nai-01",
    "khieu-nai-02",
    "khong-tiep-tuc",
    "lien-tich-01",
    "lien-tich-02",
    "lien-tich-03",
    "lien-tich-04",
    "lien-tich-05",
    "lien-tich-06a",
    "lien-tich-06b",
    "lien-tich-06c",
    "muc-luc-ho-so",
    "phieu-tham-dinh",
    "thanh-cong-01",
    "thanh-cong-02",
    "thu-da-thu-ly",
    "thu-da-thu-ly-en",
    "thu-da-thu-ly-km",
    "thu-tiep-nhan",
    "thu-tiep-nhan-en",
    "thu-tiep-nhan-km",
    "thu-tu-choi",
    "thu-tu-choi-en",
    "thu-tu-choi-km",
    "tp-tgpl-01",
    "tp-tgpl-02",
    "tp-tgpl-03",
    "tp-tgpl-04",
    "tp-tgpl-05",
    "tp-tgpl-06",
    "tp-tgpl-07",
    "tp-tgpl-08",
    "tp-tgpl-09",
    "tp-tgpl-10",
    "tp-tgpl-11",
    "tp-tgpl-12",
    "tp-tgpl-13",
    "tp-tgpl-14",
    "tp-tgpl-15",
];

static FORMS: LazyLock<Vec<Form>> = LazyLock::new(|| {
    FILES
        .iter()
        .map(|(name, text)| toml::from_str(text).unwrap_or_else(|error| panic!("{name}: {error}")))
        .collect()
});

/// All versions of all forms.
#[must_use]
pub fn all() -> &'static [Form] {
    &FORMS
}

impl Form {
    /// Whether the version holds on a day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.valid_from <= day && self.valid_to.is_none_or(|last| day <= last)
    }
}

/// One version of a form.
#[must_use]
pub fn version(key: &str, valid_from: NaiveDate) -> Option<&'static Form> {
    all().iter().find(|form| form.key == key && form.valid_from == valid_from)
}

/// The forms for a thing on a day.
pub fn list(subject: Subject, form: AidForm, day: NaiveDate) -> impl Iterator<Item = &'static Form> {
    all().iter().filter(move |it| it.subject == subject && it.holds_on(day) && it.aid_forms.contains(&form))
}
