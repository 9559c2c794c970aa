//! Earnings from other systems' documents: a worker books service orders, deliveries and survey answers, each kind
//! described by its entry in `sources`.
//!
//! Invariants: a version of a document is booked once, in one transaction with the mark that records it, so the worker
//! may be interrupted at any point and run concurrently. Timestamps only affect how soon a document is found: a scan
//! begins an hour before the last one, and once a day all documents without a current mark are scanned in slices, which
//! finds those committed later than that.
//!
//! No document earns before its customer was a member; one known only by its day, such as a delivery, counts from the
//! joining day on.
//!
//! Events that the portal records itself need no worker: referral states, event check-ins and confirmed profiles are
//! paid through `rules::pay` in the transaction that writes them.

mod bookings;
mod pending;
mod sources;
mod store;
#[cfg(test)]
mod tests;
pub mod verify;

pub use bookings::{CREDITED, label};

use crate::db::{Db, IdSlice, Tx};
use crate::error::{AppError, Result};
use crate::values::ServiceOrderId;
use chrono::{DateTime, TimeDelta, Utc};
use futures_util::future::BoxFuture;
use sources::{SOURCES, Source};
use store::{Checkpoints, DocumentId, Position, Scope};

/// How long after their `updated_at` writers may commit, or how far their clocks may lag; exceeded only rarely.
const OVERLAP: TimeDelta = TimeDelta::hours(1);
/// How often all documents are scanned.
const ALL_EVERY: TimeDelta = TimeDelta::days(1);

/// What else happens in the transaction that takes a credited order's points back, before any balance is locked.
pub type OnCredited = for<'t> fn(&'t mut Tx, ServiceOrderId, DateTime<Utc>) -> BoxFuture<'t, Result<()>>;

/// Books every new or changed document; returns the number of versions booked.
pub async fn book_new(db: &Db, on_credited: OnCredited, now: DateTime<Utc>) -> Result<usize> {
    Worker { db, on_credited, now }.book_new().await
}

#[derive(Clone, Copy)]
struct Worker<'a> {
    db: &'a Db,
    on_credited: OnCredited,
    now: DateTime<Utc>,
}

impl Worker<'_> {
    async fn book_new(self) -> Result<usize> {
        const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);
        let Self { db, now, .. } = self;
        let Checkpoints { recent, all } = store::last_checkpoints(&mut db.read().await?).await?;
        let since = recent.map_or(DateTime::UNIX_EPOCH, |recent| recent - OVERLAP);
        let whole = all.is_none_or(|all| all <= now - ALL_EVERY);
        let mut booked = 0;
        for source in &SOURCES {
            booked += self.book_recent(source, since).await?;
            // The first recent scan already covered everything.
            if whole && recent.is_some() {
                booked += self.book_all(source).await?;
            }
        }
        if whole || recent.is_none_or(|recent| recent <= now - NOTED_EVERY) {
            let mut tx = db.write().await?;
            store::save_checkpoint(&mut tx, Scope::Recent, now).await?;
            if whole {
                store::save_checkpoint(&mut tx, Scope::All, now).await?;
            }
            tx.commit().await?;
        }
        if whole {
            pending::refresh_all(db, now).await?;
        }
        Ok(booked)
    }

    /// A failed document has no mark, so it is retried at every scan of the next hour and then once a day; it does not
    /// keep other documents from being booked.
    async fn book_recent(self, source: &'static Source, since: DateTime<Utc>) -> Result<usize> {
        let mut cursor: Position = (since, 0);
        let mut booked = 0;
        loop {
            let found = store::next_recent(&mut self.db.read().await?, source, cursor).await?;
            let Some(last) = found.last() else { return Ok(booked) };
            cursor = *last;
            booked += self.book_each(source, found).await;
        }
    }

    /// Each slice is a statement of its own, so that no scan keeps the database busy for long.
    async fn book_all(self, source: &'static Source) -> Result<usize> {
        let (mut after, mut booked) = (0, 0);
        loop {
            let found = {
                let mut tx = self.db.read().await?;
                let Some(until) = store::slice_end(&mut tx, source, after).await? else { return Ok(booked) };
                let found = store::list_slice(&mut tx, source, IdSlice { after, until }).await?;
                after = until;
                found
            };
            booked += self.book_each(source, found).await;
        }
    }

    async fn book_each(self, source: &'static Source, found: Vec<Position>) -> usize {
        let mut booked = 0;
        for (_, id) in found {
            booked += usize::from(self.book_one(DocumentId { source, id }).await.unwrap_or(false));
        }
        booked
    }

    /// Books one document in its own transaction; false if its version was booked before.
    async fn book_one(self, id: DocumentId) -> Result<bool> {
        const ATTEMPTS: usize = 3;
        for _ in 0..ATTEMPTS {
            let mut tx = self.db.write().await?;
            match bookings::book(&mut tx, id, self.on_credited, self.now).await {
                Ok(booked) => {
                    tx.commit().await?;
                    return Ok(booked);
                }
                Err(AppError::Busy) => {}
                Err(error) => {
                    tracing::error!(document = %id, %error, "failed to book a document");
                    return Err(error);
                }
            }
        }
        Err(AppError::Busy)
    }
}
