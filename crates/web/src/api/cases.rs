//! Cases for programs: list by cursor, open, close. The acts are those of the pages.
//!
//! Names of fields are those of the contract's import columns, so that what is read here can be
//! written there. The records of the store do not go out as they are: this surface must not move
//! when a column does.

use axum::Json;
use axum::extract::rejection::{JsonRejection, PathRejection};
use axum::extract::{Path, RawQuery, State};
use chrono::{DateTime, NaiveDate, Utc};
use law::cases::{AidForm, ClientRole, LegalField, Outcome, ProviderRole, Source, Stage, UrgentGround};
use law::conduct::{NotContinuedGround, ReplacementGround};
use law::confidentiality::AccessGround;
use law::eligibility::Category;
use law::kernel::coded::Coded as _;
use law::people::Sex;
use law::quality::{Criterion, Rating};
use law::staff::ProviderKind;
use office::Failure;
use office::cases::{Beneficiary, CaseFilter, CaseView, Closing};
use office::conduct::{Assigning, Doing, Replacing, Sent};
use office::confidentiality::Reason;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::query::Query;
use super::schema::{coded, codes, maybe_coded};
use super::{Answer, ApiCaller, ApiFailure};
use crate::cases::{cursor_of, cursor_text};
use crate::gate::App;

/// Lines of an answer when no limit is asked for, and at most.
const LINES: usize = 50;
const MOST_LINES: usize = 200;

/// What the list may be asked.
pub const LIST: &[&str] = &["org", "state", "q", "from", "to", "limit", "after"];

/// One page of the list.
#[derive(Serialize, ToSchema)]
#[schema(as = CaseList)]
pub struct List {
    cases: Vec<Line>,
    /// Give it as `after` to go on; null on the last page.
    next: Option<String>,
    /// How many there are in all; null where counting would cost too much.
    total: Option<usize>,
}

/// A case in the list.
#[derive(Serialize, ToSchema)]
#[schema(as = CaseLine)]
struct Line {
    id: Uuid,
    org_code: String,
    file_code: String,
    #[schema(schema_with = coded::<AidForm>)]
    form: AidForm,
    #[schema(schema_with = coded::<LegalField>)]
    field: LegalField,
    accepted_on: NaiveDate,
    closed_on: Option<NaiveDate>,
    #[schema(schema_with = maybe_coded::<Outcome>)]
    outcome: Option<Outcome>,
    provider_name: Option<String>,
    /// The first beneficiary; null where the case is restricted and does not lie open.
    client_name: Option<String>,
    /// The name is kept from this account; see `POST /api/v1/cases/{id}/access`.
    client_protected: bool,
    beneficiary_count: i32,
    version: i64,
}

/// A case with its beneficiaries.
#[derive(Serialize, ToSchema)]
#[schema(as = Case)]
pub struct Record {
    id: Uuid,
    /// Rises with each change; a change must name the version that was seen.
    version: i64,
    org_code: String,
    file_code: String,
    #[schema(schema_with = coded::<AidForm>)]
    form: AidForm,
    #[schema(schema_with = coded::<LegalField>)]
    field: LegalField,
    #[schema(schema_with = maybe_coded::<ProviderRole>)]
    provider_role: Option<ProviderRole>,
    received_on: Option<NaiveDate>,
    accepted_on: NaiveDate,
    #[schema(schema_with = maybe_coded::<UrgentGround>)]
    urgent_ground: Option<UrgentGround>,
    #[schema(schema_with = coded::<Source>)]
    source: Source,
    source_agency: Option<String>,
    #[schema(schema_with = maybe_coded::<Stage>)]
    stage: Option<Stage>,
    provider_name: Option<String>,
    #[schema(schema_with = maybe_coded::<ProviderKind>)]
    provider_kind: Option<ProviderKind>,
    provider_card: Option<String>,
    assigned_on: Option<NaiveDate>,
    closed_on: Option<NaiveDate>,
    #[schema(schema_with = maybe_coded::<Outcome>)]
    outcome: Option<Outcome>,
    handed_over_on: Option<NaiveDate>,
    appraised_on: Option<NaiveDate>,
    quality_score: Option<i32>,
    #[schema(schema_with = maybe_coded::<Rating>)]
    quality_rating: Option<Rating>,
    /// Criteria of success that were met: `TC01` … `TC30`.
    success_criteria: Vec<String>,
    note: Option<String>,
    beneficiaries: Vec<Client>,
}

