//! The acts of `office` in this process, eight at once, beside the floor: what the house itself adds to
//! the bare SQL, without HTTP and markup.

use law::access::Reach;
use law::cases::{AidForm, LegalField, ProviderRole, Source};
use law::eligibility::Category;
use office::cases::{BeneficiaryDraft, CaseDraft, CaseFilter, CaseLine};
use office::{Actor, Desk};
use sea_orm::Value;
use uuid::Uuid;

use crate::floor::{Floor, Question};
use crate::table::{Spent, Table, Target, ask};
use crate::{AT_ONCE, Bench, CENTRE, ROUNDS};

/// Lines on a page of the list, and one that tells that there are more.
const LINES: usize = 25;

pub async fn measure(bench: &Bench, floor: &Floor, table: &mut Table) -> anyhow::Result<()> {
    lists(bench, floor, table).await?;
    one_case(bench, floor, table).await?;
    searches(bench, floor, table).await
}

/// A case entered by hand.
pub async fn register(bench: &Bench, floor: &Floor, table: &mut Table) -> anyhow::Result<()> {
    let (actor, desk) = (bench.director.clone(), bench.desk.clone());
    let ours = ask(AT_ONCE, ROUNDS, move |_| {
        let (desk, actor, id) = (desk.clone(), actor.clone(), desk.id());
        async move {
            let draft = draft(id, desk.today());
            office::cases::register(&desk, &actor, draft).await?;
            Ok(())
        }
    })
    .await?;
    table.time("act: register a case", ours, Some(floor.registering().await?), Target::both(40));
    Ok(())
}

async fn listed(desk: &Desk, actor: &Actor, filter: &CaseFilter) -> anyhow::Result<Spent> {
    let (desk, actor, filter) = (desk.clone(), actor.clone(), filter.clone());
    ask(AT_ONCE, ROUNDS, move |_| {
        let (desk, actor, filter) = (desk.clone(), actor.clone(), filter.clone());
        async move {
            office::cases::list(&desk, &actor, &filter, None, LINES).await?;
            Ok(())
        }
    })
    .await
}

const LINE: &str =
    "select c.id, c.org_code, c.file_code, c.form, c.field, c.accepted_on, c.closed_on, c.outcome,
     c.provider_name, b.name, c.beneficiary_count, c.version";
const FIRST: &str = "left join beneficiary b on b.case_id = c.id and b.position = 0";
const LATEST: &str = "order by c.accepted_on desc, c.id desc limit 26";

/// A list as the database would be asked for it by hand: each register along its own index, and the total
/// as far as it is shown.
fn by_hand(reach: &Reach, which: &str) -> Vec<Question> {
    let registers = match reach {
        Reach::Organisations(codes) => codes.clone(),
        _ => Vec::new(),
    };
    if registers.is_empty() {
        let lines = format!("{LINE} from cases c {FIRST} where {which} {LATEST}");
        return vec![(lines, Vec::new()), (total(which), Vec::new())];
    }
    let values: Vec<Value> = registers.iter().map(|code| code.as_str().into()).collect();
    let parts: Vec<String> = (1..=registers.len())
        .map(|mark| {
            format!(
                "select * from (select c.id, c.accepted_on from cases c where c.org_code = ${mark} and {which} {LATEST}) p{mark}"
            )
        })
        .collect();
    let lines =
        format!("{LINE} from ({}) k join cases c on c.id = k.id {FIRST} {LATEST}", parts.join(" union all "));
    let marks: Vec<String> = (1..=registers.len()).map(|mark| format!("${mark}")).collect();
    let within = format!("c.org_code in ({}) and {which}", marks.join(", "));
    vec![(lines, values.clone()), (total(&within), values)]
}

fn total(which: &str) -> String {
    format!("select count(*) as number from (select 1 as one from cases c where {which} limit 10001) counted")
}

async fn lists(bench: &Bench, floor: &Floor, table: &mut Table) -> anyhow::Result<()> {
    let litigation =
        CaseFilter { form: Some(AidForm::Litigation), open: Some(true), ..CaseFilter::default() };
    let labour = CaseFilter { field: Some(LegalField::Labour), ..CaseFilter::default() };
    let running = "c.form = 'litigation' and c.closed_on is null";
    for (what, actor, filter, which) in [
        ("act: list, Centre, running litigation", &bench.director, &litigation, running),
        ("act: list, nation, labour", &bench.analyst, &labour, "c.field = 'labour'"),
        ("act: list, nation, running litigation", &bench.analyst, &litigation, running),
    ] {
        let ours = listed(&bench.desk, actor, filter).await?;
        let bare = floor.reading(by_hand(&bench.desk.reach_of(actor), which)).await?;
        table.time(what, ours, Some(bare), Target::both(25));
    }
    Ok(())
}

async fn lines(bench: &Bench) -> anyhow::Result<Vec<CaseLine>> {
    let filter = CaseFilter::default();
    Ok(office::cases::list(&bench.desk, &bench.director, &filter, None, 200).await?.listing.lines)
}

