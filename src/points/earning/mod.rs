//! Points for what other systems write: the worker that books service orders.
//!
//! What always holds: a version of a document is booked once, in one transaction with the mark that says so, so that the
//! worker may be stopped anywhere and run twice at once. Time only decides how soon a document is found: a look begins
//! an hour before the last one, and once a day all documents without their mark are looked for, so that one whose
//! writer committed later than that is found too.

mod booking;
mod store;
#[cfg(test)]
mod tests;

use crate::db::Db;
use crate::error::{AppError, Result};
use crate::values::ServiceOrderId;
use chrono::{DateTime, TimeDelta, Utc};
use store::{Place, Scope};

/// Writers commit this much later than their `updated_at` says, or their clocks are so much behind; seldom more.
const OVERLAP: TimeDelta = TimeDelta::hours(1);
/// How often all documents are looked at.
const ALL_EVERY: TimeDelta = TimeDelta::days(1);

/// Books every new or changed document and says how many versions that were.
pub async fn book_new(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);
    let (recent, all) = store::last_looks(&mut db.read().await?).await?;
    let whole = all.is_none_or(|all| all <= now - ALL_EVERY);
    let since = recent.filter(|_| !whole).map_or(DateTime::UNIX_EPOCH, |recent| recent - OVERLAP);
    let booked = book_since(db, since, now).await?;
    if whole || recent.is_none_or(|recent| recent <= now - NOTED_EVERY) {
        let mut tx = db.write().await?;
        store::note_look(&mut tx, Scope::Recent, now).await?;
        if whole {
            store::note_look(&mut tx, Scope::All, now).await?;
        }
        tx.commit().await?;
    }
    Ok(booked)
}

/// What fails has no mark and is tried again at every look of the next hour, and then once a day; it keeps no other
/// document from being booked.
async fn book_since(db: &Db, since: DateTime<Utc>, now: DateTime<Utc>) -> Result<usize> {
    let mut place: Place = (since, ServiceOrderId(0));
    let mut booked = 0;
    loop {
        let found = store::next_orders(&mut db.read().await?, place).await?;
        let Some(last) = found.last() else { return Ok(booked) };
        place = *last;
        for (_, order) in found {
            booked += usize::from(book_one(db, order, now).await.unwrap_or(false));
        }
    }
}

/// One document in a transaction of its own; false if its version was booked before.
async fn book_one(db: &Db, order: ServiceOrderId, now: DateTime<Utc>) -> Result<bool> {
    const TRIES: usize = 3;
    for _ in 0..TRIES {
        let mut tx = db.write().await?;
        match booking::book(&mut tx, order, now).await {
            Ok(booked) => {
                tx.commit().await?;
                return Ok(booked);
            }
            Err(AppError::Busy) => {}
            Err(error) => {
                tracing::error!(%order, %error, "a service order could not be booked");
                return Err(error);
            }
        }
    }
    Err(AppError::Busy)
}
