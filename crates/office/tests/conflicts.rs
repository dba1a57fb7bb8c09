//! Conflicts of interest: every kind is found, what lies out of reach is masked, decisions are kept once and block
//! the acceptance until they are there.
#![expect(clippy::unwrap_used, reason = "tests")]

use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;
use law::access::Role;
use law::cases::{AidForm, LegalField, Outcome, ProviderRole, Source};
use law::conflicts::{Consequence, HitDecision, HitKind, Side, Sign};
use law::eligibility::Category;
use law::intake::{Channel, Signature};
use law::kernel::identity::IdNumber;
use law::lifecycle::RequestState;
use law::staff::{OrganisationKind, ProviderKind};
use office::cases::{BeneficiaryDraft, Birth, CaseDraft};
use office::conflicts::{Answer, Draft, DraftPerson, Hit, decide, look, standing, unsettled, view};
use office::{Actor, Chance, Clock, Desk, Failure};
use store::requests::{Request, RequestFile, RequestPerson};
use store::secrets::Keyring;
use store::staff::{Organisation, Provider};
use store::{Address, Store};
use uuid::Uuid;

const PROVIDER: Uuid = Uuid::from_u128(7);

struct Kit {
    desk: Desk,
    _folder: tempfile::TempDir,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn organisation(code: &str, parent: Option<&str>) -> Organisation {
    Organisation {
        code: code.into(),
        kind: OrganisationKind::of_code(code).unwrap().into(),
        name: format!("Đơn vị {code}"),
        name_folded: String::new(),
        parent: parent.map(str::to_owned),
        province_code: code.split('.').nth(1).map(str::to_owned),
        valid_from: day("2004-01-01"),
        valid_to: None,
        successor: None,
        address: None,
        phone: None,
        version: 1,
    }
}

/// A desk on SQLite, and one on PostgreSQL where `TEST_POSTGRES` names a server.
#[expect(clippy::disallowed_methods, reason = "tests are told by the environment where PostgreSQL is")]
async fn kits() -> Vec<Kit> {
    static COUNTER: AtomicU32 = AtomicU32::new(0);
    let folder = tempfile::tempdir().unwrap();
    let mut kits = vec![kit(Address::Sqlite(folder.path().join("t.sqlite")), folder).await];
    match std::env::var("TEST_POSTGRES") {
        Ok(url) => {
            let count = COUNTER.fetch_add(1, Ordering::Relaxed);
            let schema = Some(format!("office_conflicts_{}_{count}", std::process::id()));
            kits.push(kit(Address::Postgres { url, schema }, tempfile::tempdir().unwrap()).await);
        }
        Err(_) => assert!(
            std::env::var("TGPL_NO_SKIP").is_err(),
            "TEST_POSTGRES is not set and nothing may be skipped"
        ),
    }
    kits
}

async fn kit(address: Address, folder: tempfile::TempDir) -> Kit {
    let keys = Keyring::read(&format!("k1={}", "11".repeat(32))).unwrap();
    let store = Store::open(&address, keys).await.unwrap();
    let files =
        store::files::Files::open(&format!("file:{}", folder.path().join("files").display()), []).unwrap();
    let tx = store.begin().await.unwrap();
    for (code, parent) in [
        ("CUC", None),
        ("STP.19", Some("CUC")),
        ("TT.19", Some("STP.19")),
        ("CN.19.1", Some("TT.19")),
        ("STP.01", Some("CUC")),
        ("TT.01", Some("STP.01")),
    ] {
        store::staff::insert_organisation(&tx, organisation(code, parent)).await.unwrap();
    }
    let provider = Provider {
        id: PROVIDER,
        org_code: "TT.19".into(),
        name: "Bế Văn Minh".into(),
        name_folded: String::new(),
        kind: ProviderKind::LegalAidOfficer.into(),
        card_number: None,
        appointed_on: None,
        ended_on: None,
        grade: None,
        sex: None,
        birth_year: None,
        languages: "vi".into(),
        fields: String::new(),
        leader: false,
        version: 1,
    };
    store::staff::insert_provider(&tx, provider).await.unwrap();
    tx.commit().await.unwrap();
    let clock = Arc::new(Mutex::new("2026-11-22T02:00:00Z".parse().unwrap()));
    let desk = Desk::open(store, files, Clock::Frozen(clock), Chance::seeded(1)).await.unwrap();
    Kit { desk, _folder: folder }
}

fn actor(role: Role, org: &str) -> Actor {
    Actor {
        account: Some(Uuid::from_u128(role as u128 + 100)),
        login: format!("{role}.{org}"),
        name: format!("{role} {org}"),
        role,
        org: org.into(),
        provider: None,
        ip: "127.0.0.1".into(),
    }
}

fn clerk() -> Actor {
    actor(Role::Clerk, "TT.19")
}

/// Somebody of a request.
#[derive(Clone, Copy)]
struct Somebody {
    side: Side,
    name: &'static str,
    year: Option<i32>,
    number: Option<&'static str>,
}

const fn ours(name: &'static str, year: i32) -> Somebody {
    Somebody { side: Side::Beneficiary, name, year: Some(year), number: None }
}

const fn opposed(name: &'static str, year: Option<i32>) -> Somebody {
    Somebody { side: Side::Opposed, name, year, number: None }
}

impl Kit {
    /// A case with one beneficiary, entered by the clerk of its organisation.
    async fn case(&self, org: &str, name: &str, year: i32, change: impl FnOnce(&mut CaseDraft)) -> Uuid {
        let id = self.desk.id();
        let mut draft = CaseDraft {
            id,
            org_code: org.into(),
            file_code: format!("TT.{}", id.simple()),
            form: AidForm::Litigation,
            field: LegalField::Civil,
            provider_role: Some(ProviderRole::Protection),
            received_on: Some(day("2026-11-02")),
            accepted_on: day("2026-11-02"),
            urgent_ground: None,
            source: Source::SelfRequest,
            source_agency: None,
            stage: None,
            provider: None,
            assigned_on: None,
            closed_on: None,
            outcome: None,
            handed_over_on: None,
            appraised_on: None,
            quality_score: None,
            quality_rating: None,
            success_criteria: vec![],
            note: None,
            beneficiaries: vec![BeneficiaryDraft {
                person: None,
                name: name.into(),
                birth: Some(Birth::Year(year)),
                sex: None,
                ethnicity: None,
                id_number: None,
                commune_code: None,
                category: Category::Poor,
                other_categories: vec![],
                client_role: None,
            }],
        };
        change(&mut draft);
        office::cases::register(&self.desk, &actor(Role::Clerk, org), draft).await.unwrap()
    }

