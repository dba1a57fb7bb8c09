//! The first page and the work queues: what waits for me by deadline and by queue, and what to do next.
//!
//! `views` draws the first page, `queues` the list of one queue and the red lists. Which queue is whose is in
//! `law::lifecycle` and `office::queues`.

mod queues;
mod views;

use axum::extract::State;
use axum::response::IntoResponse as _;
use law::access::Permission;
use law::cases::Doubt;
use law::complaints::ComplaintLevel;
use office::messages::Message;
use office::queues::{Board, UnitState};

use crate::failure::Page;
use crate::gate::{App, Visitor};
use crate::router::Routes;

/// The routes of this feature.
pub fn routes() -> Routes {
    Routes::new()
        .place(0, "/", "home-title", None)
        .get("/", index)
        .get("/queues/next", queues::next)
        .get("/queues/incoming", queues::incoming)
        .get("/queues/{queue}", queues::show)
        .get("/queues/{queue}/next", queues::next_in)
        .get("/red-lists", queues::red_units)
        .get("/red-lists/{list}", queues::red_list)
}

/// What the page shows; a role sees the parts it may read.
struct Desk {
    board: Board,
    messages: Vec<Message>,
    doubts: Vec<(Doubt, i64)>,
    units: Vec<UnitState>,
    /// Complaints that wait for a decision on the level of whoever looks.
    complaints: Option<(ComplaintLevel, u64)>,
    /// Assignments that wait for the answer of whoever looks.
    offers: usize,
}

/// Unseen messages that the first page shows.
const MESSAGES: usize = 5;

async fn index(State(app): State<App>, visitor: Visitor) -> Page {
    let (desk, actor) = (app.desk(), &visitor.actor);
    let shown = Desk {
        board: office::queues::board(desk, actor).await?,
        messages: office::messages::list(desk, actor, true, None, MESSAGES).await?.0,
        doubts: if visitor.may(Permission::ReadCases) {
            office::queues::doubts(desk, actor).await?
        } else {
            Vec::new()
        },
        units: if visitor.may(Permission::ReadReports) {
            office::queues::units(desk, actor).await?
        } else {
            Vec::new()
        },
        complaints: if visitor.may(Permission::DecideComplaints) {
            Some(office::complaints::waiting(desk, actor).await?)
        } else {
            None
        },
        offers: if actor.role.sees_own_cases_only() {
            office::assignment::offered_to_me(desk, actor).await?.len()
        } else {
            0
        },
    };
    let title = visitor.t.get("home-title");
    Ok(visitor.page(&title, views::show(&visitor, &shown, desk.today())).into_response())
}
