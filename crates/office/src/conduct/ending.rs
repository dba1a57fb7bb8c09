//! After the end: the file handed over, its quality appraised, the archive (Law art. 39; Circular 12/2018 art. 11, 14).

use chrono::NaiveDate;
use law::access::Permission;
use law::conduct::{FileItem, Retention, file_items, may_appraise};
use law::kernel::coded::Coded as _;
use law::lifecycle::CaseAct;
use law::quality::rating_of;
use law::rules::ChecklistItem;
use store::Tx;
use store::case_papers::CasePaper;
use store::cases::CaseFile;
use store::conduct::{Archived, FilePaper};
use uuid::Uuid;

use super::{Doing, Done, Held, Sent, event, finish, moved, required, settle, sound_day, take};
use crate::cases::Handing;
use crate::desk::{Actor, Desk};
use crate::failure::{Outcome, Refusal};

/// A file handed over.
#[derive(Clone, Debug)]
pub struct HandingOver {
    pub sent: Sent,
    pub day: NaiveDate,
    /// Items that lie in the paper file and are not registered yet, with the title under which they are.
    pub present: Vec<(ChecklistItem, String)>,
    /// Why the head takes a file that is not complete.
    pub excuse: Option<String>,
}

/// An appraisal of quality, in short: the score and whether a prohibited act was found.
#[derive(Clone, Debug)]
pub struct Appraising {
    pub sent: Sent,
    pub day: NaiveDate,
    pub score: i32,
    pub breach: bool,
    pub note: Option<String>,
}

/// What the archive asks for.
#[derive(Clone, Debug)]
pub struct Archiving {
    pub sent: Sent,
    pub day: NaiveDate,
    pub place: String,
    pub pages: i32,
    /// The register of contents, one paper a line.
    pub contents: String,
    pub retention: Retention,
}

/// What the file of a case holds and lacks, by the rules of its day.
pub(super) async fn checklist(
    desk: &Desk,
    tx: &Tx,
    file: &CaseFile,
) -> Outcome<(Vec<FileItem>, Vec<FilePaper>)> {
    let papers = store::conduct::list_file_papers(tx, file.case.id).await?;
    let present: Vec<ChecklistItem> = papers.iter().filter_map(FilePaper::listed).collect();
    Ok((items(desk, file, &present), papers))
}

fn items(desk: &Desk, file: &CaseFile, present: &[ChecklistItem]) -> Vec<FileItem> {
    let case = &file.case;
    let rules = desk.rules();
    let rules = rules.on(case.accepted_on);
    let outcome = case.outcome.map(|code| code.0);
    file_items(&rules.file_checklist(case.form.0), present, outcome, case.assigned_on.is_some())
}

/// Hands the file of an ended case over (*nộp hồ sơ*, art. 39(1)). What is missing blocks it; only the head takes a
/// file that is not complete, with a reason.
pub async fn hand_over(desk: &Desk, actor: &Actor, case: Uuid, it: HandingOver, doing: Doing) -> Outcome<()> {
    let Some(mut held) = take(desk, actor, Permission::HandOverFiles, case, it.sent).await? else {
        return Ok(());
    };
    let after = moved(&held.file, CaseAct::HandOver, it.day)?;
    sound_day(desk, it.day, held.file.case.closed_on.unwrap_or(held.file.case.accepted_on))?;
    put_on_file(desk, actor, &held, &it).await?;
    let (items, _) = checklist(desk, &held.work.tx, &held.file).await?;
    let missing: Vec<&str> = items.iter().filter(|item| item.blocks).map(|item| item.item.code()).collect();
    let excuse = it.excuse.as_deref().map(str::trim).unwrap_or_default();
    let head = actor.is_system() || law::access::may(actor.role, Permission::AssignProviders);
    if !missing.is_empty() && (excuse.is_empty() || !head) {
        let refusal = Refusal::new("conduct.file_incomplete").with("n", missing.len());
        return Err(missing.iter().fold(refusal, |refusal, item| refusal.field(item, "required")).into());
    }
    let lacking = missing.join(";");
    let done = Done {
        act: "conduct.hand_over",
        moved: CaseAct::HandOver.code(),
        reason: excuse,
        event: event(desk, actor, case, it.sent, "handed_over", it.day, &[excuse, &lacking]),
        handing: Handing::default(),
    };
    settle(desk, actor, &mut held, after, done).await?;
    finish(desk, held.work, doing).await
}

