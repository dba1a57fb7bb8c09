//! Who a handler speaks to: a [`Visitor`] is signed in, a [`Guest`] may be anybody.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use law::access::Permission;
use maud::Markup;
use office::Actor;
use office::accounts::{Here, Visit};

use super::caller::Caller;
use super::{App, csrf};
use crate::codes;
use crate::failure::PageFailure;
use crate::texts::T;
use crate::ui::shell::{NavItem, SearchBox, UserBar};
use crate::ui::{self, Shell};

/// A signed-in person.
#[derive(Clone, Debug)]
pub struct Visitor {
    pub actor: Actor,
    pub t: T,
    /// What forms carry, masked anew for this page.
    pub csrf: String,
    /// Path and query of this page.
    pub path: String,
    app: App,
    caller: Arc<Caller>,
}

impl Visitor {
    /// Whether the role holds a permission: for showing or hiding a link. Acts check for themselves.
    pub fn may(&self, permission: Permission) -> bool {
        law::access::may(self.actor.role, permission)
    }

    /// The session.
    pub fn here(&self) -> &Here {
        self.caller.here().expect("a visitor is made from a session")
    }

    /// Where the request comes from.
    pub fn visit(&self) -> &Visit {
        &self.caller.visit
    }

    /// The page before, when it was one of ours.
    pub fn back(&self) -> &str {
        &self.caller.back
    }

    /// The same person after the session got a new form token in this request.
    pub(crate) fn renewed(mut self, token: &str) -> Self {
        self.csrf = csrf::mask(self.app.desk(), token);
        self
    }

    /// Token of a form that waits for its sender.
    pub(crate) fn parked(&self) -> Option<&str> {
        self.caller.parked.as_deref()
    }

    /// The frame of a page, to be changed where it differs: crumbs, width, search.
    pub fn shell(&self, title: &str) -> Shell {
        shell(&self.app, &self.caller, &self.csrf, title)
    }

    /// The whole page.
    pub fn page(&self, title: &str, body: Markup) -> Markup {
        ui::page(&self.shell(title), body)
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = PageFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageFailure> {
        let caller = caller_of(parts)?;
        let here = caller.here().ok_or(PageFailure::Denied)?;
        Ok(Visitor {
            actor: here.actor.clone(),
            t: caller.t,
            csrf: csrf::mask(app.desk(), &caller.form_token()),
            path: caller.path.clone(),
            app: app.clone(),
            caller,
        })
    }
}

/// Anybody, signed in or not.
#[derive(Clone, Debug)]
pub struct Guest {
    pub t: T,
    pub csrf: String,
    app: App,
    caller: Arc<Caller>,
}

impl Guest {
    /// The session, if there is one.
    pub fn here(&self) -> Option<&Here> {
        self.caller.here()
    }

    pub fn visit(&self) -> &Visit {
        &self.caller.visit
    }

    pub(crate) fn caller(&self) -> &Caller {
        &self.caller
    }

    pub fn shell(&self, title: &str) -> Shell {
        shell(&self.app, &self.caller, &self.csrf, title)
    }

    pub fn page(&self, title: &str, body: Markup) -> Markup {
        ui::page(&self.shell(title), body)
    }
}

impl FromRequestParts<App> for Guest {
    type Rejection = PageFailure;

    async fn from_request_parts(parts: &mut Parts, app: &App) -> Result<Self, PageFailure> {
        let caller = caller_of(parts)?;
        let csrf = csrf::mask(app.desk(), &caller.form_token());
        Ok(Guest { t: caller.t, csrf, app: app.clone(), caller })
    }
}

/// The frame of a page for this caller. Who has not finished signing in sees no navigation.
pub fn shell(app: &App, caller: &Caller, csrf: &str, title: &str) -> Shell {
    let t = caller.t;
    let mut shell = Shell::new(t, title);
    shell.switch.clone_from(&caller.switch);
    csrf.clone_into(&mut shell.csrf);
    shell.flash = caller.flash.as_ref().map(|flash| flash.say(t));
    shell.banner = banner(t, &app.settings());
    if let Some(here) = caller.here() {
        shell.user = Some(user_bar(t, here));
        if super::guard::step(here.standing).is_none() {
            shell.nav = navigation(t, caller, here);
            shell.search = search(t, caller, here);
        }
    }
    shell
}

/// What an administrator has to say to everybody, or that the data are invented.
fn banner(t: T, settings: &super::Settings) -> Option<String> {
    if !settings.banner.is_empty() {
        return Some(settings.banner.clone());
    }
    settings.invented_data.then(|| t.get("failure-invented-data"))
}

fn user_bar(t: T, here: &Here) -> UserBar {
    UserBar {
        name: here.actor.name.clone(),
        role: codes::name(t, here.actor.role),
        org: here.org_name.clone(),
        account: "/account".to_owned(),
        sign_out: "/session/end".to_owned(),
    }
}

fn navigation(t: T, caller: &Caller, here: &Here) -> Vec<NavItem> {
    let path = caller.path.split('?').next().unwrap_or_default();
    let open =
        |permission: Option<Permission>| permission.is_none_or(|it| law::access::may(here.actor.role, it));
    let entries = caller.navigation.entries.iter().filter(|entry| open(entry.permission));
    entries
        .map(|entry| NavItem {
            label: t.get(entry.label),
            part: entry.part().map(|part| t.get(part)).unwrap_or_default(),
            href: entry.href.to_owned(),
            current: path == entry.href
                || (entry.href != "/" && path.starts_with(&format!("{}/", entry.href))),
            count: (entry.href == "/messages" && caller.unseen > 0).then_some(caller.unseen as u64),
        })
        .collect()
}

fn search(t: T, caller: &Caller, here: &Here) -> Option<SearchBox> {
    let place = caller.navigation.search.as_ref()?;
    let open = place.permission.is_none_or(|it| law::access::may(here.actor.role, it));
    open.then(|| SearchBox { action: place.href.to_owned(), label: t.get(place.label), typed: String::new() })
}

fn caller_of(parts: &Parts) -> Result<Arc<Caller>, PageFailure> {
    let caller = parts.extensions.get::<Arc<Caller>>();
    caller.cloned().ok_or_else(|| PageFailure::Broken("a page was asked for outside the gate".to_owned()))
}
