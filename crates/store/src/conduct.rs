//! Who does a case and since when, who asked for another, what it is linked with, where its file lies, who saw it.
//!
//! The running assignment is the row without an end; it says what the columns `provider_*` and `assigned_on` of the
//! case say, and `office::cases` keeps both in step at every save. Cases that were only imported have no rows.

use chrono::{DateTime, NaiveDate, Utc};
use law::access::Reach;
use law::conduct::{ASSIGNMENT_CLOCKS, ChangeAsker, LinkKind, Registration, ReplacementGround, Retention};
use law::deadlines::DeadlineCode;
use law::hearings::{HearingState, after_case_ended};
use law::kernel::coded::Coded as _;
use law::kernel::names;
use law::rules::ChecklistItem;
use law::staff::ProviderKind;
use sea_orm::entity::prelude::*;
use sea_orm::{FromQueryResult, IntoActiveModel as _, QueryOrder as _};
use serde::{Deserialize, Serialize};

use crate::cases::{Beneficiary, Case, CaseEvent, CaseFile, case, is_within};
use crate::code::Code;
use crate::db::Tx;
use crate::{Result, StoreError};

/// Records of assignments.
pub mod assignment {
    use super::*;

    /// An assignment (*cử người thực hiện*).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "assignment")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub case_id: Uuid,
        /// The provider of the register, where the name is certain.
        pub provider_id: Option<Uuid>,
        pub provider_name: String,
        pub provider_kind: String,
        pub from_at: DateTime<Utc>,
        /// When it ended; none while it runs.
        pub until_at: Option<DateTime<Utc>>,
        /// Why it ended, where somebody else took over.
        pub replaced_ground: Option<Code<ReplacementGround>>,
        /// Number of the decision and what else was said.
        pub reason: Option<String>,
        pub registration: Code<Registration>,
        pub registration_asked_on: Option<NaiveDate>,
        pub registration_answered_on: Option<NaiveDate>,
        pub registration_note: Option<String>,
        pub entered_at: DateTime<Utc>,
        pub entered_by: String,
        pub version: i64,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Records of requests for another provider.
pub mod change {
    use super::*;

    /// A request or declaration that asks for another provider.
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "provider_change")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub id: Uuid,
        pub case_id: Uuid,
        pub provider_id: Option<Uuid>,
        pub provider_name: String,
        pub asker: Code<ChangeAsker>,
        pub ground: Option<Code<ReplacementGround>>,
        pub reason: String,
        pub asked_at: DateTime<Utc>,
        /// Whether another provider was sent; none while nobody has answered.
        pub granted: Option<bool>,
        pub answer: Option<String>,
        pub answered_at: Option<DateTime<Utc>>,
        pub answered_by: Option<String>,
        pub entered_at: DateTime<Utc>,
        pub entered_by: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

/// Records of the archive.
pub mod archive {
    use super::*;

    /// Where an archived file lies, what it holds, how long it is kept (*hồ sơ lưu trữ*).
    #[derive(Clone, Debug, PartialEq, Eq, DeriveEntityModel, Serialize, Deserialize)]
    #[sea_orm(table_name = "archive")]
    pub struct Model {
        #[sea_orm(primary_key, auto_increment = false)]
        pub case_id: Uuid,
        pub place: String,
        pub pages: i32,
        /// The register of contents, one paper a line.
        pub contents: String,
        pub retention: Code<Retention>,
        pub archived_at: DateTime<Utc>,
        pub archived_by: String,
    }

