//! Queries of administrators' pages on points and adjustments.

use super::model::{AdjustmentReason, AdjustmentState};
use crate::db::Tx;
use crate::error::Result;
use crate::files::OPEN_FOR;
use crate::points::store::{Entry, Filter, entry_columns, entry_tables};
use crate::sql;
use crate::values::{AccountId, AdjustmentId, CustomerId, MemberNo, PersonName, Tier};
use crate::web::{Cursor, Slice};
use chrono::{DateTime, Utc};

/// A member's balances, and whether this reader has opened the file.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Head {
    pub id: CustomerId,
    pub name: PersonName,
    pub member_no: MemberNo,
    pub tier: Tier,
    /// Points that can be spent now, without overdue ones.
    pub available: i64,
    pub held: i64,
    pub pending: i64,
    pub debt: i64,
    pub tier_points: i64,
    /// The points that expire first, and when.
    pub expiring: Option<i64>,
    pub next_expiry_at: Option<DateTime<Utc>>,
    pub points_per_yuan: i64,
    /// Maximum points that one administrator may adjust alone.
    pub single_limit: i64,
    pub opened_at: Option<DateTime<Utc>>,
    pub why: Option<String>,
    /// Customers merged into this member: see [`Former`](crate::points::summary::Former).
    pub former: Option<String>,
}

pub async fn find_head(
    tx: &mut Tx,
    customer: CustomerId,
    reader: AccountId,
    now: DateTime<Utc>,
) -> Result<Option<Head>> {
    Ok(sql!(
        tx,
        optional Head,
        "SELECT c.id, c.name, m.member_no, m.tier, COALESCE(b.available, 0) - CAST(COALESCE((SELECT SUM(remaining) \
         FROM point_lots WHERE customer_id = $1 AND remaining > 0 AND expires_at <= $3), 0) AS BIGINT) AS available, \
         COALESCE(b.held, 0) AS held, COALESCE(b.pending, 0) AS pending, COALESCE(b.debt, 0) AS debt, \
         COALESCE(b.tier_points, 0) AS tier_points, l.points AS expiring, l.expires_at AS next_expiry_at, \
         (SELECT value FROM point_rules WHERE code = 'point_value' AND valid_from <= $3 ORDER BY valid_from DESC, version DESC LIMIT 1) \
         AS points_per_yuan, \
         (SELECT value FROM point_rules WHERE code = 'four_eyes' AND valid_from <= $3 ORDER BY valid_from DESC, version DESC LIMIT 1) \
         AS single_limit, f.at AS opened_at, f.reason AS why, \
         (SELECT STRING_AGG(CAST(g.customer_id AS TEXT) || ' ' || COALESCE(g.member_no, o.customer_no), ',') \
         FROM customer_merges g JOIN customers o ON o.id = g.customer_id WHERE g.survivor_id = $1) AS former \
         FROM customers c JOIN members m ON m.customer_id = c.id LEFT JOIN point_balances b ON b.customer_id = c.id \
         LEFT JOIN (SELECT at, reason FROM file_accesses WHERE account_id = $2 AND customer_id = $1 AND at > $4 \
         AND what = 'file' ORDER BY at DESC, id DESC LIMIT 1) f ON 1 = 1 \
         LEFT JOIN (SELECT expires_at, CAST(SUM(remaining) AS BIGINT) AS points FROM point_lots WHERE customer_id = $1 \
         AND remaining > 0 AND expires_at > $3 GROUP BY expires_at ORDER BY expires_at LIMIT 1) l ON 1 = 1 \
         WHERE c.id = $1",
        customer,
        reader,
        now,
        now - OPEN_FOR
    )?)
}

/// One line of a member's statement with all its details.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    #[sqlx(flatten)]
    pub entry: Entry,
    pub actor: String,
    /// Names of the actor, if staff, and of their dealer.
    pub staff: Option<String>,
    pub dealer_zh: Option<String>,
    pub dealer_en: Option<String>,
    /// Who proposed the adjustment.
    pub proposer: Option<String>,
    /// The administrator's reason: for an adjustment, or for cancelling a redemption or an event.
    pub reason: Option<String>,
}

macro_rules! lines {
    ($rest:literal) => {
        concat!(
            "SELECT ",
            entry_columns!(),
            ", t.actor, a.name AS staff, w.name_zh AS dealer_zh, w.name_en AS dealer_en, p.name AS proposer, \
             CASE WHEN t.source = 'adjustment' THEN j.reason \
             WHEN t.kind = 'refund' THEN COALESCE(d.cancel_reason, v.cancel_reason) END AS reason ",
            entry_tables!(),
            "LEFT JOIN events v ON v.id = g.event_id \
             LEFT JOIN redemptions d ON t.source = 'redemption' AND d.id = t.source_id \
             LEFT JOIN point_adjustments j ON t.source = 'adjustment' AND j.id = t.source_id \
             LEFT JOIN accounts p ON p.id = j.proposed_by LEFT JOIN accounts a \
             ON a.id = CASE WHEN t.actor LIKE 'admin:%' THEN CAST(SUBSTR(t.actor, 7) AS BIGINT) \
             WHEN t.actor LIKE 'dealer:%' THEN CAST(SUBSTR(t.actor, 8) AS BIGINT) END \
             LEFT JOIN dealers w ON w.id = a.dealer_id \
             WHERE e.customer_id = $1 AND (CAST($2 AS TEXT) IS NULL OR e.kind = $2 \
             OR ($2 = 'hold' AND e.kind IN ('capture', 'release'))) AND e.at >= $3 AND e.at < $4 ",
            $rest
        )
    };
}

