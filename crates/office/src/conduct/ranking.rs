//! Who may be given a case, and who best: the facts of people and cases, read together, and `law::assignment` asked.
//!
//! A [`Pool`] holds the people of a province or reach with what they have done; [`needs`] what some cases ask. Both are
//! read by the hundred, so that a whole morning costs as many statements as one case.

use std::collections::BTreeMap;

use chrono::{DateTime, Duration, Months, NaiveDate, Utc};
use law::access::{Node, Permission, Reach};
use law::assignment::{
    Between, Burden, ChargeClass, Exclusion, Finding, Force, Key, Meeting, Need, Nominee, ORDINARY,
    OrganisationTerm, Ranked, Record, Settings, part_of, rank, weight,
};
use law::cases::{AidForm, LegalField};
use law::conflicts::EarlierClient;
use law::hearings::HearingKind;
use law::kernel::coded::Coded as _;
use law::people::Sex;
use law::staff::province_of_code;
use law::standing::{Span, TermKind};
use law::targets::TargetYear;
use serde_json::json;
use store::Tx;
use store::assignment::{CaseBurden, Experience, Load, PlannedMeeting};
use store::cases::CaseFile;
use store::staff::Provider;
use store::staff::terms::{Absence, ProviderProfile, ProviderTerm};
use uuid::Uuid;

use crate::cases::follow;
use crate::deadlines::local;
use crate::desk::{Actor, Desk};
use crate::failure::{Outcome, Refusal};

/// Cases of so many years count as experience.
const EXPERIENCE_MONTHS: u32 = 36;
/// Appointments are looked at so far ahead.
const AHEAD: Duration = Duration::days(120);

/// The people who might be given cases, with what they have done.
pub struct Pool {
    pub settings: Settings,
    pub providers: BTreeMap<Key, Provider>,
    people: Vec<Nominee>,
    experience: Vec<Experience>,
}

/// Somebody who might be given a case, at a place of the ranking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    pub provider: Provider,
    pub record: Record,
    pub ranked: Ranked,
    /// Whom the person asked for (art. 8(5)).
    pub chosen: bool,
}

/// Those who might be given a case, whom nothing stands against first.
#[derive(Clone, Debug)]
pub struct Ranking {
    pub offered: Vec<Offered>,
    pub settings: Settings,
    /// How heavy the case is, the way apart.
    pub weight: u32,
    /// What is noted of it.
    pub burden: Option<CaseBurden>,
    pub need: Need,
    /// The case as it was read.
    pub version: i64,
}

impl Ranking {
    /// Somebody in it, and the place.
    #[must_use]
    pub fn place_of(&self, provider: Uuid) -> Option<(usize, &Offered)> {
        self.offered.iter().enumerate().find(|(_, it)| it.provider.id == provider)
    }
}

/// The key of a record.
#[must_use]
pub fn key_of(id: Uuid) -> Key {
    id.as_u128()
}

/// The settings of the Centre of an organisation that hold on a day; those of the program where nobody set any.
pub async fn settings_on(tx: &Tx, tree: &[Node], org: &str, day: NaiveDate) -> Outcome<Settings> {
    for code in std::iter::once(org.to_owned()).chain(centre_of(tree, org)) {
        let rows = store::assignment::list_settings(tx, &code).await?;
        let held = rows.iter().find(|row| row.valid_from <= day);
        if let Some(settings) = held.and_then(|row| serde_json::from_str(&row.body).ok()) {
            return Ok(settings);
        }
    }
    Ok(Settings::default())
}

/// The organisation above, whose settings hold where there are no own ones.
fn centre_of(tree: &[Node], org: &str) -> Option<String> {
    tree.iter().find(|node| node.code == org).and_then(|node| node.parent.clone())
}

