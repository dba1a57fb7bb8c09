//! `tgpl serve`: the web application and the worker of the background jobs, until told to stop.

use std::net::SocketAddr;

use office::Desk;
use tokio::net::TcpListener;
use tokio::sync::watch;
use web::{App, Settings};

use crate::config::{Config, LogFormat};
use crate::problem::Problem;

#[derive(clap::Args, Clone, Debug, Default)]
pub struct Args {
    /// Address and port to listen on.
    #[arg(long)]
    pub listen: Option<String>,
}

pub async fn run(config: Config) -> Result<(), Problem> {
    log(&config);
    let listener = bind(&config).await?;
    let desk = crate::start::desk(&config).await?;
    if let Some(token) = office::accounts::setup_token(&desk).await? {
        println!("Make the first administrator here (once): {}/setup?token={token}", public_url(&config, &listener)?);
    }
    println!("Serving on {}", public_url(&config, &listener)?);
    serve(&config, desk, listener, false).await
}

/// Takes the port before anything else, so that a second server changes nothing.
pub async fn bind(config: &Config) -> Result<TcpListener, Problem> {
    TcpListener::bind(config.listen).await.map_err(|error| {
        Problem::new(format!("{} cannot be listened on: {error} (choose another with --listen)", config.listen))
    })
}

/// The address people type.
pub fn public_url(config: &Config, listener: &TcpListener) -> Result<String, Problem> {
    let bound = listener.local_addr().map_err(|error| Problem::new(error.to_string()))?;
    Ok(config.public_url.clone().unwrap_or_else(|| format!("http://{bound}")))
}

/// Serves until the machine or a person says stop; requests and jobs at work are finished first.
pub async fn serve(config: &Config, desk: Desk, listener: TcpListener, invented_data: bool) -> Result<(), Problem> {
    let settings = settings(config, public_url(config, &listener)?, invented_data);
    let (stop, stopped) = watch::channel(false);
    let worker = tokio::spawn({
        let (desk, stopped) = (desk.clone(), stopped.clone());
        async move { office::jobs::work(&desk, stopped).await }
    });
    let router = web::app(App::new(desk, settings)).into_make_service_with_connect_info::<SocketAddr>();
    let served = axum::serve(listener, router).with_graceful_shutdown(told_to_stop()).await;
    let _ = stop.send(true);
    let _ = worker.await;
    served.map_err(|error| Problem::new(format!("serving ended: {error}")))
}

/// What the configuration says about the web; what it leaves open, administrators may set on a page.
fn settings(config: &Config, public_url: String, invented_data: bool) -> Settings {
    let mut settings = Settings { public_url, trust_proxy: config.trust_proxy, invented_data, ..Settings::default() };
    let mut fixed = Vec::new();
    if let Some(networks) = &config.office_networks {
        settings.office_networks.clone_from(networks);
        fixed.push("office_networks");
    }
    if let Some(minutes) = config.idle_minutes {
        settings.idle_minutes = minutes;
        fixed.push("idle_minutes");
    }
    if let Some(hours) = config.absolute_hours {
        settings.absolute_hours = hours;
        fixed.push("absolute_hours");
    }
    if let Some(contact) = &config.security_contact {
        settings.security_contact.clone_from(contact);
        fixed.push("security_contact");
    }
    settings.fixed = fixed;
    settings
}

/// Starts the log as configured.
pub fn log(config: &Config) {
    let level = config.log_level.clone().unwrap_or_else(|| "info,sqlx=warn".to_owned());
    let filter = tracing_subscriber::EnvFilter::new(level);
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    let started = match config.log_format {
        LogFormat::Json => builder.json().try_init(),
        LogFormat::Text => builder.try_init(),
    };
    if let Err(error) = started {
        eprintln!("the log was started before: {error}");
    }
}

async fn told_to_stop() {
    let interrupt = async {
        let _ = tokio::signal::ctrl_c().await;
    };
    #[cfg(unix)]
    let terminate = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => {
                signal.recv().await;
            }
            Err(_) => std::future::pending().await,
        }
    };
    #[cfg(not(unix))]
    let terminate = std::future::pending::<()>();
    tokio::select! { () = interrupt => {}, () = terminate => {} }
}
