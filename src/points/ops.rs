//! The ledger's verbs. Each moves points in the caller's transaction and can be repeated with its key: one effect.
//!
//! Points whose time is over expire before anything else happens to their member's lots, so that neither a spending
//! nor a refund can bring them back. Lock order on PostgreSQL: what is redeemed first, then the member's balance.

use super::account::Account;
use super::ledger::{self, Opening};
use super::model::{
    self, LotUse, OpenLot, PointAccount, PointSource, Short, Taken, TransferKind, end_once_back, lot_expiry,
};
use super::reversals::settle;
use super::{rules, tiers};
use crate::db::Tx;
use crate::error::{AppError, Refusal, Result};
use crate::points::rules::RuleCode;
use crate::values::{CustomerId, LotId, TransferId};
use chrono::{DateTime, Utc};

pub use super::adjustments::{give, take};
pub use super::holds::{PlacedHold, capture, hold, release};
pub use super::household_transfers::send;
pub use super::merges::merge;
pub use super::reversals::reverse;

/// A movement of a member's points that is about to be written.
#[derive(Clone, Debug)]
pub struct Movement<'a> {
    pub customer: CustomerId,
    /// Whole points, more than 0.
    pub points: i64,
    /// Who makes it: `member:7`, `admin:2`, `portal`.
    pub actor: &'a str,
    /// The same actor and key is the same movement, whatever happens.
    pub idempotency_key: &'a str,
    /// The rule it follows, by code, in the version that holds at `at`.
    pub rule: Option<RuleCode>,
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

/// Gives points as a new lot, with its tier points; what the member owes is settled at once.
pub async fn earn(tx: &mut Tx, movement: &Movement<'_>) -> Result<Moved> {
    issue(tx, Opening::new(TransferKind::Earn, movement)).await
}

/// A new lot that is valid for as long as lots are when it is given; what is earned counts as tier points. An earning of which
/// a cap left nothing is a line without a lot.
pub(super) async fn issue(tx: &mut Tx, opening: Opening<'_>) -> Result<Moved> {
    let (kind, movement) = (opening.kind, opening.movement);
    let mut account = Account::lock(tx, movement.customer).await?;
    let moved = opening.write(tx).await?;
    if !moved.new {
        return Ok(moved);
    }
    let lot = if movement.points > 0 { Some(open_lot(tx, moved.transfer, movement).await?) } else { None };
    account.enter(tx, (moved.transfer, kind), &[(PointAccount::Issue, -movement.points)], movement.at).await?;
    if let Some(lot_id) = lot {
        if kind == TransferKind::Earn {
            tiers::earned(tx, movement.customer, movement.points, movement.at).await?;
        }
        settle(tx, &mut account, moved.transfer, &[LotUse { lot_id, amount: movement.points }], movement.at).await?;
    }
    Ok(moved)
}

async fn open_lot(tx: &mut Tx, transfer: TransferId, movement: &Movement<'_>) -> Result<LotId> {
    let months = rule_value(tx, RuleCode::Validity, movement.at).await?;
    let expires_at = lot_expiry(movement.at, u32::try_from(months).unwrap_or(u32::MAX));
    ledger::insert_lot(tx, transfer, movement, (expires_at, expires_at)).await
}

/// Takes points from the lots that expire first.
pub async fn spend(tx: &mut Tx, movement: &Movement<'_>, to: PointAccount) -> Result<Moved> {
    let content = Opening::new(spending(to), movement).content;
    spend_on(tx, movement, to, content).await
}

/// The same where the key stands for more than the movement says: for all of `content`.
pub async fn spend_on(tx: &mut Tx, movement: &Movement<'_>, to: PointAccount, content: String) -> Result<Moved> {
    draw_off(tx, Opening { content, ..Opening::new(spending(to), movement) }, to).await
}