/// Reads the people who might be given the cases of an organisation on a day, with their experience in what is needed.
pub async fn pool(
    desk: &Desk,
    tx: &Tx,
    reach: &Reach,
    (org, day): (&str, NaiveDate),
    needs: &[Need],
) -> Outcome<Pool> {
    let tree = desk.tree();
    let province = province_of_code(org).map(str::to_owned);
    let near = |code: &str| {
        let same_province = province_of_code(code) == province.as_deref();
        same_province || matches!(reach, Reach::Organisations(_)) && reach.covers(code)
    };
    let codes: Vec<String> = tree.iter().map(|node| node.code.clone()).filter(|code| near(code)).collect();
    let all = store::staff::list_providers(tx, Some(&codes), None, 1000).await?;
    let works = |it: &Provider| it.ended_on.is_none_or(|last| last >= day);
    let mut kinds: Vec<(AidForm, LegalField)> = needs.iter().map(|need| (need.form, need.field)).collect();
    kinds.sort();
    kinds.dedup();
    people_of(tx, &tree, (org, day), all.into_iter().filter(works).collect(), &kinds).await
}

/// The same for providers that are known already.
pub async fn people_of(
    tx: &Tx,
    tree: &[Node],
    (org, day): (&str, NaiveDate),
    providers: Vec<Provider>,
    kinds: &[(AidForm, LegalField)],
) -> Outcome<Pool> {
    let settings = settings_on(tx, tree, org, day).await?;
    let ids: Vec<Uuid> = providers.iter().map(|it| it.id).collect();
    let year = TargetYear::of(day);
    let since = day.checked_sub_months(Months::new(EXPERIENCE_MONTHS)).unwrap_or(day);
    let loads = store::assignment::list_loads(tx, &ids, since, (year.first(), day)).await?;
    let experience = store::assignment::list_experience(tx, &ids, kinds, since).await?;
    let terms = store::staff::terms::list_terms(tx, &ids).await?;
    let absences = store::staff::terms::list_absences(tx, &ids, year.first()).await?;
    let profiles = store::staff::terms::list_profiles(tx, &ids).await?;
    let mut orgs: Vec<String> = providers.iter().map(|it| it.org_code.clone()).collect();
    orgs.sort();
    orgs.dedup();
    let of_orgs = store::staff::terms::list_organisation_terms(tx, &orgs).await?;
    let meetings = meetings_of(tx, &ids, day).await?;
    let facts = Facts { terms, absences, profiles, meetings, of_orgs, loads, settings, day };
    let people = providers.iter().map(|it| facts.nominee(it)).collect();
    let providers = providers.into_iter().map(|it| (key_of(it.id), it)).collect();
    Ok(Pool { settings, providers, people, experience })
}

async fn meetings_of(tx: &Tx, ids: &[Uuid], day: NaiveDate) -> Outcome<Vec<PlannedMeeting>> {
    let from = crate::deadlines::day_begins(day);
    Ok(store::assignment::list_meetings_of(tx, ids, (from, from + AHEAD)).await?)
}

/// How long an appointment takes up.
fn meeting(at: DateTime<Utc>, kind: HearingKind) -> Meeting {
    let from = local(at);
    Meeting { from, to: from + Duration::minutes(law::schedule::usual_minutes(kind)) }
}

/// What is known of some people.
struct Facts {
    terms: Vec<ProviderTerm>,
    absences: Vec<Absence>,
    profiles: Vec<ProviderProfile>,
    meetings: Vec<PlannedMeeting>,
    of_orgs: Vec<store::staff::terms::OrganisationTerm>,
    loads: Vec<Load>,
    settings: Settings,
    day: NaiveDate,
}

