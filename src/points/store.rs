//! Queries of the pages: entries of a member's statement, and lots that will expire.

use super::model::{HoldState, PointSource, TransferKind};
use crate::clock::Span;
use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::values::{CustomerId, LotId};
use crate::web::{Cursor, Slice};
use chrono::{DateTime, Utc};

/// One line of a statement.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Entry {
    pub id: i64,
    pub at: DateTime<Utc>,
    pub kind: TransferKind,
    pub amount: i64,
    pub balance_after: i64,
    /// The member's debt after this entry.
    pub debt_after: i64,
    pub source: PointSource,
    pub source_id: i64,
    /// The event of a registration.
    pub event_id: Option<i64>,
    pub label_zh: String,
    pub label_en: String,
    pub rule_zh: Option<String>,
    pub rule_en: Option<String>,
    pub rule_version: Option<i64>,
    pub campaign_zh: Option<String>,
    pub campaign_en: Option<String>,
    /// Points cut by the rule's cap.
    pub cut: i64,
    /// The state of the hold, if this is one.
    pub hold: Option<HoldState>,
}

/// Selects entries: of one kind (a hold includes what ends it) or all.
#[derive(Clone, Copy, Debug)]
pub struct Filter {
    pub kind: Option<TransferKind>,
    pub span: Span,
}

/// Columns of an [`Entry`].
macro_rules! entry_columns {
    () => {
        "e.id, e.at, e.kind, e.amount, e.balance_after, e.debt_after, t.source, t.source_id, g.event_id, \
         t.label_zh, t.label_en, r.title_zh AS rule_zh, r.title_en AS rule_en, r.version AS rule_version, \
         c.title_zh AS campaign_zh, c.title_en AS campaign_en, t.cut, h.state AS hold "
    };
}

/// Tables of an [`Entry`].
macro_rules! entry_tables {
    () => {
        "FROM point_entries e JOIN point_transfers t ON t.id = e.transfer_id \
         LEFT JOIN point_rules r ON r.id = t.rule_id LEFT JOIN point_campaigns c ON c.id = t.campaign_id \
         LEFT JOIN registrations g ON t.source = 'registration' AND g.id = t.source_id \
         LEFT JOIN point_holds h ON e.kind = 'hold' AND h.transfer_id = e.transfer_id "
    };
}
pub(super) use {entry_columns, entry_tables};

// Held points leave the balance with their hold: a capture moves nothing more, so the hold's line shows it.
macro_rules! entries {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            entry_columns!(),
            entry_tables!(),
            "WHERE e.customer_id = $1 AND e.kind <> 'capture' AND (CAST($2 AS TEXT) IS NULL OR e.kind = $2 \
             OR ($2 = 'hold' AND e.kind = 'release')) AND e.at >= $3 AND e.at < $4 ",
            $rest
        )
    };
}

/// A page of the statement, newest first.
pub async fn list_entries(
    tx: &mut Tx,
    customer: CustomerId,
    filter: Filter,
    cursor: Cursor<i64>,
) -> Result<Slice<Entry>> {
    const SIZE: usize = 20;
    const OLDER: &str = entries!("AND e.id < $5 ORDER BY e.id DESC LIMIT 21");
    const NEWER: &str = entries!("AND e.id > $5 ORDER BY e.id LIMIT 21");
    let (query, id) = match cursor {
        Cursor::Start => (OLDER, i64::MAX),
        Cursor::After(id) => (OLDER, id),
        Cursor::Before(id) => (NEWER, id),
    };
    let rows = sql!(tx, all Entry, query, customer, filter.kind, filter.span.from, filter.span.until, id)?;
    Ok(Slice::cut(rows, SIZE, &cursor))
}

/// The whole statement for a download, newest first; limited to 20,000 lines, more than any member has.
pub async fn all_entries(tx: &mut Tx, customer: CustomerId, filter: Filter) -> Result<Vec<Entry>> {
    const ALL: &str = entries!("ORDER BY e.id DESC LIMIT 20000");
    Ok(sql!(tx, all Entry, ALL, customer, filter.kind, filter.span.from, filter.span.until)?)
}

/// A customer that was merged into this one; `None` for any other.
pub async fn find_former(tx: &mut Tx, customer: CustomerId, former: CustomerId) -> Result<Option<CustomerId>> {
    let query = "SELECT customer_id FROM customer_merges WHERE customer_id = $2 AND survivor_id = $1";
    Ok(sql!(tx, optional_scalar CustomerId, query, customer, former)?)
}

/// Points that expire at the same instant.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Expiry {
    pub expires_at: DateTime<Utc>,
    pub points: i64,
}

/// All points that have not expired, grouped by expiry.
pub async fn list_expiries(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<Vec<Expiry>> {
    Ok(sql!(
        tx,
        all Expiry,
        "SELECT expires_at, CAST(SUM(remaining) AS BIGINT) AS points FROM point_lots \
         WHERE customer_id = $1 AND remaining > 0 AND expires_at > $2 GROUP BY expires_at ORDER BY expires_at",
        customer,
        now
    )?)
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Lot {
    pub id: LotId,
    pub remaining: i64,
    pub issued: i64,
    pub earned_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub source: PointSource,
    pub source_id: i64,
    pub event_id: Option<i64>,
    pub label_zh: String,
    pub label_en: String,
}

/// A position in the order in which lots expire.
pub type LotPosition = (DateTime<Utc>, LotId);

impl Lot {
    pub fn cursor(&self) -> String {
        format!("{}~{}", self.expires_at.timestamp_micros(), self.id)
    }
}

pub fn parse_cursor(text: &str) -> Option<LotPosition> {
    const LATEST: i64 = 9_999 * 366 * 86_400 * 1_000_000;
    let (micros, id) = text.split_once('~')?;
    let micros = micros.parse().ok().filter(|micros| (0..LATEST / 2).contains(micros))?;
    Some((DateTime::from_timestamp_micros(micros)?, id.parse().ok()?))
}

macro_rules! lots {
    ($rest:literal) => {
        concat!(
            "SELECT l.id, l.remaining, l.issued, l.earned_at, l.expires_at, t.source, t.source_id, g.event_id, \
             t.label_zh, t.label_en FROM point_lots l JOIN point_transfers t ON t.id = l.transfer_id \
             LEFT JOIN registrations g ON t.source = 'registration' AND g.id = t.source_id \
             WHERE l.customer_id = $1 AND l.remaining > 0 AND l.expires_at > $2 ",
            $rest
        )
    };
}

/// A page of the lots that can be spent, in order of expiry.
pub async fn list_lots(
    tx: &mut Tx,
    customer: CustomerId,
    now: DateTime<Utc>,
    cursor: Cursor<LotPosition>,
) -> Result<Slice<Lot>> {
    const SIZE: usize = 30;
    const LATER: &str = lots!("AND (l.expires_at, l.id) > ($3, $4) ORDER BY l.expires_at, l.id LIMIT 31");
    const EARLIER: &str = lots!("AND (l.expires_at, l.id) < ($3, $4) ORDER BY l.expires_at DESC, l.id DESC LIMIT 31");
    let (query, (at, id)) = match cursor {
        Cursor::Start => (LATER, (now, LotId(i64::MAX))),
        Cursor::After(position) => (LATER, position),
        Cursor::Before(position) => (EARLIER, position),
    };
    Ok(Slice::cut(sql!(tx, all Lot, query, customer, now, at, id)?, SIZE, &cursor))
}