    #[derive(Copy, Clone, Debug, EnumIter, DeriveRelation)]
    pub enum Relation {}
    impl ActiveModelBehavior for ActiveModel {}
}

pub use archive::Model as Archived;
pub use assignment::Model as Assignment;
pub use change::Model as ProviderChange;

/// The assignments of a case, the running one first, then the latest.
pub async fn list_assignments(tx: &Tx, case: Uuid) -> Result<Vec<Assignment>> {
    let mut found = assignment::Entity::find()
        .filter(assignment::Column::CaseId.eq(case))
        .order_by_desc(assignment::Column::FromAt)
        .order_by_desc(assignment::Column::Id)
        .all(&tx.inner)
        .await?;
    found.sort_by_key(|row| row.until_at.is_some());
    Ok(found)
}

/// The running assignment of a case.
pub async fn find_running(tx: &Tx, case: Uuid) -> Result<Option<Assignment>> {
    let query = assignment::Entity::find()
        .filter(assignment::Column::CaseId.eq(case))
        .filter(assignment::Column::UntilAt.is_null());
    Ok(query.one(&tx.inner).await?)
}

/// Adds an assignment.
pub async fn insert_assignment(tx: &Tx, row: Assignment) -> Result<()> {
    row.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// Saves an assignment that still has the version of the record.
pub async fn update_assignment(tx: &Tx, mut row: Assignment) -> Result<()> {
    let (id, seen) = (row.id, row.version);
    row.version += 1;
    let changed = assignment::Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(assignment::Column::Id.eq(id))
        .filter(assignment::Column::Version.eq(seen))
        .exec(&tx.inner)
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// Those of these cases that have a running assignment.
pub async fn list_running(tx: &Tx, cases: &[Uuid]) -> Result<Vec<Assignment>> {
    let mut found = Vec::new();
    for part in cases.chunks(500) {
        let query = assignment::Entity::find()
            .filter(assignment::Column::CaseId.is_in(part.iter().copied()))
            .filter(assignment::Column::UntilAt.is_null());
        found.extend(query.all(&tx.inner).await?);
    }
    Ok(found)
}

/// Who asked for another provider in a case, latest first.
pub async fn list_changes(tx: &Tx, case: Uuid) -> Result<Vec<ProviderChange>> {
    let query = change::Entity::find()
        .filter(change::Column::CaseId.eq(case))
        .order_by_desc(change::Column::AskedAt)
        .order_by_desc(change::Column::Id);
    Ok(query.all(&tx.inner).await?)
}

/// Adds a request for another provider.
pub async fn insert_change(tx: &Tx, row: ProviderChange) -> Result<()> {
    row.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// Saves the answer to a request for another provider.
pub async fn update_change(tx: &Tx, row: ProviderChange) -> Result<()> {
    let id = row.id;
    let changed = change::Entity::update_many()
        .set(row.into_active_model().reset_all())
        .filter(change::Column::Id.eq(id))
        .filter(change::Column::AnsweredAt.is_null())
        .exec(&tx.inner)
        .await?;
    if changed.rows_affected == 1 { Ok(()) } else { Err(StoreError::Stale) }
}

/// An open request for another provider with the case it is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OpenChange {
    pub change: ProviderChange,
    pub case: Case,
}

/// Open requests for another provider within reach, oldest first.
pub async fn list_open_changes(tx: &Tx, reach: &Reach, limit: usize) -> Result<Vec<OpenChange>> {
    let changes = change::Entity::find()
        .filter(change::Column::AnsweredAt.is_null())
        .order_by_asc(change::Column::AskedAt)
        .order_by_asc(change::Column::Id)
        .all(&tx.inner)
        .await?;
    let mut cases = std::collections::HashMap::new();
    let ids: Vec<Uuid> = changes.iter().map(|row| row.case_id).collect();
    for part in ids.chunks(500) {
        let found = case::Entity::find().filter(case::Column::Id.is_in(part.iter().copied()));
        cases.extend(found.all(&tx.inner).await?.into_iter().map(|it| (it.id, it)));
    }
    let within = |row: ProviderChange| {
        let case = cases.get(&row.case_id).filter(|it| is_within(it, reach))?.clone();
        Some(OpenChange { change: row, case })
    };
    Ok(changes.into_iter().filter_map(within).take(limit).collect())
}

/// A link between two cases, as one of them sees it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct CaseLink {
    pub case_id: Uuid,
    pub other_id: Uuid,
    pub kind: Code<LinkKind>,
    pub reason: String,
    pub entered_at: DateTime<Utc>,
    pub entered_by: String,
}

impl CaseLink {
    /// The same link from the other side.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self {
            case_id: self.other_id,
            other_id: self.case_id,
            kind: self.kind.0.reverse().into(),
            ..self.clone()
        }
    }
}

