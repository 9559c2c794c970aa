//! Reads what members have and what they used, in batches.

use super::expiry::{Lot, Use};
use crate::db::Tx;
use crate::error::Result;
use crate::points::model::PointAccount;
use crate::points::rules::model::Status;
use crate::sql;
use chrono::{DateTime, Utc};

/// Points per yuan, each with the moment from which it is in force, oldest first.
pub async fn list_rates(tx: &mut Tx) -> Result<Vec<(DateTime<Utc>, i64)>> {
    Ok(sql!(
        tx,
        all(DateTime<Utc>, i64),
        "SELECT valid_from, value FROM point_rules WHERE code = 'point_value' AND status = $1 ORDER BY valid_from, version",
        Status::Published
    )?)
}

/// The account with the highest id; 0 if there is none.
pub async fn last_account(tx: &mut Tx) -> Result<i64> {
    Ok(sql!(tx, scalar i64, "SELECT COALESCE(MAX(customer_id), 0) FROM point_balances")?)
}

/// Accounts after `after` with their points, including held ones.
pub async fn next_balances(tx: &mut Tx, after: i64) -> Result<Vec<(i64, i64)>> {
    let query = "SELECT customer_id, available + held FROM point_balances WHERE customer_id > $1 \
                 ORDER BY customer_id LIMIT 5000";
    Ok(sql!(tx, all(i64, i64), query, after)?)
}

/// Points that reached an account where they are used or, if negative, were returned from there.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Used {
    pub id: i64,
    pub account: PointAccount,
    pub points: i64,
    pub at: DateTime<Utc>,
}

/// In order of time, past a position.
pub async fn next_used(tx: &mut Tx, until: DateTime<Utc>, (at, id): (DateTime<Utc>, i64)) -> Result<Vec<Used>> {
    Ok(sql!(
        tx,
        all Used,
        "SELECT id, account, amount AS points, at FROM point_entries WHERE account <> 'member' \
         AND account IN ('redeemed', 'charity', 'dealer') AND at >= $1 AND at < $3 AND (at, id) > ($1, $2) \
         ORDER BY at, id LIMIT 5000",
        at,
        id,
        until
    )?)
}

/// Members after `after`, with their numbers.
pub async fn next_members(tx: &mut Tx, after: i64) -> Result<Vec<(i64, String)>> {
    let query = "SELECT b.customer_id, COALESCE(m.member_no, '') FROM point_balances b \
                 LEFT JOIN members m ON m.customer_id = b.customer_id WHERE b.customer_id > $1 \
                 ORDER BY b.customer_id LIMIT 500";
    Ok(sql!(tx, all(i64, String), query, after)?)
}

/// Lots issued before a moment to members from one id to another, by member.
pub async fn list_lots(tx: &mut Tx, (first, last): (i64, i64), until: DateTime<Utc>) -> Result<Vec<Lot>> {
    Ok(sql!(
        tx,
        all Lot,
        "SELECT l.id, l.customer_id, l.transfer_id, t.kind, l.issued, l.remaining, l.earned_at, l.first_expires_at, \
         l.expires_at          FROM point_lots l JOIN point_transfers t ON t.id = l.transfer_id \
         WHERE l.customer_id >= $1 AND l.customer_id <= $2 AND l.earned_at < $3 ORDER BY l.customer_id, l.id",
        first,
        last,
        until
    )?)
}

/// What was taken from those lots and returned to them, by member.
pub async fn list_uses(tx: &mut Tx, (first, last): (i64, i64), until: DateTime<Utc>) -> Result<Vec<Use>> {
    Ok(sql!(
        tx,
        all Use,
        "SELECT l.customer_id, u.transfer_id, u.lot_id, u.amount, t.kind, t.at, u.expires_at, \
         COALESCE(c.undoes_id, t.undoes_id) AS root FROM point_lots l JOIN point_lot_uses u ON u.lot_id = l.id \
         JOIN point_transfers t ON t.id = u.transfer_id \
         LEFT JOIN point_transfers c ON c.id = t.undoes_id AND c.kind = 'capture' \
         WHERE l.customer_id >= $1 AND l.customer_id <= $2 AND l.earned_at < $3 ORDER BY l.customer_id, u.id",
        first,
        last,
        until
    )?)
}
