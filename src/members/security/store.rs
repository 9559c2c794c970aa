use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::values::AccountId;
use chrono::{DateTime, Utc};

/// One open session of an account.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct OpenSession {
    /// A prefix of the row id, which is itself a hash: it identifies the session but cannot be used to sign in.
    pub handle: String,
    pub agent: String,
    pub address: String,
    pub created_at: DateTime<Utc>,
    pub seen_at: DateTime<Utc>,
    pub here: bool,
}

/// Lists sessions, latest activity first. `here` is the row id of the current session.
pub async fn list_sessions(
    tx: &mut Tx,
    account: AccountId,
    here: &str,
    now: DateTime<Utc>,
) -> Result<Vec<OpenSession>> {
    Ok(sql!(
        tx,
        all OpenSession,
        "SELECT substr(id, 1, 16) AS handle, agent, address, created_at, seen_at, id = $2 AS here FROM sessions \
         WHERE account_id = $1 AND expires_at > $3 ORDER BY id = $2 DESC, seen_at DESC LIMIT 30",
        account,
        here,
        now
    )?)
}

/// Ends one session of this account; returns the number of rows deleted.
pub async fn delete_session(tx: &mut Tx, account: AccountId, handle: &str) -> Result<u64> {
    Ok(sql!(tx, execute, "DELETE FROM sessions WHERE account_id = $1 AND substr(id, 1, 16) = $2", account, handle)?)
}

/// Ends all sessions of this account except `keep`.
pub async fn delete_sessions(tx: &mut Tx, account: AccountId, keep: Option<&str>) -> Result<u64> {
    Ok(sql!(tx, execute, "DELETE FROM sessions WHERE account_id = $1 AND id <> $2", account, keep.unwrap_or_default())?)
}

pub async fn find_password_hash(tx: &mut Tx, account: AccountId) -> Result<Option<String>> {
    Ok(sql!(tx, optional_scalar Option<String>, "SELECT password_hash FROM accounts WHERE id = $1", account)?.flatten())
}