async fn one_case(bench: &Bench, floor: &Floor, table: &mut Table) -> anyhow::Result<()> {
    let ids: Vec<Uuid> = lines(bench).await?.iter().map(|line| line.id).collect();
    let Some(&one) = ids.first() else { anyhow::bail!("{CENTRE} has no cases") };
    let (desk, actor) = (bench.desk.clone(), bench.director.clone());
    let ours = ask(AT_ONCE, ROUNDS, move |round| {
        let (desk, actor, id) = (desk.clone(), actor.clone(), ids[round % ids.len()]);
        async move {
            office::cases::view(&desk, &actor, id).await?;
            Ok(())
        }
    })
    .await?;
    let of_case = |sql: &str| -> Question { (sql.to_owned(), vec![one.into()]) };
    let questions = vec![
        of_case("select * from cases where id = $1"),
        of_case("select * from beneficiary where case_id = $1 order by position"),
        of_case("select * from case_event where case_id = $1 order by on_date desc, id desc limit 500"),
        of_case("select code from doubt where case_id = $1"),
        of_case("select * from person where id in (select person_id from beneficiary where case_id = $1)"),
        ("select * from ethnic_group".to_owned(), Vec::new()),
        of_case(
            "select * from commune where code in (select commune_code from beneficiary where case_id = $1)",
        ),
        (
            "select * from audit where object_kind = 'case' and object_id = $1 order by seq desc limit 30"
                .to_owned(),
            vec![one.to_string().into()],
        ),
    ];
    table.time("act: open a case", ours, Some(floor.reading(questions).await?), Target::both(25));
    Ok(())
}

async fn searches(bench: &Bench, floor: &Floor, table: &mut Table) -> anyhow::Result<()> {
    for (what, actor, words) in [
        ("act: search, name part, Centre", &bench.director, "nguyen thi"),
        ("act: search, name part, nation", &bench.analyst, "hoang van"),
        ("act: search, rare name, nation", &bench.analyst, "mong thi hoa"),
    ] {
        let filter = CaseFilter { query: Some(words.to_owned()), ..CaseFilter::default() };
        let ours = listed(&bench.desk, actor, &filter).await?;
        let bare = floor.reading(vec![name_by_hand(floor, &bench.desk.reach_of(actor), words)]).await?;
        table.time(what, ours, Some(bare), Target::both(25));
    }
    for (what, actor, code) in [
        ("act: search, file code, Centre", &bench.director, "TT.TGTT.83"),
        ("act: search, file code, nation", &bench.analyst, "TT.TGTT.83.2021"),
    ] {
        let filter = CaseFilter { query: Some(code.to_owned()), ..CaseFilter::default() };
        let ours = listed(&bench.desk, actor, &filter).await?;
        let mut values: Vec<Value> = vec![code.into(), format!("{code}\u{fffd}").into()];
        let mut within = "c.file_code_folded >= $1 and c.file_code_folded < $2".to_owned();
        if let Reach::Organisations(codes) = bench.desk.reach_of(actor) {
            let marks: Vec<String> = (3..3 + codes.len()).map(|mark| format!("${mark}")).collect();
            within += &format!(" and c.org_code in ({})", marks.join(", "));
            values.extend(codes.into_iter().map(Value::from));
        }
        let found = format!(
            "select c.id from cases c where {within}
             order by c.file_code_folded, c.org_code, c.accepted_on, c.id limit 1000"
        );
        let sql = format!("{LINE} from ({found}) k join cases c on c.id = k.id {FIRST} {LATEST}");
        let bare = floor.reading(vec![(sql, values)]).await?;
        table.time(what, ours, Some(bare), Target::both(25));
    }
    Ok(())
}

/// The latest cases of a name through the index of words, as one would write it by hand.
fn name_by_hand(floor: &Floor, reach: &Reach, words: &str) -> Question {
    let registers: Vec<String> = match reach {
        Reach::Organisations(codes) => {
            let plain = |code: &String| code.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
            codes.iter().map(|code| format!("zz{}", plain(code).to_lowercase())).collect()
        }
        _ => Vec::new(),
    };
    let (prefix, and, or) = if floor.is_sqlite() { ("\" *", " AND ", " OR ") } else { (":*", " & ", " | ") };
    let quote = if floor.is_sqlite() { "\"" } else { "" };
    let mut terms: Vec<String> = words.split(' ').map(|word| format!("{quote}{word}{prefix}")).collect();
    if !registers.is_empty() {
        terms.push(format!("({})", registers.join(or)));
    }
    let sql = if floor.is_sqlite() {
        format!(
            "{LINE} from beneficiary_name n join beneficiary m on m.seq = n.rowid join cases c on c.id = m.case_id {FIRST}
             where n.beneficiary_name match $1 order by n.rowid desc limit 26"
        )
    } else {
        format!(
            "{LINE} from beneficiary m join cases c on c.id = m.case_id {FIRST}
             where to_tsvector('simple', m.search_text) @@ to_tsquery('simple', $1) order by m.seq desc limit 26"
        )
    };
    (sql, vec![terms.join(and).into()])
}

fn draft(id: Uuid, day: chrono::NaiveDate) -> CaseDraft {
    let person = BeneficiaryDraft {
        person: None,
        name: "Đỗ Văn Đo".to_owned(),
        birth: None,
        sex: None,
        ethnicity: None,
        id_number: None,
        commune_code: None,
        category: Category::Poor,
        other_categories: Vec::new(),
        client_role: None,
    };
    CaseDraft {
        id,
        org_code: CENTRE.to_owned(),
        file_code: format!("BENCH.{}", id.simple()),
        form: AidForm::Litigation,
        field: LegalField::Criminal,
        provider_role: Some(ProviderRole::Defence),
        received_on: None,
        accepted_on: day,
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
        success_criteria: Vec::new(),
        note: None,
        beneficiaries: vec![person],
    }
}