/// Moves points from the lots that expire first to an account.
pub(super) async fn draw_off(tx: &mut Tx, opening: Opening<'_>, to: PointAccount) -> Result<Moved> {
    let (kind, movement) = (opening.kind, opening.movement);
    let mut account = Account::lock(tx, movement.customer).await?;
    let moved = opening.write(tx).await?;
    if !moved.new {
        return Ok(moved);
    }
    let lots = expire_from(tx, &mut account, movement.at).await?;
    let uses = model::draw(&lots, movement.points)
        .map_err(|Short { have }| Refusal::PointsShort { need: movement.points, have })?;
    ledger::take(tx, moved.transfer, &uses).await?;
    account.enter(tx, (moved.transfer, kind), &[(to, movement.points)], movement.at).await?;
    Ok(moved)
}

fn spending(to: PointAccount) -> TransferKind {
    if to == PointAccount::Charity { TransferKind::Donate } else { TransferKind::Spend }
}

/// What came back.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refunded {
    pub transfer: TransferId,
    /// False where the same movement had been made before.
    pub new: bool,
    /// Points whose 30 days were over too: they expired at once.
    pub expired: i64,
}

/// Gives back all that `spent` took, or as a capture kept of its hold, to the same lots with their own expiry; a lot
/// that expired meanwhile gets 30 days, once. What comes back after those settles what the member owes and expires.
///
/// A spending comes back once: a second refund under another key is an internal error.
pub async fn refund(tx: &mut Tx, spent: TransferId, movement: &Movement<'_>, from: PointAccount) -> Result<Refunded> {
    let mut account = Account::lock(tx, movement.customer).await?;
    let opening = Opening::new(TransferKind::Refund, movement);
    let content = format!("{}\n{spent}", opening.content);
    let Moved { transfer, new } = Opening { content, undoes: Some(spent), ..opening }.write(tx).await?;
    if !new {
        return Ok(Refunded { transfer, new, expired: 0 });
    }
    expire_from(tx, &mut account, movement.at).await?;
    let mut uses = ledger::uses_of(tx, spent, movement.customer, from).await?;
    if uses.is_empty() {
        uses = ledger::captured_uses_of(tx, spent, movement.customer, from).await?;
    }
    if uses.iter().map(|taken| taken.amount).sum::<i64>() != movement.points {
        tracing::error!(transfer = %spent, "a refund differs from what was spent");
        return Err(AppError::Internal);
    }
    let what = (transfer, TransferKind::Refund);
    let expired = restore_lots(tx, &mut account, what, &uses, from, movement.at).await?;
    Ok(Refunded { transfer, new, expired })
}

/// Puts points from an account back into these lots, each with its own end or, where that is over for the first time,
/// with 30 days; what the member owes is settled at once. Says how much of it expired at once.
pub(super) async fn restore_lots(
    tx: &mut Tx,
    account: &mut Account,
    (transfer, kind): (TransferId, TransferKind),
    lots: &[Taken],
    from: PointAccount,
    at: DateTime<Utc>,
) -> Result<i64> {
    let mut came = Vec::new();
    for Taken { lot_id, amount, first_expires_at, expires_at, has_expired } in lots {
        let expires_at = end_once_back((*first_expires_at, *expires_at), *has_expired, at);
        let back = LotUse { lot_id: *lot_id, amount: *amount };
        ledger::give_back(tx, transfer, back, expires_at).await?;
        came.push(back);
    }
    let points: i64 = came.iter().map(|back| back.amount).sum();
    account.enter(tx, (transfer, kind), &[(from, -points)], at).await?;
    settle(tx, account, transfer, &came, at).await?;
    let before = account.available;
    let over = over_and_open(tx, account.customer, at).await?.0;
    let label = ("退回时已过期", "Came back too late: expired");
    write_off(tx, account, &over, (&format!("back:{transfer}"), label), at).await?;
    Ok(before - account.available)
}

/// Takes away a member's points whose time is over at a moment, and says how many they were. The duplicate has none.
pub async fn expire(tx: &mut Tx, customer: CustomerId, at: DateTime<Utc>) -> Result<i64> {
    let Some(mut account) = Account::lock_present(tx, customer).await? else { return Ok(0) };
    let before = account.available;
    expire_from(tx, &mut account, at).await?;
    Ok(before - account.available)
}

