//! Handlers of the acts: the form, the check, the act.

use axum::extract::State;
use axum::response::{IntoResponse as _, Response};
use office::conduct::{CasePage, Doing, Offered, Ranking};
use uuid::Uuid;

use super::Noun;
use super::read::{Doer, perform};
use super::views;
use crate::failure::{Page, PageFailure, again, see, show};
use crate::gate::{App, At, Fields, Visitor};
use crate::texts::prefix;
use crate::ui::form::FieldErrors;

/// A case in front of somebody who is about to act.
async fn open(
    app: &App,
    visitor: &Visitor,
    noun: Noun,
    case: Uuid,
) -> Result<(CasePage, Option<Ranking>), PageFailure> {
    let (desk, actor) = (app.desk(), &visitor.actor);
    let page = office::conduct::view_for(desk, actor, noun.permission(), case).await?;
    let ranking = match noun {
        Noun::Assignment | Noun::Replacement => {
            Some(office::conduct::ranking(desk, actor, &page.view.file, desk.today()).await?)
        }
        _ => None,
    };
    Ok((page, ranking))
}

/// Those of a ranking; none for acts that ask for nobody.
fn offered(ranking: Option<&Ranking>) -> &[Offered] {
    ranking.map(|ranking| ranking.offered.as_slice()).unwrap_or_default()
}

/// Where the case stands is shown instead of a form that cannot be sent.
fn not_now(case: Uuid) -> Response {
    see(&format!("/cases/{case}")).warn("conduct-not-now").into_response()
}

pub async fn ask(noun: Noun, State(app): State<App>, visitor: Visitor, At(case): At<Uuid>) -> Page {
    let (page, ranking) = open(&app, &visitor, noun, case).await?;
    if !noun.is_possible(&page) {
        return Ok(not_now(case));
    }
    let mut values = noun.begin(&page, offered(ranking.as_ref()), app.desk().today());
    values.set("id", app.desk().id().to_string());
    values.set("new", app.desk().id().to_string());
    values.set("version", page.view.file.case.version.to_string());
    show(views::form(&visitor, noun, &page, ranking.as_ref(), &values, &FieldErrors::default()))
}

pub async fn act(
    noun: Noun,
    State(app): State<App>,
    visitor: Visitor,
    At(case): At<Uuid>,
    fields: Fields,
) -> Page {
    let mut values = fields.values();
    let (page, ranking) = open(&app, &visitor, noun, case).await?;
    let step = values.get("step").to_owned();
    values.remove("step");
    let doer = Doer { desk: app.desk(), actor: &visitor.actor, case, t: visitor.t };
    let doing = match step.as_str() {
        "edit" => {
            let errors = FieldErrors::default();
            return show(views::form(&visitor, noun, &page, ranking.as_ref(), &values, &errors));
        }
        "check" => Doing::Look,
        _ => Doing::Real,
    };
    match perform(&doer, noun, &page, &values, doing).await? {
        Ok(()) if doing == Doing::Look => {
            show(views::check(&visitor, noun, &page, offered(ranking.as_ref()), &values))
        }
        Ok(()) => Ok(done(noun, case)),
        Err(errors) => {
            values.set("version", page.view.file.case.version.to_string());
            again(views::form(&visitor, noun, &page, ranking.as_ref(), &values, &errors))
        }
    }
}

fn done(noun: Noun, case: Uuid) -> Response {
    let flash = format!("{}-{}", prefix!("conduct-done"), noun.code());
    see(&format!("/cases/{case}")).flash(&flash).into_response()
}

/// Requests for another provider that wait for the head.
pub async fn changes(State(app): State<App>, visitor: Visitor) -> Page {
    let open = office::conduct::open_changes(app.desk(), &visitor.actor).await?;
    let title = visitor.t.get("conduct-changes-title");
    show(visitor.page(&title, views::changes(&visitor, &open)))
}