    /// A request with these people.
    async fn request(&self, people: &[Somebody], change: impl FnOnce(&mut Request)) -> Uuid {
        let id = self.desk.id();
        let mut request = Request {
            id,
            org_code: "TT.19".into(),
            state: RequestState::Received.into(),
            channel: Channel::InPerson.into(),
            source: Source::SelfRequest.into(),
            agency_id: None,
            source_agency: None,
            received_at: self.desk.now(),
            form: AidForm::Litigation.into(),
            field: LegalField::Civil.into(),
            provider_role: Some(ProviderRole::Protection.into()),
            stage: None,
            summary: "Tranh chấp đất".into(),
            urgent_ground: None,
            limitation_on: None,
            trial_on: None,
            requester_name: None,
            requester_relation: None,
            requester_phone: None,
            language_spoken: None,
            language_read: None,
            interpreter: None,
            safe_contact: String::new(),
            contact_note: None,
            signed_by: Signature::Signed.into(),
            notice_read_by: None,
            papers: String::new(),
            matter_province: None,
            chosen_provider: None,
            reception_id: None,
            came_from: None,
            proposed: None,
            proposed_reason: None,
            missing_papers: String::new(),
            refusal_ground: None,
            decision_reason: None,
            decided_at: None,
            decided_by: None,
            transfer_to: None,
            case_id: None,
            restricted: String::new(),
            entered_at: self.desk.now(),
            entered_by: clerk().id(),
            recorded_at: self.desk.now(),
            version: 1,
        };
        change(&mut request);
        let tx = self.desk.store().begin().await.unwrap();
        let persons = people.iter().map(|somebody| {
            let mut person = RequestPerson {
                request_id: id,
                position: 0,
                side: somebody.side.into(),
                person_id: None,
                name: somebody.name.into(),
                name_folded: String::new(),
                name_sound: String::new(),
                sex: None,
                birth_year: somebody.year,
                birth_date: None,
                ethnicity: None,
                commune_code: None,
                address: None,
                phone: None,
                id_number_sealed: None,
                id_number_index: None,
                category: None,
                other_categories: String::new(),
                client_role: None,
                facts: "{}".into(),
            };
            let number = somebody.number.map(|number| IdNumber::read(number).unwrap());
            store::requests::seal_id_number(&tx, &mut person, number.as_ref()).unwrap();
            person
        });
        let persons = persons.collect();
        store::requests::insert(&tx, RequestFile { request, persons }).await.unwrap();
        tx.commit().await.unwrap();
        id
    }