impl Facts {
    fn nominee(&self, it: &Provider) -> Nominee {
        let spans = |kind: TermKind| -> Vec<Span> {
            let of = self.terms.iter().filter(|term| term.provider_id == it.id && term.kind.0 == kind);
            of.map(|term| Span { from: term.from_on, to: term.to_on }).collect()
        };
        let absences = self.absences.iter().filter(|absence| absence.provider_id == it.id);
        let absences: Vec<Span> =
            absences.map(|absence| Span { from: absence.from_on, to: Some(absence.to_on) }).collect();
        let profile = self.profiles.iter().find(|profile| profile.provider_id == it.id);
        let home = profile.and_then(|profile| profile.commune_code.as_deref());
        let leads = it.leader || spans(TermKind::Leadership).iter().any(|span| span.covers(self.day));
        let part = part_of(it.kind.group(), leads, self.days_worked(it, &absences), &self.settings);
        let meetings = self.meetings.iter().filter(|planned| planned.provider_id == Some(it.id));
        Nominee {
            key: key_of(it.id),
            kind: it.kind.0,
            appointed_on: it.appointed_on,
            ended_on: it.ended_on,
            current: false,
            sex: it.sex.map(|sex| sex.0),
            languages: split(&it.languages).map(str::to_owned).collect(),
            fields: split(&it.fields).filter_map(LegalField::from_code).collect(),
            cards: spans(TermKind::Card),
            contracts: spans(TermKind::Contract),
            organisation: self.of_organisation(&it.org_code),
            nursing: spans(TermKind::Nursing),
            meetings: meetings.map(|planned| meeting(planned.at, planned.kind.0)).collect(),
            home: home.and_then(store::reference::place_of),
            areas: profile
                .map(|profile| split(&profile.areas).map(str::to_owned).collect())
                .unwrap_or_default(),
            capacity: profile.and_then(|profile| u32::try_from(profile.capacity?).ok()),
            record: Record { part, ..record_of(&self.loads, it.id) },
            absences,
        }
    }

    /// Days at work in the target year so far, and all its days so far.
    fn days_worked(&self, it: &Provider, absences: &[Span]) -> (u32, u32) {
        let first = TargetYear::of(self.day).first();
        let from = it.appointed_on.unwrap_or(first).max(first);
        let all = (self.day - first).num_days() + 1;
        let here = (self.day - from).num_days() + 1;
        let away: i64 = absences.iter().map(|span| span.days_within(from, self.day)).sum();
        let count = |days: i64| u32::try_from(days.max(0)).unwrap_or(0);
        (count(here - away), count(all))
    }

    fn of_organisation(&self, org: &str) -> Vec<OrganisationTerm> {
        let of = self.of_orgs.iter().filter(|term| term.org_code == org);
        of.map(|term| OrganisationTerm {
            span: Span { from: term.from_on, to: term.to_on },
            forms: split(&term.forms).filter_map(AidForm::from_code).collect(),
            fields: split(&term.fields).filter_map(LegalField::from_code).collect(),
        })
        .collect()
    }
}

fn split(codes: &str) -> impl Iterator<Item = &str> {
    codes.split(';').map(str::trim).filter(|code| !code.is_empty())
}

fn record_of(loads: &[Load], provider: Uuid) -> Record {
    let Some(load) = loads.iter().find(|load| load.provider_id == provider) else { return Record::default() };
    let number = |count: i64| u32::try_from(count).unwrap_or(0);
    Record {
        open: number(load.open),
        open_count: number(load.open_count),
        given: number(load.given),
        given_count: number(load.given_count),
        last_on: load.last_on,
        ..Record::default()
    }
}

impl Pool {
    /// The people as a case sees them: with their experience in such cases, and whether the place lies in their area.
    #[must_use]
    pub fn people(&self, need: &Need, current: Option<Key>) -> Vec<Nominee> {
        let of_kind = |line: &&Experience| line.form.0 == need.form && line.field.0 == need.field;
        let of_kind = self.experience.iter().filter(of_kind);
        let experience: BTreeMap<Key, u32> =
            of_kind.map(|line| (key_of(line.provider_id), u32::try_from(line.number).unwrap_or(0))).collect();
        let person = |it: &Nominee| {
            let mut person = it.clone();
            person.record.experience = experience.get(&it.key).copied().unwrap_or_default();
            person.current = current == Some(it.key);
            person
        };
        self.people.iter().map(person).collect()
    }

