//! The job that scans all members and keeps track of who is in which list of which dealer.
//!
//! Other systems write the data that binds members to dealers, and the lists depend on the date, so all members are
//! scanned again and again, a slice at a time. Invariants: each slice is corrected in one transaction, from the data of
//! that moment, so the job may stop anywhere and run twice at once. Nothing waits for the job: it takes no locks on
//! what it reads, and nothing else writes its table. The portal's own changes reach the lists in the same way; members
//! who leave a list disappear from pages at once.

use super::bonds::{bindings, consenting};
use super::work_lists::{Window, work};
use crate::clock;
use crate::db::{Db, DbResult, IdSlice, Tx};
use crate::error::Result;
use crate::{for_update, sql};
use chrono::{DateTime, TimeDelta, Utc};

/// Maximum age of the lists before all members are scanned again.
const EVERY: TimeDelta = TimeDelta::minutes(10);
/// A scan that started this long ago may have died; until then no other one starts.
const EXCLUSIVE: TimeDelta = TimeDelta::minutes(2);
/// Members scanned in one statement.
const SLICE: i64 = 500;

/// The list entries of the members in a range of ids. Arguments 2 to 10 as in `work`.
macro_rules! found {
    () => {
        concat!(
            "WITH ",
            consenting!("(SELECT customer_id FROM members WHERE customer_id > $1 AND customer_id <= $11)"),
            bindings!("WHERE +dealer_id IS NOT NULL"),
            work!(),
            " "
        )
    };
}

/// Whether the stored entries of a slice differ from the computed ones.
pub const DIFFERS: &str = concat!(
    found!(),
    ", kept AS (SELECT customer_id, dealer_id, list, sort FROM dealer_list_members \
     WHERE customer_id > $1 AND customer_id <= $11) \
     SELECT EXISTS (SELECT customer_id, dealer_id, list, sort FROM work EXCEPT SELECT * FROM kept) \
     OR EXISTS (SELECT * FROM kept EXCEPT SELECT customer_id, dealer_id, list, sort FROM work) AS differs"
);

const REMOVE: &str = concat!(
    found!(),
    "DELETE FROM dealer_list_members WHERE customer_id > $1 AND customer_id <= $11 \
     AND (customer_id, dealer_id, list, sort) NOT IN (SELECT customer_id, dealer_id, list, sort FROM work)"
);

const ADD: &str = concat!(
    found!(),
    "INSERT INTO dealer_list_members (customer_id, dealer_id, list, sort) \
     SELECT customer_id, dealer_id, list, sort FROM work WHERE 1 = 1 ON CONFLICT DO NOTHING"
);

/// The start of the last completed scan; `None` before the first.
pub async fn scanned_at(tx: &mut Tx) -> DbResult<Option<DateTime<Utc>>> {
    sql!(tx, scalar Option<DateTime<Utc>>, "SELECT begun_at FROM dealer_list_scans")
}

/// Scans all members, unless a scan of today is recent enough or another one is running.
pub async fn renew(db: &Db, now: DateTime<Utc>) -> Result<()> {
    let mut tx = db.write().await?;
    let set_out = "UPDATE dealer_list_scans SET started_at = $1 \
        WHERE (begun_at IS NULL OR begun_at <= $2 OR begun_at < $3) AND (started_at IS NULL OR started_at <= $4)";
    let midnight = clock::start_of(clock::day(now));
    let is_due = sql!(tx, execute, set_out, now, now - EVERY, midnight, now - EXCLUSIVE)? > 0;
    tx.commit().await?;
    if is_due { scan_all(db, now, SLICE).await } else { Ok(()) }
}

/// Scans all members, `slice` at a time.
pub async fn scan_all(db: &Db, now: DateTime<Utc>, slice: i64) -> Result<()> {
    let window = Window::at(now);
    let mut after = 0;
    while let Some(until) = renew_slice(db, after, slice, &window).await? {
        after = until;
    }
    let mut tx = db.write().await?;
    let note = "UPDATE dealer_list_scans SET begun_at = $1 WHERE begun_at IS NULL OR begun_at < $1";
    sql!(tx, execute, note, now)?;
    Ok(tx.commit().await?)
}

/// Corrects the lists for the next `most` members; returns the last of them, or `None` at the end.
async fn renew_slice(db: &Db, after: i64, most: i64, w: &Window) -> Result<Option<i64>> {
    let mut tx = db.read().await?;
    let next = "SELECT MAX(customer_id), COUNT(*) FROM \
        (SELECT customer_id FROM members WHERE customer_id > $1 ORDER BY customer_id LIMIT $2) AS slice";
    let (last, count) = sql!(tx, one(Option<i64>, i64), next, after, most)?;
    let last = last.filter(|_| count == most);
    let until = last.unwrap_or(i64::MAX);
    let differs = sql!(
        tx, scalar bool, DIFFERS,
        after, w.serviced_since, w.today, w.now, w.expiring_until, w.inspection_until, w.unseen_since,
        w.unseen_since_day, w.birthdays.first, w.birthdays.last, until
    )?;
    drop(tx);
    if differs {
        correct(db, IdSlice { after, until }, w).await?;
    }
    Ok(last)
}

/// One process at a time: two would remove and insert the same rows in different orders, and could deadlock.
async fn correct(db: &Db, slice: IdSlice, w: &Window) -> Result<()> {
    let mut tx = db.write().await?;
    for_update!(tx, one(i64,), "SELECT id FROM dealer_list_scans")?;
    for change in [REMOVE, ADD] {
        sql!(
            tx,
            execute,
            change,
            slice.after,
            w.serviced_since,
            w.today,
            w.now,
            w.expiring_until,
            w.inspection_until,
            w.unseen_since,
            w.unseen_since_day,
            w.birthdays.first,
            w.birthdays.last,
            slice.until
        )?;
    }
    Ok(tx.commit().await?)
}