/// Expires what is over and returns the lots that can be spent, the first to expire first.
pub(super) async fn expire_from(tx: &mut Tx, account: &mut Account, at: DateTime<Utc>) -> Result<Vec<OpenLot>> {
    let (over, open) = over_and_open(tx, account.customer, at).await?;
    write_off(tx, account, &over, ("expire", ("积分过期", "Points expired")), at).await?;
    Ok(open)
}

async fn over_and_open(tx: &mut Tx, customer: CustomerId, at: DateTime<Utc>) -> Result<(Vec<OpenLot>, Vec<OpenLot>)> {
    let lots = ledger::filled_lots(tx, customer).await?;
    Ok(lots.into_iter().partition(|lot| lot.expires_at <= at))
}

/// Empties lots. `what` tells apart how often the same lot expired at the same end.
async fn write_off(
    tx: &mut Tx,
    account: &mut Account,
    over: &[OpenLot],
    (what, label): (&str, (&str, &str)),
    at: DateTime<Utc>,
) -> Result<()> {
    for lot in over {
        // A lot expires as often as something comes back into it; the head of the chain tells these apart.
        let idempotency_key = format!("{what}:{}:{}", lot.id, account.head());
        let movement = Movement {
            customer: account.customer,
            points: lot.remaining,
            actor: "portal",
            idempotency_key: &idempotency_key,
            rule: Some(RuleCode::Validity),
            source: PointSource::Lot,
            source_id: lot.id.0,
            label,
            at,
        };
        let moved = Opening::new(TransferKind::Expire, &movement).write(tx).await?;
        if !moved.new {
            tracing::error!(lot = %lot.id, "a lot expires a second time");
            return Err(AppError::Internal);
        }
        ledger::take(tx, moved.transfer, &[LotUse { lot_id: lot.id, amount: lot.remaining }]).await?;
        let what = (moved.transfer, TransferKind::Expire);
        account.enter(tx, what, &[(PointAccount::Expired, lot.remaining)], at).await?;
    }
    Ok(())
}

/// The movement that an actor made with a key for this content; another content is refused.
pub async fn find_moved(tx: &mut Tx, actor: &str, idempotency_key: &str, content: &str) -> Result<Option<TransferId>> {
    ledger::find_transfer(tx, actor, idempotency_key, content).await
}

/// A rule's value at a moment.
pub async fn rule_value(tx: &mut Tx, code: RuleCode, at: DateTime<Utc>) -> Result<i64> {
    Ok(rules::store::in_force(tx, code, at).await?.value)
}

/// Until the transaction ends nobody else moves this member's points.
pub async fn lock(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    Account::lock(tx, customer).await.map(|_| ())
}

/// What a member can spend at a moment; nobody else moves these points until the transaction ends.
pub async fn spendable(tx: &mut Tx, customer: CustomerId, at: DateTime<Utc>) -> Result<i64> {
    Account::lock(tx, customer).await?;
    Ok(open_lots(tx, customer, at).await?.iter().map(|lot| lot.remaining).sum())
}

/// How many of a member's points expire by `until`; nobody else moves them until the transaction ends.
pub async fn expiring(tx: &mut Tx, customer: CustomerId, at: DateTime<Utc>, until: DateTime<Utc>) -> Result<i64> {
    Account::lock(tx, customer).await?;
    let lots = open_lots(tx, customer, at).await?;
    Ok(lots.iter().filter(|lot| lot.expires_at <= until).map(|lot| lot.remaining).sum())
}

/// The lots that can be spent at a moment.
pub async fn open_lots(tx: &mut Tx, customer: CustomerId, at: DateTime<Utc>) -> Result<Vec<OpenLot>> {
    let lots = ledger::filled_lots(tx, customer).await?;
    Ok(lots.into_iter().filter(|lot| lot.expires_at > at).collect())
}
