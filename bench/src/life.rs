//! The life of a case as acts: entered, taken down, accepted, assigned, entered in the diary, closed; eight at once, each beside
//! the floor of the rows that it cannot do without.
//!
//! The same matters go from act to act, each under a name that nobody else bears, so that no conflict has to be decided.
//! They stay in the database that is measured, like the cases that `acts` registers; what the floor writes is taken out.

use chrono::{Days, Duration, NaiveDate};
use law::cases::{AidForm, LegalField, Outcome, Source};
use law::diary::{WorkCode, WorkList};
use law::eligibility::{Category, PersonFacts};
use law::intake::{Channel, RequestPaper, Side, Signature};
use law::staff::ProviderKind;
use office::cases::{Birth, Closing, Provider};
use office::conduct::{Assigning, Doing, Sent};
use office::diary::EntryDraft;
use office::requests::{Acceptance, PersonDraft, RequestDraft};
use office::{Actor, Desk};
use uuid::Uuid;

use crate::floor::{Floor, Script};
use crate::table::{Table, Target, ask};
use crate::{AT_ONCE, Bench, CENTRE, ROUNDS};

/// What every act of a round needs.
#[derive(Clone)]
struct Matters {
    desk: Desk,
    actor: Actor,
    requests: Vec<Uuid>,
    cases: Vec<Uuid>,
    providers: Vec<Uuid>,
    /// What makes the names of this run its own.
    run: u64,
    today: NaiveDate,
}

pub async fn measure(bench: &Bench, floor: &Floor, table: &mut Table) -> anyhow::Result<()> {
    crate::acts::register(bench, floor, table).await?;
    let matters = begin(bench).await?;
    let target = Target::both(40);

    let all = matters.clone();
    let ours = ask(AT_ONCE, ROUNDS, move |round| {
        let all = all.clone();
        async move {
            office::requests::take(&all.desk, &all.actor, all.request(round)).await?;
            Ok(())
        }
    })
    .await?;
    table.time(
        "act: take a request",
        ours,
        Some(floor.writing(taking(floor, &matters).await?).await?),
        target,
    );

    let all = matters.clone();
    let ours = ask(AT_ONCE, ROUNDS, move |round| {
        let all = all.clone();
        async move {
            let how = Acceptance {
                case: all.cases[round],
                file_code: String::new(),
                urgent: None,
                force_majeure: false,
            };
            office::requests::accept(&all.desk, &all.actor, all.requests[round], 1, how).await?;
            Ok(())
        }
    })
    .await?;
    let bare = floor.writing(accepting(floor, &matters).await?).await?;
    table.time("act: accept a request", ours, Some(bare), target);

    let all = matters.clone();
    let ours = ask(AT_ONCE, ROUNDS, move |round| {
        let all = all.clone();
        async move {
            let it = Assigning {
                sent: Sent { id: all.desk.id(), seen: 1 },
                provider: all.providers[round % all.providers.len()],
                day: all.today,
                decision: Some("1/QĐ-TGPL".to_owned()),
                note: None,
                why: Some("measured in the bench of lives".into()),
                batch: None,
                not_opposed: None,
                asked_on: None,
            };
            office::conduct::assign(&all.desk, &all.actor, all.cases[round], it, Doing::Real).await?;
            Ok(())
        }
    })
    .await?;
    // Everybody who might be given the case is weighed: the floor has the writing alone, the target is ours.
    let bare = floor.writing(assigning(floor, &matters).await?).await?;
    table.time("act: assign", ours, Some(bare), Target::ms(250));

    let all = matters.clone();
    let ours = ask(AT_ONCE, ROUNDS, move |round| {
        let all = all.clone();
        async move {
            office::diary::add(&all.desk, &all.actor, all.cases[round], all.entry(round)).await?;
            Ok(())
        }
    })
    .await?;
    table.time("act: diary entry", ours, Some(floor.writing(noting(floor, &matters).await?).await?), target);

    let all = matters.clone();
    let ours = ask(AT_ONCE, ROUNDS, move |round| {
        let all = all.clone();
        async move {
            let closing = Closing::on(all.today, Outcome::Completed);
            office::cases::close(&all.desk, &all.actor, all.cases[round], 2, closing).await?;
            Ok(())
        }
    })
    .await?;
    table.time("act: close", ours, Some(floor.writing(closing(floor, &matters).await?).await?), target);
    Ok(())
}

