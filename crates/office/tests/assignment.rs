//! Giving cases to people: the ranking and its reasons, what is kept of a choice, the answer of the provider and the
//! clock of the law, the morning as one proposal, fair shares against a second computation.
#![expect(clippy::unwrap_used, reason = "tests")]

#[path = "../../store/tests/fresh/mod.rs"]
mod fresh;
mod ground;
mod people;

use std::collections::BTreeMap;

use chrono::{Duration, NaiveDate};
use law::access::Role;
use law::assignment::{ChargeClass, DeclineGround, Exclusion, OfferState, Settings, weight};
use law::cases::{AidForm, ClientRole, LegalField, ProviderRole, Source, Stage};
use law::conduct::ASSIGNMENT_CLOCKS;
use law::eligibility::Category;
use law::kernel::coded::Coded as _;
use law::staff::ProviderKind;
use law::standing::{AbsenceKind, TermKind};
use law::targets::TargetYear;
use office::accounts::NewAccount;
use office::assignment::{Change, Pick, WhatIf};
use office::cases::{BeneficiaryDraft, Birth, CaseDraft};
use office::conduct::{Assigning, BurdenDraft, Declining, Doing, Offered, Sent};
use office::staff::terms::{Absence, ProviderProfile, ProviderTerm};
use office::{Actor, Desk, Failure};
use store::staff::Provider;
use uuid::Uuid;

use fresh::Fresh;
use ground::Hands;
use people::provider;

const MINH: Uuid = Uuid::from_u128(7);
const HANH: Uuid = Uuid::from_u128(8);
const TAM: Uuid = Uuid::from_u128(9);

struct Kit {
    desk: Desk,
    clock: Hands,
    _folder: tempfile::TempDir,
    _fresh: Fresh,
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// A desk on each database.
async fn kits() -> Vec<Kit> {
    let mut kits = Vec::new();
    for fresh in fresh::stores().await {
        kits.push(kit(fresh).await);
    }
    kits
}

async fn kit(fresh: Fresh) -> Kit {
    let (folder, clock) = (tempfile::tempdir().unwrap(), ground::hands("2026-11-23T02:00:00Z"));
    let units = [("CUC", None), ("STP.19", Some("CUC")), ("TT.19", Some("STP.19"))];
    let providers = [
        (MINH, "Bế Văn Minh", ProviderKind::LegalAidOfficer),
        (HANH, "Lò Thị Hạnh", ProviderKind::LegalAidOfficer),
        (TAM, "Vi Văn Tâm", ProviderKind::ContractLawyer),
    ]
    .map(|(id, name, kind)| Provider {
        appointed_on: Some(day("2018-01-01")),
        languages: String::new(),
        ..provider(id, "TT.19", name, kind)
    })
    .to_vec();
    let desk = ground::desk(&fresh, folder.path(), &units, providers, (&clock, 3)).await;
    Kit { desk, clock, _folder: folder, _fresh: fresh }
}

fn actor(role: Role, provider: Option<Uuid>) -> Actor {
    Actor {
        account: Some(Uuid::from_u128(role as u128 + 100)),
        login: role.to_string(),
        name: format!("Người {role}"),
        role,
        org: "TT.19".into(),
        provider,
        ip: "127.0.0.1".into(),
    }
}

fn head() -> Actor {
    actor(Role::Director, None)
}

impl Kit {
    fn pass(&self, time: Duration) {
        *self.clock.lock().unwrap() += time;
    }

    async fn entered(&self, role: ClientRole) -> Uuid {
        self.entered_at(role, None).await
    }