/// A beneficiary of a case.
#[derive(Serialize, ToSchema)]
#[schema(as = Beneficiary)]
struct Client {
    client_name: String,
    /// A day, or a year.
    client_birth: Option<String>,
    #[schema(schema_with = maybe_coded::<Sex>)]
    client_sex: Option<Sex>,
    /// Official code of the ethnic group.
    client_ethnicity: Option<String>,
    /// Hidden but for its end, unless the account may see it.
    client_id_number: Option<String>,
    /// Official code of the commune.
    client_commune: Option<String>,
    #[schema(schema_with = coded::<Category>)]
    category: Category,
    #[schema(schema_with = codes::<Category>)]
    other_categories: Vec<String>,
    #[schema(schema_with = maybe_coded::<ClientRole>)]
    client_role: Option<ClientRole>,
}

/// How a case is closed.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Closure)]
pub struct ClosureBody {
    /// The version of the case that was seen.
    #[schema(required = true, nullable = false)]
    version: Option<i64>,
    #[schema(required = true, nullable = false, format = Date)]
    closed_on: Option<String>,
    #[schema(required = true, schema_with = coded::<Outcome>)]
    outcome: Option<String>,
    /// Criteria of success that were met: `TC01` … `TC30`.
    #[serde(default)]
    success_criteria: Vec<String>,
    /// Why the case is not continued; asked for with that outcome.
    #[schema(schema_with = coded::<NotContinuedGround>)]
    ground: Option<String>,
    /// The written notice or the decision that ended the case; asked for unless it was completed.
    closing_paper: Option<String>,
    note: Option<String>,
}

/// Who is assigned.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Assignment)]
pub struct AssignmentBody {
    /// The version of the case that was seen.
    #[schema(required = true, nullable = false)]
    version: Option<i64>,
    /// The provider by record id.
    #[schema(required = true, nullable = false)]
    provider: Option<Uuid>,
    #[schema(required = true, nullable = false, format = Date)]
    assigned_on: Option<String>,
    /// Number and day of the decision; advice needs none.
    decision: Option<String>,
    /// Why somebody else is replaced; asked for when the case has a provider.
    #[schema(schema_with = coded::<ReplacementGround>)]
    ground: Option<String>,
    note: Option<String>,
    /// Why nothing is opposed, where the provider helped the opposed party in another matter.
    not_opposed: Option<String>,
    /// Why this provider, where another one leads the ranking or a rule is waived.
    why: Option<String>,
}

#[utoipa::path(
    post, path = "/api/v1/cases/{id}/assignment", operation_id = "assign_case", tag = "cases",
    params(("id" = Uuid, Path)),
    request_body = AssignmentBody,
    responses((status = 200, body = Record)),
)]
pub async fn assign(
    State(app): State<App>,
    caller: ApiCaller,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<AssignmentBody>, JsonRejection>,
) -> Answer<Record> {
    let (Path(id), Json(body)) = (id?, body?);
    body.send(&app, &caller, id).await?;
    let view = office::cases::view(app.desk(), &caller.actor, id).await?;
    Ok(Json(record(view)))
}

impl AssignmentBody {
    /// With a ground somebody else is replaced, without one the first provider is assigned.
    async fn send(self, app: &App, caller: &ApiCaller, case: Uuid) -> Result<(), ApiFailure> {
        let required = |field| move || ApiFailure::wrong(field, "required");
        let sent = Sent { id: app.desk().id(), seen: self.version.ok_or_else(required("version"))? };
        let provider = self.provider.ok_or_else(required("provider"))?;
        let day = self.assigned_on.ok_or_else(required("assigned_on"))?;
        let day = day.parse().map_err(|_| ApiFailure::wrong("assigned_on", "not_a_date"))?;
        let (desk, actor) = (app.desk(), &caller.actor);
        let done = match self.ground {
            Some(code) => {
                let ground = ReplacementGround::from_code(&code);
                let ground = ground.ok_or_else(|| ApiFailure::wrong("ground", "unknown"))?;
                let (decision, hand_over, not_opposed) = (self.decision, self.note, self.not_opposed);
                let provider = Some(provider);
                let why = self.why;
                let replacing =
                    Replacing { sent, ground, provider, day, decision, hand_over, not_opposed, why };
                office::conduct::replace(desk, actor, case, replacing, Doing::Real).await
            }
            None => {
                let (decision, note, not_opposed) = (self.decision, self.note, self.not_opposed);
                let why = self.why;
                let assigning = Assigning {
                    sent,
                    provider,
                    day,
                    decision,
                    note,
                    not_opposed,
                    asked_on: None,
                    why,
                    batch: None,
                };
                office::conduct::assign(desk, actor, case, assigning, Doing::Real).await
            }
        };
        done.map_err(as_asked)
    }
}

/// Pages ask for one day under one name; programs under the name of the column.
fn as_asked(failure: Failure) -> ApiFailure {
    let Failure::Refused(mut refusal) = failure else { return failure.into() };
    for (field, _) in refusal.fields.iter_mut().filter(|(field, _)| field == "day") {
        "assigned_on".clone_into(field);
    }
    Failure::Refused(refusal).into()
}