/// Adds a link, on both sides.
pub async fn insert_link(tx: &Tx, link: &CaseLink) -> Result<()> {
    let sql = "insert into case_link (case_id, other_id, kind, reason, entered_at, entered_by)
         values ($1, $2, $3, $4, $5, $6)";
    for side in [link.clone(), link.reversed()] {
        let values = [
            side.case_id.into(),
            side.other_id.into(),
            side.kind.0.into_value(),
            side.reason.into(),
            side.entered_at.into(),
            side.entered_by.into(),
        ];
        tx.execute(sql, values).await?;
    }
    Ok(())
}

/// The links of a case.
pub async fn list_links(tx: &Tx, case: Uuid) -> Result<Vec<CaseLink>> {
    let sql = "select case_id, other_id, kind, reason, entered_at, entered_by from case_link
         where case_id = $1 order by entered_at, other_id limit 200";
    let rows = tx.rows(sql, [case.into()]).await?;
    rows.iter().map(|row| Ok(CaseLink::from_query_result(row, "")?)).collect()
}

/// The cases with these ids that lie within reach.
pub async fn list_within(tx: &Tx, reach: &Reach, ids: &[Uuid]) -> Result<Vec<Case>> {
    let query = case::Entity::find().filter(case::Column::Id.is_in(ids.iter().copied()));
    Ok(query.all(&tx.inner).await?.into_iter().filter(|case| is_within(case, reach)).collect())
}

/// The cases within reach that carry a file code.
pub async fn list_with_code(tx: &Tx, reach: &Reach, file_code: &str) -> Result<Vec<Case>> {
    let folded = crate::cases::fold_code(file_code);
    let query = case::Entity::find().filter(case::Column::FileCodeFolded.eq(folded));
    Ok(query.all(&tx.inner).await?.into_iter().filter(|case| is_within(case, reach)).collect())
}

/// What the archive says of a case.
pub async fn find_archived(tx: &Tx, case: Uuid) -> Result<Option<Archived>> {
    Ok(archive::Entity::find_by_id(case).one(&tx.inner).await?)
}

/// Puts a file in the archive.
pub async fn insert_archived(tx: &Tx, row: Archived) -> Result<()> {
    row.into_active_model().insert(&tx.inner).await?;
    Ok(())
}

