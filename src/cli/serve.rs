use super::health::{self, Readiness};
use super::open;
use crate::clock::Clock;
use crate::config::Config;
use crate::error::Stop;
use crate::rewards::vouchers;
use crate::web::{self, App};
use std::net::SocketAddr;
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::signal::unix::{SignalKind, signal};

/// How long running requests may take to finish after SIGTERM.
const DRAIN: Duration = Duration::from_secs(8);

/// Serves until SIGTERM or Ctrl-C; then reports not ready, finishes running requests, and ends within 10 s.
pub async fn serve(mut config: Config) -> Result<(), Stop> {
    config.voucher_key = config.voucher_secret()?;
    let db = open(&config).await?;
    let listener = TcpListener::bind(config.listen).await.map_err(|error| format!("{}: {error}", config.listen))?;
    let address = listener.local_addr()?;
    let app = App::new(db, Clock::System, config);
    agree_on_key(&app).await?;
    log_start(&app, address);
    let jobs = crate::jobs::start(&app, crate::app::FEATURES);
    let readiness = Readiness::new(&app);
    let router = web::router(app.clone(), crate::app::table(), crate::app::FEATURES).merge(health::router(&readiness));
    let (drain, drained) = tokio::sync::oneshot::channel::<()>();
    let stop = async move {
        wait_for_signal().await;
        readiness.stop();
        tracing::info!("stopping");
        let _ = drain.send(());
    };
    let service = router.into_make_service_with_connect_info::<SocketAddr>();
    let server = async move { axum::serve(listener, service).with_graceful_shutdown(stop).await };
    tokio::select! {
        done = server => done?,
        () = async { let _ = drained.await; tokio::time::sleep(DRAIN).await } => tracing::warn!("some requests did not finish in time"),
    }
    drop(jobs);
    app.db.close().await;
    Ok(())
}

/// Ensures that all codes in a database are sealed with the same key, whichever machine runs.
async fn agree_on_key(app: &App) -> Result<(), Stop> {
    let mut tx = app.db.write().await?;
    if !vouchers::agree_on_key(&mut tx, &app.voucher_keys).await? {
        return Err("voucher_key: the codes in this database are sealed with another key".into());
    }
    Ok(tx.commit().await?)
}

async fn wait_for_signal() {
    let interrupt = async { tokio::signal::ctrl_c().await.ok() };
    match signal(SignalKind::terminate()) {
        Ok(mut terminate) => tokio::select! { _ = interrupt => {}, _ = terminate.recv() => {} },
        Err(_) => {
            interrupt.await;
        }
    }
}

fn log_start(app: &App, address: SocketAddr) {
    let url =
        if app.config.public_url.is_empty() { format!("http://{address}") } else { app.config.public_url.clone() };
    println!("车主俱乐部 Owners' Club: {url}");
    if app.config.demo {
        println!("  password demo-club-2026 for all of these");
        println!("  owner          13800138001, 13800138002");
        println!("  administrators 13800138090, 13800138091");
        println!("  dealer staff   13800138051, 13800138052");
    }
}
