use super::model::{A_DAY, Challenge, Holder, LIFE, PAUSE, Request, hash};
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::sql;
use crate::web::count;
use chrono::{DateTime, TimeDelta, Utc};

/// Inserts a code. The daily counter is incremented first: its row lock serialises requests for the same target until
/// the transaction ends, so that the second of two concurrent requests sees the first.
pub async fn insert(tx: &mut Tx, request: &Request, salt: &str, code: &str, now: DateTime<Utc>) -> Result<i64> {
    count(tx, now, "code-target", &request.target, A_DAY, TimeDelta::days(1)).await?;
    let id = sql!(
        tx,
        optional_scalar i64,
        "INSERT INTO one_time_codes (purpose, target, customer_id, account_id, code_hash, created_at, expires_at) \
         SELECT $1, $2, $3, $4, $5, $6, $7 WHERE NOT EXISTS \
         (SELECT 1 FROM one_time_codes WHERE target = $2 AND created_at > $8) RETURNING id",
        request.purpose,
        &request.target,
        request.holder.customer,
        request.holder.account,
        hash(salt, code),
        now,
        now + LIFE,
        now - PAUSE
    )?;
    id.ok_or(AppError::TooMany { retry_s: PAUSE.num_seconds() })
}

#[derive(sqlx::FromRow)]
struct Tried {
    #[sqlx(flatten)]
    holder: Holder,
    right: bool,
}

/// Counts an attempt and consumes the code if it is right, in one statement: of concurrent calls only one succeeds.
pub async fn use_code(tx: &mut Tx, challenge: &Challenge, code: &str, now: DateTime<Utc>) -> Result<Option<Holder>> {
    let tried = sql!(
        tx,
        optional Tried,
        "UPDATE one_time_codes SET failed_attempts = failed_attempts + 1, used_at = CASE WHEN code_hash = $3 THEN $4 END \
         WHERE id = $1 AND purpose = $2 AND used_at IS NULL AND expires_at > $4 AND failed_attempts < 5 \
         RETURNING customer_id, account_id, used_at IS NOT NULL AS \"right\"",
        challenge.id,
        challenge.request.purpose,
        hash(&challenge.salt, code),
        now
    )?;
    Ok(tried.filter(|tried| tried.right && !tried.holder.nobody()).map(|tried| tried.holder))
}
