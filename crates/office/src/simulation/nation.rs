//! The stage of the invented nation: provinces with their registers, providers, communes and agencies,
//! as they were before and are after the merger of 1 July 2025.
//!
//! What the database has is used as it stands; branches, other organisations and providers that are
//! missing are invented. The unit of all this is the province of before the merger, here an area: after
//! it the same people live in the same communes under another province.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};

use chrono::{DateTime, NaiveDate, Utc};
use law::people::{KINH, Sex};
use law::staff::{OrganisationKind, ProviderKind};
use store::reference::embedded::{FIRST_NEW_DAY, LAST_OLD_DAY};
use store::reference::{self, Agency, EthnicGroup, Province, ReferenceSet};
use store::staff::{Organisation, Provider};
use uuid::Uuid;

use super::dice::{Dice, Weighted};
use super::names::Names;
use super::places::{PLACES, Place};
use crate::desk::Desk;
use crate::failure::{Failure, Outcome, Refusal};

/// Where cases come from.
#[derive(Debug)]
pub(super) struct Area {
    /// Code of the province before the merger.
    pub(super) code: &'static str,
    pub(super) people: Weighted<&'static str>,
    pub(super) before: Era,
    pub(super) after: Era,
}

/// What holds in an area before or after the merger.
#[derive(Debug, Default)]
pub(super) struct Era {
    /// Registers, by place in [`Nation::units`].
    pub(super) units: Vec<(usize, u32)>,
    pub(super) communes: Vec<String>,
    pub(super) agencies: Vec<NamedAgency>,
}

/// An agency of the register.
#[derive(Debug)]
pub(super) struct NamedAgency {
    pub(super) id: Uuid,
    pub(super) name: String,
}

/// A register.
#[derive(Debug)]
pub(super) struct Unit {
    pub(super) code: String,
    pub(super) kind: OrganisationKind,
    /// `TT` or `CN2`: what its file codes begin with.
    pub(super) mark: String,
    /// Who enters things.
    pub(super) clerk: String,
    /// Providers who may take its cases.
    pub(super) providers: Vec<Provider>,
}

/// The stage.
#[derive(Debug)]
pub(super) struct Nation {
    pub(super) areas: Weighted<Area>,
    pub(super) units: Vec<Unit>,
    pub(super) names: Names,
    pub(super) days_off: HashSet<NaiveDate>,
    pub(super) first_new_day: NaiveDate,
    pub(super) new_organisations: Vec<Organisation>,
    pub(super) new_providers: Vec<Provider>,
}

/// What the database says.
struct Known {
    provinces: HashMap<String, Province>,
    provinces_of_today: HashMap<String, Province>,
    organisations: HashMap<String, Organisation>,
    providers: HashMap<String, Vec<Provider>>,
    groups: Vec<EthnicGroup>,
    communes_before: HashMap<String, Vec<String>>,
    communes_after: HashMap<String, Vec<String>>,
    agencies: HashMap<String, Vec<Agency>>,
    days_off: HashSet<NaiveDate>,
    last_old_day: NaiveDate,
    first_new_day: NaiveDate,
}

fn day(text: &str) -> Outcome<NaiveDate> {
    text.parse().map_err(|_| Failure::Broken(format!("{text} is no day")))
}

