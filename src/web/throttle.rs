use crate::db::{Db, Tx};
use crate::error::{AppError, Result};
use crate::sql;
use chrono::{DateTime, DurationRound, TimeDelta, Utc};
use sha2::{Digest, Sha256};

/// Counts one more `what` by `whom` and refuses above `limit` in a window.
///
/// Commits its own transaction, so that the count stays even if what follows fails. `whom` is stored hashed.
pub async fn throttle(
    db: &Db,
    now: DateTime<Utc>,
    what: &str,
    whom: &str,
    limit: i64,
    window: TimeDelta,
) -> Result<()> {
    let mut tx = db.write().await?;
    let counted = count(&mut tx, now, what, whom, limit, window).await;
    tx.commit().await?;
    counted
}

/// Like [`throttle`] in the caller's transaction, and undone with it; the row lock serializes callers with the same
/// key and window until the transaction ends.
pub async fn count(
    tx: &mut Tx,
    now: DateTime<Utc>,
    what: &str,
    whom: &str,
    limit: i64,
    window: TimeDelta,
) -> Result<()> {
    let start = now.duration_trunc(window).map_err(|_| AppError::Internal)?;
    let key = format!("{what}:{}", hex::encode(&Sha256::digest(whom.as_bytes())[..12]));
    let count = sql!(
        tx,
        scalar i64,
        "INSERT INTO throttles (key, window_start, count) VALUES ($1, $2, 1) \
         ON CONFLICT (key, window_start) DO UPDATE SET count = throttles.count + 1 RETURNING count",
        &key,
        start
    )?;
    if count > limit {
        tracing::warn!(what, "throttled");
        return Err(AppError::TooMany { retry_s: (start + window - now).num_seconds().max(1) });
    }
    Ok(())
}
