//! The answer to an assignment, for a phone first: accept with one press, or decline with a ground.

use axum::extract::State;
use axum::response::IntoResponse as _;
use law::access::Permission;
use law::assignment::DeclineGround;
use law::kernel::coded::Coded as _;
use maud::html;
use office::Failure;
use office::conduct::{CasePage, Declining, Sent};
use uuid::Uuid;

use crate::codes;
use crate::failure::{Page, again, see, show as answer};
use crate::gate::{App, At, Fields, Visitor};
use crate::ui::dates;
use crate::ui::form::{
    self, Field, FieldErrors, Reader, Sheet, Values, actions, error_summary, hidden, link_quiet, submit,
};
use crate::ui::shell::{Crumb, heading, lead};
use crate::ui::signs::Tone;
use crate::ui::summary::{card, notice};

const DECLINE: &[Field] = &[
    Field::radios("ground", "assignment-decline-ground"),
    Field::textarea("reason", "assignment-decline-reason")
        .hint("assignment-decline-reason-hint")
        .most(2000)
        .rows(3),
];

/// The page on which a provider answers.
pub async fn show(State(app): State<App>, visitor: Visitor, At(case): At<Uuid>) -> Page {
    let page = office::conduct::view_for(app.desk(), &visitor.actor, Permission::ConductCases, case).await?;
    if !page.may_answer {
        return Ok(see(&format!("/cases/{case}")).warn("conduct-not-now").into_response());
    }
    let values = fresh(&app, &page);
    answer(view(&visitor, &page, &values, &FieldErrors::default()))
}

fn fresh(app: &App, page: &CasePage) -> Values {
    let mut values = Values::default();
    values.set("id", app.desk().id().to_string());
    values.set("version", page.view.file.case.version.to_string());
    values
}

fn view(visitor: &Visitor, page: &CasePage, values: &Values, errors: &FieldErrors) -> maud::Markup {
    let (t, case) = (visitor.t, &page.view.file.case);
    let title = t.get("assignment-offer-title");
    let back = format!("/cases/{}", case.id);
    let action = format!("{back}/offer");
    let carried = html! { (hidden("id", values.get("id"))) (hidden("version", values.get("version"))) };
    let by = page.offer.as_ref().map(|offer| dates::date_time(&offer.answer_by)).unwrap_or_default();
    let sheet = Sheet::new(t, values, errors).choices("ground", codes::choices::<DeclineGround>(t));
    let body = html! {
        (heading(Some(&case.file_code), &title, html! {}))
        (error_summary(t, errors))
        (lead(&format!("{} · {}", codes::name(t, case.form.0), codes::name(t, case.field.0))))
        (notice(t, Tone::Soon, &t.with("conduct-offer-by", &[("by", by.into())]), html! { p { (t.get("assignment-offer-lead")) } }))
        (form::form(&action, &visitor.csrf, html! {
            (carried)
            div class="actions" {
                button class="button" type="submit" name="answer" value="accept" { (t.get("assignment-accept")) }
                (link_quiet(&t.get("assignment-see-case"), &back))
            }
        }))
        (card(&t.get("assignment-decline-title"), html! {}, html! {
            p { (t.get("assignment-decline-lead")) }
            (form::form(&action, &visitor.csrf, html! {
                (carried)
                (hidden("answer", "decline"))
                (sheet.all(DECLINE))
                (actions(submit(&t.get("assignment-decline")), html! {}))
            }))
        }))
    };
    let mut shell = visitor.shell(&title);
    shell.error_in_title = !errors.is_empty();
    shell.crumbs = vec![Crumb::link(case.file_code.as_str(), back), Crumb::here(title.as_str())];
    crate::ui::page(&shell, body)
}

/// Takes the answer.
pub async fn create(State(app): State<App>, visitor: Visitor, At(case): At<Uuid>, fields: Fields) -> Page {
    let values = fields.values();
    let (desk, actor) = (app.desk(), &visitor.actor);
    let page = office::conduct::view_for(desk, actor, Permission::ConductCases, case).await?;
    let ids = (Uuid::parse_str(values.get("id")).ok(), values.get("version").parse().ok());
    let (Some(id), Some(seen)) = ids else {
        return Ok(see(&format!("/cases/{case}")).warn("conduct-not-now").into_response());
    };
    let sent = Sent { id, seen };
    if values.get("answer") == "accept" {
        return match office::conduct::accept_offer(desk, actor, case, sent).await {
            Ok(()) => see(&format!("/cases/{case}")).flash("assignment-accepted").into(),
            Err(Failure::Refused(_)) => see(&format!("/cases/{case}")).warn("conduct-not-now").into(),
            Err(failure) => Err(failure.into()),
        };
    }
    let mut read = Reader::new(DECLINE, &values);
    let (ground, reason) = (read.choice("ground", DeclineGround::from_code), read.text("reason"));
    let typed = match ground {
        Some(ground) => read.done((ground, reason)),
        None => Err(read.errors()),
    };
    let errors = match typed {
        Err(errors) => errors,
        Ok((ground, reason)) => {
            let it = Declining { sent, ground, reason };
            match office::conduct::decline_offer(desk, actor, case, it).await {
                // The case is no longer the provider's: the first page is where work goes on.
                Ok(()) => return see("/today").flash("assignment-declined").into(),
                Err(Failure::Refused(refusal)) => crate::conduct::refused(visitor.t, &refusal),
                Err(failure) => return Err(failure.into()),
            }
        }
    };
    again(view(&visitor, &page, &values, &errors))
}