/// When an account last looked at a case; remembers that it looks now.
pub async fn look(tx: &Tx, case: Uuid, account: Uuid, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>> {
    let keys = || [case.into(), account.into()];
    let known =
        tx.row("select seen_at from case_seen where case_id = $1 and account_id = $2", keys()).await?;
    let seen = known.map(|row| row.try_get::<DateTime<Utc>>("", "seen_at")).transpose()?;
    let sql = "insert into case_seen (case_id, account_id, seen_at) values ($1, $2, $3)
         on conflict (case_id, account_id) do update set seen_at = excluded.seen_at";
    tx.execute(sql, [case.into(), account.into(), now.into()]).await?;
    Ok(seen)
}

/// A paper of the file, as the list of contents names it.
#[derive(Clone, Debug, PartialEq, Eq, FromQueryResult, Serialize)]
pub struct FilePaper {
    pub item: String,
    pub title: String,
    pub dated_on: Option<NaiveDate>,
    pub pages: Option<i32>,
}

impl FilePaper {
    /// The item of the list of the law, if it is one.
    #[must_use]
    pub fn listed(&self) -> Option<ChecklistItem> {
        law::case_papers::item_of(&self.item)
    }
}

/// The papers of a file in the order of their days.
pub async fn list_file_papers(tx: &Tx, case: Uuid) -> Result<Vec<FilePaper>> {
    let sql = "select item, title, dated_on, pages from case_paper
         where case_id = $1 and removed_at is null
         order by coalesce(dated_on, received_on), entered_at, id limit 1000";
    let rows = tx.rows(sql, [case.into()]).await?;
    rows.iter().map(|row| Ok(FilePaper::from_query_result(row, "")?)).collect()
}

/// Whether an event of a case is noted already.
pub async fn has_event(tx: &Tx, case: Uuid, id: Uuid) -> Result<bool> {
    let sql = "select 1 as one from case_event where case_id = $1 and id = $2";
    Ok(tx.row(sql, [case.into(), id.into()]).await?.is_some())
}

/// Gives a case that was split off the other parties of the one it came from.
pub async fn copy_parties(tx: &Tx, from: Uuid, to: Uuid) -> Result<()> {
    let into = if tx.is_sqlite() { "$2" } else { "$2::uuid" };
    let sql = format!(
        "insert into case_party (case_id, position, side, role, name, name_folded, name_sound, birth_year,
             id_number_index)
         select {into}, position, side, role, name, name_folded, name_sound, birth_year, id_number_index
         from case_party where case_id = $1"
    );
    tx.execute(&sql, [from.into(), to.into()]).await?;
    Ok(())
}

/// Notes the people of another case as opposed parties, so that searches for conflicts find them.
pub async fn insert_opposed_people(tx: &Tx, case: Uuid, people: &[Beneficiary]) -> Result<()> {
    let last = tx
        .row("select coalesce(max(position), -1) as last from case_party where case_id = $1", [case.into()])
        .await?;
    let mut position: i32 = last.map(|row| row.try_get("", "last")).transpose()?.unwrap_or(-1);
    for person in people {
        position += 1;
        let sql = "insert into case_party (case_id, position, side, role, name, name_folded, name_sound,
             birth_year, id_number_index)
             select $1, $2, 'opposed', $3, $4, $5, $6, $7, id_number_index from person where id = $8";
        let sql = if tx.is_sqlite() {
            sql.to_owned()
        } else {
            sql.replace("select $1, $2, 'opposed', $3, $4, $5, $6, $7", POSTGRES_PARTY)
        };
        let values = [
            case.into(),
            position.into(),
            person.client_role.map(|code| code.to_string()).into(),
            person.name.as_str().into(),
            names::fold(&person.name).into(),
            names::sound(&names::fold(&person.name)).into(),
            person.birth_year.into(),
            person.person_id.into(),
        ];
        tx.execute(&sql, values).await?;
    }
    Ok(())
}

/// PostgreSQL wants to know of what type a bare value of a select is.
const POSTGRES_PARTY: &str =
    "select $1::uuid, $2::integer, 'opposed', $3::text, $4::text, $5::text, $6::text, $7::integer";

/// How many cases each of these providers has that still run.
pub async fn count_running_of(tx: &Tx, providers: &[Uuid]) -> Result<Vec<(Uuid, i64)>> {
    let mut found = Vec::new();
    for part in providers.chunks(500) {
        let places: Vec<String> = (1..=part.len()).map(|place| format!("${place}")).collect();
        let sql = format!(
            "select provider_id, count(*) as running from cases
             where closed_on is null and provider_id in ({}) group by provider_id",
            places.join(", ")
        );
        for row in tx.rows(&sql, part.iter().map(|id| (*id).into())).await? {
            found.push((row.try_get("", "provider_id")?, row.try_get("", "running")?));
        }
    }
    Ok(found)
}

/// The provider whom the person chose in the request of a case (art. 8(5)).
pub async fn find_chosen_provider(tx: &Tx, request: Uuid) -> Result<Option<Uuid>> {
    let row = tx.row("select chosen_provider from request where id = $1", [request.into()]).await?;
    Ok(row.map(|row| row.try_get::<Option<Uuid>>("", "chosen_provider")).transpose()?.flatten())
}

