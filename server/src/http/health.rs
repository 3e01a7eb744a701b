//! Health for operators and balancers: alive (the process answers) and ready (it may get requests).

use crate::instance::Instance;
use axum::extract::State;
use http::StatusCode;

/// `GET /healthz`.
pub async fn alive() -> &'static str {
    "ok"
}

/// `GET /readyz`: not while stopping, and not while the database is out of reach.
pub async fn ready(State(instance): State<Instance>) -> (StatusCode, &'static str) {
    if *instance.stopping.borrow() {
        return (StatusCode::SERVICE_UNAVAILABLE, "stopping");
    }
    let answered = async {
        let mut read = instance.db.read().await?;
        store::schedule::next_at(&mut read).await
    };
    match answered.await {
        Ok(_) => (StatusCode::OK, "ready"),
        // It was told once, when it went away.
        Err(error) if error.is_away() => (StatusCode::SERVICE_UNAVAILABLE, "the database is out of reach"),
        Err(error) => {
            tracing::warn!(%error, "not ready");
            (StatusCode::SERVICE_UNAVAILABLE, "the database does not answer")
        }
    }
}
