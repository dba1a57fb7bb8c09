//! `tgpl serve`: the web application and the background jobs, until it is told to end.

use std::future::Future;
use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use chrono::Months;
use office::Desk;
use tokio::net::TcpListener;
use tokio::sync::watch;
use web::{App, Settings};

use super::say;
use crate::config::Config;
use crate::installation::{self, Schema};
use crate::metering;
use crate::problem::Problem;

/// Requests and jobs that are at work when the end is asked for get so long to finish.
const LAST_WORK: Duration = Duration::from_secs(10);
/// Settings that another server of the same database changed hold here after this time.
const SETTINGS_AGE: Duration = Duration::from_secs(30);

pub async fn serve(config: &Config) -> Result<(), Problem> {
    // The port comes first: where it is taken, nothing is created.
    let listener = bind(config.listen).await?;
    let desk = installation::open(config, Schema::Update).await?;
    serve_desk(config, listener, desk, false).await
}

/// Serves what stands on the desk.
pub async fn serve_desk(
    config: &Config,
    listener: TcpListener,
    desk: Desk,
    invented: bool,
) -> Result<(), Problem> {
    let admin = match config.admin_listen {
        Some(address) => Some((bind(address).await?, metering::start()?)),
        None => None,
    };
    office::exchange::runs::recover(&desk).await?;
    let address = listener.local_addr().unwrap_or(config.listen);
    let settings = settings(config, address, invented);
    let public_url = settings.public_url.clone();
    let app = App::new(desk.clone(), settings);
    app.refresh_settings().await?;
    say(&format!("tgpl {} serves {public_url}", env!("CARGO_PKG_VERSION")));
    if let Some(token) = office::accounts::setup_token(&desk).await? {
        say(&format!("set up the first administrator here, once: {public_url}/setup?token={token}"));
    }
    let (stop, stopped) = watch::channel(false);
    let mut background = tokio::task::JoinSet::new();
    if let Some((listener, handle)) = admin {
        say(&format!("figures for Prometheus: http://{}/metrics", listener.local_addr().unwrap_or(address)));
        background.spawn(metering::upkeep(handle.clone()));
        let router = metering::router(handle, desk.clone());
        background.spawn(async move { drop(axum::serve(listener, router).await) });
    }
    background.spawn(follow_settings(app.clone()));
    background.spawn(read_figures_ahead(desk.clone()));
    let watched = desk.store().clone();
    background.spawn(async move { watched.watch().await });
    let store = desk.store().clone();
    let worker = tokio::spawn(async move { office::jobs::work(&desk, stopped).await });
    let served = serve_until(listener, web::app(app), end_asked(), stop.clone()).await;
    let _ = stop.send(true);
    if tokio::time::timeout(LAST_WORK, worker).await.is_err() {
        tracing::warn!("a job was still at work; it goes on where its lease ends");
    }
    background.shutdown().await;
    if tokio::time::timeout(LAST_WORK, store.close()).await.is_err() {
        tracing::warn!("the database was still busy");
    }
    served
}

/// Takes an address, or says who may have it.
pub async fn bind(address: SocketAddr) -> Result<TcpListener, Problem> {
    TcpListener::bind(address).await.map_err(|error| match error.kind() {
        std::io::ErrorKind::AddrInUse => Problem::with(
            format!("{address} is taken by another program"),
            vec!["is tgpl running already? choose another address with --listen or TGPL_LISTEN".to_owned()],
        ),
        _ => Problem::new(format!("{address} cannot be listened on: {error}")),
    })
}

/// What the configuration says about the web; what it says cannot be changed on the settings page.
fn settings(config: &Config, address: SocketAddr, invented_data: bool) -> Settings {
    let usual = Settings::default();
    let mut fixed = Vec::new();
    let mut fix = |name: &'static str, given: bool| fixed.extend(given.then_some(name));
    fix("office_networks", config.office_networks.is_some());
    fix("idle_minutes", config.idle_minutes.is_some());
    fix("absolute_hours", config.absolute_hours.is_some());
    fix("security_contact", config.security_contact.is_some());
    Settings {
        public_url: config.public_url.clone().unwrap_or_else(|| format!("http://{address}")),
        office_networks: config.office_networks.clone().unwrap_or_default(),
        idle_minutes: config.idle_minutes.unwrap_or(usual.idle_minutes),
        absolute_hours: config.absolute_hours.unwrap_or(usual.absolute_hours),
        trust_proxy: config.trust_proxy,
        requests_per_second: config.requests_per_second,
        security_contact: config.security_contact.clone().unwrap_or_default(),
        invented_data,
        fixed,
        ..usual
    }
}

/// What figures of this year and the two before are counted from is read once, so that the first person who asks for
/// them does not wait for the disk.
async fn read_figures_ahead(desk: Desk) {
    let since = desk.today() - Months::new(36);
    if let Err(failure) = store::operations::figures::read_ahead(desk.store(), since).await {
        tracing::debug!(%failure, "the figures could not be read ahead");
    }
}

async fn follow_settings(app: App) {
    loop {
        tokio::time::sleep(SETTINGS_AGE).await;
        if let Err(failure) = app.refresh_settings().await {
            tracing::debug!(%failure, "settings cannot be read now; those that were read hold");
        }
    }
}

/// Serves until the end is asked for; then open requests may finish, but not for ever.
async fn serve_until(
    listener: TcpListener,
    router: Router,
    ended: impl Future<Output = ()> + Send + 'static,
    stop: watch::Sender<bool>,
) -> Result<(), Problem> {
    let mut asked = stop.subscribe();
    let told = async move {
        ended.await;
        tracing::info!("the end was asked for; open requests finish");
        let _ = stop.send(true);
    };
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let serving = axum::serve(listener, service).with_graceful_shutdown(told);
    let patience = async move {
        let _ = asked.wait_for(|stopped| *stopped).await;
        tokio::time::sleep(LAST_WORK).await;
    };
    tokio::select! {
        served = serving => served.map_err(|error| Problem::new(format!("serving ended: {error}"))),
        () = patience => {
            tracing::warn!("some requests did not finish in time");
            Ok(())
        }
    }
}

/// Ends when the terminal or the service manager asks for it.
async fn end_asked() {
    let interrupt = async {
        if tokio::signal::ctrl_c().await.is_err() {
            std::future::pending::<()>().await;
        }
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! {
        () = interrupt => {}
        () = terminate => {}
    }
}
