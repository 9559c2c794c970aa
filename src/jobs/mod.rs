//! Work that nobody waits for: messages leave from the outbox, each once, however many instances run.

pub mod outbox;
mod sender;

use crate::clock;
use crate::error::Result;
use crate::web::App;
use std::time::Duration;
use tokio::task::JoinHandle;

/// Starts the background work; it ends with the handle.
pub fn start(app: App) -> JoinHandle<()> {
    const PAUSE: Duration = Duration::from_secs(2);
    tokio::spawn(async move {
        let mut done_on = None;
        loop {
            let today = clock::day(app.clock.now());
            if done_on != Some(today) {
                match daily(&app).await {
                    Ok(()) => done_on = Some(today),
                    Err(error) => tracing::error!(%error, "daily work"),
                }
            }
            match sender::send_due(&app).await {
                Ok(sent) if sent > 0 => continue,
                Ok(_) => {}
                Err(error) => tracing::error!(%error, "outbox"),
            }
            tokio::time::sleep(PAUSE).await;
        }
    })
}

/// What is done once a day by every instance: doing it again changes nothing.
async fn daily(app: &App) -> Result<()> {
    crate::referrals::daily(app).await
}
