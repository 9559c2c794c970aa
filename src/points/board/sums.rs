//! The job that sums the ledger.

use crate::clock::{self, Span};
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::points::model::{PointAccount, TransferKind};
use crate::points::rules::model::month_around;
use crate::sql;
use crate::text_enum;
use chrono::{DateTime, Datelike, Months, NaiveDate, TimeDelta, Utc};
use std::collections::BTreeSet;

text_enum! {
    pub enum What { Flow = "flow", Stood = "stood", Left = "left", Ends = "ends", Owed = "owed" }
}

text_enum! {
    /// Parts of the liability: available and held points, less members' debt.
    pub enum Owed { Available = "available", Held = "held", Debt = "debt" }
}

text_enum! {
    /// Net movements of a month, in points; each at least 0 in an ordinary month.
    pub enum Flow {
        Issued = "issued",
        /// Earnings that were reversed.
        Reversed = "reversed",
        /// Given by administrators, less what they took.
        Adjusted = "adjusted",
        Redeemed = "redeemed",
        Donated = "donated",
        Expired = "expired",
    }
}

impl Flow {
    /// Whether it increases or reduces the liability.
    pub fn sign(self) -> i64 {
        if matches!(self, Self::Issued | Self::Adjusted) { 1 } else { -1 }
    }
}

/// One sum to be stored: what, slot, part, points.
pub type Sum = (What, String, String, i64);

/// Number of months shown.
pub const MONTHS: u32 = 12;
/// Months before expiry at which the points left are compared with the points that expired.
pub const HORIZONS: [u32; 8] = [0, 1, 2, 3, 6, 12, 24, 36];
/// Ages in years by which points are grouped; the last one includes all older points.
pub const AGES: u32 = 3;

pub fn slot(month: NaiveDate) -> String {
    format!("{}-{:02}", month.year(), month.month())
}

/// First days of this month and the months before it, newest first.
pub fn months(today: NaiveDate, count: u32) -> impl Iterator<Item = NaiveDate> {
    let first = today.with_day(1).unwrap_or(today);
    (0..count).map(move |n| first.checked_sub_months(Months::new(n)).unwrap_or(first))
}

/// Refreshes the sums that have changed, unless another instance just did.
pub async fn refresh(db: &Db, now: DateTime<Utc>) -> Result<()> {
    const FRESH: TimeDelta = TimeDelta::minutes(50);
    // All sums are from one snapshot, so that they add up.
    let mut tx = db.snapshot().await?;
    let known = sql!(tx, all(What, String, DateTime<Utc>), "SELECT DISTINCT what, slot, at FROM point_sums")?;
    if known.iter().any(|(what, _, at)| *what == What::Left && *at > now - FRESH) {
        return Ok(());
    }
    let closed: BTreeSet<_> = known
        .iter()
        .filter(|(_, slot, at)| is_closed(slot, *at))
        .map(|(what, slot, _)| (*what, slot.clone()))
        .collect();
    let mut sums = Vec::new();
    for month in months(clock::day(now), MONTHS + 1) {
        if !closed.contains(&(What::Flow, slot(month))) {
            sums.extend(flow(&mut tx, month).await?);
        }
        let over = next(month) <= clock::day(now);
        if over && !closed.contains(&(What::Stood, slot(month))) {
            sums.extend(stood(&mut tx, month).await?);
        }
    }
    sums.extend(left(&mut tx, now).await?);
    sums.extend(ends(&mut tx, now).await?);
    sums.extend(owed(&mut tx).await?);
    drop(tx);
    keep(db, sums, now).await
}

/// Whether a month had been over for a day when its sums were made.
fn is_closed(slot: &str, made_at: DateTime<Utc>) -> bool {
    let first = NaiveDate::parse_from_str(&format!("{slot}-01"), "%Y-%m-%d");
    first.is_ok_and(|first| clock::start_of(next(first)) + TimeDelta::days(1) <= made_at)
}

fn next(month: NaiveDate) -> NaiveDate {
    month.checked_add_months(Months::new(1)).unwrap_or(month)
}

async fn keep(db: &Db, sums: Vec<Sum>, now: DateTime<Utc>) -> Result<()> {
    let mut tx = db.write().await?;
    sql!(tx, execute, "DELETE FROM point_sums WHERE what IN ('left', 'ends', 'owed')")?;
    for (what, slot, part, value) in sums {
        let keep = "INSERT INTO point_sums (what, slot, part, value, at) VALUES ($1, $2, $3, $4, $5) \
            ON CONFLICT (what, slot, part) DO UPDATE SET value = excluded.value, at = excluded.at";
        sql!(tx, execute, keep, what, slot, part, value, now)?;
    }
    Ok(tx.commit().await?)
}

async fn flow(tx: &mut Tx, month: NaiveDate) -> Result<Vec<Sum>> {
    let moved = flows(tx, month_around(clock::start_of(month))).await?;
    Ok(moved.into_iter().map(|(flow, points)| (What::Flow, slot(month), flow.to_string(), points)).collect())
}

/// The first instant of the months shown.
pub fn year_since(now: DateTime<Utc>) -> DateTime<Utc> {
    let today = clock::day(now);
    clock::start_of(months(today, MONTHS).last().unwrap_or(today))
}

/// Points issued, and points used: redeemed, also at a dealer, or donated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Turnover {
    pub issued: i64,
    pub used: i64,
}