#[utoipa::path(
    get, path = "/api/v1/cases", operation_id = "list_cases", tag = "cases",
    params(
        ("org" = Option<String>, Query),
        ("state" = Option<String>, Query),
        ("q" = Option<String>, Query),
        ("from" = Option<NaiveDate>, Query),
        ("to" = Option<NaiveDate>, Query),
        ("limit" = Option<usize>, Query, maximum = 200, minimum = 1),
        ("after" = Option<String>, Query),
    ),
    responses((status = 200, body = List)),
)]
pub async fn index(State(app): State<App>, caller: ApiCaller, RawQuery(query): RawQuery) -> Answer<List> {
    let query = Query::read(query, LIST)?;
    let (filter, limit, after) = (filter(&app, &caller, &query)?, limit(&query)?, query.get("after"));
    let after =
        after.map(|text| cursor_of(text).ok_or_else(|| ApiFailure::wrong("after", "unknown"))).transpose()?;
    let list = office::cases::list(app.desk(), &caller.actor, &filter, after.as_ref(), limit).await?;
    Ok(Json(List {
        cases: list.listing.lines.into_iter().map(Line::from).collect(),
        next: list.listing.next.as_ref().map(cursor_text),
        total: list.total.filter(|total| *total <= office::cases::COUNTED),
    }))
}

fn limit(query: &Query) -> Result<usize, ApiFailure> {
    let Some(text) = query.get("limit") else { return Ok(LINES) };
    let limit = text.parse().ok().filter(|limit| (1..=MOST_LINES).contains(limit));
    limit.ok_or_else(|| ApiFailure::wrong("limit", "out_of_range"))
}

/// The organisation stands for itself and all below it.
fn filter(app: &App, caller: &ApiCaller, query: &Query) -> Result<CaseFilter, ApiFailure> {
    let organisations = match query.get("org") {
        Some(org) if !app.desk().reach_of(&caller.actor).covers(org) => return Err(Failure::Missing.into()),
        Some(org) if !app.desk().tree().iter().any(|node| node.code == org) => {
            return Err(Failure::Missing.into());
        }
        Some(org) => Some(law::access::subtree(&app.desk().tree(), org)),
        None => None,
    };
    let open = match query.get("state") {
        None => None,
        Some("open") => Some(true),
        Some("closed") => Some(false),
        Some(_) => return Err(ApiFailure::wrong("state", "unknown")),
    };
    Ok(CaseFilter {
        open,
        from: query.day("from")?,
        to: query.day("to")?,
        query: query.get("q").map(str::to_owned),
        organisations,
        ..CaseFilter::default()
    })
}

#[utoipa::path(
    get, path = "/api/v1/cases/{id}", operation_id = "show_case", tag = "cases",
    params(("id" = Uuid, Path)),
    responses((status = 200, body = Record)),
)]
pub async fn show(
    State(app): State<App>,
    caller: ApiCaller,
    id: Result<Path<Uuid>, PathRejection>,
) -> Answer<Record> {
    let Path(id) = id?;
    let view = office::cases::view(app.desk(), &caller.actor, id).await?;
    Ok(Json(record(view)))
}

#[utoipa::path(
    post, path = "/api/v1/cases/{id}/closure", operation_id = "close_case", tag = "cases",
    params(("id" = Uuid, Path)),
    request_body = ClosureBody,
    responses((status = 200, body = Record)),
)]
pub async fn close(
    State(app): State<App>,
    caller: ApiCaller,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<ClosureBody>, JsonRejection>,
) -> Answer<Record> {
    let (Path(id), Json(body)) = (id?, body?);
    let (seen, closing) = body.read()?;
    office::cases::close(app.desk(), &caller.actor, id, seen, closing).await?;
    let view = office::cases::view(app.desk(), &caller.actor, id).await?;
    Ok(Json(record(view)))
}

/// Why a restricted case is opened.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Access)]
pub struct AccessBody {
    #[schema(required = true, schema_with = coded::<AccessGround>)]
    ground: Option<String>,
    /// In words, 10 characters at least.
    #[schema(required = true, nullable = false)]
    reason: Option<String>,
}

/// Until when the reason opens the case.
#[derive(Serialize, ToSchema)]
#[schema(as = Opened)]
pub struct Opened {
    case: Uuid,
    until: DateTime<Utc>,
}

