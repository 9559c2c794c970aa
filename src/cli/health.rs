//! `/livez` and `/readyz` for load balancers.

use crate::db::DbResult;
use crate::sql;
use crate::web::App;
use axum::Router;
use axum::http::StatusCode;
use axum::routing::get;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Mutex;
use tokio::time::{Instant, timeout};

/// How long a readiness result is cached, however often it is requested.
const FRESH: Duration = Duration::from_secs(1);
/// A database that needs longer for one row counts as not ready.
const PATIENCE: Duration = Duration::from_secs(5);

/// Whether this instance may receive requests.
#[derive(Clone)]
pub struct Readiness {
    app: App,
    stopping: Arc<AtomicBool>,
    last: Arc<Mutex<Option<(Instant, bool)>>>,
}

impl Readiness {
    pub fn new(app: &App) -> Self {
        Self { app: app.clone(), stopping: Arc::default(), last: Arc::default() }
    }

    /// Reports not ready from now on.
    pub fn stop(&self) {
        self.stopping.store(true, Ordering::Relaxed);
    }

    async fn is_ready(&self) -> bool {
        if self.stopping.load(Ordering::Relaxed) {
            return false;
        }
        let mut last = self.last.lock().await;
        if let Some((at, ready)) = *last
            && at.elapsed() < FRESH
        {
            return ready;
        }
        let ready = self.takes_writes().await;
        *last = Some((Instant::now(), ready));
        ready
    }

    /// Whether the database accepts a write; a read proves nothing, because a full disk still allows it. The write runs
    /// in its own task, because cancelling it would leave its transaction open.
    async fn takes_writes(&self) -> bool {
        let app = self.app.clone();
        let probe = tokio::spawn(async move { write(&app).await });
        match timeout(PATIENCE, probe).await {
            Ok(Ok(Ok(()))) => true,
            Ok(Ok(Err(error))) => {
                tracing::error!(%error, "the database accepts no writes");
                false
            }
            Ok(Err(_)) | Err(_) => {
                tracing::error!("the database does not answer");
                false
            }
        }
    }
}

async fn write(app: &App) -> DbResult<()> {
    let mut tx = app.db.write().await?;
    let probe = "INSERT INTO write_probes (id, at) VALUES (1, $1) ON CONFLICT (id) DO UPDATE SET at = excluded.at";
    sql!(tx, execute, probe, app.clock.now())?;
    tx.commit().await
}

/// `/livez`: the process is alive. `/readyz`: the database accepts writes and the process is not stopping.
pub fn router(readiness: &Readiness) -> Router {
    let readiness = readiness.clone();
    let check = async move || match readiness.is_ready().await {
        true => (StatusCode::OK, "ready\n"),
        false => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
    };
    Router::new().route("/livez", get(async || "alive\n")).route("/readyz", get(check))
}
