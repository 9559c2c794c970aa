//! The ledger's verbs. Each moves points in the caller's transaction and can be repeated with its key: one effect.

use super::model::{
    self, ChainedEntry, LotUse, OpenLot, PointAccount, PointSource, Short, TransferKind, entry_hash, lot_expiry,
};
use crate::db::Tx;
use crate::error::{AppError, Refusal, Result};
use crate::values::{CustomerId, LotId, TransferId};
use crate::{for_update, sql};
use chrono::{DateTime, Months, TimeDelta, Utc};
use sha2::{Digest, Sha256};

/// A movement of a member's points that is about to be written.
#[derive(Clone, Debug)]
pub struct Movement<'a> {
    pub customer: CustomerId,
    /// Whole points, more than 0.
    pub points: i64,
    /// Who makes it: `member:7`, `admin:2`, `portal`.
    pub actor: &'a str,
    /// The same actor and key is the same movement, whatever happens.
    pub key: &'a str,
    /// The rule it follows, by code, in the version that holds at `at`.
    pub rule: Option<&'a str>,
    pub source: PointSource,
    pub source_id: i64,
    /// What the statement shows: Chinese, English.
    pub label: (&'a str, &'a str),
    pub at: DateTime<Utc>,
}

/// What became of a movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub transfer: TransferId,
    /// False where the same movement had been made before.
    pub new: bool,
}

/// Gives points as a new lot, with its growth.
pub async fn earn(tx: &mut Tx, movement: &Movement<'_>) -> Result<Moved> {
    let balance = lock(tx, movement.customer).await?;
    let moved = begin(tx, TransferKind::Earn, movement, None).await?;
    if !moved.new {
        return Ok(moved);
    }
    let months = rule_value(tx, "validity", movement.at).await?;
    let expires_at = lot_expiry(movement.at, u32::try_from(months).unwrap_or(u32::MAX));
    sql!(
        tx,
        execute,
        "INSERT INTO point_lots (customer_id, transfer_id, issued, remaining, earned_at, expires_at) \
         VALUES ($1, $2, $3, $3, $4, $5)",
        movement.customer,
        moved.transfer,
        movement.points,
        movement.at,
        expires_at
    )?;
    enter(tx, &balance, moved.transfer, movement, TransferKind::Earn, movement.points, PointAccount::Issue).await?;
    grow(tx, movement.customer, movement.points).await?;
    Ok(moved)
}

/// Takes points from the lots that lapse first.
pub async fn spend(tx: &mut Tx, movement: &Movement<'_>, to: PointAccount) -> Result<Moved> {
    let balance = lock(tx, movement.customer).await?;
    let kind = if to == PointAccount::Charity { TransferKind::Donate } else { TransferKind::Spend };
    let moved = begin(tx, kind, movement, None).await?;
    if !moved.new {
        return Ok(moved);
    }
    let lots = open_lots(tx, movement.customer, movement.at).await?;
    let uses = model::draw(&lots, movement.points)
        .map_err(|Short { have }| Refusal::PointsShort { need: movement.points, have })?;
    take(tx, moved.transfer, &uses).await?;
    enter(tx, &balance, moved.transfer, movement, kind, -movement.points, to).await?;
    Ok(moved)
}

/// Gives back what `spent` took, to the same lots with their own expiry; one that lapsed meanwhile gets 30 days.
pub async fn refund(tx: &mut Tx, spent: TransferId, movement: &Movement<'_>, from: PointAccount) -> Result<Moved> {
    const GRACE: TimeDelta = TimeDelta::days(30);
    let balance = lock(tx, movement.customer).await?;
    let moved = begin(tx, TransferKind::Refund, movement, Some(spent)).await?;
    if !moved.new {
        return Ok(moved);
    }
    let uses = sql!(
        tx,
        all(LotId, i64),
        "SELECT lot_id, amount FROM point_lot_uses WHERE transfer_id = $1 ORDER BY id",
        spent
    )?;
    if uses.iter().map(|(_, amount)| amount).sum::<i64>() != movement.points {
        tracing::error!(transfer = %spent, "a refund differs from what was spent");
        return Err(AppError::Internal);
    }
    for (lot, amount) in uses {
        sql!(
            tx,
            execute,
            "UPDATE point_lots SET remaining = remaining + $2, \
             expires_at = CASE WHEN expires_at <= $3 THEN $4 ELSE expires_at END WHERE id = $1",
            lot,
            amount,
            movement.at,
            movement.at + GRACE
        )?;
        insert_use(tx, lot, moved.transfer, -amount).await?;
    }
    enter(tx, &balance, moved.transfer, movement, TransferKind::Refund, movement.points, from).await?;
    Ok(moved)
}

/// A rule's value at a moment.
pub async fn rule_value(tx: &mut Tx, code: &str, at: DateTime<Utc>) -> Result<i64> {
    let value = sql!(
        tx,
        optional_scalar i64,
        "SELECT value FROM point_rules WHERE code = $1 AND valid_from <= $2 ORDER BY version DESC LIMIT 1",
        code,
        at
    )?;
    value.ok_or(AppError::Internal)
}

/// What a member can spend at a moment; nobody else moves these points until the transaction ends.
pub async fn spendable(tx: &mut Tx, customer: CustomerId, at: DateTime<Utc>) -> Result<i64> {
    lock(tx, customer).await?;
    Ok(open_lots(tx, customer, at).await?.iter().map(|lot| lot.remaining).sum())
}

