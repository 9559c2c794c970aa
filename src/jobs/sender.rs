use super::outbox::Channel;
use crate::error::Result;
use crate::for_update;
use crate::sql;
use crate::web::App;
use chrono::{DateTime, TimeDelta, Utc};
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncWriteExt;

#[derive(sqlx::FromRow, serde::Serialize)]
struct Due {
    id: i64,
    channel: Channel,
    recipient: String,
    topic: String,
    body: String,
    attempts: i64,
}

/// Sends what is due, a few at a time; gives how many it tried.
pub async fn send_due(app: &App) -> Result<usize> {
    let due = claim(app, app.clock.now()).await?;
    for message in &due {
        let outcome = deliver(app, message).await;
        record(app, message, outcome, app.clock.now()).await?;
    }
    Ok(due.len())
}

/// Takes messages for this instance: their next try is moved into the future, so that no other instance sees them due,
/// and a process that dies meanwhile leaves them to be tried again.
async fn claim(app: &App, now: DateTime<Utc>) -> Result<Vec<Due>> {
    let mut tx = app.db.write().await?;
    let due = for_update!(
        tx,
        all Due,
        skip_locked "SELECT id, channel, recipient, topic, body, attempts FROM outbox \
         WHERE sent_at IS NULL AND due_at <= $1 ORDER BY due_at, id LIMIT 20",
        now
    )?;
    for message in &due {
        let again = now + TimeDelta::seconds(30 << message.attempts.min(10));
        sql!(tx, execute, "UPDATE outbox SET due_at = $2, attempts = attempts + 1 WHERE id = $1", message.id, again)?;
    }
    tx.commit().await?;
    Ok(due)
}

async fn deliver(app: &App, message: &Due) -> Result<(), String> {
    let command = match message.channel {
        Channel::Sms => &app.config.sms_command,
        Channel::Email => &app.config.mail_command,
    };
    match command {
        Some(command) => run(command, message).await,
        None if app.config.demo => {
            show(message);
            Ok(())
        }
        None => Err("no gateway is configured".to_owned()),
    }
}

/// Demo mode only: the message appears in the log instead of on a phone.
fn show(message: &Due) {
    if message.topic == "code" {
        let code: String = message.body.chars().filter(char::is_ascii_digit).take(6).collect();
        tracing::info!("demo sms to={} code={code}", message.recipient);
    } else {
        tracing::info!(channel = %message.channel, topic = message.topic, "demo message");
    }
}

/// A gateway is a program: one message as JSON on standard input, exit code 0 once it is sent.
async fn run(command: &Path, message: &Due) -> Result<(), String> {
    const PATIENCE: Duration = Duration::from_secs(30);
    let json = serde_json::to_vec(message).map_err(|error| error.to_string())?;
    let mut child = tokio::process::Command::new(command)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| error.to_string())?;
    if let Some(mut stdin) = child.stdin.take() {
        stdin.write_all(&json).await.map_err(|error| error.to_string())?;
    }
    match tokio::time::timeout(PATIENCE, child.wait()).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(format!("the gateway ended with {status}")),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the gateway did not answer in time".to_owned()),
    }
}

async fn record(app: &App, message: &Due, outcome: Result<(), String>, now: DateTime<Utc>) -> Result<()> {
    let mut tx = app.db.write().await?;
    match outcome {
        // A code's text is no longer needed once it is sent.
        Ok(()) => sql!(
            tx,
            execute,
            "UPDATE outbox SET sent_at = $2, last_error = NULL, body = CASE WHEN topic = 'code' THEN '' ELSE body END \
             WHERE id = $1",
            message.id,
            now
        )?,
        Err(error) => {
            tracing::warn!(id = message.id, error, "message not sent");
            sql!(tx, execute, "UPDATE outbox SET last_error = $2 WHERE id = $1", message.id, error)?
        }
    };
    tx.commit().await?;
    Ok(())
}