/// A page of the statement, newest first.
pub async fn list_lines(tx: &mut Tx, customer: CustomerId, filter: Filter, cursor: Cursor<i64>) -> Result<Slice<Line>> {
    const SIZE: usize = 20;
    const OLDER: &str = lines!("AND e.id < $5 ORDER BY e.id DESC LIMIT 21");
    const NEWER: &str = lines!("AND e.id > $5 ORDER BY e.id LIMIT 21");
    let (query, id) = page_query(OLDER, NEWER, cursor);
    let rows = sql!(tx, all Line, query, customer, filter.kind, filter.span.from, filter.span.until, id)?;
    Ok(Slice::cut(rows, SIZE, &cursor))
}

fn page_query(older: &'static str, newer: &'static str, cursor: Cursor<i64>) -> (&'static str, i64) {
    match cursor {
        Cursor::Start => (older, i64::MAX),
        Cursor::After(id) => (older, id),
        Cursor::Before(id) => (newer, id),
    }
}

/// An adjustment as shown in lists and on its own page.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct AdjustmentDetail {
    pub id: AdjustmentId,
    pub customer_id: CustomerId,
    pub name: PersonName,
    pub member_no: MemberNo,
    pub points: i64,
    pub reason: String,
    pub reason_code: AdjustmentReason,
    pub state: AdjustmentState,
    /// The limit for one administrator when it was proposed.
    pub single_limit: i64,
    pub rule_version: i64,
    pub proposed_by: AccountId,
    pub proposer: String,
    pub proposed_at: DateTime<Utc>,
    pub decider: Option<String>,
    pub decided_at: Option<DateTime<Utc>>,
    pub decline_reason: Option<String>,
}

macro_rules! adjustments {
    ($rest:literal) => {
        concat!(
            "SELECT j.id, j.customer_id, c.name, m.member_no, j.points, j.reason, j.reason_code, j.state, r.value AS single_limit, \
             r.version AS rule_version, j.proposed_by, p.name AS proposer, j.proposed_at, d.name AS decider, \
             j.decided_at, j.decline_reason FROM point_adjustments j JOIN customers c ON c.id = j.customer_id \
             JOIN members m ON m.customer_id = c.id JOIN point_rules r ON r.id = j.rule_id \
             JOIN accounts p ON p.id = j.proposed_by LEFT JOIN accounts d ON d.id = j.decided_by ",
            $rest
        )
    };
}

/// Adjustments that wait for a second administrator, oldest first.
pub async fn list_waiting(tx: &mut Tx) -> Result<Vec<AdjustmentDetail>> {
    const WAITING: &str = adjustments!("WHERE j.state = 'proposed' ORDER BY j.id LIMIT 50");
    Ok(sql!(tx, all AdjustmentDetail, WAITING)?)
}

/// A page of decided adjustments, newest first.
pub async fn list_decided(tx: &mut Tx, cursor: Cursor<i64>) -> Result<Slice<AdjustmentDetail>> {
    const SIZE: usize = 15;
    const OLDER: &str = adjustments!("WHERE j.state <> 'proposed' AND j.id < $1 ORDER BY j.id DESC LIMIT 16");
    const NEWER: &str = adjustments!("WHERE j.state <> 'proposed' AND j.id > $1 ORDER BY j.id LIMIT 16");
    let (query, id) = page_query(OLDER, NEWER, cursor);
    Ok(Slice::cut(sql!(tx, all AdjustmentDetail, query, id)?, SIZE, &cursor))
}

/// A member's newest adjustments.
pub async fn list_of_member(tx: &mut Tx, customer: CustomerId) -> Result<Vec<AdjustmentDetail>> {
    const OF_MEMBER: &str = adjustments!("WHERE j.customer_id = $1 ORDER BY j.id DESC LIMIT 20");
    Ok(sql!(tx, all AdjustmentDetail, OF_MEMBER, customer)?)
}

pub async fn find_detail(tx: &mut Tx, id: AdjustmentId) -> Result<Option<AdjustmentDetail>> {
    const ONE: &str = adjustments!("WHERE j.id = $1");
    Ok(sql!(tx, optional AdjustmentDetail, ONE, id)?)
}