/// What a case says of its provider, as an assignment would begin with it; `None` while nobody is assigned.
#[must_use]
pub fn assignment_of(
    file: &CaseFile,
    id: Uuid,
    from_at: DateTime<Utc>,
    by: (&str, DateTime<Utc>),
) -> Option<Assignment> {
    let case = &file.case;
    case.assigned_on?;
    let name = case.provider_name.clone()?;
    let litigation = case.course().litigation;
    let registration = match (litigation, case.begun_on) {
        (false, _) => Registration::NotNeeded,
        (true, Some(_)) => Registration::Registered,
        (true, None) => Registration::NotAsked,
    };
    Some(Assignment {
        id,
        case_id: case.id,
        provider_id: case.provider_id,
        provider_name: name,
        provider_kind: case
            .provider_kind
            .map(|kind: Code<ProviderKind>| kind.to_string())
            .unwrap_or_default(),
        from_at,
        until_at: None,
        replaced_ground: None,
        reason: None,
        registration: registration.into(),
        registration_asked_on: None,
        registration_answered_on: case.begun_on.filter(|_| litigation),
        registration_note: None,
        entered_at: by.1,
        entered_by: by.0.to_owned(),
        version: 1,
    })
}

/// Links running assignments by name with the register, where their case was linked.
pub async fn link_provider(tx: &Tx, provider: Uuid) -> Result<()> {
    let sql = "update assignment set provider_id = $1, version = version + 1
         where provider_id is null and until_at is null and exists (
             select 1 from cases c where c.id = assignment.case_id and c.provider_id = $1)";
    tx.execute(sql, [provider.into()]).await?;
    Ok(())
}

/// Keeps assignments and clocks in step with cases that a file changed by the thousand: who was assigned here and
/// is not any more goes, and no clock runs for what the file says is done.
pub async fn follow_files(
    tx: &Tx,
    files: &[CaseFile],
    by: (&str, DateTime<Utc>),
    mut id: impl FnMut() -> Uuid,
) -> Result<()> {
    let now = by.1;
    let known: std::collections::HashMap<Uuid, &CaseFile> =
        files.iter().map(|file| (file.case.id, file)).collect();
    let ids: Vec<Uuid> = known.keys().copied().collect();
    for row in list_running(tx, &ids).await? {
        let Some(file) = known.get(&row.case_id) else { continue };
        let new = assignment_of(file, id(), now.max(row.from_at), by);
        let is_same =
            |new: &Assignment| new.provider_id == row.provider_id && new.provider_name == row.provider_name;
        if new.as_ref().is_some_and(is_same) {
            continue;
        }
        let ended = Assignment { until_at: Some(now.max(row.from_at)), ..row };
        update_assignment(tx, ended).await?;
        if let Some(new) = new {
            insert_assignment(tx, new).await?;
        }
    }
    for (case, code) in open_clocks(tx, &ids).await? {
        let Some(file) = known.get(&case) else { continue };
        let (ended, handed) = (file.case.closed_on.is_some(), file.case.handed_over_on.is_some());
        let over = match code {
            DeadlineCode::FileHandover => handed || !ended,
            code if ASSIGNMENT_CLOCKS.contains(&code) => ended || file.case.assigned_on.is_some(),
            _ => ended,
        };
        if over {
            crate::deadlines::end(tx, "case", case, &[code], "void", now).await?;
        }
    }
    let ended = files.iter().filter(|file| file.case.closed_on.is_some()).map(|file| file.case.id);
    void_hearings(tx, &ended.collect::<Vec<_>>()).await
}

