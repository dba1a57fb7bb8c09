//! The daily work of a case, for a phone first: today, the diary, appointments, papers, dealings.
//!
//! `frame` is what these pages share; each part has its handlers in a file of its name and its markup in
//! `…_views`. `assets/work.js` makes them bear a slow line; without it they do the same acts.

mod case_file;
mod dealing_views;
mod dealings;
mod diary;
mod diary_views;
mod frame;
mod hearing_views;
mod hearings;
mod paper_views;
mod papers;
mod received;
mod times;
mod today;

use law::access::Permission;

use crate::router::Routes;

/// A file with its form, and room to read one to its end that is too large, so that the sender sees why.
const MOST_RECEIVED: usize = 3 * office::case_papers::MOST_BYTES;

/// The routes of this feature.
pub fn routes() -> Routes {
    let conduct = Some(Permission::ConductCases);
    Routes::new()
        .place(5, "/today", "today-title", conduct)
        .get("/today", today::index)
        .get("/cases/{id}/diary", diary::index)
        .post("/cases/{id}/diary", diary::create)
        .get("/cases/{id}/diary/{entry}", diary::edit)
        .post("/cases/{id}/diary/{entry}", diary::update)
        .post("/cases/{id}/diary/{entry}/removal", diary::remove)
        .get("/cases/{id}/hearings", hearings::index)
        .post("/cases/{id}/hearings", hearings::create)
        .get("/cases/{id}/hearings/{hearing}", hearings::edit)
        .post("/cases/{id}/hearings/{hearing}", hearings::update)
        .post("/cases/{id}/hearings/{hearing}/course", hearings::proceed)
        .get("/cases/{id}/papers", papers::index)
        .upload("/cases/{id}/papers", MOST_RECEIVED, papers::create)
        .post("/cases/{id}/papers/bundle", case_file::bundle)
        .post("/cases/{id}/papers/package", case_file::package)
        .get("/cases/{id}/papers/{paper}", papers::show)
        .get("/cases/{id}/papers/{paper}/file", papers::file)
        .post("/cases/{id}/papers/{paper}/removal", papers::remove)
        .get("/cases/{id}/uploads/{upload}", papers::progress)
        .post("/cases/{id}/uploads/{upload}", papers::go_on)
        .get("/cases/{id}/dealings", dealings::index)
        .post("/cases/{id}/dealings", dealings::create)
        .get("/cases/{id}/dealings/{dealing}", dealings::show)
        .post("/cases/{id}/dealings/{dealing}/answer", dealings::answer)
        .post("/cases/{id}/dealings/{dealing}/extension", dealings::extend)
        .post("/cases/{id}/dealings/{dealing}/escalation", dealings::escalate)
        .post("/cases/{id}/dealings/{dealing}/end", dealings::give_up)
        .get("/dealings", received::index)
        .get("/dealings/{id}", received::show)
        .post("/dealings/{id}/answer", received::answer)
}