    /// Everybody, without experience in a kind of case.
    #[must_use]
    pub fn everybody(&self) -> Vec<Nominee> {
        self.people.clone()
    }

    /// Orders the people for a case.
    #[must_use]
    pub fn rank(&self, desk: &Desk, need: &Need, file: &CaseFile) -> Vec<Ranked> {
        let rules = desk.rules();
        let rules = rules.on(file.case.accepted_on);
        let rule = rules.aid_forms().into_iter().find(|rule| rule.key == need.form);
        let current = file.case.provider_id.filter(|_| file.case.assigned_on.is_some()).map(key_of);
        rank(need, &self.people(need, current), rule, &self.settings)
    }

    /// How many more ordinary cases somebody can carry.
    #[must_use]
    pub fn room_of(&self, key: Key) -> u32 {
        let Some(person) = self.people.iter().find(|person| person.key == key) else { return 0 };
        let full = person.capacity.unwrap_or(self.settings.full_load) * ORDINARY;
        full.saturating_sub(person.record.open).div_ceil(ORDINARY)
    }

    /// What somebody has done and has to do.
    #[must_use]
    pub fn record_of(&self, key: Key) -> Record {
        self.people.iter().find(|person| person.key == key).map(|person| person.record).unwrap_or_default()
    }
}

/// What some cases ask of whoever does them, in their order.
pub async fn needs(desk: &Desk, tx: &Tx, files: &[CaseFile], day: NaiveDate) -> Outcome<Vec<Need>> {
    let ids: Vec<Uuid> = files.iter().map(|file| file.case.id).collect();
    let burdens = store::assignment::list_burdens(tx, &ids).await?;
    let wishes = store::assignment::list_wishes(tx, &ids).await?;
    let planned = store::assignment::list_meetings_in(tx, &ids, desk.now()).await?;
    let mut between = between(desk, tx, files, &ids).await?;
    let mut found = Vec::with_capacity(files.len());
    for file in files {
        let case = &file.case;
        let burden = burdens.iter().find(|burden| burden.case_id == case.id);
        let wish = wishes.iter().find(|wish| wish.case_id == case.id);
        let meetings = planned.iter().filter(|meeting| meeting.case_id == case.id);
        let spoken = wish.and_then(|wish| wish.language_spoken.clone());
        let language = burden.and_then(|burden| burden.language.clone()).or(spoken);
        found.push(Need {
            form: case.form.0,
            field: case.field.0,
            day,
            meetings: meetings.map(|planned| meeting(planned.at, planned.kind.0)).collect(),
            held: follow::holds_somebody(file),
            language: language.filter(|language| !is_vietnamese(language)),
            wants_sex: burden.and_then(|burden| burden.wants_sex).map(|sex| sex.0),
            chosen: wish.and_then(|wish| wish.chosen_provider).map(key_of),
            commune: place_code(file, burden).map(str::to_owned),
            place: place_code(file, burden).and_then(store::reference::place_of),
            burden: burden_of(file, burden),
            between: between.remove(&case.id).unwrap_or_default(),
        });
    }
    Ok(found)
}

/// Where a case is conducted, or else where the person lives.
fn place_code<'a>(file: &'a CaseFile, burden: Option<&'a CaseBurden>) -> Option<&'a str> {
    let noted = burden.and_then(|burden| burden.commune_code.as_deref());
    noted.or_else(|| file.beneficiaries.iter().find_map(|person| person.commune_code.as_deref()))
}

fn burden_of(file: &CaseFile, noted: Option<&CaseBurden>) -> Burden {
    let accused = noted.and_then(|noted| noted.accused).unwrap_or(file.case.beneficiary_count);
    Burden {
        form: file.case.form.0,
        stage: file.case.stage.map(|stage| stage.0),
        charge: noted.and_then(|noted| noted.charge).map(|charge| charge.0),
        accused: u32::try_from(accused.max(1)).unwrap_or(1),
        km: None,
    }
}

