//! Background work: writes down what has lapsed. It may be stopped anywhere and run twice at once.

use super::ops;
use crate::db::Db;
use crate::error::Result;
use crate::sql;
use crate::values::CustomerId;
use chrono::{DateTime, Utc};

/// Lapses the points of every member whose time is over, each in a transaction of its own, and says how many points.
pub async fn lapse_overdue(db: &Db, now: DateTime<Utc>) -> Result<i64> {
    let mut lapsed = 0;
    loop {
        let members = next_members(db, now).await?;
        if members.is_empty() {
            return Ok(lapsed);
        }
        for customer in members {
            let mut tx = db.write().await?;
            lapsed += ops::lapse(&mut tx, customer, now).await?;
            tx.commit().await?;
        }
    }
}

async fn next_members(db: &Db, now: DateTime<Utc>) -> Result<Vec<CustomerId>> {
    const QUERY: &str = "SELECT customer_id FROM point_lots WHERE remaining > 0 AND expires_at <= $1 \
        ORDER BY expires_at, customer_id LIMIT 100";
    let mut members = sql!(db.read().await?, scalars CustomerId, QUERY, now)?;
    members.dedup();
    Ok(members)
}
