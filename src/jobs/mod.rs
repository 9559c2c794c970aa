//! Work that nobody waits for: messages leave from the outbox, each once, however many instances run.

pub mod outbox;
mod sender;

use crate::web::App;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Starts the background work; it ends with the handle.
pub fn start(app: App) -> JoinHandle<()> {
    const PAUSE: Duration = Duration::from_secs(2);
    tokio::spawn(async move {
        loop {
            match sender::send_due(&app).await {
                Ok(sent) if sent > 0 => continue,
                Ok(_) => {}
                Err(error) => tracing::error!(%error, "outbox"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    })
}
