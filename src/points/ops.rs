//! Operations of the ledger. Each moves points in the caller's transaction and is idempotent by its key.
//!
//! Overdue points expire before anything else happens to their member's lots, so that neither a spending nor a refund
//! can revive them. Lock order on PostgreSQL: what is redeemed, then the member's balance.

use super::account::Account;
use super::ledger;
use super::model::{
    self, LotExpiry, LotUse, OpenLot, PointAccount, PointSource, Short, Taken, TransferKind, lot_expiry,
};
use super::reversals::settle;
use super::{rules, tiers};
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::i18n::Bilingual;
use crate::points::Refusal;
use crate::points::rules::RuleCode;
use crate::values::{CustomerId, LotId, TransferId};
use chrono::{DateTime, Utc};

pub use super::adjustments::{give, giving, take, taking};
pub use super::holds::{PlacedHold, capture, capturing, hold, holding, release, releasing};
pub use super::household_transfers::send;
pub use super::ledger::Opening;
pub use super::merges::merge;
pub use super::reversals::{reverse, settlement};

/// A movement of a member's points that is about to be written.
#[derive(Clone, Debug)]
pub struct Movement<'a> {
    pub customer: CustomerId,
    /// Whole points, more than 0.
    pub points: i64,
    /// Who makes it: `member:7`, `admin:2`, `portal`.
    pub actor: &'a str,
    /// The same actor and key always mean the same movement.
    pub idempotency_key: &'a str,
    /// Code of the rule it follows, in the version in force at `at`.
    pub rule: Option<RuleCode>,
    pub source: PointSource,
    pub source_id: i64,
    /// On the statement.
    pub label: Bilingual<&'a str>,
    pub at: DateTime<Utc>,
}

/// The outcome of a movement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moved {
    pub transfer: TransferId,
    /// False if the same movement was made before.
    pub new: bool,
}

/// Gives points as a new lot that counts as tier points; settles debt at once.
pub async fn earn(tx: &mut Tx, movement: &Movement<'_>) -> Result<Moved> {
    issue(tx, Opening::new(TransferKind::Earn, movement)).await
}

/// Issues a new lot, with the validity in force at that time; earnings count as tier points. An earning of which a cap
/// left nothing is an entry without a lot.
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
    let expiry = LotExpiry::new(lot_expiry(movement.at, u32::try_from(months).unwrap_or(u32::MAX)));
    ledger::insert_lot(tx, transfer, movement, expiry).await
}

/// Takes points from the lots that expire first.
pub async fn spend(tx: &mut Tx, movement: &Movement<'_>, to: PointAccount) -> Result<Moved> {
    let content = Opening::new(spending(to), movement).content;
    spend_on(tx, movement, to, content).await
}

/// The same where the key stands for more than the movement, namely for all of `content`.
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

/// The outcome of a refund.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refunded {
    pub transfer: TransferId,
    /// False if the same refund was made before.
    pub new: bool,
    /// Points whose grace period was over too, and that expired at once.
    pub expired: i64,
}

/// Returns all points that `spent` took, or that a capture kept of its hold, to the same lots with their own expiry; a
/// lot that has expired since gets 30 days, once. Points returned after those settle debt and then expire.
///
/// A spending is refunded once: a second refund under another key is an internal error.
pub async fn refund(tx: &mut Tx, spent: TransferId, movement: &Movement<'_>, from: PointAccount) -> Result<Refunded> {
    let mut account = Account::lock(tx, movement.customer).await?;
    let Moved { transfer, new } = Opening::undoing(TransferKind::Refund, movement, spent).write(tx).await?;
    if !new {
        return Ok(Refunded { transfer, new, expired: 0 });
    }
    expire_from(tx, &mut account, movement.at).await?;
    let mut uses = ledger::uses_of(tx, spent, movement.customer, from).await?;
    if uses.is_empty() {
        uses = ledger::captured_uses_of(tx, spent, movement.customer, from).await?;
    }
    if uses.iter().map(|taken| taken.amount).sum::<i64>() != movement.points {
        tracing::error!(transfer = %spent, "the refunded points differ from the spending");
        return Err(AppError::Internal);
    }
    let what = (transfer, TransferKind::Refund);
    let expired = restore_lots(tx, &mut account, what, &uses, from, movement.at).await?;
    Ok(Refunded { transfer, new, expired })
}

