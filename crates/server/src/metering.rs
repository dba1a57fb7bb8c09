//! Figures about the running server (Prometheus), on a listener of their own that is off by default.
//!
//! Requests are counted by `web`; what waits in the queues is read when somebody asks.

use std::time::Duration;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::{Router, routing};
use metrics_exporter_prometheus::{PrometheusBuilder, PrometheusHandle};
use office::Desk;
use office::jobs::QueueState;

use crate::problem::Problem;

const SECONDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Begins to count.
pub fn start() -> Result<PrometheusHandle, Problem> {
    let builder = PrometheusBuilder::new().set_buckets(&SECONDS);
    let handle = builder.and_then(PrometheusBuilder::install_recorder);
    handle.map_err(|error| Problem::new(format!("figures cannot be kept: {error}")))
}

/// Keeps the counted figures small.
pub async fn upkeep(handle: PrometheusHandle) {
    loop {
        tokio::time::sleep(Duration::from_secs(5)).await;
        handle.run_upkeep();
    }
}

/// The pages of the listener.
pub fn router(handle: PrometheusHandle, desk: Desk) -> Router {
    Router::new()
        .route("/metrics", routing::get(figures))
        .route("/healthz", routing::get(async || "ok\n"))
        .with_state((handle, desk))
}

async fn figures(State((handle, desk)): State<(PrometheusHandle, Desk)>) -> Response {
    match office::jobs::queue_states(&desk).await {
        Ok(states) => states.iter().for_each(gauge),
        Err(failure) => {
            tracing::warn!(%failure, "queues cannot be counted");
            metrics::gauge!("database_up").set(0.0);
            return (StatusCode::OK, handle.render()).into_response();
        }
    }
    metrics::gauge!("database_up").set(1.0);
    handle.render().into_response()
}

#[expect(clippy::cast_precision_loss, reason = "counts of rows and seconds")]
fn gauge(state: &QueueState) {
    metrics::gauge!("queue_rows", "queue" => state.name, "state" => "waiting").set(state.waiting as f64);
    metrics::gauge!("queue_rows", "queue" => state.name, "state" => "set_aside").set(state.set_aside as f64);
    metrics::gauge!("queue_oldest_seconds", "queue" => state.name).set(state.oldest_seconds as f64);
}
