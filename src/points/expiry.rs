//! Background job that records expiry. Safe to interrupt and to run concurrently.

use super::{ops, run_isolated};
use crate::db::Db;
use crate::error::Result;
use crate::sql;
use crate::values::CustomerId;
use chrono::{DateTime, Utc};

/// Expires all overdue points, each member in its own transaction; returns the number of points.
pub async fn expire_overdue(db: &Db, now: DateTime<Utc>) -> Result<i64> {
    let (mut cursor, mut expired) = ((DateTime::UNIX_EPOCH, CustomerId(0)), 0);
    loop {
        let members = next_members(db, cursor, now).await?;
        let Some(last) = members.last() else { return Ok(expired) };
        cursor = *last;
        for (_, customer) in members {
            let done = run_isolated(db, ("expiry", customer), move |tx| Box::pin(ops::expire(tx, customer, now)));
            expired += done.await.unwrap_or(0);
        }
    }
}

/// A member's earliest overdue expiry, and the member.
type Position = (DateTime<Utc>, CustomerId);

async fn next_members(db: &Db, after: Position, now: DateTime<Utc>) -> Result<Vec<Position>> {
    const QUERY: &str = "SELECT expires_at, customer_id FROM point_lots WHERE remaining > 0 AND expires_at <= $1 \
        AND (expires_at, customer_id) > ($2, $3) ORDER BY expires_at, customer_id LIMIT 100";
    let mut members = sql!(db.read().await?, all(DateTime<Utc>, CustomerId), QUERY, now, after.0, after.1)?;
    members.dedup();
    Ok(members)
}
