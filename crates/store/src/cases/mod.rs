//! Cases with their beneficiaries, as one thing: read, entered, corrected.
//!
//! A save writes the case, its beneficiaries, the search index and the figures (`facts`) together, so
//! that lists and reports can never disagree. `list` holds the lists and the search. Older versions of
//! the figures stay; the full older case is in the audit record.

mod bulk_insert;
mod bulk_update;
pub mod doubts;
pub mod examination;
pub mod facts;
pub mod list;
pub mod numbers;

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;
use law::cases::{
    AidForm, CaseState, ClientRole, LegalField, Outcome, ProviderRole, Source, Stage, UrgentGround,
};
use law::eligibility::Category;
use law::kernel::names;
use law::people::Sex;
use law::quality::Rating;
use law::staff::ProviderKind;
use sea_orm::entity::prelude::*;
use sea_orm::{IntoActiveModel as _, QueryOrder as _};
use serde::{Deserialize, Serialize};

use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

pub use bulk_insert::{Prepared, WholeCase, insert_events, insert_many, last_numbers, prepare, write};
pub use bulk_update::update_many;
pub use list::{CaseFilter, CaseLine, Cursor, Listing};

/// Records of cases.
pub mod case {
    use super::*;

    /// A case (*vụ việc trợ giúp pháp lý*).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "cases")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        /// Organisation in whose register the case stands.
        pub org_code: String,
        /// Code of the file (*mã hồ sơ*), unique within the organisation.
        pub file_code: String,
        pub file_code_folded: String,
        pub form: Code<AidForm>,
        pub field: Code<LegalField>,
        pub provider_role: Option<Code<ProviderRole>>,
        pub received_on: Option<NaiveDate>,
        pub accepted_on: NaiveDate,
        pub urgent_ground: Option<Code<UrgentGround>>,
        pub source: Code<Source>,
        /// The agency as written.
        pub source_agency: Option<String>,
        /// The agency of the register, where the name is certain.
        pub agency_id: Option<Uuid>,
        pub stage: Option<Code<Stage>>,
        /// The last provider as written.
        pub provider_name: Option<String>,
        pub provider_kind: Option<Code<ProviderKind>>,
        pub provider_card: Option<String>,
        /// The provider of the register, where the name is certain.
        pub provider_id: Option<Uuid>,
        pub assigned_on: Option<NaiveDate>,
        pub closed_on: Option<NaiveDate>,
        pub outcome: Option<Code<Outcome>>,
        pub handed_over_on: Option<NaiveDate>,
        pub appraised_on: Option<NaiveDate>,
        pub quality_score: Option<i32>,
        pub quality_rating: Option<Code<Rating>>,
        /// Codes joined by `;`, in order.
        pub success_criteria: String,
        pub note: Option<String>,
        pub beneficiary_count: i32,
        /// Where the case stands; follows from its dates.
        pub state: Code<CaseState>,
        /// Why only few may open it (codes joined by `;`); empty for an ordinary case.
        pub restricted: String,
        /// The request it came from; none for cases that were entered as they stand.
        pub request_id: Option<Uuid>,
        /// When it was entered in the register, to the minute, where that was recorded.
        pub accepted_at: Option<DateTime<Utc>>,
        /// First day of conduct: registered with the body, or begun.
        pub begun_on: Option<NaiveDate>,
        /// Since when it is suspended (*tạm đình chỉ*).
        pub paused_on: Option<NaiveDate>,
        /// When the file went to the archive.
        pub archived_on: Option<NaiveDate>,
        /// When the case was first entered, and by which account.
        pub entered_at: DateTime<Utc>,
        pub entered_by: String,
        /// When this version was saved.
        pub recorded_at: DateTime<Utc>,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Records of beneficiaries.
pub mod beneficiary {
    use super::*;