    async fn entered_at(&self, role: ClientRole, stage: Option<Stage>) -> Uuid {
        let person = BeneficiaryDraft {
            person: None,
            name: "Nông Thị Hoà".into(),
            birth: Some(Birth::Year(1985)),
            sex: None,
            ethnicity: None,
            id_number: None,
            commune_code: None,
            category: Category::Poor,
            other_categories: vec![],
            client_role: Some(role),
        };
        let draft = CaseDraft {
            id: self.desk.id(),
            org_code: "TT.19".into(),
            file_code: String::new(),
            form: AidForm::Litigation,
            field: LegalField::Criminal,
            provider_role: Some(ProviderRole::Defence),
            received_on: Some(self.desk.today()),
            accepted_on: self.desk.today(),
            urgent_ground: None,
            source: Source::SelfRequest,
            source_agency: None,
            stage,
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
            beneficiaries: vec![person],
        };
        office::cases::register(&self.desk, &actor(Role::Clerk, None), draft).await.unwrap()
    }

    async fn sent(&self, case: Uuid) -> Sent {
        let view = office::cases::view(&self.desk, &Actor::system(), case).await.unwrap();
        Sent { id: self.desk.id(), seen: view.file.case.version }
    }

    async fn assign(&self, case: Uuid, provider: Uuid, why: &str) -> Result<(), Failure> {
        let it = Assigning {
            sent: self.sent(case).await,
            provider,
            day: self.desk.today(),
            decision: Some("15/QĐ-TGPL".into()),
            note: None,
            not_opposed: None,
            asked_on: None,
            why: Some(why.to_owned()).filter(|why| !why.is_empty()),
            batch: None,
        };
        office::conduct::assign(&self.desk, &head(), case, it, Doing::Real).await
    }

    async fn offered(&self, case: Uuid) -> Vec<Offered> {
        let view = office::cases::view(&self.desk, &Actor::system(), case).await.unwrap();
        let ranking =
            office::conduct::ranking(&self.desk, &head(), &view.file, self.desk.today()).await.unwrap();
        ranking.offered
    }

    async fn account_of(&self, provider: Uuid) {
        let new = NewAccount {
            login: format!("nguoi.thu.{}", provider.as_u128()),
            name: "Người Thử".into(),
            role: Role::Officer,
            org: "TT.19".into(),
            provider: Some(provider),
            language: "vi".into(),
            password: Some("mùa xuân chín đỏ vườn".into()),
            password_may_stay: true,
        };
        office::accounts::create(&self.desk, &Actor::system(), new).await.unwrap();
    }

