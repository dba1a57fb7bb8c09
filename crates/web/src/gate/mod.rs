//! The gate: who comes, from where, in which language, and whether the form is ours.
//!
//! `layer` runs once for every page request and leaves a [`Caller`] behind; routes that need a signed-in
//! person are guarded by it before their handler runs ([`crate::router::Routes`]). Handlers take a
//! [`Visitor`] (signed in) or a [`Guest`] (anybody) and [`Fields`] (a form that is ours). Who may do
//! what is decided by the acts of `office`, never here.

mod at;
mod caller;
mod cookies;
mod csrf;
mod form;
mod guard;
mod headers;
mod layer;
mod network;
mod pace;
mod piece;
mod settings;
mod trace;
mod visitor;

use std::sync::{Arc, RwLock};

use office::Desk;

pub use at::{At, is_local_path, local_path};
pub(crate) use caller::{Caller, visit_of};
pub(crate) use cookies::{Change, Changes, Jar};
pub use form::{Fields, Upload};
pub use guard::Gate;
pub(crate) use guard::{guard, step, with_next};
pub(crate) use headers::secure;
pub(crate) use layer::know;
pub use network::Network;
pub(crate) use pace::{Asker, TooFast};
pub use piece::{OFFSET, Piece};
pub use settings::Settings;
pub(crate) use trace::{RequestId, note_route, trace};
pub use visitor::{Guest, Visitor};

/// What handlers share.
#[derive(Clone, Debug)]
pub struct App {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    desk: Desk,
    /// As the server was configured.
    configured: Settings,
    /// With what administrators changed since.
    settings: RwLock<Arc<Settings>>,
    pace: pace::Pace,
}

impl App {
    pub fn new(desk: Desk, settings: Settings) -> Self {
        let current = RwLock::new(Arc::new(settings.clone()));
        let pace = pace::Pace::new(settings.requests_per_second);
        App { inner: Arc::new(Inner { desk, configured: settings, settings: current, pace }) }
    }

    pub fn desk(&self) -> &Desk {
        &self.inner.desk
    }

    /// What holds now.
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.inner.settings.read().expect("no panic while the settings are held"))
    }

    /// Counts a request; nobody may ask faster than the installation allows.
    pub(crate) fn keep_pace(&self, asker: Asker) -> Result<(), TooFast> {
        self.inner.pace.ask(asker, self.desk().now())
    }

    /// Reads again what administrators changed.
    pub async fn refresh_settings(&self) -> office::Outcome<()> {
        let saved = office::settings::saved(self.desk()).await?;
        let current = Arc::new(self.inner.configured.with_saved(&saved));
        *self.inner.settings.write().expect("no panic while the settings are held") = current;
        Ok(())
    }
}

/// The token that a form of this caller carries, masked.
pub(crate) fn form_csrf(app: &App, caller: &Caller) -> String {
    csrf::mask(app.desk(), &caller.form_token())
}

/// The frame of a failure page.
pub(crate) fn failure_shell(app: &App, caller: &Caller, title: &str) -> crate::ui::Shell {
    visitor::shell(app, caller, &form_csrf(app, caller), title)
}