    /// A beneficiary of a case (*người được trợ giúp pháp lý*), as recorded on its day.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "beneficiary")]
    pub struct Model {
        /// Given by the database; 0 before.
        #[sea_orm(primary_key)]
        pub seq: i64,
        pub case_id: Uuid,
        /// 0 for the first, whose name stands in lists.
        pub position: i32,
        pub person_id: Uuid,
        pub name: String,
        /// Folded name and the organisation, for the search index.
        #[serde(skip)]
        pub search_text: String,
        pub sex: Option<Code<Sex>>,
        pub birth_year: Option<i32>,
        pub birth_date: Option<NaiveDate>,
        pub ethnicity: Option<String>,
        pub commune_code: Option<String>,
        pub category: Code<Category>,
        /// Codes joined by `;`.
        pub other_categories: String,
        pub client_role: Option<Code<ClientRole>>,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub use beneficiary::Model as Beneficiary;
pub use case::Model as Case;

/// A case with its beneficiaries, in their order.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct CaseFile {
    pub case: Case,
    pub beneficiaries: Vec<Beneficiary>,
}

/// A dated event of a case: when it happened and when it was entered.
#[derive(Clone, Debug, PartialEq, Eq, sea_orm::FromQueryResult, Serialize)]
pub struct CaseEvent {
    pub id: Uuid,
    pub case_id: Uuid,
    /// Code of the event (`accepted`, `assigned`, `closed`, `note` …).
    pub kind: String,
    pub on_date: NaiveDate,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
    pub text: Option<String>,
}

/// A file code as it is searched: capitals, no spaces.
#[must_use]
pub fn fold_code(code: &str) -> String {
    code.chars().filter(|letter| !letter.is_whitespace()).flat_map(char::to_uppercase).collect()
}

/// The word that stands for an organisation in the search index.
#[must_use]
pub fn org_word(org_code: &str) -> String {
    let plain: String = org_code.chars().filter(char::is_ascii_alphanumeric).collect();
    format!("zz{}", plain.to_lowercase())
}

impl Case {
    /// The dates from which its state follows.
    #[must_use]
    pub fn course(&self) -> law::lifecycle::Course {
        law::lifecycle::Course {
            litigation: self.form.0 == AidForm::Litigation,
            assigned_on: self.assigned_on,
            begun_on: self.begun_on,
            paused_on: self.paused_on,
            closed_on: self.closed_on,
            handed_over_on: self.handed_over_on,
            appraised_on: self.appraised_on,
            archived_on: self.archived_on,
        }
    }
}

impl CaseFile {
    fn restrictions(&self) -> String {
        let persons = self.beneficiaries.iter().map(|person| law::confidentiality::Protected {
            category: Some(person.category.0),
            other_categories: law::eligibility::Category::read_list(&person.other_categories),
            birth_year: person.birth_year,
            birth_date: person.birth_date,
        });
        let found = law::confidentiality::restrictions(persons, self.case.accepted_on);
        let kept = law::confidentiality::Restriction::read_list(&self.case.restricted);
        law::confidentiality::Restriction::write_list(found.into_iter().chain(kept))
    }