fn is_vietnamese(language: &str) -> bool {
    let folded = law::kernel::names::fold(language);
    ["vi", "viet", "kinh", "tieng viet", "tieng kinh", "vietnamese"].contains(&folded.trim())
}

/// What lies between some cases and some providers.
async fn between(
    desk: &Desk,
    tx: &Tx,
    files: &[CaseFile],
    ids: &[Uuid],
) -> Outcome<BTreeMap<Uuid, BTreeMap<Key, Between>>> {
    let mut found: BTreeMap<Uuid, BTreeMap<Key, Between>> = BTreeMap::new();
    let mut at = |case: Uuid, provider: Uuid, change: &dyn Fn(&mut Between)| {
        change(found.entry(case).or_default().entry(key_of(provider)).or_default());
    };
    for bound in store::assignment::list_bound(tx, ids).await? {
        match bound.linked {
            0 => at(bound.case_id, bound.provider_id, &|it| it.same_person = true),
            _ => at(bound.case_id, bound.provider_id, &|it| it.linked = true),
        }
    }
    for refused in store::assignment::list_refused(tx, ids).await? {
        let ground = refused.ground.as_deref();
        let declined = ground.and_then(law::assignment::DeclineGround::from_code);
        let never = declined.map_or(ground.is_some(), law::assignment::DeclineGround::must_refuse);
        at(refused.case_id, refused.provider_id, &|it| {
            it.declined = true;
            it.must_refuse |= never;
        });
    }
    for (case, provider) in store::assignment::list_kept_apart(tx, ids).await? {
        at(case, provider, &|it| it.kept_apart = true);
    }
    for file in files {
        let case = (file.case.id, file.case.request_id);
        for (provider, bar) in crate::conflicts::bars(tx, &desk.tree(), &file.case.org_code, case).await? {
            at(case.0, provider, &|it| {
                if it.opponent != EarlierClient::Never {
                    it.opponent = bar;
                }
            });
        }
    }
    Ok(found)
}

/// Orders those who might be given a case on a day; the page of the assignment shows it, the act asks it again.
pub async fn ranking(desk: &Desk, actor: &Actor, file: &CaseFile, day: NaiveDate) -> Outcome<Ranking> {
    let permit = desk.permit(actor, Permission::ReadCases)?;
    let tx = desk.store().snapshot().await?;
    rank_in(desk, &tx, permit.reach(), file, day).await
}

/// The same within a transaction.
pub(super) async fn rank_in(
    desk: &Desk,
    tx: &Tx,
    reach: &Reach,
    file: &CaseFile,
    day: NaiveDate,
) -> Outcome<Ranking> {
    let needs = needs(desk, tx, std::slice::from_ref(file), day).await?;
    let pool = pool(desk, tx, reach, (&file.case.org_code, day), &needs).await?;
    let Some(need) = needs.into_iter().next() else { return Err(crate::failure::Failure::Missing) };
    let burden = store::assignment::list_burdens(tx, &[file.case.id]).await?.pop();
    let ranked = pool.rank(desk, &need, file);
    let offered = ranked.into_iter().filter_map(|ranked| {
        let provider = pool.providers.get(&ranked.key)?.clone();
        let record = pool.record_of(ranked.key);
        Some(Offered { chosen: need.chosen == Some(ranked.key), provider, record, ranked })
    });
    Ok(Ranking {
        offered: offered.collect(),
        settings: pool.settings,
        weight: weight(&need.burden),
        burden,
        need,
        version: file.case.version,
    })
}

