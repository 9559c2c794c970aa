//! Moves all points of a duplicate to the survivor.

use super::account::Account;
use super::ledger::Opening;
use super::model::{LotUse, OpenLot, PointAccount, PointSource, TransferKind};
use super::ops::{Movement, expire_from};
use super::reversals::settle;
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Bilingual;
use crate::sql;
use crate::values::{CustomerId, TransferId};
use chrono::{DateTime, Utc};

/// What is left in the lots moves with its earning date and expiry, and so does debt, which the moved points settle at
/// once. Empty lots move too: refunds then reach the new owner, and reversals of what earned them are charged there.
///
/// The duplicate must have no open holds, and its point account is closed afterwards. Both accounts are locked, in the order
/// of their ids.
pub async fn merge(tx: &mut Tx, duplicate: CustomerId, survivor: CustomerId, at: DateTime<Utc>) -> Result<()> {
    let (mut source, mut target) = lock_both(tx, duplicate, survivor).await?;
    let lots = expire_from(tx, &mut source, at).await?;
    expire_from(tx, &mut target, at).await?;
    let (points, debt) = (source.balance.available, source.balance.debt);
    if points > 0 || debt > 0 {
        let left = write(tx, &source, ("out", points.max(debt)), duplicate, at).await?;
        let others = [(PointAccount::Between, points - debt), (PointAccount::Debt, debt)];
        source.enter(tx, (left, TransferKind::Merge), &others, at).await?;
        let came = write(tx, &target, ("in", points.max(debt)), duplicate, at).await?;
        let others = [(PointAccount::Between, debt - points), (PointAccount::Debt, -debt)];
        target.enter(tx, (came, TransferKind::Merge), &others, at).await?;
        note_moves(tx, (left, came), &lots).await?;
        move_lots(tx, duplicate, survivor).await?;
        let lots: Vec<_> = lots.iter().map(|lot| LotUse { lot_id: lot.id, amount: lot.remaining }).collect();
        settle(tx, &mut target, came, &lots, at).await
    } else {
        move_lots(tx, duplicate, survivor).await
    }
}

/// Locks two accounts, always in the order of their ids.
pub async fn lock_both(tx: &mut Tx, one: CustomerId, other: CustomerId) -> Result<(Account, Account)> {
    if one.0 < other.0 {
        let first = Account::lock(tx, one).await?;
        return Ok((first, Account::lock(tx, other).await?));
    }
    let first = Account::lock(tx, other).await?;
    Ok((Account::lock(tx, one).await?, first))
}

async fn write(
    tx: &mut Tx,
    account: &Account,
    (side, points): (&str, i64),
    duplicate: CustomerId,
    at: DateTime<Utc>,
) -> Result<TransferId> {
    let movement = Movement {
        customer: account.customer,
        points,
        actor: "portal",
        idempotency_key: &format!("merge:{duplicate}:{side}"),
        rule: None,
        source: PointSource::Merge,
        source_id: duplicate.0,
        label: Bilingual { zh: "客户记录合并", en: "Customer’s rows merged" },
        at,
    };
    Ok(Opening::new(TransferKind::Merge, &movement).write(tx).await?.transfer)
}

async fn note_moves(tx: &mut Tx, (left, came): (TransferId, TransferId), lots: &[OpenLot]) -> Result<()> {
    for lot in lots {
        sql!(
            tx,
            execute,
            "INSERT INTO point_lot_moves (lot_id, out_transfer_id, in_transfer_id, amount, expires_at) \
             VALUES ($1, $2, $3, $4, $5)",
            lot.id,
            left,
            came,
            lot.remaining,
            lot.expires_at
        )?;
    }
    Ok(())
}

async fn move_lots(tx: &mut Tx, duplicate: CustomerId, survivor: CustomerId) -> Result<()> {
    sql!(tx, execute, "UPDATE point_lots SET customer_id = $2 WHERE customer_id = $1", duplicate, survivor)?;
    let end = "UPDATE point_balances SET pending = 0, tier_points = 0, is_merged = $2 WHERE customer_id = $1";
    sql!(tx, execute, end, duplicate, true)?;
    Ok(())
}