    async fn hits(&self, request: Uuid) -> Vec<Hit> {
        view(&self.desk, &clerk(), request).await.unwrap().found.hits
    }

    async fn waiting(&self, request: Uuid) -> usize {
        let tx = self.desk.store().snapshot().await.unwrap();
        unsettled(&tx, &self.desk.tree(), request).await.unwrap().len()
    }

    async fn follows(&self, request: Uuid) -> Vec<Consequence> {
        let tx = self.desk.store().snapshot().await.unwrap();
        standing(&tx, &self.desk.tree(), request).await.unwrap().1
    }

    /// How often an act stands in the record of a thing.
    async fn traces(&self, act: &str, object: Uuid) -> usize {
        let tx = self.desk.store().snapshot().await.unwrap();
        let lines = store::audit::list(&tx, None, &store::audit::Search::default(), 1000).await.unwrap();
        lines.iter().filter(|line| line.act == act && line.object_id == object.to_string()).count()
    }
}

fn answer(hit: &Hit, decision: HitDecision, reason: Option<&str>) -> Answer {
    Answer {
        key: hit.key(),
        decision,
        reason: reason.map(str::to_owned),
        seen: hit.decision.as_ref().map(|it| it.decision.0),
    }
}

#[tokio::test]
async fn every_kind_is_found_with_its_matter_role_and_weight() {
    for kit in kits().await {
        let known = kit.case("TT.19", "Nguyễn Văn An", 1980, |_| {}).await;
        let elsewhere = kit.case("TT.01", "Lê Thị Tám", 1990, |_| {}).await;
        let first = kit.request(&[ours("Bàn Thị Sáu", 1960), opposed("Trần Văn Ba", None)], |_| {}).await;
        let against = kit.case("TT.19", "Bàn Thị Sáu", 1960, |_| {}).await;
        let tx = kit.desk.store().begin().await.unwrap();
        office::conflicts::insert_opposed(&tx, first, against).await.unwrap();
        office::conflicts::insert_opposed(&tx, first, against).await.unwrap();
        tx.commit().await.unwrap();
        let served = kit
            .case("TT.19", "Phạm Thị Đối", 1975, |draft| {
                draft.provider = Some(PROVIDER);
                draft.closed_on = Some(day("2026-11-20"));
                draft.outcome = Some(Outcome::Completed);
            })
            .await;
        let people = [
            ours("Nguyen Van An", 1980),
            ours("Lê Thị Tám", 1990),
            ours("Trần Văn Ba", 1970),
            opposed("Phạm Thị Đối", Some(1975)),
        ];
        let request = kit.request(&people, |request| request.chosen_provider = Some(PROVIDER)).await;
        let hits = kit.hits(request).await;
        let mut found: Vec<_> =
            hits.iter().map(|hit| (hit.position, hit.kind, hit.id, hit.side, hit.weighs)).collect();
        found.sort_unstable_by_key(|(position, _, id, ..)| (*position, *id));
        let expected = [
            (0, HitKind::SamePerson, known, Side::Beneficiary, true),
            (1, HitKind::SameMatterElsewhere, elsewhere, Side::Beneficiary, true),
            (2, HitKind::OpposesBeneficiary, first, Side::Opposed, true),
            (2, HitKind::OpposesBeneficiary, against, Side::Opposed, true),
            (3, HitKind::ProviderServedOpponent, served, Side::Beneficiary, true),
        ];
        assert_eq!(found, expected);
        assert_eq!(kit.waiting(request).await, 5);
        // Without the chosen provider the same case is a weaker find.
        let other = kit.request(&[opposed("Phạm Thị Đối", Some(1975))], |_| {}).await;
        let hits = kit.hits(other).await;
        let helped = hits.iter().find(|hit| hit.id == served).unwrap();
        assert_eq!((helped.kind, helped.score, helped.running), (HitKind::HelpedOpponent, 82, false));
    }
}

#[tokio::test]
async fn what_lies_out_of_reach_is_shown_without_name_code_or_signs() {
    for kit in kits().await {
        let elsewhere = kit.case("TT.01", "Lê Thị Tám", 1990, |_| {}).await;
        let branch = kit.case("CN.19.1", "Lê Thị Tám", 1990, |_| {}).await;
        let closed = |draft: &mut CaseDraft| {
            draft.closed_on = Some(day("2026-11-20"));
            draft.outcome = Some(Outcome::Completed);
        };
        let over = kit.case("TT.01", "Lê Thị Tám", 1990, closed).await;
        let request = kit.request(&[ours("Lê Thị Tám", 1990)], |_| {}).await;
        let hits = kit.hits(request).await;
        assert!(!hits.iter().any(|hit| hit.id == over), "what is over elsewhere is nobody's business");
        let other = hits.iter().find(|hit| hit.id == elsewhere).unwrap();
        assert_eq!((&other.name, &other.file_code, other.birth_year), (&None, &None, None));
        assert_eq!((other.within, other.signs.as_slice()), (false, [].as_slice()));
        assert_eq!((other.org_code.as_str(), other.since), ("TT.01", day("2026-11-02")));
        let own = hits.iter().find(|hit| hit.id == branch).unwrap();
        assert_eq!((own.kind, own.name.as_deref()), (HitKind::SamePerson, Some("Lê Thị Tám")));
        assert_eq!(own.signs, [Sign::SameName, Sign::SameBirthYear]);
        // Each look leaves a trace with the request and with what was shown, none with what was masked.
        assert_eq!(kit.traces("conflicts.look", request).await, 1);
        assert_eq!(kit.traces("conflicts.hit", branch).await, 1);
        assert_eq!(kit.traces("conflicts.hit", elsewhere).await, 0);
        // The branch sees the finding of the Centre masked, and the request of the Centre not at all.
        let there = actor(Role::Clerk, "CN.19.1");
        assert!(matches!(view(&kit.desk, &there, request).await, Err(Failure::Missing)));
        let auditor = view(&kit.desk, &actor(Role::Auditor, "CUC"), request).await.unwrap();
        assert!(!auditor.may_decide && auditor.found.hits.iter().all(|hit| hit.name.is_some()));
    }
}

#[tokio::test]
async fn a_restricted_case_shows_no_name_and_none_of_others_to_the_opponent() {
    for kit in kits().await {
        let violence = |draft: &mut CaseDraft| draft.beneficiaries[0].category = Category::DomesticViolence;
        let own = kit.case("TT.19", "Vàng Thị Mỷ", 1992, violence).await;
        let elsewhere = kit.case("TT.01", "Vàng Thị Mỷ", 1992, violence).await;
        let request =
            kit.request(&[ours("Giàng A Páo", 1988), opposed("Vàng Thị Mỷ", Some(1992))], |_| {}).await;
        let hits = kit.hits(request).await;
        let found = hits.iter().find(|hit| hit.id == own).unwrap();
        assert_eq!((found.restricted, &found.name, found.within), (true, &None, true));
        assert!(!hits.iter().any(|hit| hit.id == elsewhere), "the husband learns nothing of another Centre");
    }
}

#[tokio::test]
async fn an_identity_number_is_found_whatever_the_name_says() {
    for kit in kits().await {
        let number = "019 190 001 234";
        let known = kit
            .case("TT.19", "Hoàng Thị Lan", 1985, |draft| {
                draft.beneficiaries[0].id_number = IdNumber::read(number);
            })
            .await;
        let asking = Somebody { number: Some("019190001234"), ..ours("Hoàng Thuỳ Linh", 1958) };
        let request = kit.request(&[asking], |_| {}).await;
        let hits = kit.hits(request).await;
        let found: Vec<_> = hits.iter().map(|hit| (hit.id, hit.score, hit.signs.clone())).collect();
        assert_eq!(found, [(known, 100, vec![Sign::SameIdNumber])]);
        // A second request of the same person meets the first one, and the first one the second.
        let again = kit.request(&[asking], |_| {}).await;
        assert!(kit.hits(again).await.iter().any(|hit| hit.id == request && hit.weighs));
        assert!(kit.hits(request).await.iter().any(|hit| hit.id == again));
    }
}

#[tokio::test]
async fn a_draft_is_looked_at_before_it_is_saved_and_the_request_it_came_from_is_no_find() {
    for kit in kits().await {
        let known = kit.case("TT.19", "Nông Thị Hoà", 1979, |_| {}).await;
        let origin = kit.request(&[ours("Nông Thị Hoà", 1979)], |it| it.org_code = "TT.01".into()).await;
        let copy = kit.request(&[ours("Nông Thị Hoà", 1979)], |it| it.came_from = Some(origin)).await;
        let ids: Vec<Uuid> = kit.hits(copy).await.iter().map(|hit| hit.id).collect();
        assert_eq!(ids, [known]);
        let draft = Draft {
            id: kit.desk.id(),
            org_code: "TT.19".into(),
            field: None,
            chosen_provider: None,
            persons: vec![DraftPerson {
                position: 0,
                side: Side::Beneficiary,
                person: None,
                name: "Lông Thị Hoà".into(),
                sex: None,
                birth_year: Some(1979),
                birth_date: None,
                commune_code: None,
                id_number: None,
            }],
        };
        let found = look(&kit.desk, &clerk(), &draft).await.unwrap();
        let hit = found.hits.iter().find(|hit| hit.id == known).unwrap();
        assert_eq!(hit.signs, [Sign::SoundsAlike, Sign::SameBirthYear]);
        assert_eq!(kit.traces("conflicts.look", draft.id).await, 1);
        let abroad = Draft { org_code: "TT.01".into(), ..draft.clone() };
        assert!(matches!(look(&kit.desk, &clerk(), &abroad).await, Err(Failure::Missing)));
        let denied = look(&kit.desk, &actor(Role::Accountant, "TT.19"), &draft).await;
        assert!(matches!(denied, Err(Failure::Denied)));
    }
}

#[tokio::test]
async fn a_decision_is_taken_once_with_its_reason_and_settles_the_find() {
    for kit in kits().await {
        kit.case("TT.01", "Lê Thị Tám", 1990, |_| {}).await;
        kit.case("TT.19", "Lê Thị Tám", 1990, |_| {}).await;
        let request = kit.request(&[ours("Lê Thị Tám", 1990)], |_| {}).await;
        let hits = kit.hits(request).await;
        let elsewhere = hits.iter().find(|hit| hit.kind == HitKind::SameMatterElsewhere).unwrap();
        let here = hits.iter().find(|hit| hit.kind == HitKind::SamePerson).unwrap();
        let (desk, clerk) = (&kit.desk, &clerk());

        let silent = decide(desk, clerk, request, &[answer(elsewhere, HitDecision::Conflict, None)]).await;
        let Err(Failure::Refused(refusal)) = silent else { panic!("{silent:?}") };
        assert_eq!(refusal.fields, [(format!("reason-{}", elsewhere.key()), "required".to_owned())]);
        let strange = decide(desk, clerk, request, &[answer(here, HitDecision::NoConflict, Some("x"))]).await;
        assert!(matches!(strange, Err(Failure::Refused(_))), "{strange:?}");
        assert_eq!(kit.waiting(request).await, 2);

        let both = [
            answer(elsewhere, HitDecision::Conflict, Some("Đã gọi, họ đang làm")),
            answer(here, HitDecision::SamePerson, None),
        ];
        assert_eq!(decide(desk, clerk, request, &both).await.unwrap(), 2);
        assert_eq!(decide(desk, clerk, request, &both).await.unwrap(), 0);
        assert_eq!(kit.waiting(request).await, 0);
        assert_eq!(kit.follows(request).await, [Consequence::RefuseHandledElsewhere]);
        assert_eq!(kit.traces("conflicts.decide", request).await, 2);

        // Somebody who saw the page before is told; somebody who saw the decision may change it.
        let late = decide(desk, clerk, request, &[answer(elsewhere, HitDecision::SamePerson, None)]).await;
        assert!(matches!(late, Err(Failure::Stale)), "{late:?}");
        let hits = kit.hits(request).await;
        let now = hits.iter().find(|hit| hit.id == elsewhere.id).unwrap();
        assert_eq!(now.decision.as_ref().unwrap().hit_name, "Lê Thị Tám");
        decide(desk, clerk, request, &[answer(now, HitDecision::SamePerson, None)]).await.unwrap();
        assert_eq!(kit.follows(request).await, []);
    }
}

#[tokio::test]
async fn an_answered_request_keeps_its_decisions_and_takes_no_more() {
    for kit in kits().await {
        kit.case("TT.19", "Lê Thị Tám", 1990, |_| {}).await;
        let refused = kit
            .request(&[ours("Lê Thị Tám", 1990)], |request| request.state = RequestState::Refused.into())
            .await;
        let open = kit.request(&[ours("Lê Thị Tám", 1990)], |_| {}).await;
        let hits = kit.hits(open).await;
        let late =
            decide(&kit.desk, &clerk(), refused, &[answer(&hits[0], HitDecision::SamePerson, None)]).await;
        let Err(Failure::Refused(refusal)) = late else { panic!("{late:?}") };
        assert_eq!(refusal.code, "conflicts.answered");
        assert!(kit.hits(refused).await.is_empty());
        assert_eq!(kit.waiting(refused).await, 0);
    }
}
