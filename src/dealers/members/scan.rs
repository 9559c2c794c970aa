//! The job that looks at all members and keeps who is in which list of which dealer.
//!
//! Other systems write what binds a member to a dealer, and days pass: so everybody is looked at again and again, a few
//! at a time. What always holds: each slice is made right in one transaction, from what is so at that moment, so that
//! the job may be stopped anywhere and run twice at once. Nothing else waits for it: what it reads it does not lock, and
//! what it writes nobody else does. What the portal itself changes comes into the lists in the same way, and out of what
//! pages show at once.

use super::bonds::{bindings, consenting};
use super::work_lists::{Window, work};
use crate::clock;
use crate::db::{Db, DbResult, Tx};
use crate::error::Result;
use crate::{for_update, sql};
use chrono::{DateTime, TimeDelta, Utc};

/// How old the lists may be before everybody is looked at anew.
const EVERY: TimeDelta = TimeDelta::minutes(10);
/// Who set out so long ago may be dead; until then nobody else sets out.
const EXCLUSIVE: TimeDelta = TimeDelta::minutes(2);
/// Members looked at in one statement.
const SLICE: i64 = 500;

/// Those in every list who are members, from one to another. Arguments 2 to 10 as in `work`.
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

/// Whether what is kept of a slice is not what is so.
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

/// When the last look at all members began; `None` before there was one.
pub async fn scanned_at(tx: &mut Tx) -> DbResult<Option<DateTime<Utc>>> {
    sql!(tx, scalar Option<DateTime<Utc>>, "SELECT begun_at FROM dealer_list_scans")
}

/// Looks at everybody, unless that was done just now, and today, or somebody else is about it.
pub async fn renew(db: &Db, now: DateTime<Utc>) -> Result<()> {
    let mut tx = db.write().await?;
    let set_out = "UPDATE dealer_list_scans SET started_at = $1 \
        WHERE (begun_at IS NULL OR begun_at <= $2 OR begun_at < $3) AND (started_at IS NULL OR started_at <= $4)";
    let midnight = clock::start_of(clock::day(now));
    let is_due = sql!(tx, execute, set_out, now, now - EVERY, midnight, now - EXCLUSIVE)? > 0;
    tx.commit().await?;
    if is_due { scan_all(db, now, SLICE).await } else { Ok(()) }
}

/// Looks at everybody, so many at a time.
pub async fn scan_all(db: &Db, now: DateTime<Utc>, slice: i64) -> Result<()> {
    let window = Window::at(now);
    let mut after = 0;
    while let Some(until) = renew_slice(db, (after, slice), &window).await? {
        after = until;
    }
    let mut tx = db.write().await?;
    let note = "UPDATE dealer_list_scans SET begun_at = $1 WHERE begun_at IS NULL OR begun_at < $1";
    sql!(tx, execute, note, now)?;
    Ok(tx.commit().await?)
}

/// Makes the lists right for the next few members; returns the last of them, `None` after the last of all.
async fn renew_slice(db: &Db, (after, size): (i64, i64), w: &Window) -> Result<Option<i64>> {
    let mut tx = db.read().await?;
    let next = "SELECT MAX(customer_id), COUNT(*) FROM \
        (SELECT customer_id FROM members WHERE customer_id > $1 ORDER BY customer_id LIMIT $2) AS slice";
    let (last, count) = sql!(tx, one(Option<i64>, i64), next, after, size)?;
    let last = last.filter(|_| count == size);
    let until = last.unwrap_or(i64::MAX);
    let differs = sql!(
        tx, scalar bool, DIFFERS,
        after, w.serviced_since, w.today, w.now, w.expiring_until, w.inspection_until, w.unseen_since,
        w.unseen_since_day, w.birthdays.0, w.birthdays.1, until
    )?;
    drop(tx);
    if differs {
        correct(db, (after, until), w).await?;
    }
    Ok(last)
}

/// One process at a time: both would take off and add the same rows, each in an order of its own.
async fn correct(db: &Db, (after, until): (i64, i64), w: &Window) -> Result<()> {
    let mut tx = db.write().await?;
    for_update!(tx, one(i64,), "SELECT id FROM dealer_list_scans")?;
    for change in [REMOVE, ADD] {
        sql!(
            tx,
            execute,
            change,
            after,
            w.serviced_since,
            w.today,
            w.now,
            w.expiring_until,
            w.inspection_until,
            w.unseen_since,
            w.unseen_since_day,
            w.birthdays.0,
            w.birthdays.1,
            until
        )?;
    }
    Ok(tx.commit().await?)
}