    async fn term(&self, provider: Uuid, kind: TermKind, to: &str) {
        let term = ProviderTerm {
            id: self.desk.id(),
            provider_id: provider,
            kind: kind.into(),
            label: "07/HĐ".into(),
            from_on: day("2020-01-01"),
            to_on: Some(day(to)),
            basis: None,
            entered_at: self.desk.now(),
            entered_by: "thử".into(),
            withdrawn_at: None,
        };
        office::staff::terms::add_term(&self.desk, &head(), term).await.unwrap();
    }
}

fn wrong(done: Result<(), Failure>) -> (String, String) {
    match done {
        Err(Failure::Refused(refusal)) => {
            refusal.fields.first().cloned().unwrap_or_else(|| (String::new(), refusal.code.clone()))
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_ranking_excludes_by_article_and_another_choice_takes_a_reason_that_is_kept() {
    for kit in kits().await {
        let case = kit.entered(ClientRole::Accused).await;
        kit.term(TAM, TermKind::Contract, "2026-11-22").await;
        let absence = Absence {
            id: kit.desk.id(),
            provider_id: HANH,
            kind: AbsenceKind::Leave.into(),
            from_on: day("2026-11-20"),
            to_on: day("2026-11-27"),
            basis: None,
            note: None,
            entered_at: kit.desk.now(),
            entered_by: "thử".into(),
            cancelled_at: None,
        };
        office::staff::terms::add_absence(&kit.desk, &head(), absence).await.unwrap();
        let offered = kit.offered(case).await;
        let found: Vec<(Uuid, Vec<Exclusion>)> =
            offered.iter().map(|it| (it.provider.id, it.ranked.exclusions.clone())).collect();
        assert_eq!(found[0], (MINH, vec![]));
        assert!(found.contains(&(HANH, vec![Exclusion::Absent])), "{found:?}");
        assert!(found.contains(&(TAM, vec![Exclusion::ContractOver])), "{found:?}");
        // Nobody waives a contract that is over; leave may be waived, but not in silence.
        let tried = kit.assign(case, TAM, "luật sư quen việc này nhất").await;
        assert_eq!(wrong(tried), ("provider".into(), "contract_over".into()));
        assert_eq!(wrong(kit.assign(case, HANH, "").await), ("why".into(), "required".into()));
        kit.assign(case, HANH, "Nghỉ phép nhưng nhận lời làm vụ này").await.unwrap();
        let page = office::conduct::page(&kit.desk, &Actor::system(), case, true).await.unwrap();
        let choice = &page.choices[0];
        assert_eq!(
            (choice.provider_id, choice.first_id, choice.waived.as_str()),
            (HANH, Some(MINH), "absent")
        );
        assert!(choice.reason.as_deref().unwrap().starts_with("Nghỉ phép"));
        let kept: serde_json::Value = serde_json::from_str(&choice.ranking).unwrap();
        assert_eq!(kept["lines"][0]["provider"], MINH.to_string());
        assert!(page.offer.is_none(), "nobody can answer who has no account");
    }
}

#[tokio::test]
async fn the_first_of_the_ranking_needs_no_reason_and_load_moves_the_next_case_on() {
    for kit in kits().await {
        let mut given: BTreeMap<Uuid, u32> = BTreeMap::new();
        for _ in 0..6 {
            let case = kit.entered(ClientRole::Accused).await;
            let first = kit.offered(case).await[0].provider.id;
            kit.assign(case, first, "").await.unwrap();
            *given.entry(first).or_default() += 1;
        }
        // Officers have a whole part, the lawyer six tenths.
        assert_eq!(given.values().sum::<u32>(), 6);
        assert!(given.values().all(|number| (1..=3).contains(number)), "{given:?}");
    }
}

#[tokio::test]
async fn whoever_declines_gives_the_case_back_and_the_clock_of_the_law_goes_on() {
    for kit in kits().await {
        kit.account_of(MINH).await;
        let case = kit.entered(ClientRole::Held).await;
        let clock = |page: &office::conduct::CasePage| {
            let waits = page
                .clocks
                .iter()
                .find(|line| line.ended_at.is_none() && ASSIGNMENT_CLOCKS.contains(&line.code.0));
            waits.map(|line| (line.start_at, line.due_at))
        };
        let system = Actor::system();
        let before = clock(&office::conduct::page(&kit.desk, &system, case, true).await.unwrap()).unwrap();
        kit.pass(Duration::hours(2));
        kit.assign(case, MINH, "Người trực hôm nay, đang ở gần").await.unwrap();
        let page =
            office::conduct::page(&kit.desk, &actor(Role::Officer, Some(MINH)), case, true).await.unwrap();
        let offer = page.offer.clone().unwrap();
        assert!(page.may_answer && clock(&page).is_none());
        let half = kit.desk.now() + (before.1 - kit.desk.now()) / 2;
        assert!(offer.answer_by <= half, "half of the twelve hours stays for somebody else");
        // Nobody answers: the head is told once.
        kit.pass(Duration::hours(6));
        assert_eq!(office::assignment::chase_offers(&kit.desk).await.unwrap(), 1);
        assert_eq!(office::assignment::chase_offers(&kit.desk).await.unwrap(), 0);
        assert_eq!(office::assignment::unanswered(&kit.desk, &head()).await.unwrap().len(), 1);
        let mine = actor(Role::Officer, Some(MINH));
        assert_eq!(office::assignment::offered_to_me(&kit.desk, &mine).await.unwrap().len(), 1);
        let told = {
            let tx = kit.desk.store().snapshot().await.unwrap();
            let asked =
                store::audit::Search { act: Some("assignment.offers".to_owned()), ..Default::default() };
            store::audit::list(&tx, None, &asked, 9).await.unwrap()
        };
        assert!(
            told.len() == 2 && told.iter().all(|line| line.detail.contains(&case.to_string())),
            "{told:?}"
        );
        let it = |sent, reason: &str| Declining {
            sent,
            ground: DeclineGround::OpposedInterests,
            reason: reason.into(),
        };
        let short =
            office::conduct::decline_offer(&kit.desk, &mine, case, it(kit.sent(case).await, "bận")).await;
        assert_eq!(wrong(short), ("reason".into(), "required".into()));
        let stranger = actor(Role::Officer, Some(HANH));
        let other = office::conduct::decline_offer(
            &kit.desk,
            &stranger,
            case,
            it(kit.sent(case).await, "việc của người khác"),
        )
        .await;
        assert!(matches!(other, Err(Failure::Missing)), "{other:?}");
        let reason = "Tôi từng bào chữa cho bị hại trong vụ này";
        office::conduct::decline_offer(&kit.desk, &mine, case, it(kit.sent(case).await, reason))
            .await
            .unwrap();
        let page = office::conduct::page(&kit.desk, &system, case, true).await.unwrap();
        assert_eq!(page.view.file.case.provider_id, None);
        assert_eq!(clock(&page), Some(before), "declining gives nobody more time");
        assert!(page.view.events.iter().any(|event| event.kind == "offer_declined"));
        let again = kit.offered(case).await;
        let minh = again.iter().find(|it| it.provider.id == MINH).unwrap();
        assert!(minh.ranked.exclusions.contains(&Exclusion::MustRefuse), "art. 25(2) bars for good");
        assert_eq!(wrong(kit.assign(case, MINH, "không ai khác nhận được").await).1, "must_refuse");
        let next = again[0].provider.id;
        kit.assign(case, next, "").await.unwrap();
        let page = office::conduct::page(&kit.desk, &system, case, true).await.unwrap();
        assert!(clock(&page).is_none() && page.view.file.case.provider_id == Some(next));
        let tx = kit.desk.store().snapshot().await.unwrap();
        let offers = store::assignment::list_offers(&tx, case).await.unwrap();
        assert_eq!(offers[0].state.0, OfferState::Declined);
    }
}

#[tokio::test]
async fn whoever_accepts_is_done_and_what_was_noted_moves_the_ranking() {
    for kit in kits().await {
        kit.account_of(MINH).await;
        let case = kit.entered(ClientRole::Accused).await;
        let profile = |provider_id, commune: &str| ProviderProfile {
            provider_id,
            commune_code: Some(commune.into()),
            areas: String::new(),
            capacity: Some(20),
            updated_at: kit.desk.now(),
            updated_by: "thử".into(),
            version: 0,
        };
        let places: Vec<&str> = include_str!("../../store/reference/commune_places.csv").lines().collect();
        let code = |place: usize| places[place].split(',').next().unwrap();
        for (provider, place) in [(MINH, 1), (HANH, 1700), (TAM, 3300)] {
            office::staff::terms::save_profile(&kit.desk, &head(), profile(provider, code(place)))
                .await
                .unwrap();
        }
        let stale = office::staff::terms::save_profile(&kit.desk, &head(), profile(MINH, code(2))).await;
        assert!(matches!(stale, Err(Failure::Stale)), "{stale:?}");
        let tx = kit.desk.store().begin().await.unwrap();
        let burden = store::assignment::CaseBurden {
            case_id: case,
            charge: None,
            accused: None,
            commune_code: Some(code(1701).into()),
            km: None,
            wants_sex: None,
            language: None,
            updated_at: kit.desk.now(),
            updated_by: "thử".into(),
        };
        store::assignment::save_burden(&tx, &burden).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(kit.offered(case).await[0].provider.id, HANH, "whoever is near leads");
        let draft =
            BurdenDraft { accused: Some(3), language: Some("Mông".into()), ..BurdenDraft::default() };
        office::conduct::note_burden(&kit.desk, &head(), case, draft).await.unwrap();
        kit.assign(case, MINH, "Biết tiếng Mông tuy chưa ghi trong hồ sơ").await.unwrap();
        let mine = actor(Role::Officer, Some(MINH));
        office::conduct::accept_offer(&kit.desk, &mine, case, kit.sent(case).await).await.unwrap();
        let again = office::conduct::accept_offer(&kit.desk, &mine, case, kit.sent(case).await).await;
        assert_eq!(wrong(again).1, "conduct.no_offer");
    }
}

#[tokio::test]
async fn a_morning_is_proposed_locked_and_settled_at_once() {
    for kit in kits().await {
        let mut cases = Vec::new();
        for _ in 0..9 {
            cases.push(kit.entered(ClientRole::Accused).await);
        }
        let free = office::assignment::morning(&kit.desk, &head(), &WhatIf::default()).await.unwrap();
        assert_eq!((free.lines.len(), free.left_open, free.points), (9, 0, free.best));
        assert!(
            free.people.iter().all(|(_, _, number, _)| (2..=4).contains(number)),
            "nobody gets everything"
        );
        let locks = cases.iter().map(|case| (*case, MINH)).collect();
        let all_one = office::assignment::morning(&kit.desk, &head(), &WhatIf { locks, ..WhatIf::default() })
            .await
            .unwrap();
        assert!(all_one.lines.iter().all(|line| line.locked) && all_one.points < all_one.best);
        let without = WhatIf { without: [MINH].into(), ..WhatIf::default() };
        let others = office::assignment::morning(&kit.desk, &head(), &without).await.unwrap();
        assert!(others.people.iter().all(|(provider, ..)| provider.id != MINH));
        let pick = |line: &office::assignment::Waiting| Pick {
            case: line.case.id,
            provider: line.chosen.as_ref().unwrap().0.id,
            sent: Sent { id: kit.desk.id(), seen: line.case.version },
        };
        let mut picks: Vec<Pick> = free.lines.iter().map(pick).collect();
        picks[0].sent.seen = 99;
        let said = (kit.desk.today(), "31–39/QĐ-TGPL", "Phân công cả loạt buổi sáng nay");
        let refused = office::assignment::assign_all(&kit.desk, &head(), &picks, said).await.unwrap();
        assert_eq!(refused.len(), 1, "{refused:?}");
        assert!(matches!(refused[0], (case, Failure::Stale) if case == picks[0].case));
        let rest = office::assignment::morning(&kit.desk, &head(), &WhatIf::default()).await.unwrap();
        assert_eq!(rest.lines.len(), 1);
    }
}

#[tokio::test]
async fn fair_shares_agree_with_a_second_computation_and_settings_hold_from_their_day() {
    for kit in kits().await {
        let mut cases = Vec::new();
        for number in 0..7 {
            let stage = Stage::ALL.get(number).copied();
            let case = kit.entered_at(ClientRole::Accused, stage).await;
            let charge = ChargeClass::ALL.get(number).copied();
            let burden = BurdenDraft { charge, accused: Some(number as i32 + 1), ..BurdenDraft::default() };
            office::conduct::note_burden(&kit.desk, &head(), case, burden).await.unwrap();
            cases.push((case, stage, charge, number as u32 + 1));
            let provider = if number < 4 { MINH } else { HANH };
            kit.assign(case, provider, "Chia thử để đối chiếu số liệu").await.unwrap();
        }
        let year = TargetYear::of(kit.desk.today());
        let found = office::assignment::fairness(&kit.desk, &head(), "TT.19", year).await.unwrap();
        // Naively: every case of the register, weighed one by one.
        let mut naive: BTreeMap<Uuid, (u32, u32)> = BTreeMap::new();
        for (case, stage, charge, accused) in cases {
            let file = office::cases::view(&kit.desk, &Actor::system(), case).await.unwrap().file;
            let burden =
                law::assignment::Burden { form: AidForm::Litigation, stage, charge, accused, km: None };
            let got = naive.entry(file.case.provider_id.unwrap()).or_default();
            *got = (got.0 + 1, got.1 + weight(&burden));
        }
        for person in found.people.iter().filter(|person| person.number > 0) {
            assert_eq!((person.number, person.weight), naive[&person.provider.id]);
            assert_eq!(person.months.iter().sum::<u32>(), person.weight);
            assert_eq!(
                (person.months[0], person.criminal),
                (person.weight, person.number),
                "November is the first month"
            );
            assert_eq!((person.open.open_count, person.open.open), (person.number, person.weight));
        }
        assert_eq!(found.people.iter().map(|it| it.number).sum::<u32>(), 7);
        assert!(found.spread.variation > 0.3 && found.after.variation < found.spread.variation);
        assert_eq!(found.next.iter().map(|(_, number)| number).sum::<u32>(), 10);
        let mut settings = Settings { leader_part: 30, ..Settings::default() };
        let change = |settings, valid_from, reason: &str| Change {
            id: kit.desk.id(),
            settings,
            valid_from,
            reason: reason.into(),
        };
        let tomorrow = kit.desk.today() + chrono::Days::new(1);
        let late = change(settings, kit.desk.today() - chrono::Days::new(1), "đã bàn trong họp giao ban");
        let late = office::assignment::change_settings(&kit.desk, &head(), late).await;
        assert_eq!(wrong(late), ("valid_from".into(), "in_the_past".into()));
        let preview = office::assignment::preview(
            &kit.desk,
            &head(),
            &change(settings, tomorrow, "đã bàn trong họp giao ban"),
        )
        .await;
        assert_eq!(preview.unwrap().cases, 0, "nothing was given last year");
        let good = change(settings, tomorrow, "đã bàn trong họp giao ban");
        office::assignment::change_settings(&kit.desk, &head(), good).await.unwrap();
        let view = office::assignment::settings(&kit.desk, &head()).await.unwrap();
        assert_eq!(view.current, Settings::default(), "not before its day");
        kit.pass(Duration::days(1));
        let view = office::assignment::settings(&kit.desk, &head()).await.unwrap();
        assert_eq!((view.current.leader_part, view.rows.len()), (30, 1));
        settings.weights.load += 1;
        let uneven = office::assignment::change_settings(
            &kit.desk,
            &head(),
            change(settings, tomorrow, "thử tổng khác 100 điểm"),
        )
        .await;
        assert_eq!(wrong(uneven), ("distance".into(), "weights_sum".into()));
    }
}

#[tokio::test]
async fn alerts_name_who_is_long_without_a_case_and_what_ends() {
    for kit in kits().await {
        kit.term(TAM, TermKind::Contract, "2026-12-20").await;
        let lines = office::staff::terms::alerts(&kit.desk, &head(), "TT.19").await.unwrap();
        let of = |id: Uuid| lines.iter().find(|line| line.provider.id == id).map(|line| line.alerts.clone());
        use law::standing::Alert as A;
        assert_eq!(
            of(MINH),
            Some(vec![A::NoLitigation24, A::TrainingShort]),
            "appointed in 2018, no case since"
        );
        assert_eq!(of(TAM), Some(vec![A::ContractEnding]));
        let guiding = ProviderTerm {
            id: kit.desk.id(),
            provider_id: TAM,
            kind: TermKind::Guiding.into(),
            label: "Người tập sự".into(),
            from_on: day("2026-11-01"),
            to_on: None,
            basis: None,
            entered_at: kit.desk.now(),
            entered_by: "thử".into(),
            withdrawn_at: None,
        };
        let tried = office::staff::terms::add_term(&kit.desk, &head(), guiding).await;
        assert_eq!(wrong(tried), ("kind".into(), "not_officer".into()), "art. 20");
        let lawyer = actor(Role::Lawyer, Some(TAM));
        assert!(office::staff::terms::standing(&kit.desk, &lawyer, TAM).await.unwrap().is_some());
        assert!(
            office::staff::terms::standing(&kit.desk, &lawyer, MINH).await.unwrap().is_none(),
            "not one's own affair"
        );
    }
}
