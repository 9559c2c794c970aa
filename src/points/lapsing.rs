//! Background work: writes down what has lapsed. It may be stopped anywhere and run twice at once.

use super::{alone, ops};
use crate::db::Db;
use crate::error::Result;
use crate::sql;
use crate::values::CustomerId;
use chrono::{DateTime, Utc};

/// Lapses the points of every member whose time is over, each in a transaction of its own, and says how many points.
pub async fn lapse_overdue(db: &Db, now: DateTime<Utc>) -> Result<i64> {
    let (mut place, mut lapsed) = ((DateTime::UNIX_EPOCH, CustomerId(0)), 0);
    loop {
        let members = next_members(db, place, now).await?;
        let Some(last) = members.last() else { return Ok(lapsed) };
        place = *last;
        for (_, customer) in members {
            let done = alone(db, ("lapses", customer), move |tx| Box::pin(ops::lapse(tx, customer, now)));
            lapsed += done.await.unwrap_or(0);
        }
    }
}

/// The first end that is over, and whose points it is.
type Place = (DateTime<Utc>, CustomerId);

async fn next_members(db: &Db, after: Place, now: DateTime<Utc>) -> Result<Vec<Place>> {
    const QUERY: &str = "SELECT expires_at, customer_id FROM point_lots WHERE remaining > 0 AND expires_at <= $1 \
        AND (expires_at, customer_id) > ($2, $3) ORDER BY expires_at, customer_id LIMIT 100";
    let mut members = sql!(db.read().await?, all(DateTime<Utc>, CustomerId), QUERY, now, after.0, after.1)?;
    members.dedup();
    Ok(members)
}