    /// Fills what follows from the rest: folded code, count, positions, search text.
    pub fn complete(&mut self) {
        self.case.file_code_folded = fold_code(&self.case.file_code);
        self.case.beneficiary_count = i32::try_from(self.beneficiaries.len()).unwrap_or(i32::MAX);
        self.case.state = law::lifecycle::state_of(&self.case.course()).into();
        self.case.restricted = self.restrictions();
        let word = org_word(&self.case.org_code);
        for (position, beneficiary) in (0..).zip(&mut self.beneficiaries) {
            beneficiary.position = position;
            beneficiary.case_id = self.case.id;
            beneficiary.search_text = format!("{} {word}", names::fold(&beneficiary.name));
        }
    }
}

/// Whether a case lies within reach.
#[must_use]
pub fn is_within(case: &Case, reach: &Reach) -> bool {
    match reach {
        Reach::Nation | Reach::Organisations(_) => reach.covers(&case.org_code),
        Reach::Provider { provider, .. } => {
            reach.covers(&case.org_code)
                && provider.is_some()
                && case.provider_id.map(|id| id.to_string()).as_ref() == provider.as_ref()
        }
    }
}

/// One case, if it lies within reach.
pub async fn find(tx: &Tx, reach: &Reach, id: Uuid) -> Result<Option<CaseFile>> {
    let Some(case) = case::Entity::find_by_id(id).one(&tx.inner).await? else { return Ok(None) };
    if !is_within(&case, reach) {
        return Ok(None);
    }
    let beneficiaries = beneficiaries_of(tx, id).await?;
    Ok(Some(CaseFile { case, beneficiaries }))
}

/// The case with a file code in an organisation.
pub async fn find_by_code(tx: &Tx, org_code: &str, file_code: &str) -> Result<Option<CaseFile>> {
    let found = case::Entity::find()
        .filter(case::Column::OrgCode.eq(org_code))
        .filter(case::Column::FileCode.eq(file_code))
        .one(&tx.inner)
        .await?;
    let Some(case) = found else { return Ok(None) };
    let beneficiaries = beneficiaries_of(tx, case.id).await?;
    Ok(Some(CaseFile { case, beneficiaries }))
}

/// The cases with these file codes in an organisation.
pub async fn find_by_codes(tx: &Tx, org_code: &str, file_codes: &[&str]) -> Result<Vec<CaseFile>> {
    let cases = case::Entity::find()
        .filter(case::Column::OrgCode.eq(org_code))
        .filter(case::Column::FileCode.is_in(file_codes.iter().copied()))
        .all(&tx.inner)
        .await?;
    with_beneficiaries(tx, cases).await
}

/// Joins cases with their beneficiaries.
pub async fn with_beneficiaries(tx: &Tx, cases: Vec<Case>) -> Result<Vec<CaseFile>> {
    let ids: Vec<Uuid> = cases.iter().map(|case| case.id).collect();
    let all = beneficiary::Entity::find()
        .filter(beneficiary::Column::CaseId.is_in(ids))
        .order_by_asc(beneficiary::Column::CaseId)
        .order_by_asc(beneficiary::Column::Position)
        .all(&tx.inner)
        .await?;
    let mut by_case: std::collections::HashMap<Uuid, Vec<Beneficiary>> = std::collections::HashMap::new();
    for beneficiary in all {
        by_case.entry(beneficiary.case_id).or_default().push(beneficiary);
    }
    Ok(cases
        .into_iter()
        .map(|case| CaseFile { beneficiaries: by_case.remove(&case.id).unwrap_or_default(), case })
        .collect())
}

async fn beneficiaries_of(tx: &Tx, case: Uuid) -> Result<Vec<Beneficiary>> {
    Ok(beneficiary::Entity::find()
        .filter(beneficiary::Column::CaseId.eq(case))
        .order_by_asc(beneficiary::Column::Position)
        .all(&tx.inner)
        .await?)
}

/// Enters a case.
pub async fn insert(tx: &Tx, mut file: CaseFile) -> Result<()> {
    file.complete();
    file.case.clone().into_active_model().insert(&tx.inner).await?;
    insert_beneficiaries(tx, &file).await?;
    facts::insert(tx, &file).await
}

/// Saves a case that still has the version of the record; `now` is when the new version holds from.
pub async fn update(tx: &Tx, mut file: CaseFile, now: DateTime<Utc>) -> Result<()> {
    let (id, seen) = (file.case.id, file.case.version);
    file.complete();
    file.case.version += 1;
    file.case.recorded_at = now;
    let changed = case::Entity::update_many()
        .set(file.case.clone().into_active_model().reset_all())
        .filter(case::Column::Id.eq(id))
        .filter(case::Column::Version.eq(seen))
        .exec(&tx.inner)
        .await?;
    if changed.rows_affected != 1 {
        return Err(StoreError::Stale);
    }
    if !says_the_same(&beneficiaries_of(tx, id).await?, &file.beneficiaries) {
        remove_beneficiaries(tx, id).await?;
        insert_beneficiaries(tx, &file).await?;
    }
    facts::replace(tx, &file, now).await
}

/// Whether rows of beneficiaries need not be written again, nor the index of their names: most saves change the case.
fn says_the_same(stored: &[Beneficiary], wanted: &[Beneficiary]) -> bool {
    let same =
        |(one, other): (&Beneficiary, &Beneficiary)| *one == Beneficiary { seq: one.seq, ..other.clone() };
    stored.len() == wanted.len() && stored.iter().zip(wanted).all(same)
}

async fn insert_beneficiaries(tx: &Tx, file: &CaseFile) -> Result<()> {
    for beneficiary in &file.beneficiaries {
        let mut row = beneficiary.clone().into_active_model();
        row.seq = sea_orm::NotSet;
        let stored = row.insert(&tx.inner).await?;
        if tx.is_sqlite() {
            let sql = "insert into beneficiary_name (rowid, search_text) values ($1, $2)";
            tx.execute(sql, [stored.seq.into(), stored.search_text.into()]).await?;
        }
    }
    Ok(())
}

async fn remove_beneficiaries(tx: &Tx, case: Uuid) -> Result<()> {
    if tx.is_sqlite() {
        let sql =
            "delete from beneficiary_name where rowid in (select seq from beneficiary where case_id = $1)";
        tx.execute(sql, [case.into()]).await?;
    }
    tx.execute("delete from beneficiary where case_id = $1", [case.into()]).await?;
    Ok(())
}

/// Notes an event of a case.
pub async fn insert_event(tx: &Tx, event: &CaseEvent) -> Result<()> {
    let sql = "insert into case_event (id, case_id, kind, on_date, entered_at, entered_by, text)
         values ($1, $2, $3, $4, $5, $6, $7)";
    let values = [
        event.id.into(),
        event.case_id.into(),
        event.kind.as_str().into(),
        event.on_date.into(),
        event.entered_at.into(),
        event.entered_by.as_str().into(),
        event.text.clone().into(),
    ];
    tx.execute(sql, values).await?;
    Ok(())
}

/// The events of a case, latest first.
pub async fn list_events(tx: &Tx, case: Uuid) -> Result<Vec<CaseEvent>> {
    let sql = "select id, case_id, kind, on_date, entered_at, entered_by, text from case_event
         where case_id = $1 order by on_date desc, id desc limit 500";
    let rows = tx.rows(sql, [case.into()]).await?;
    rows.iter().map(|row| Ok(<CaseEvent as sea_orm::FromQueryResult>::from_query_result(row, "")?)).collect()
}

/// The cases of a person within reach, latest first.
pub async fn list_of_person(tx: &Tx, reach: &Reach, person: Uuid) -> Result<Vec<Case>> {
    let sql = "select case_id from beneficiary where person_id = $1 limit 500";
    let rows = tx.rows(sql, [person.into()]).await?;
    let ids = rows.iter().map(|row| Ok(row.try_get::<Uuid>("", "case_id")?)).collect::<Result<Vec<_>>>()?;
    let cases = case::Entity::find()
        .filter(case::Column::Id.is_in(ids))
        .order_by_desc(case::Column::AcceptedOn)
        .all(&tx.inner)
        .await?;
    Ok(cases.into_iter().filter(|case| is_within(case, reach)).collect())
}