/// Ends what was planned or put off in cases that have ended.
async fn void_hearings(tx: &Tx, cases: &[Uuid]) -> Result<()> {
    let open = HearingState::ALL.iter().filter(|state| after_case_ended(**state).is_some());
    let open = open.map(|state| format!("'{state}'")).collect::<Vec<_>>().join(", ");
    for part in cases.chunks(500) {
        let places: Vec<String> = (1..=part.len()).map(|place| format!("${place}")).collect();
        let sql = format!(
            "update hearing set state = '{}', version = version + 1 where state in ({open}) and case_id in ({})",
            HearingState::Void,
            places.join(", ")
        );
        tx.execute(&sql, part.iter().map(|id| (*id).into())).await?;
    }
    Ok(())
}

/// What was worked on a case, as its timeline tells it: diary, papers, dealings, appointments. The text begins with
/// the code of what it was; the latest come first.
pub async fn list_work(tx: &Tx, case: Uuid) -> Result<Vec<CaseEvent>> {
    const MOST: u32 = 60;
    let sql = format!(
        "select id, 'diary' as kind, on_date, entered_at, entered_by, work as code,
                coalesce(note, with_whom, place, '') as said
         from diary_entry where case_id = $1 and removed_at is null
         union all select id, 'paper', coalesce(received_on, dated_on), entered_at, entered_by, item, title
         from case_paper where case_id = $1 and removed_at is null
         union all select id, 'dealing', sent_on, entered_at, entered_by, kind, agency
         from dealing where case_id = $1
         order by entered_at desc limit {MOST}"
    );
    let mut found = Vec::new();
    for row in tx.rows(&sql, [case.into()]).await? {
        let entered_at: DateTime<Utc> = row.try_get("", "entered_at")?;
        let on_date: Option<NaiveDate> = row.try_get("", "on_date")?;
        let (code, said): (String, String) = (row.try_get("", "code")?, row.try_get("", "said")?);
        found.push(CaseEvent {
            id: row.try_get("", "id")?,
            case_id: case,
            kind: row.try_get("", "kind")?,
            on_date: on_date.unwrap_or_else(|| local_day(entered_at)),
            entered_at,
            entered_by: row.try_get("", "entered_by")?,
            text: Some(format!("{code}\n{said}")),
        });
    }
    let sql = format!(
        "select id, at, entered_at, entered_by, kind, state, coalesce(result, place, '') as said from hearing
         where case_id = $1 order by at desc limit {MOST}"
    );
    for row in tx.rows(&sql, [case.into()]).await? {
        let text = |column: &str| row.try_get::<String>("", column);
        found.push(CaseEvent {
            id: row.try_get("", "id")?,
            case_id: case,
            kind: "appointment".to_owned(),
            on_date: local_day(row.try_get("", "at")?),
            entered_at: row.try_get("", "entered_at")?,
            entered_by: text("entered_by")?,
            text: Some(format!("{}\n{}\n{}", text("kind")?, text("state")?, text("said")?)),
        });
    }
    Ok(found)
}

/// The day in Viet Nam.
fn local_day(at: DateTime<Utc>) -> NaiveDate {
    (at + chrono::Duration::hours(7)).date_naive()
}

async fn open_clocks(tx: &Tx, cases: &[Uuid]) -> Result<Vec<(Uuid, DeadlineCode)>> {
    let mut found = Vec::new();
    for part in cases.chunks(500) {
        let places: Vec<String> = (1..=part.len()).map(|place| format!("${place}")).collect();
        let sql = format!(
            "select subject_id, code from deadline
             where subject_kind = 'case' and ended_at is null and subject_id in ({})",
            places.join(", ")
        );
        for row in tx.rows(&sql, part.iter().map(|id| (*id).into())).await? {
            let code: Code<DeadlineCode> = row.try_get("", "code")?;
            found.push((row.try_get("", "subject_id")?, code.0));
        }
    }
    Ok(found)
}

/// The value of a code in a raw statement.
trait IntoCode {
    fn into_value(self) -> sea_orm::Value;
}

impl<T: law::kernel::coded::Coded> IntoCode for T {
    fn into_value(self) -> sea_orm::Value {
        self.code().into()
    }
}
