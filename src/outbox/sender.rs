use super::{Channel, Topic};
use crate::error::Result;
use crate::for_update;
use crate::sql;
use crate::web::App;
use chrono::{DateTime, TimeDelta, Utc};
use std::path::Path;
use std::process::Stdio;
use tokio::io::AsyncWriteExt;

#[derive(sqlx::FromRow, serde::Serialize)]
struct Due {
    id: i64,
    channel: Channel,
    recipient: String,
    topic: Topic,
    body: String,
    attempts: i64,
}

/// Which messages to send. Somebody is waiting for a code, so codes do not queue behind other messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Queue {
    Codes,
    Others,
}

/// The gateway's timeout for one message.
const PATIENCE: TimeDelta = TimeDelta::seconds(30);

/// Tries to send the message that has been due longest; returns false if there is none.
pub async fn send_next(app: &App, queue: Queue) -> Result<bool> {
    let Some(message) = claim(app, queue, app.clock.now()).await? else { return Ok(false) };
    let outcome = deliver(app, &message).await;
    record(app, &message, outcome, app.clock.now()).await?;
    Ok(true)
}

/// Claims a message for this instance: moves its due time past the end of this attempt, so that no other instance
/// sends it, and a process that dies leaves it to be retried.
async fn claim(app: &App, queue: Queue, now: DateTime<Utc>) -> Result<Option<Due>> {
    let mut tx = app.db.write().await?;
    let due = for_update!(
        tx,
        optional Due,
        skip_locked "SELECT id, channel, recipient, topic, body, attempts FROM outbox \
         WHERE sent_at IS NULL AND due_at <= $1 AND (topic = 'code') = $2 ORDER BY due_at, id LIMIT 1",
        now,
        queue == Queue::Codes
    )?;
    if let Some(message) = &due {
        let over = now + PATIENCE * 2;
        sql!(tx, execute, "UPDATE outbox SET due_at = $2, attempts = attempts + 1 WHERE id = $1", message.id, over)?;
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

/// Demo mode only: logs the message instead of sending it.
fn show(message: &Due) {
    if message.topic == Topic::Code {
        let code: String = message.body.chars().filter(char::is_ascii_digit).take(6).collect();
        tracing::info!("demo sms to={} code={code}", message.recipient);
    } else {
        tracing::info!(channel = %message.channel, topic = %message.topic, "demo message");
    }
}

/// Runs a gateway: a program that reads one message as JSON from standard input and exits with 0 once it is sent.
async fn run(command: &Path, message: &Due) -> Result<(), String> {
    let json = serde_json::to_vec(message).map_err(|error| error.to_string())?;
    let mut child = tokio::process::Command::new(command)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .map_err(|error| error.to_string())?;
    if let Some(mut stdin) = child.stdin.take() {
        // The exit code decides, whether or not the program reads all of its input.
        let _ = stdin.write_all(&json).await;
    }
    match tokio::time::timeout(PATIENCE.to_std().unwrap_or_default(), child.wait()).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(format!("the gateway exited with {status}")),
        Ok(Err(error)) => Err(error.to_string()),
        Err(_) => Err("the gateway did not answer in time".to_owned()),
    }
}

async fn record(app: &App, message: &Due, outcome: Result<(), String>, now: DateTime<Utc>) -> Result<()> {
    let mut tx = app.db.write().await?;
    match outcome {
        // A code is no longer needed once it is sent.
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
            let again = now + TimeDelta::seconds(30 << message.attempts.min(10));
            let failed = "UPDATE outbox SET last_error = $2, due_at = $3 WHERE id = $1";
            sql!(tx, execute, failed, message.id, error, again)?
        }
    };
    tx.commit().await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Clock;
    use crate::config::Config;
    use crate::db::Db;
    use crate::i18n::Locale;
    use crate::outbox::{Message, enqueue};
    use crate::web::testing::noon;

    async fn message(db: &Db, topic: Topic, due_at: DateTime<Utc>) {
        let (channel, recipient, body) = (Channel::Sms, "13800138001", "231654");
        let message = Message {
            channel,
            recipient,
            customer: None,
            topic,
            body,
            locale: Locale::Zh,
            dedupe_key: &format!("{topic} {due_at}"),
            due_at,
        };
        let mut tx = db.write().await.expect("a transaction");
        enqueue(&mut tx, &message, noon()).await.expect("written");
        tx.commit().await.expect("committed");
    }

    async fn row(db: &Db, topic: Topic) -> (i64, DateTime<Utc>, Option<DateTime<Utc>>, Option<String>) {
        let query = "SELECT attempts, due_at, sent_at, last_error FROM outbox WHERE topic = $1";
        let mut tx = db.read().await.expect("a connection");
        sql!(tx, one(i64, DateTime<Utc>, Option<DateTime<Utc>>, Option<String>), query, topic).expect("a row")
    }

    crate::db_test!(a_claimed_message_is_not_claimed_again, |db| {
        message(&db, Topic::Tier, noon() - TimeDelta::hours(1)).await;
        message(&db, Topic::Code, noon()).await;
        let app = App::new(db.clone(), Clock::fixed(noon()), Config { demo: true, ..Config::default() });
        let code =
            claim(&app, Queue::Codes, noon()).await?.ok_or("the code, although another message has waited longer")?;
        assert_eq!((code.topic, code.attempts), (Topic::Code, 0));
        assert!(claim(&app, Queue::Codes, noon() + PATIENCE).await?.is_none(), "its gateway may still be running");
        record(&app, &code, deliver(&app, &code).await, noon()).await?;
        assert!(claim(&app, Queue::Codes, noon() + TimeDelta::days(1)).await?.is_none(), "it is sent");
        assert_eq!(row(&db, Topic::Code).await.2, Some(noon()));
        assert!(send_next(&app, Queue::Others).await?);
        assert!(!send_next(&app, Queue::Others).await?);
    });

    crate::db_test!(a_rejected_message_is_retried_with_growing_delays, |db| {
        message(&db, Topic::Tier, noon()).await;
        let config = Config { sms_command: Some("/bin/false".into()), ..Config::default() };
        let mut now = noon();
        for (attempts, pause) in [(1, 30), (2, 60), (3, 120)] {
            let app = App::new(db.clone(), Clock::fixed(now), config.clone());
            assert!(send_next(&app, Queue::Others).await?);
            let (tried, due_at, sent_at, error) = row(&db, Topic::Tier).await;
            assert_eq!((tried, due_at, sent_at), (attempts, now + TimeDelta::seconds(pause), None));
            assert!(error.is_some_and(|error| error.contains("exit status: 1")));
            assert!(!send_next(&app, Queue::Others).await?, "not at once");
            now = due_at;
        }
    });
}