/// Returns points from an account to these lots, each with its own expiry or, if it has expired for the first time,
/// with 30 days; settles debt at once. Returns how many points expired at once.
pub(super) async fn restore_lots(
    tx: &mut Tx,
    account: &mut Account,
    (transfer, kind): (TransferId, TransferKind),
    lots: &[Taken],
    from: PointAccount,
    at: DateTime<Utc>,
) -> Result<i64> {
    let mut came = Vec::new();
    for Taken { lot_id, amount, expiry, has_expired } in lots {
        let expires_at = expiry.once_back(*has_expired, at);
        let back = LotUse { lot_id: *lot_id, amount: *amount };
        ledger::give_back(tx, transfer, back, expires_at).await?;
        came.push(back);
    }
    let points: i64 = came.iter().map(|back| back.amount).sum();
    account.enter(tx, (transfer, kind), &[(from, -points)], at).await?;
    settle(tx, account, transfer, &came, at).await?;
    let before = account.balance.available;
    let over = over_and_open(tx, account.customer, at).await?.0;
    let label = Bilingual { zh: "退回时已过期", en: "Came back too late: expired" };
    write_off(tx, account, &over, &format!("back:{transfer}"), label, at).await?;
    Ok(before - account.balance.available)
}

/// Expires a member's overdue points and returns how many. A merged duplicate has none.
pub async fn expire(tx: &mut Tx, customer: CustomerId, at: DateTime<Utc>) -> Result<i64> {
    let Some(mut account) = Account::lock_present(tx, customer).await? else { return Ok(0) };
    let before = account.balance.available;
    expire_from(tx, &mut account, at).await?;
    Ok(before - account.balance.available)
}

/// Expires overdue lots and returns those that can be spent, in order of expiry.
pub(super) async fn expire_from(tx: &mut Tx, account: &mut Account, at: DateTime<Utc>) -> Result<Vec<OpenLot>> {
    let (over, open) = over_and_open(tx, account.customer, at).await?;
    write_off(tx, account, &over, "expire", EXPIRED, at).await?;
    Ok(open)
}

async fn over_and_open(tx: &mut Tx, customer: CustomerId, at: DateTime<Utc>) -> Result<(Vec<OpenLot>, Vec<OpenLot>)> {
    let lots = ledger::filled_lots(tx, customer).await?;
    Ok(lots.into_iter().partition(|lot| lot.expires_at <= at))
}

/// Empties lots. `what` begins the idempotency key.
async fn write_off(
    tx: &mut Tx,
    account: &mut Account,
    over: &[OpenLot],
    what: &str,
    label: Bilingual<&str>,
    at: DateTime<Utc>,
) -> Result<()> {
    for lot in over {
        // A lot can expire several times, as points are returned to it; the head of the chain makes each key unique.
        let idempotency_key = format!("{what}:{}:{}", lot.id, account.balance.chain_head);
        let movement = Movement { label, ..expiry(account.customer, lot, &idempotency_key, at) };
        let moved = Opening::new(TransferKind::Expire, &movement).write(tx).await?;
        if !moved.new {
            tracing::error!(lot = %lot.id, "a lot expired twice under one key");
            return Err(AppError::Internal);
        }
        ledger::take(tx, moved.transfer, &[LotUse { lot_id: lot.id, amount: lot.remaining }]).await?;
        let what = (moved.transfer, TransferKind::Expire);
        account.enter(tx, what, &[(PointAccount::Expired, lot.remaining)], at).await?;
    }
    Ok(())
}

const EXPIRED: Bilingual<&str> = Bilingual { zh: "积分过期", en: "Points expired" };

/// The expiry of what is left in a lot.
pub fn expiry<'a>(customer: CustomerId, lot: &OpenLot, idempotency_key: &'a str, at: DateTime<Utc>) -> Movement<'a> {
    Movement {
        customer,
        points: lot.remaining,
        actor: "portal",
        idempotency_key,
        rule: Some(RuleCode::Validity),
        source: PointSource::Lot,
        source_id: lot.id.0,
        label: EXPIRED,
        at,
    }
}

/// The movement that an actor made with a key for this content; different content is refused.
pub async fn find_moved(tx: &mut Tx, actor: &str, idempotency_key: &str, content: &str) -> Result<Option<TransferId>> {
    ledger::find_transfer(tx, actor, idempotency_key, content).await
}

/// A rule's value at a moment.
pub async fn rule_value(tx: &mut Tx, code: RuleCode, at: DateTime<Utc>) -> Result<i64> {
    Ok(rules::store::in_force(tx, code, at).await?.value)
}

/// Locks a member's account: until the transaction ends nobody else moves its points.
pub async fn lock(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    Account::lock(tx, customer).await.map(|_| ())
}

/// Points that a member can spend at a moment. Locks the account until the transaction ends.
pub async fn spendable(tx: &mut Tx, customer: CustomerId, at: DateTime<Utc>) -> Result<i64> {
    Account::lock(tx, customer).await?;
    Ok(open_lots(tx, customer, at).await?.iter().map(|lot| lot.remaining).sum())
}

/// Points of a member that expire by `until`. Locks the account until the transaction ends.
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