#[utoipa::path(
    post, path = "/api/v1/cases/{id}/access", operation_id = "open_case", tag = "cases",
    params(("id" = Uuid, Path)),
    request_body = AccessBody,
    responses((status = 200, body = Opened)),
)]
pub async fn open(
    State(app): State<App>,
    caller: ApiCaller,
    id: Result<Path<Uuid>, PathRejection>,
    body: Result<Json<AccessBody>, JsonRejection>,
) -> Answer<Opened> {
    let (Path(id), Json(body)) = (id?, body?);
    let reason = body.read(app.desk().id())?;
    let grant = office::confidentiality::grant(app.desk(), &caller.actor, id, reason).await?;
    Ok(Json(Opened { case: id, until: grant.until_at }))
}

impl AccessBody {
    pub fn read(self, id: Uuid) -> Result<Reason, ApiFailure> {
        let ground = self.ground.ok_or_else(|| ApiFailure::wrong("ground", "required"))?;
        let ground =
            AccessGround::from_code(&ground).ok_or_else(|| ApiFailure::wrong("ground", "unknown"))?;
        let text = self.reason.ok_or_else(|| ApiFailure::wrong("reason", "required"))?;
        Ok(Reason { id, ground, text })
    }
}

impl ClosureBody {
    fn read(self) -> Result<(i64, Closing), ApiFailure> {
        let required = |field| move || ApiFailure::wrong(field, "required");
        let seen = self.version.ok_or_else(required("version"))?;
        let day = self.closed_on.ok_or_else(required("closed_on"))?;
        let outcome = self.outcome.ok_or_else(required("outcome"))?;
        let closed_on = day.parse().map_err(|_| ApiFailure::wrong("closed_on", "not_a_date"))?;
        let outcome = Outcome::from_code(&outcome).ok_or_else(|| ApiFailure::wrong("outcome", "unknown"))?;
        let criteria = Criterion::read_list(&self.success_criteria.join(";"));
        let success_criteria = criteria.map_err(|_| ApiFailure::wrong("success_criteria", "unknown"))?;
        let ground = self.ground.as_deref().map(|code| {
            NotContinuedGround::from_code(code).ok_or_else(|| ApiFailure::wrong("ground", "unknown"))
        });
        let given = |text: Option<String>| text.filter(|text| !text.trim().is_empty());
        let closing = Closing {
            success_criteria,
            ground: ground.transpose()?,
            paper: given(self.closing_paper),
            note: given(self.note),
            ..Closing::on(closed_on, outcome)
        };
        Ok((seen, closing))
    }
}

impl From<office::cases::CaseLine> for Line {
    fn from(line: office::cases::CaseLine) -> Self {
        Self {
            id: line.id,
            org_code: line.org_code,
            file_code: line.file_code,
            form: line.form.0,
            field: line.field.0,
            accepted_on: line.accepted_on,
            closed_on: line.closed_on,
            outcome: line.outcome.map(|code| code.0),
            provider_name: line.provider_name,
            client_name: line.client_name,
            client_protected: line.protected,
            beneficiary_count: line.beneficiary_count,
            version: line.version,
        }
    }
}

fn record(view: CaseView) -> Record {
    let (case, people) = (view.file.case, view.file.beneficiaries);
    Record {
        id: case.id,
        version: case.version,
        org_code: case.org_code,
        file_code: case.file_code,
        form: case.form.0,
        field: case.field.0,
        provider_role: case.provider_role.map(|code| code.0),
        received_on: case.received_on,
        accepted_on: case.accepted_on,
        urgent_ground: case.urgent_ground.map(|code| code.0),
        source: case.source.0,
        source_agency: case.source_agency,
        stage: case.stage.map(|code| code.0),
        provider_name: case.provider_name,
        provider_kind: case.provider_kind.map(|code| code.0),
        provider_card: case.provider_card,
        assigned_on: case.assigned_on,
        closed_on: case.closed_on,
        outcome: case.outcome.map(|code| code.0),
        handed_over_on: case.handed_over_on,
        appraised_on: case.appraised_on,
        quality_score: case.quality_score,
        quality_rating: case.quality_rating.map(|code| code.0),
        success_criteria: list(&case.success_criteria),
        note: case.note,
        beneficiaries: people
            .into_iter()
            .zip(view.id_numbers)
            .map(|(it, number)| client(it, number))
            .collect(),
    }
}

fn client(person: Beneficiary, id_number: Option<String>) -> Client {
    let year = person.birth_year.map(|year| year.to_string());
    Client {
        client_name: person.name,
        client_birth: person.birth_date.map(|day| day.to_string()).or(year),
        client_sex: person.sex.map(|code| code.0),
        client_ethnicity: person.ethnicity,
        client_id_number: id_number,
        client_commune: person.commune_code,
        category: person.category.0,
        other_categories: list(&person.other_categories),
        client_role: person.client_role.map(|code| code.0),
    }
}

fn list(text: &str) -> Vec<String> {
    text.split(';').filter(|part| !part.is_empty()).map(str::to_owned).collect()
}