/// The turnover from one moment to another, which is included.
pub async fn turnover(tx: &mut Tx, from: DateTime<Utc>, to: DateTime<Utc>) -> Result<Turnover> {
    let moved = flows(tx, Span { from, until: to + TimeDelta::microseconds(1) }).await?;
    let sum = |flows: &[Flow]| moved.iter().filter(|(flow, _)| flows.contains(flow)).map(|(_, points)| points).sum();
    Ok(Turnover { issued: sum(&[Flow::Issued]), used: sum(&[Flow::Redeemed, Flow::Donated]) })
}

async fn flows(tx: &mut Tx, span: Span) -> Result<Vec<(Flow, i64)>> {
    let query = "SELECT account, kind, CAST(SUM(amount) AS BIGINT) FROM point_entries \
        WHERE account <> 'member' AND at >= $1 AND at < $2 GROUP BY account, kind";
    let rows = sql!(tx, all(PointAccount, TransferKind, i64), query, span.from, span.until)?;
    let sum = |flow| rows.iter().filter(|row| flow_of(row.0, row.1) == Some(flow)).map(|row| row.2).sum::<i64>();
    let signed = |flow: Flow| -flow.sign() * sum(flow);
    Ok(Flow::ALL.iter().map(|flow| (*flow, signed(*flow))).collect())
}

/// The flow of an entry on the club's side. Holds and debt are neither issued nor used yet, so they have none.
fn flow_of(account: PointAccount, kind: TransferKind) -> Option<Flow> {
    match (account, kind) {
        (PointAccount::Issue, TransferKind::Reverse) => Some(Flow::Reversed),
        (PointAccount::Issue, TransferKind::Adjust) => Some(Flow::Adjusted),
        (PointAccount::Issue, _) => Some(Flow::Issued),
        (PointAccount::Redeemed | PointAccount::Dealer, _) => Some(Flow::Redeemed),
        (PointAccount::Charity, _) => Some(Flow::Donated),
        (PointAccount::Expired, _) => Some(Flow::Expired),
        _ => None,
    }
}

/// For lots that expired in a month: what was left in them at each horizon before, and at the end.
async fn stood(tx: &mut Tx, month: NaiveDate) -> Result<Vec<Sum>> {
    let Span { from, until } = month_around(clock::start_of(month));
    let mut sums = Vec::new();
    for horizon in HORIZONS {
        let then = clock::start_of(next(month).checked_sub_months(Months::new(horizon)).unwrap_or(month));
        let query = "SELECT CAST(COALESCE(SUM(l.issued - COALESCE((SELECT SUM(u.amount) FROM point_lot_uses u \
            JOIN point_transfers t ON t.id = u.transfer_id WHERE u.lot_id = l.id AND t.at < $3 \
            AND t.kind <> 'expire'), 0)), 0) AS BIGINT) FROM point_lots l \
            WHERE l.expires_at > $1 AND l.expires_at <= $2 AND l.earned_at < $3";
        let value = sql!(tx, scalar i64, query, from, until, then)?;
        sums.push((What::Stood, slot(month), horizon.to_string(), value));
    }
    Ok(sums)
}

async fn left(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Sum>> {
    let years = |n: u32| clock::start_of(clock::day(now).checked_sub_months(Months::new(12 * n)).unwrap_or_default());
    let query = "SELECT COALESCE(m.tier, 'basic'), CAST(CASE WHEN l.earned_at >= $2 THEN 0 WHEN l.earned_at >= $3 THEN 1 \
        ELSE 2 END AS BIGINT) AS age, CAST(SUM(l.remaining) AS BIGINT) FROM point_lots l \
        LEFT JOIN members m ON m.customer_id = l.customer_id WHERE l.remaining > 0 AND l.expires_at > $1 \
        GROUP BY 1, 2";
    let rows = sql!(tx, all(String, i64, i64), query, now, years(1), years(2))?;
    let none = (What::Left, String::new(), String::new(), 0);
    // At least one row, to record that they were counted.
    Ok(std::iter::once(none)
        .chain(rows.into_iter().map(|(tier, age, points)| (What::Left, tier, age.to_string(), points)))
        .collect())
}

async fn owed(tx: &mut Tx) -> Result<Vec<Sum>> {
    #[derive(sqlx::FromRow)]
    struct Balances {
        available: i64,
        held: i64,
        debt: i64,
    }
    let query = "SELECT CAST(COALESCE(SUM(available), 0) AS BIGINT) AS available, \
        CAST(COALESCE(SUM(held), 0) AS BIGINT) AS held, CAST(COALESCE(SUM(debt), 0) AS BIGINT) AS debt \
        FROM point_balances";
    let Balances { available, held, debt } = sql!(tx, one Balances, query)?;
    let parts = [(Owed::Available, available), (Owed::Held, held), (Owed::Debt, debt)];
    Ok(parts.into_iter().map(|(part, points)| (What::Owed, String::new(), part.to_string(), points)).collect())
}

async fn ends(tx: &mut Tx, now: DateTime<Utc>) -> Result<Vec<Sum>> {
    let query = "SELECT expires_at, CAST(SUM(remaining) AS BIGINT) FROM point_lots \
        WHERE remaining > 0 AND expires_at > $1 GROUP BY expires_at ORDER BY expires_at";
    let rows = sql!(tx, all(DateTime<Utc>, i64), query, now)?;
    let mut sums: Vec<Sum> = Vec::new();
    for (expires_at, points) in rows {
        let slot = slot(crate::points::model::last_day(expires_at));
        match sums.last_mut().filter(|(_, last, ..)| *last == slot) {
            Some((.., sum)) => *sum += points,
            None => sums.push((What::Ends, slot, String::new(), points)),
        }
    }
    Ok(sums)
}