impl Known {
    async fn read(desk: &Desk, places: &[&Place], from: NaiveDate) -> Outcome<Self> {
        let tx = desk.store().snapshot().await?;
        let (last_old_day, first_new_day) = (day(LAST_OLD_DAY)?, day(FIRST_NEW_DAY)?);
        let by_code = |list: Vec<Province>| list.into_iter().map(|it| (it.code.clone(), it)).collect();
        let provinces: HashMap<String, Province> =
            by_code(reference::list_provinces(&tx, last_old_day).await?);
        let provinces_of_today: HashMap<String, Province> =
            by_code(reference::list_provinces(&tx, desk.today().max(first_new_day)).await?);
        let mut successors: HashMap<String, Vec<String>> = HashMap::new();
        for row in reference::list_rows(&tx, ReferenceSet::CommuneSuccession).await? {
            if let [old, new, _, default, ..] = row.as_slice()
                && default == "yes"
            {
                successors.entry(old.clone()).or_default().push(new.clone());
            }
        }
        let (mut communes_before, mut communes_after) = (HashMap::new(), HashMap::new());
        let mut agencies = HashMap::new();
        for place in places {
            let communes = reference::list_communes(&tx, place.code, "", last_old_day, 2000).await?;
            let old: Vec<String> = communes.into_iter().map(|commune| commune.code).collect();
            let mut new: Vec<String> =
                old.iter().filter_map(|code| successors.get(code)).flatten().cloned().collect();
            new.sort();
            new.dedup();
            communes_before.insert(place.code.to_owned(), old);
            communes_after.insert(place.code.to_owned(), new);
            let Some(successor) = provinces.get(place.code).and_then(|it| it.successor.clone()) else {
                continue;
            };
            if let Entry::Vacant(place) = agencies.entry(successor) {
                let mut found = reference::list_agencies(&tx, "", Some(place.key()), 500).await?;
                found.retain(|agency| agency.province_code.as_ref() == Some(place.key()));
                place.insert(found);
            }
        }
        let mut providers: HashMap<String, Vec<Provider>> = HashMap::new();
        for provider in store::staff::list_providers(&tx, None, None, 1_000_000).await? {
            providers.entry(provider.org_code.clone()).or_default().push(provider);
        }
        let organisations = store::staff::list_organisations(&tx).await?;
        let mut days_off = HashSet::new();
        for year in chrono::Datelike::year(&from)..=chrono::Datelike::year(&desk.today()) {
            let holidays = reference::list_holidays(&tx, year).await?;
            days_off.extend(holidays.into_iter().filter(|it| it.kind != "swap_work").map(|it| it.day));
        }
        Ok(Self {
            provinces,
            provinces_of_today,
            organisations: organisations.into_iter().map(|it| (it.code.clone(), it)).collect(),
            providers,
            groups: reference::list_ethnic_groups(&tx).await?,
            communes_before,
            communes_after,
            agencies,
            days_off,
            last_old_day,
            first_new_day,
        })
    }
}

/// Invents what is missing.
struct Builder<'a> {
    desk_now: DateTime<Utc>,
    known: Known,
    names: Names,
    dice: &'a mut Dice,
    units: Vec<Unit>,
    place_of_unit: HashMap<String, usize>,
    cards: HashMap<(String, &'static str), u32>,
    new_organisations: Vec<Organisation>,
    new_providers: Vec<Provider>,
}

/// Sets the stage for cases from a day on, so many in the last year; all provinces when none is named.
pub(super) async fn build(
    desk: &Desk,
    dice: &mut Dice,
    provinces: &[String],
    from: NaiveDate,
    cases_in_last_year: f64,
) -> Outcome<Nation> {
    let wanted = |place: &&Place| provinces.is_empty() || provinces.iter().any(|code| code == place.code);
    let mut places: Vec<&Place> = PLACES.iter().filter(wanted).collect();
    let known = Known::read(desk, &places, from).await?;
    // Centres that live on come first: their own province says how many people they need.
    places.sort_by_key(|place| {
        known.provinces.get(place.code).and_then(|it| it.successor.as_deref()) != Some(place.code)
    });
    let unknown =
        places.iter().find(|place| known.communes_before.get(place.code).is_none_or(|list| list.is_empty()));
    if places.is_empty() || unknown.is_some() || known.groups.is_empty() {
        return Err(Refusal::new("simulation.no_reference_data").into());
    }
    let names = Names::read(reference::embedded::INVENTED_NAMES, &known.groups)?;
    let mut builder = Builder {
        desk_now: desk.now(),
        known,
        names,
        dice,
        units: Vec::new(),
        place_of_unit: HashMap::new(),
        cards: HashMap::new(),
        new_organisations: Vec::new(),
        new_providers: Vec::new(),
    };
    let sum: u32 = places.iter().map(|place| place.weight).sum();
    let mut areas = Vec::new();
    for place in &places {
        let load = cases_in_last_year * f64::from(place.weight) / f64::from(sum);
        let area = builder.area(place, load)?;
        areas.push((area, f64::from(place.weight)));
    }
    let Builder { known, names, units, new_organisations, new_providers, .. } = builder;
    Ok(Nation {
        areas: Weighted::new(areas),
        units,
        names,
        days_off: known.days_off,
        first_new_day: known.first_new_day,
        new_organisations,
        new_providers,
    })
}

