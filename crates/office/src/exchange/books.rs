//! What an import looks things up in, read once and kept in memory: organisations, communes, ethnic
//! groups, providers, agencies. Their size is that of the registers, not of the file.

use std::collections::{HashMap, HashSet};
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;
use law::access::{Node, Reach, subtree_with_predecessors};
use law::kernel::names;
use law::staff::{OrganisationKind, ProviderKind};
use store::Tx;
use store::imports::FileKind;
use store::reference::CommuneBook;
use store::staff::{Organisation, Provider};
use uuid::Uuid;

use crate::failure::{Failure, Outcome};

pub(super) struct Books {
    pub(super) today: NaiveDate,
    reach: Reach,
    limit: Option<Limit>,
    organisations: HashMap<String, Organisation>,
    nodes: Vec<Node>,
    communes: CommuneBook,
    ethnic_codes: HashSet<String>,
    /// Folded name → code, where a name means one group.
    ethnic_names: HashMap<String, Option<String>>,
    provinces: HashSet<String>,
    providers: Vec<Provider>,
    by_card: HashMap<String, Vec<usize>>,
    by_name: HashMap<String, Vec<usize>>,
    agencies: HashMap<String, Uuid>,
    lineages: Mutex<HashMap<String, Arc<HashSet<String>>>>,
}

/// The organisation a file was given for, and all that counts as its own.
struct Limit {
    org: String,
    within: HashSet<String>,
}

/// Why an organisation is not taken, with data for the sentence.
type Why = (&'static str, Vec<(&'static str, String)>);

impl Books {
    pub(super) async fn load(
        tx: &Tx,
        kind: FileKind,
        reach: &Reach,
        org: Option<&str>,
        today: NaiveDate,
    ) -> Outcome<Self> {
        let nodes = store::staff::nodes(tx).await?;
        let organisations = store::staff::list_organisations(tx).await?;
        let groups = store::reference::list_ethnic_groups(tx).await?;
        let providers = match kind {
            FileKind::Cases | FileKind::Providers => {
                store::staff::list_providers(tx, None, None, i64::MAX as u64).await?
            }
            _ => Vec::new(),
        };
        let communes = match kind {
            FileKind::Cases | FileKind::Outreach => CommuneBook::load(tx).await?,
            _ => CommuneBook::default(),
        };
        let limit = match org {
            Some(code) if !reach.covers(code) || !nodes.iter().any(|node| node.code == code) => {
                return Err(Failure::Missing);
            }
            Some(code) => Some(Limit {
                org: code.to_owned(),
                within: subtree_with_predecessors(&nodes, code).into_iter().collect(),
            }),
            None => None,
        };
        let mut ethnic_names: HashMap<String, Option<String>> = HashMap::new();
        for group in &groups {
            let entry = ethnic_names.entry(names::fold(&group.name));
            entry.and_modify(|code| *code = None).or_insert_with(|| Some(group.code.clone()));
        }
        let mut books = Self {
            today,
            reach: reach.clone(),
            limit,
            organisations: organisations.into_iter().map(|it| (it.code.clone(), it)).collect(),
            nodes,
            communes,
            ethnic_codes: groups.into_iter().map(|group| group.code).collect(),
            ethnic_names,
            provinces: store::reference::list_province_rows(tx)
                .await?
                .into_iter()
                .map(|it| it.code)
                .collect(),
            providers: Vec::new(),
            by_card: HashMap::new(),
            by_name: HashMap::new(),
            agencies: store::reference::agency_ids(tx).await?,
            lineages: Mutex::default(),
        };
        for (place, provider) in providers.iter().enumerate() {
            if let Some(card) = &provider.card_number {
                books.by_card.entry(plain_card(card)).or_default().push(place);
            }
            books.by_name.entry(provider.name_folded.clone()).or_default().push(place);
        }
        books.providers = providers;
        Ok(books)
    }

    pub(super) fn reach(&self) -> &Reach {
        &self.reach
    }

    pub(super) fn limit_org(&self) -> Option<&str> {
        self.limit.as_ref().map(|limit| limit.org.as_str())
    }

    pub(super) fn organisations(&self) -> &HashMap<String, Organisation> {
        &self.organisations
    }

    pub(super) fn providers(&self) -> &[Provider] {
        &self.providers
    }

    pub(super) fn has_province(&self, code: &str) -> bool {
        self.provinces.contains(code)
    }

