//! SQL of catalogue administration. Each change applies only to the state that was seen.

use super::input::RewardInput;
use crate::db::Tx;
use crate::error::Result;
use crate::rewards::model::RewardStatus;
use crate::rewards::store::prices::write_prices;
use crate::sql;
use crate::values::RewardId;
use chrono::{DateTime, Utc};

/// Inserts a draft at the end of the catalogue.
pub async fn insert_reward(tx: &mut Tx, r: &RewardInput, stock: i64) -> Result<RewardId> {
    let id = sql!(
        tx,
        scalar RewardId,
        "INSERT INTO rewards (kind, title_zh, title_en, body_zh, body_en, picture, value_fen, limit_each, visible_from, \
         visible_until, code_days, codes, stock_received, stock_left, status, position) SELECT $1, $2, $3, $4, $5, $6, \
         $7, $8, $9, $10, $11, $12, $13, $13, 'draft', COALESCE(MAX(position), 0) + 10 FROM rewards RETURNING id",
        r.kind,
        &r.title_zh,
        &r.title_en,
        &r.body_zh,
        &r.body_en,
        &r.picture,
        r.value_fen,
        r.limit_each,
        r.visible_from,
        r.visible_until,
        r.code_days,
        r.codes,
        stock
    )?;
    write_prices(tx, id, &r.prices).await?;
    Ok(id)
}

/// Returns false if the version has changed.
pub async fn update_reward(tx: &mut Tx, (id, version): (RewardId, i64), r: &RewardInput) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE rewards SET kind = $3, title_zh = $4, title_en = $5, body_zh = $6, body_en = $7, picture = $8, \
         value_fen = $9, limit_each = $10, visible_from = $11, visible_until = $12, code_days = $13, codes = $14, \
         version = version + 1 WHERE id = $1 AND version = $2",
        id,
        version,
        r.kind,
        &r.title_zh,
        &r.title_en,
        &r.body_zh,
        &r.body_en,
        &r.picture,
        r.value_fen,
        r.limit_each,
        r.visible_from,
        r.visible_until,
        r.code_days,
        r.codes
    )? == 1;
    if changed {
        write_prices(tx, id, &r.prices).await?;
    }
    Ok(changed)
}

/// Whether anybody has ever redeemed it, including cancelled redemptions.
pub async fn was_redeemed(tx: &mut Tx, id: RewardId) -> Result<bool> {
    let query = "SELECT EXISTS (SELECT 1 FROM redemptions WHERE reward_id = $1) AS redeemed";
    Ok(sql!(tx, scalar bool, query, id)?)
}

/// Whether it has ever had a batch of codes.
pub async fn had_codes(tx: &mut Tx, id: RewardId) -> Result<bool> {
    let query = "SELECT EXISTS (SELECT 1 FROM code_batches WHERE reward_id = $1) \
        OR EXISTS (SELECT 1 FROM voucher_codes WHERE reward_id = $1) AS had";
    Ok(sql!(tx, scalar bool, query, id)?)
}

/// Returns false if it is not a draft of that version.
pub async fn delete_draft(tx: &mut Tx, (id, version): (RewardId, i64)) -> Result<bool> {
    let query = "DELETE FROM rewards WHERE id = $1 AND version = $2 AND status = 'draft'";
    Ok(sql!(tx, execute, query, id, version)? == 1)
}

/// Returns false if it is already published, or its period is over.
pub async fn publish(tx: &mut Tx, id: RewardId, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE rewards SET status = 'published', version = version + 1 WHERE id = $1 \
         AND status IN ('draft', 'retired') AND (visible_until IS NULL OR visible_until > $2)",
        id,
        now
    )?;
    Ok(changed == 1)
}

pub async fn retire(tx: &mut Tx, id: RewardId) -> Result<bool> {
    let query = "UPDATE rewards SET status = 'retired', version = version + 1 WHERE id = $1 AND status = 'published'";
    Ok(sql!(tx, execute, query, id)? == 1)
}

/// Adds to the stock received, or subtracts if negative; false if that has changed from `seen`, or less is left than is
/// to be subtracted.
pub async fn add_stock(tx: &mut Tx, id: RewardId, seen: i64, more: i64) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE rewards SET stock_received = stock_received + $3, stock_left = stock_left + $3 \
         WHERE id = $1 AND stock_received = $2 AND stock_left + $3 >= 0",
        id,
        seen,
        more
    )?;
    Ok(changed == 1)
}

/// Units of a reward.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Stock {
    #[sqlx(rename = "stock_received")]
    pub received: i64,
    #[sqlx(rename = "stock_left")]
    pub left: i64,
}

pub async fn find_stock(tx: &mut Tx, id: RewardId) -> Result<Option<Stock>> {
    Ok(sql!(tx, optional Stock, "SELECT stock_received, stock_left FROM rewards WHERE id = $1", id)?)
}

/// Finds the reward before or after this one in the catalogue, among those of the same status.
pub async fn find_neighbour(tx: &mut Tx, id: RewardId, up: bool) -> Result<Option<RewardId>> {
    const BEFORE: &str = "SELECT n.id FROM rewards n JOIN rewards w ON w.id = $1 AND n.status = w.status \
        WHERE (n.position, n.id) < (w.position, w.id) ORDER BY n.position DESC, n.id DESC LIMIT 1";
    const BEHIND: &str = "SELECT n.id FROM rewards n JOIN rewards w ON w.id = $1 AND n.status = w.status \
        WHERE (n.position, n.id) > (w.position, w.id) ORDER BY n.position, n.id LIMIT 1";
    Ok(sql!(tx, optional_scalar RewardId, if up { BEFORE } else { BEHIND }, id)?)
}

/// Moves `id` in front of `other`, which currently precedes it; everything from there on moves back by one, so that
/// positions stay unique.
pub async fn put_before(tx: &mut Tx, id: RewardId, other: RewardId) -> Result<()> {
    let query = "SELECT position FROM rewards WHERE id = $1";
    let position = sql!(tx, scalar i64, query, other)?;
    sql!(
        tx,
        execute,
        "UPDATE rewards SET position = CASE WHEN id = $1 THEN $3 ELSE position + 1 END \
         WHERE id = $1 OR (position, id) >= ($3, $2)",
        id,
        other,
        position
    )?;
    Ok(())
}

/// Counts the rewards in each status.
pub async fn count_by_status(tx: &mut Tx) -> Result<Vec<(RewardStatus, i64)>> {
    Ok(sql!(tx, all(RewardStatus, i64), "SELECT status, COUNT(*) FROM rewards GROUP BY status")?)
}