/// The lots that can be spent at a moment.
pub async fn open_lots(tx: &mut Tx, customer: CustomerId, at: DateTime<Utc>) -> Result<Vec<OpenLot>> {
    Ok(sql!(
        tx,
        all OpenLot,
        "SELECT id, remaining, expires_at FROM point_lots \
         WHERE customer_id = $1 AND remaining > 0 AND expires_at > $2 ORDER BY expires_at, id",
        customer,
        at
    )?)
}

struct Balance {
    available: i64,
    chain_head: String,
}

/// The member's balance, locked: from here on nobody else moves this member's points.
async fn lock(tx: &mut Tx, customer: CustomerId) -> Result<Balance> {
    sql!(
        tx,
        execute,
        "INSERT INTO point_balances (customer_id) VALUES ($1) ON CONFLICT (customer_id) DO NOTHING",
        customer
    )?;
    let (available, chain_head) = for_update!(
        tx,
        one(i64, String),
        "SELECT available, chain_head FROM point_balances WHERE customer_id = $1",
        customer
    )?;
    Ok(Balance { available, chain_head })
}

/// Writes the transfer, or finds the one that the same actor made with the same key.
async fn begin(tx: &mut Tx, kind: TransferKind, m: &Movement<'_>, of: Option<TransferId>) -> Result<Moved> {
    let body = format!("{kind}\n{}\n{}\n{}\n{}\n{of:?}", m.customer, m.points, m.source, m.source_id);
    let body_hash = hex::encode(Sha256::digest(body));
    let inserted = sql!(
        tx,
        optional_scalar TransferId,
        "INSERT INTO point_transfers (kind, customer_id, actor, idempotency_key, body_hash, rule_id, source, source_id, \
         label_zh, label_en, at) VALUES ($1, $2, $3, $4, $5, (SELECT id FROM point_rules WHERE code = $6 \
         AND valid_from <= $7 ORDER BY version DESC LIMIT 1), $8, $9, $10, $11, $7) \
         ON CONFLICT (actor, idempotency_key) DO NOTHING RETURNING id",
        kind,
        m.customer,
        m.actor,
        m.key,
        &body_hash,
        m.rule,
        m.at,
        m.source,
        m.source_id,
        m.label.0,
        m.label.1
    )?;
    if let Some(transfer) = inserted {
        return Ok(Moved { transfer, new: true });
    }
    let (transfer, same) = sql!(
        tx,
        one(TransferId, String),
        "SELECT id, body_hash FROM point_transfers WHERE actor = $1 AND idempotency_key = $2",
        m.actor,
        m.key
    )?;
    if same == body_hash { Ok(Moved { transfer, new: false }) } else { Err(Refusal::KeyReused.into()) }
}

/// Both sides of a transfer, the member's chained to the one before, and the stored balance.
async fn enter(
    tx: &mut Tx,
    balance: &Balance,
    transfer: TransferId,
    m: &Movement<'_>,
    kind: TransferKind,
    amount: i64,
    other: PointAccount,
) -> Result<()> {
    let balance_after = balance.available + amount;
    let entry = ChainedEntry { customer_id: m.customer, transfer_id: transfer, amount, balance_after, at: m.at };
    let hash = entry_hash(&balance.chain_head, &entry);
    sql!(
        tx,
        execute,
        "INSERT INTO point_entries (transfer_id, account, customer_id, amount, balance_after, kind, at, hash) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8), ($1, $9, NULL, $10, NULL, $6, $7, '')",
        transfer,
        PointAccount::Member,
        m.customer,
        amount,
        balance_after,
        kind,
        m.at,
        &hash,
        other,
        -amount
    )?;
    sql!(
        tx,
        execute,
        "UPDATE point_balances SET available = available + $2, chain_head = $3 WHERE customer_id = $1",
        m.customer,
        amount,
        &hash
    )?;
    Ok(())
}

async fn take(tx: &mut Tx, transfer: TransferId, uses: &[LotUse]) -> Result<()> {
    for LotUse { lot_id, amount } in uses {
        sql!(tx, execute, "UPDATE point_lots SET remaining = remaining - $2 WHERE id = $1", lot_id, amount)?;
        insert_use(tx, *lot_id, transfer, *amount).await?;
    }
    Ok(())
}

async fn insert_use(tx: &mut Tx, lot: LotId, transfer: TransferId, amount: i64) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO point_lot_uses (lot_id, transfer_id, amount) VALUES ($1, $2, $3)",
        lot,
        transfer,
        amount
    )?;
    Ok(())
}

/// Earned points count as growth; a tier is reached at once.
async fn grow(tx: &mut Tx, customer: CustomerId, points: i64) -> Result<()> {
    let growth = sql!(
        tx,
        scalar i64,
        "UPDATE point_balances SET growth = growth + $2 WHERE customer_id = $1 RETURNING growth",
        customer,
        points
    )?;
    sql!(
        tx,
        execute,
        "UPDATE members SET tier = (SELECT code FROM tiers WHERE growth_from <= $2 ORDER BY rank DESC LIMIT 1) \
         WHERE customer_id = $1 AND (SELECT rank FROM tiers WHERE code = members.tier) < \
         (SELECT MAX(rank) FROM tiers WHERE growth_from <= $2)",
        customer,
        growth
    )?;
    Ok(())
}

/// Where the growth of a tier's period begins.
pub fn growth_since(now: DateTime<Utc>) -> DateTime<Utc> {
    now.checked_sub_months(Months::new(model::GROWTH_MONTHS)).unwrap_or(now)
}