/// The ranking of a case, asked before the one writer is taken: hundreds of people are weighed, and nobody else could
/// write meanwhile. None where the case is not to be seen; the act itself says so.
pub(super) async fn ahead(
    desk: &Desk,
    actor: &Actor,
    case: Uuid,
    day: NaiveDate,
) -> Outcome<Option<Ranking>> {
    let permit = desk.permit(actor, Permission::AssignProviders)?;
    let tx = desk.store().snapshot().await?;
    let Some(file) = store::cases::find(&tx, permit.reach(), case).await? else { return Ok(None) };
    Ok(Some(rank_in(desk, &tx, &desk.reach_of(actor), &file, day).await?))
}

/// The ranking as it is kept with a choice: who, how many points, what each criterion gave, what stood against it.
pub(super) fn kept(ranking: &Ranking) -> String {
    let line = |it: &Offered| {
        let points: BTreeMap<&str, u32> =
            it.ranked.reasons.iter().map(|reason| (reason.criterion.code(), reason.points)).collect();
        let against: Vec<&str> = it.ranked.exclusions.iter().map(|exclusion| exclusion.code()).collect();
        json!({
            "provider": it.provider.id, "name": it.provider.name, "points": it.ranked.points, "of": points,
            "against": against, "open": it.record.open, "given": it.record.given,
        })
    };
    let lines: Vec<_> = ranking.offered.iter().take(15).map(line).collect();
    json!({ "weight": ranking.weight, "settings": ranking.settings, "lines": lines }).to_string()
}

/// The rules that are waived when this one is chosen, or the first that nobody may waive.
pub(super) fn waived(it: &Offered) -> Result<Vec<Exclusion>, Exclusion> {
    match it.ranked.exclusions.iter().find(|exclusion| exclusion.force() == Force::Never) {
        Some(never) => Err(*never),
        None => Ok(it.ranked.exclusions.clone()),
    }
}

/// How far the place of a case is from somebody.
pub(super) fn km_to(it: &Offered) -> Option<i32> {
    let way = it.ranked.reasons.iter().find_map(|reason| match reason.finding {
        Finding::Way(km, _) => km,
        _ => None,
    });
    way.and_then(|km| i32::try_from(km).ok())
}

/// What makes a case heavy or particular, as typed.
#[derive(Clone, Debug, Default)]
pub struct BurdenDraft {
    pub charge: Option<ChargeClass>,
    pub accused: Option<i32>,
    /// Name or code of the commune where the case is conducted.
    pub commune: Option<String>,
    pub wants_sex: Option<Sex>,
    pub language: Option<String>,
}

/// Notes what makes a case heavy or particular; the next ranking weighs it.
pub async fn note_burden(desk: &Desk, actor: &Actor, case: Uuid, draft: BurdenDraft) -> Outcome<()> {
    let permit = desk.permit(actor, Permission::AssignProviders)?;
    let mut work = desk.begin(&permit).await?;
    let file = crate::confidentiality::open_case(desk, &work.tx, &permit, case).await?;
    let commune_code = match &draft.commune {
        Some(typed) => {
            let found = crate::cases::communes_named(desk, &file.case.org_code, typed, desk.today()).await?;
            let [one] = found.as_slice() else {
                return Err(Refusal::new("impossible").field("commune", "unknown").into());
            };
            Some(one.code.clone())
        }
        None => None,
    };
    let known = store::assignment::list_burdens(&work.tx, &[case]).await?.pop();
    let burden = CaseBurden {
        case_id: case,
        charge: draft.charge.map(Into::into),
        accused: draft.accused.filter(|number| (1..=999).contains(number)),
        commune_code,
        km: known.and_then(|known| known.km),
        wants_sex: draft.wants_sex.map(Into::into),
        language: draft.language,
        updated_at: desk.now(),
        updated_by: actor.name.clone(),
    };
    work.record("conduct.note_burden", "case", case, json!({ "burden": &burden }));
    store::assignment::save_burden(&work.tx, &burden).await?;
    desk.commit(work).await
}