/// New providers, whose time nobody has taken yet, and the ids of the matters.
async fn begin(bench: &Bench) -> anyhow::Result<Matters> {
    let (desk, actor) = (bench.desk.clone(), bench.director.clone());
    let mut providers = Vec::new();
    for number in 0..AT_ONCE {
        let provider = Provider {
            id: desk.id(),
            org_code: CENTRE.to_owned(),
            name: format!("Người Đo {number}"),
            name_folded: String::new(),
            kind: ProviderKind::LegalAidOfficer.into(),
            card_number: None,
            appointed_on: None,
            ended_on: None,
            grade: None,
            sex: None,
            birth_year: None,
            languages: "vi".to_owned(),
            fields: String::new(),
            leader: false,
            version: 1,
        };
        providers.push(provider.id);
        office::staff::insert_provider(&desk, &actor, provider, true).await?;
    }
    let ids = || (0..ROUNDS.next_multiple_of(AT_ONCE)).map(|_| desk.id()).collect();
    let run = u64::try_from(desk.now().timestamp()).unwrap_or_default();
    let today = desk.today();
    Ok(Matters { requests: ids(), cases: ids(), providers, run, today, actor, desk })
}

impl Matters {
    /// A name of syllables that no ear takes for another.
    fn name(&self, round: usize) -> String {
        const SYLLABLES: [&str; 10] = ["Ba", "Bê", "Bi", "Bo", "Bu", "Ma", "Mê", "Mi", "Mo", "Mu"];
        let number = (self.run % 10_000_000) * 1000 + round as u64;
        let digits = number.to_string();
        let words = digits.bytes().map(|digit| SYLLABLES[usize::from(digit - b'0')]);
        words.collect::<Vec<_>>().join(" ")
    }

    fn request(&self, round: usize) -> RequestDraft {
        let person = PersonDraft {
            side: Side::Beneficiary,
            person: None,
            name: self.name(round),
            birth: Some(Birth::Year(1980)),
            sex: None,
            ethnicity: None,
            id_number: None,
            commune_code: None,
            address: None,
            phone: None,
            category: Some(Category::Poor),
            other_categories: Vec::new(),
            client_role: None,
            facts: PersonFacts::default(),
        };
        RequestDraft {
            id: self.requests[round],
            org_code: CENTRE.to_owned(),
            channel: Channel::InPerson,
            source: Source::SelfRequest,
            source_agency: None,
            received_at: self.desk.now() - Duration::days(90),
            form: AidForm::Advice,
            field: LegalField::Civil,
            provider_role: None,
            stage: None,
            summary: "bench".to_owned(),
            limitation_on: None,
            trial_on: None,
            requester_name: None,
            requester_relation: None,
            requester_phone: None,
            language_spoken: None,
            language_read: None,
            interpreter: None,
            safe_contact: Vec::new(),
            contact_note: None,
            signed_by: Signature::Signed,
            notice_read_by: None,
            papers: vec![RequestPaper::Application, RequestPaper::CasePapers, RequestPaper::ProofOriginal],
            matter_province: None,
            chosen_provider: None,
            reception: None,
            sexual_violence: false,
            persons: vec![person],
        }
    }

    /// An hour that the provider of the round has not spent yet, between receipt and today.
    fn entry(&self, round: usize) -> EntryDraft {
        let turn = round / self.providers.len();
        let (day, hour) = (turn % 60, u32::try_from(turn / 60).unwrap_or_default());
        EntryDraft {
            id: self.desk.id(),
            on_date: self.today - Days::new(day as u64 + 1),
            from_minute: 480 + hour * 60,
            to_minute: 540 + hour * 60,
            work: WorkCode::of_meeting(WorkList::Advice, false),
            place: "Trụ sở".to_owned(),
            with_whom: String::new(),
            note: String::new(),
            hearing: None,
        }
    }
}