async fn put_on_file(desk: &Desk, actor: &Actor, held: &Held, it: &HandingOver) -> Outcome<()> {
    for (item, title) in &it.present {
        let paper = CasePaper {
            id: desk.id(),
            case_id: held.file.case.id,
            item: item.code().to_owned(),
            title: title.clone(),
            dated_on: None,
            received_on: Some(it.day),
            from_whom: None,
            sha256: None,
            media_type: None,
            pages: None,
            entered_at: desk.now(),
            entered_by: actor.name.clone(),
            removed_at: None,
            removed_reason: None,
            version: 1,
        };
        store::case_papers::insert(&held.work.tx, &paper).await?;
    }
    Ok(())
}

/// Appraises the quality of a case (*thẩm định chất lượng*, Circular 12/2018 art. 14–17); never one's own.
pub async fn appraise(desk: &Desk, actor: &Actor, case: Uuid, it: Appraising, doing: Doing) -> Outcome<()> {
    let Some(mut held) = take(desk, actor, Permission::AppraiseQuality, case, it.sent).await? else {
        return Ok(());
    };
    let mut after = moved(&held.file, CaseAct::Appraise, it.day)?;
    if !may_appraise(actor.provider, held.file.case.provider_id) {
        return Err(Refusal::new("conduct.own_case").into());
    }
    sound_day(desk, it.day, held.file.case.handed_over_on.unwrap_or(held.file.case.accepted_on))?;
    let note = it.note.as_deref().map(str::trim).unwrap_or_default();
    if it.breach && note.is_empty() {
        return Err(required("note"));
    }
    let rating = rating_of(it.score, it.breach);
    after.case.quality_score = Some(it.score);
    after.case.quality_rating = Some(rating.into());
    let done = Done {
        act: "conduct.appraise",
        moved: CaseAct::Appraise.code(),
        reason: note,
        event: event(desk, actor, case, it.sent, "appraised", it.day, &[rating.code(), note]),
        handing: Handing::default(),
    };
    settle(desk, actor, &mut held, after, done).await?;
    finish(desk, held.work, doing).await
}

/// Puts the file of a case in the archive and locks the case (*lưu trữ hồ sơ*, art. 39).
pub async fn archive(desk: &Desk, actor: &Actor, case: Uuid, it: Archiving, doing: Doing) -> Outcome<()> {
    let Some(mut held) = take(desk, actor, Permission::ArchiveCases, case, it.sent).await? else {
        return Ok(());
    };
    let after = moved(&held.file, CaseAct::Archive, it.day)?;
    sound_day(desk, it.day, held.file.case.appraised_on.unwrap_or(held.file.case.accepted_on))?;
    for (field, text) in [("place", &it.place), ("contents", &it.contents)] {
        if text.trim().is_empty() {
            return Err(required(field));
        }
    }
    if it.pages < 1 {
        return Err(required("pages"));
    }
    let dealings = store::dealings::list(&held.work.tx, case).await?;
    let awaited = law::dealings::awaited(dealings.iter().map(|dealing| dealing.state.0));
    if awaited > 0 {
        return Err(Refusal::new("conduct.answer_awaited").with("n", awaited).with("case", case).into());
    }
    let record = Archived {
        case_id: case,
        place: it.place.trim().to_owned(),
        pages: it.pages,
        contents: it.contents.trim().to_owned(),
        retention: it.retention.into(),
        archived_at: desk.now(),
        archived_by: actor.name.clone(),
    };
    store::conduct::insert_archived(&held.work.tx, record).await?;
    let done = Done {
        act: "conduct.archive",
        moved: CaseAct::Archive.code(),
        reason: "",
        event: event(desk, actor, case, it.sent, "archived", it.day, &[it.place.trim()]),
        handing: Handing::default(),
    };
    settle(desk, actor, &mut held, after, done).await?;
    finish(desk, held.work, doing).await
}