    /// Whether rows may be about an organisation.
    pub(super) fn check_organisation(
        &self,
        code: &str,
        day: Option<NaiveDate>,
        needs_register: bool,
    ) -> Result<(), Why> {
        let known = self.organisations.get(code).ok_or(("org_unknown", Vec::new()))?;
        if !self.reach.covers(code) {
            return Err(("org_out_of_reach", Vec::new()));
        }
        if let Some(limit) = self.limit.as_ref().filter(|limit| !limit.within.contains(code)) {
            return Err(("org_outside", vec![("org", limit.org.clone())]));
        }
        if needs_register && !known.kind.keeps_register() {
            return Err(("org_no_register", Vec::new()));
        }
        let exists =
            |day: NaiveDate| known.valid_from <= day && known.valid_to.is_none_or(|last| day <= last);
        match day {
            Some(day) if !exists(day) => {
                let mut detail = vec![("day", day.to_string()), ("from", known.valid_from.to_string())];
                detail.extend(known.valid_to.map(|last| ("to", last.to_string())));
                detail.extend(known.successor.clone().map(|code| ("successor", code)));
                Err(("org_not_in_existence", detail))
            }
            _ => Ok(()),
        }
    }

    /// The code of an ethnic group, by code or name. A workbook may have dropped the leading zero.
    pub(super) fn ethnic_group(&self, text: &str) -> Option<String> {
        let padded = format!("{text:0>2}");
        if self.ethnic_codes.contains(&padded) {
            return Some(padded);
        }
        self.ethnic_names.get(&names::fold(text)).cloned().flatten()
    }

    /// A commune of the list of a day; the error says whether the code is one of another day.
    pub(super) fn commune(&self, text: &str, day: NaiveDate) -> Result<String, bool> {
        // A workbook may have dropped leading zeros.
        let padded = format!("{text:0>5}");
        let codes = [text, padded.as_str()];
        let found = codes.into_iter().find(|code| self.communes.on(code, day).is_some());
        found.map(str::to_owned).ok_or_else(|| codes.into_iter().any(|code| self.communes.knows(code)))
    }

    /// The agency that is called exactly so, marks and case apart.
    pub(super) fn agency(&self, name: &str) -> Option<Uuid> {
        self.agencies.get(&names::fold(name)).copied()
    }

    /// The provider that is meant, where that is certain: the one with this card (and name) among the
    /// organisations that belong together, else the only one of this name in the organisation, of this kind where one
    /// is said.
    pub(super) fn provider(
        &self,
        org: &str,
        name: Option<&str>,
        kind: Option<ProviderKind>,
        card: Option<&str>,
    ) -> Option<&Provider> {
        if let Some(card) = card.map(plain_card).filter(|card| !card.is_empty()) {
            let lineage = self.lineage(org);
            let found = self.providers_at(self.by_card.get(&card));
            let same = found.filter(|it| lineage.contains(&it.org_code));
            let mut same = same.filter(|it| name.is_none_or(|name| it.name_folded == names::fold(name)));
            return match (same.next(), same.next()) {
                (Some(only), None) => Some(only),
                // A card that is not in the register may still be that of a provider whose card is not.
                (None, _) if !self.by_card.contains_key(&card) => {
                    self.by_name(org, name?, kind).filter(|it| it.card_number.is_none())
                }
                _ => None,
            };
        }
        self.by_name(org, name?, kind)
    }

    fn by_name(&self, org: &str, name: &str, kind: Option<ProviderKind>) -> Option<&Provider> {
        let spelled = names::written(name).to_lowercase();
        let found = self.providers_at(self.by_name.get(&names::fold(name)));
        let of_kind = |it: &Provider| kind.is_none_or(|kind| it.kind.0 == kind);
        let mut same =
            found.filter(|it| it.org_code == org && of_kind(it) && it.name.to_lowercase() == spelled);
        match (same.next(), same.next()) {
            (Some(only), None) => Some(only),
            _ => None,
        }
    }

    fn providers_at<'a>(&'a self, places: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Provider> {
        places.into_iter().flatten().map(|place| &self.providers[*place])
    }

    /// The organisations whose providers may work for one: its centre with all branches, what that
    /// centre took over, and what took it over.
    fn lineage(&self, org: &str) -> Arc<HashSet<String>> {
        let mut lineages = self.lineages.lock().expect("no panic while a lineage is looked up");
        if let Some(known) = lineages.get(org) {
            return Arc::clone(known);
        }
        let mut found: HashSet<String> = HashSet::new();
        let mut next = Some(self.head_of(org));
        while let Some(head) = next.take() {
            found.extend(subtree_with_predecessors(&self.nodes, &head));
            let successor = self.organisations.get(&head).and_then(|it| it.successor.clone());
            next = successor.filter(|code| !found.contains(code));
        }
        let found = Arc::new(found);
        lineages.insert(org.to_owned(), Arc::clone(&found));
        found
    }

    /// The highest organisation above this one that keeps a register.
    fn head_of(&self, org: &str) -> String {
        let mut head = org.to_owned();
        while let Some(parent) = self.organisations.get(&head).and_then(|it| it.parent.clone()) {
            let keeps = OrganisationKind::of_code(&parent).is_some_and(OrganisationKind::keeps_register);
            if !keeps || parent == head {
                break;
            }
            head = parent;
        }
        head
    }
}

pub(super) use store::staff::plain_card;