const OUTBOX: &str = "insert into outbox (id, kind, payload, created_at, run_at, attempts, done_at)
     values ($1, 'bench.floor', '{}', '2023-11-14T00:00:00+00:00', '2023-11-14T00:00:00+00:00', 0,
     '2023-11-14T00:00:00+00:00')";

/// `$1` and `$2` are new ids, `$3` is the row that is copied, `$4` the matter of the round.
async fn taking(floor: &Floor, matters: &Matters) -> anyhow::Result<Script> {
    Ok(Script {
        statements: vec![
            floor.copy_of("request", &[("id", "$1")], "id = $3").await?,
            floor.copy_of("request_person", &[("request_id", "$1")], "request_id = $3").await?,
            floor.copy_of("deadline", &[("id", "$2"), ("subject_id", "$1")], "subject_id = $3").await?,
            OUTBOX.to_owned(),
        ],
        sample: matters.requests[0],
        own: matters.requests.clone(),
        records: 1,
        enters_case: false,
    })
}

async fn accepting(floor: &Floor, matters: &Matters) -> anyhow::Result<Script> {
    Ok(Script {
        statements: vec![
            alike("person"),
            alike("request_person"),
            alike("case_party"),
            format!("update number_series set last = last where org_code = '{CENTRE}'"),
            "update request set version = version, state = state where id = $4".to_owned(),
            "update deadline set ended_at = ended_at where subject_kind = 'request' and subject_id = $4"
                .to_owned(),
            floor.copy_of("deadline", &[("id", "$2"), ("subject_id", "$1")], "subject_id = $3").await?,
            OUTBOX.to_owned(),
        ],
        sample: matters.requests[0],
        own: matters.requests.clone(),
        records: 2,
        enters_case: true,
    })
}

/// Who may be the person of the request: the question that no acceptance can do without.
fn alike(table: &str) -> String {
    format!(
        "select count(*) from {table} where name_sound = (
             select name_sound from request_person where request_id = $4 and position = 0)"
    )
}

/// What saving a case writes anew besides its own row.
async fn saving(floor: &Floor) -> anyhow::Result<Vec<String>> {
    Ok(vec![
        "update cases set version = version, recorded_at = recorded_at where id = $4".to_owned(),
        "update beneficiary set name = name, search_text = search_text where case_id = $4".to_owned(),
        "update fact set recorded_from = recorded_from where case_id = $4".to_owned(),
        floor
            .copy_of(
                "fact",
                &[("case_id", "$1")],
                "case_id = $3 and recorded_to > '9000-01-01T00:00:00+00:00'",
            )
            .await?,
        floor.copy_of("case_event", &[("case_id", "$4"), ("id", "$1")], "case_id = $3").await?,
        "update deadline set ended_at = ended_at where subject_kind = 'case' and subject_id = $4".to_owned(),
        OUTBOX.to_owned(),
    ])
}

async fn assigning(floor: &Floor, matters: &Matters) -> anyhow::Result<Script> {
    let mut statements = saving(floor).await?;
    statements.push(floor.copy_of("assignment", &[("id", "$1"), ("case_id", "$4")], "case_id = $3").await?);
    Ok(Script {
        statements,
        sample: matters.cases[0],
        own: matters.cases.clone(),
        records: 1,
        enters_case: false,
    })
}

async fn noting(floor: &Floor, matters: &Matters) -> anyhow::Result<Script> {
    Ok(Script {
        statements: vec![
            "update provider set version = version
             where id = (select provider_id from diary_entry where case_id = $4)"
                .to_owned(),
            floor.copy_of("diary_entry", &[("id", "$1"), ("case_id", "$4")], "case_id = $3").await?,
        ],
        sample: matters.cases[0],
        own: matters.cases.clone(),
        records: 1,
        enters_case: false,
    })
}

async fn closing(floor: &Floor, matters: &Matters) -> anyhow::Result<Script> {
    let mut statements = saving(floor).await?;
    statements
        .push(floor.copy_of("deadline", &[("id", "$2"), ("subject_id", "$1")], "subject_id = $3").await?);
    Ok(Script {
        statements,
        sample: matters.cases[0],
        own: matters.cases.clone(),
        records: 1,
        enters_case: false,
    })
}