impl Builder<'_> {
    fn area(&mut self, place: &Place, load: f64) -> Outcome<Area> {
        let missing = || Failure::from(Refusal::new("simulation.no_reference_data"));
        let province = self.known.provinces.get(place.code).cloned().ok_or_else(missing)?;
        let successor = province.successor.clone().ok_or_else(missing)?;
        let today = self.known.provinces_of_today.get(&successor).cloned().ok_or_else(missing)?;
        let merged = successor != place.code;
        let people = people(place);
        let centre = format!("TT.{}", place.code);
        let new_centre = format!("TT.{successor}");

        let mut before = Era {
            communes: self.known.communes_before.remove(place.code).unwrap_or_default(),
            ..Era::default()
        };
        let mut after = Era {
            communes: self.known.communes_after.remove(place.code).unwrap_or_default(),
            ..Era::default()
        };
        let wanted = Staff::of_centre(load);
        let at_centre = self.unit(&centre, &province, &people, &wanted, None)?;
        before.units.push((at_centre, 70));
        let heir = if merged {
            // The people of a province that was merged away work on as a branch of the new centre.
            let heir = self.branch_of_area(place, &province, &today)?;
            let at_new_centre = self.unit(&new_centre, &today, &people, &wanted, None)?;
            let at_heir =
                self.unit(&heir, &today, &people, &Staff::of_centre(load * 0.6), Some(at_new_centre))?;
            after.units.extend([(at_new_centre, 35), (at_heir, 65)]);
            Some(heir)
        } else {
            after.units.push((at_centre, 70));
            None
        };
        for number in 1..=place.branches {
            let code = format!("CN.{}.{number}", place.code);
            self.branch(&code, number, &province, heir.as_deref())?;
            let at_branch = self.unit(&code, &province, &people, &Staff::of_branch(load), Some(at_centre))?;
            before.units.push((at_branch, 30 / place.branches));
            if !merged {
                after.units.push((at_branch, 30 / place.branches));
            }
        }
        for unit in self.other_organisations(place, &province, &people, heir.is_none())? {
            before.units.push((unit, 1));
            if !merged {
                after.units.push((unit, 1));
            }
        }
        let agencies = self.known.agencies.get(&successor).cloned().unwrap_or_default();
        let plain = |agency: &Agency| NamedAgency { id: agency.id, name: agency.name.clone() };
        after.agencies = agencies.iter().map(plain).collect();
        if !merged {
            // Bodies of a province are called as before the merger; those of regions are new.
            let old = |agency: &&Agency| !agency.kind.ends_with("regional") && today.kind == province.kind;
            before.agencies = agencies.iter().filter(old).map(plain).collect();
        }
        Ok(Area { code: place.code, people, before, after })
    }

    fn add(&mut self, record: Organisation) {
        self.known.organisations.insert(record.code.clone(), record.clone());
        self.new_organisations.push(record);
    }

    fn organisation(&self, code: &str, kind: OrganisationKind, name: String, province: &str) -> Organisation {
        Organisation {
            code: code.to_owned(),
            kind: kind.into(),
            name,
            name_folded: String::new(),
            parent: Some(format!("TT.{province}")),
            province_code: Some(province.to_owned()),
            valid_from: NaiveDate::from_ymd_opt(2008, 1, 1).unwrap_or_default(),
            valid_to: None,
            successor: None,
            address: None,
            phone: None,
            version: 1,
        }
    }

    /// A branch of before the merger; it ends with its province.
    fn branch(&mut self, code: &str, number: u32, province: &Province, heir: Option<&str>) -> Outcome<()> {
        if self.known.organisations.contains_key(code) {
            return Ok(());
        }
        let name = format!(
            "Chi nhánh trợ giúp pháp lý số {number} - Trung tâm trợ giúp pháp lý nhà nước {}",
            province.name_within()
        );
        let mut record = self.organisation(code, OrganisationKind::Branch, name, &province.code);
        if let Some(heir) = heir {
            record.valid_to = Some(self.known.last_old_day);
            record.successor = Some(heir.to_owned());
        }
        self.add(record);
        Ok(())
    }

    /// The branch in which a centre that was merged away lives on. Numbers of branches that the new
    /// centre had before stay theirs.
    fn branch_of_area(&mut self, place: &Place, province: &Province, today: &Province) -> Outcome<String> {
        let own = PLACES.iter().find(|other| other.code == today.code).map_or(0, |other| other.branches);
        let heirs = PLACES.iter().filter(|other| {
            let known = self.known.provinces.get(other.code).and_then(|it| it.successor.as_deref());
            other.code < place.code && other.code != today.code && known == Some(&today.code)
        });
        // All merged provinces count, also those that this run leaves out, so that numbers never meet.
        let number = own + u32::try_from(heirs.count()).unwrap_or(0) + 1;
        let code = format!("CN.{}.{number}", today.code);
        if !self.known.organisations.contains_key(&code) {
            let name = format!(
                "Chi nhánh trợ giúp pháp lý {} - Trung tâm trợ giúp pháp lý nhà nước {}",
                province.name,
                today.name_within()
            );
            let mut record = self.organisation(&code, OrganisationKind::Branch, name, &today.code);
            record.valid_from = self.known.first_new_day;
            self.add(record);
        }
        Ok(code)
    }

    /// A law office under contract in some provinces, an advice centre that registered in most.
    fn other_organisations(
        &mut self,
        place: &Place,
        province: &Province,
        people: &Weighted<&'static str>,
        lives_on: bool,
    ) -> Outcome<Vec<usize>> {
        let mut units = Vec::new();
        let offices = [
            (OrganisationKind::Contracted, format!("HD.{}.1", place.code), place.weight >= 75),
            (OrganisationKind::Registered, format!("DK.{}.1", place.code), place.weight >= 50),
        ];
        for (kind, code, there) in offices {
            if !there {
                continue;
            }
            if !self.known.organisations.contains_key(&code) {
                let name = match kind {
                    OrganisationKind::Contracted => {
                        format!("Văn phòng luật sư {} và cộng sự", self.person(people).0)
                    }
                    _ => format!("Trung tâm tư vấn pháp luật - Hội Luật gia {}", province.name_within()),
                };
                let mut record = self.organisation(&code, kind, name, place.code);
                if !lives_on {
                    record.valid_to = Some(self.known.last_old_day);
                }
                self.add(record);
            }
            units.push(self.unit(&code, province, people, &Staff::of_office(kind), None)?);
        }
        Ok(units)
    }

    /// The register of an organisation with its providers; a branch also has the lawyers of its centre.
    fn unit(
        &mut self,
        code: &str,
        province: &Province,
        people: &Weighted<&'static str>,
        wanted: &Staff,
        centre: Option<usize>,
    ) -> Outcome<usize> {
        if let Some(place) = self.place_of_unit.get(code) {
            return Ok(*place);
        }
        let missing = || Failure::Broken(format!("{code} is not in the directory"));
        let organisation = self.known.organisations.get(code).ok_or_else(missing)?.clone();
        let mut providers = self.known.providers.remove(code).unwrap_or_default();
        let before = u32::try_from(providers.len()).unwrap_or(0);
        for (kind, number) in &wanted.0 {
            let known =
                providers.iter().filter(|provider| provider.kind.0 == *kind && provider.ended_on.is_none());
            for nth in known.count()..*number {
                let provider = self.provider(&organisation, province, people, (*kind, nth == 0), before);
                self.new_providers.push(provider.clone());
                providers.push(provider);
            }
        }
        if let Some(centre) = centre {
            let lawyers =
                self.units[centre].providers.iter().filter(|it| it.kind.0 == ProviderKind::ContractLawyer);
            providers.extend(lawyers.cloned().collect::<Vec<_>>());
        }
        let parts: Vec<&str> = code.split('.').collect();
        let mark = match parts.as_slice() {
            [kind, _, number] => format!("{kind}{number}"),
            _ => parts[0].to_owned(),
        };
        let clerk = self.person(people).0;
        let unit = Unit { code: code.to_owned(), kind: organisation.kind.0, mark, clerk, providers };
        self.units.push(unit);
        self.place_of_unit.insert(code.to_owned(), self.units.len() - 1);
        Ok(self.units.len() - 1)
    }

    fn person(&mut self, people: &Weighted<&'static str>) -> (String, Sex) {
        let group = *people.draw(self.dice).unwrap_or(&KINH);
        let sex = if self.dice.percent(52.0) { Sex::Male } else { Sex::Female };
        (self.names.full_name(self.dice, group, sex), sex)
    }

    fn provider(
        &mut self,
        organisation: &Organisation,
        province: &Province,
        people: &Weighted<&'static str>,
        (kind, leader): (ProviderKind, bool),
        cards_before: u32,
    ) -> Provider {
        let (name, sex) = self.person(people);
        let officer = kind == ProviderKind::LegalAidOfficer;
        let earliest = organisation.valid_from.max(NaiveDate::from_ymd_opt(2008, 1, 1).unwrap_or_default());
        let appointed = earliest + chrono::Duration::days(self.dice.between(0, 2500));
        let appointed_on =
            if organisation.valid_from < self.known.first_new_day { appointed } else { earliest };
        let fields =
            ["criminal;civil", "criminal;marriage_family", "civil;land_housing", "criminal;administrative"];
        let millis = u64::try_from(self.desk_now.timestamp_millis()).unwrap_or_default();
        Provider {
            id: self.dice.id(millis),
            org_code: organisation.code.clone(),
            name_folded: law::kernel::names::fold(&name),
            name,
            kind: kind.into(),
            card_number: Some(self.card(organisation, province, kind, cards_before)),
            appointed_on: Some(appointed_on),
            ended_on: organisation.valid_to,
            grade: officer.then(|| if leader { "II" } else { "III" }.to_owned()),
            sex: Some(sex.into()),
            birth_year: Some(i32::try_from(self.dice.between(1966, 1996)).unwrap_or(1980)),
            languages: "vi".to_owned(),
            fields: self.dice.any(&fields).copied().unwrap_or("criminal").to_owned(),
            leader: officer && leader,
            version: 1,
        }
    }

    /// `19.CN.2-TGV-007`: the organisation, the kind, a number that nobody there has yet.
    fn card(
        &mut self,
        organisation: &Organisation,
        province: &Province,
        kind: ProviderKind,
        before: u32,
    ) -> String {
        let mark = match kind {
            ProviderKind::LegalAidOfficer => "TGV",
            ProviderKind::ContractLawyer
            | ProviderKind::LawyerOfContracted
            | ProviderKind::LawyerOfRegistered => "LS",
            ProviderKind::AdviserOfContracted | ProviderKind::AdviserOfRegistered => "TVV",
            ProviderKind::Collaborator => "CTV",
        };
        let last = self.cards.entry((organisation.code.clone(), mark)).or_insert(before);
        *last += 1;
        let unit =
            organisation.code.split('.').filter(|part| *part != province.code).collect::<Vec<_>>().join("");
        format!("{}.{unit}-{mark}-{:03}", province.code, last)
    }
}

/// How many providers of which kind a register has.
struct Staff(Vec<(ProviderKind, usize)>);

impl Staff {
    /// An officer carries about 38 cases of litigation a year.
    fn of_centre(load: f64) -> Self {
        let officers = enough(load / 60.0, 4);
        Self(vec![
            (ProviderKind::LegalAidOfficer, officers),
            (ProviderKind::ContractLawyer, enough(load / 70.0, 3)),
            (ProviderKind::Collaborator, usize::from(officers.is_multiple_of(3))),
        ])
    }

    fn of_branch(load: f64) -> Self {
        Self(vec![(ProviderKind::LegalAidOfficer, enough(load / 200.0, 2))])
    }

    fn of_office(kind: OrganisationKind) -> Self {
        match kind {
            OrganisationKind::Contracted => {
                Self(vec![(ProviderKind::LawyerOfContracted, 2), (ProviderKind::AdviserOfContracted, 1)])
            }
            _ => Self(vec![(ProviderKind::LawyerOfRegistered, 2), (ProviderKind::AdviserOfRegistered, 1)]),
        }
    }
}

fn enough(number: f64, least: usize) -> usize {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a few hundred at most")]
    let number = number.round() as usize;
    number.clamp(least, 200)
}

/// Who asks for legal aid: minorities do so more often than their share of the people.
fn people(place: &Place) -> Weighted<&'static str> {
    let minorities: u32 = place.minorities.iter().map(|(_, share)| share).sum();
    let minorities = f64::from(minorities) / 1000.0;
    let among_clients = (minorities * 1.6).min(0.5 + minorities / 2.0);
    let factor = if minorities > 0.0 { among_clients / minorities } else { 0.0 };
    let others = place.minorities.iter().map(|(code, share)| (*code, f64::from(*share) / 1000.0 * factor));
    Weighted::new(std::iter::once((KINH, 1.0 - among_clients)).chain(others))
}
