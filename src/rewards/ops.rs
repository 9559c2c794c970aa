//! Redeeming and cancelling. Lock order: the reward first, then the member's points, so that they cannot deadlock. The
//! reward's lock also protects its stock.

use super::messages;
use super::model::{CancelReason, CodeOrigin, Destination, RedemptionState, RewardKind, RewardStatus};
use super::store::{self, LockedRedemption, LockedReward};
use super::vouchers::ops::{self as vouchers, Wanted};
use crate::clock;
use crate::crypto::Keys;
use crate::db::Tx;
use crate::error::{AppError, Conflict, Result};
use crate::i18n::Bilingual;
use crate::outbox::{self, Topic};
use crate::points::model::{PointAccount, PointSource};
use crate::points::ops::{self as ledger, Movement};
use crate::rewards::Refusal;
use crate::values::{CustomerId, Price, RedemptionId, RewardId};
use chrono::{DateTime, TimeDelta, Utc};

/// What a member confirmed.
#[derive(Clone, Debug)]
pub struct Order<'a> {
    pub customer: CustomerId,
    pub reward: RewardId,
    /// The price that was shown; the redemption is refused at any other.
    pub price: Price,
    pub destination: &'a Destination,
    /// Issued with the page: the same key is the same redemption.
    pub idempotency_key: &'a str,
    /// A fresh code, for rewards whose codes the portal generates.
    pub code: &'a str,
    pub keys: &'a Keys,
    pub now: DateTime<Utc>,
}

/// The redemption that a request led to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Redeemed {
    pub id: RedemptionId,
    pub kind: RewardKind,
    /// False if an earlier request with the same key made it.
    pub new: bool,
}

/// Redeems a reward, once per key, whatever has become of the reward since.
pub async fn redeem(tx: &mut Tx, order: &Order<'_>) -> Result<Redeemed> {
    let reward = store::lock_reward(tx, order.reward).await?.ok_or(AppError::NotFound)?;
    let actor = format!("member:{}", order.customer);
    let content = format!("redemption\n{}\n{}\n{}", order.reward, order.price.content(), order.destination.content());
    if let Some(transfer) = ledger::find_moved(tx, &actor, order.idempotency_key, &content).await? {
        let id = store::get_redemption_of(tx, transfer).await?;
        return Ok(Redeemed { id, kind: reward.kind, new: false });
    }
    take_one(tx, order, &reward).await?;
    let id = RedemptionId(tx.next_id("redemptions").await?);
    let movement =
        movement((order.customer, order.price.points), (&actor, order.idempotency_key), id, &reward, order.now);
    let moved = ledger::spend_on(tx, &movement, PointAccount::Redeemed, content).await?;
    let has_code = reward.kind.has_code();
    let last_day = has_code.then(|| clock::day(order.now) + TimeDelta::days(reward.code_days));
    store::insert_redemption(tx, id, order, &reward, moved.transfer, last_day).await?;
    if has_code {
        let (keys, fresh, now) = (order.keys, order.code, order.now);
        let wanted = Wanted { keys, reward: reward.id, origin: reward.codes, redemption: id, fresh, now };
        vouchers::give(tx, wanted).await?;
    }
    let message = |l| messages::redeemed_message(l, &reward, order.price, last_day);
    outbox::notify(tx, order.customer, (Topic::Redemption, id), order.now, message).await?;
    Ok(Redeemed { id, kind: reward.kind, new: true })
}

/// Takes a unit from stock, or fails with the reason why this member cannot have one.
async fn take_one(tx: &mut Tx, order: &Order<'_>, reward: &LockedReward) -> Result<()> {
    if order.destination.way() != reward.kind.way() {
        return Err(Conflict::Stale.into());
    }
    if let Some(limit) = reward.limit_each
        && store::count_redeemed(tx, order.reward, order.customer).await? >= limit
    {
        return Err(Refusal::LimitReached { limit }.into());
    }
    if let Destination::Dealer(dealer) = order.destination
        && !store::is_active_dealer(tx, *dealer).await?
    {
        return Err(AppError::field("dealer", crate::error::Problem::NotAChoice));
    }
    // The reward's lock keeps the price from changing.
    let price = store::prices::get_price(tx, order.reward, order.customer).await?;
    if price == order.price && store::take_from_stock(tx, order.reward, order.now).await? {
        return Ok(());
    }
    Err(match reward {
        _ if reward.status == RewardStatus::Draft => AppError::NotFound,
        _ if reward.status != RewardStatus::Published || !reward.is_visible(order.now) => Refusal::NotAvailable.into(),
        _ if price != order.price => Refusal::PriceChanged { points: price.points, pay_fen: price.pay.0 }.into(),
        _ => Refusal::OutOfStock.into(),
    })
}

/// Cancels a redemption: refunds the points to the original lots and returns the unit to stock. True if this call did
/// it, false if it was already cancelled.
pub async fn cancel(tx: &mut Tx, customer: CustomerId, id: RedemptionId, now: DateTime<Utc>) -> Result<bool> {
    let reward = store::find_reward_of(tx, customer, id).await?.ok_or(AppError::NotFound)?;
    let reward = store::lock_reward(tx, reward).await?.ok_or(AppError::NotFound)?;
    let held = store::lock_redemption(tx, id).await?;
    if held.state == RedemptionState::Cancelled {
        return Ok(false);
    }
    let revocable = reward.codes == CodeOrigin::Generated;
    if !revocable || !held.state.can_be_cancelled(held.code_expires_on, clock::day(now)) {
        return Err(Refusal::TooLateToCancel.into());
    }
    let back = GiveBack { actor: &format!("member:{customer}"), why: None, restock: true, now };
    let refunded = give_back(tx, (&held, &reward), &back).await?;
    outbox::notify(tx, customer, (Topic::Redemption, id), now, |l| messages::cancelled_message(l, &reward, refunded))
        .await?;
    Ok(true)
}

/// Who ends a redemption, and how.
pub(super) struct GiveBack<'a> {
    pub actor: &'a str,
    /// The reason for the member and the one for staff; `None` if the member cancels.
    pub why: Option<(CancelReason, &'a str)>,
    /// Whether the unit returns to stock; otherwise it is written off.
    pub restock: bool,
    pub now: DateTime<Utc>,
}

/// Points that were refunded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refunded {
    pub points: i64,
    /// Of these, points that expired at once.
    pub expired: i64,
}

/// Ends a redemption that is locked together with its reward: refunds the points to the original lots and restocks the
/// unit or writes it off.
pub(super) async fn give_back(
    tx: &mut Tx,
    (held, reward): (&LockedRedemption, &LockedReward),
    back: &GiveBack<'_>,
) -> Result<Refunded> {
    let idempotency_key = format!("cancel:redemption:{}", held.id);
    let movement = movement((held.customer_id, held.points), (back.actor, &idempotency_key), held.id, reward, back.now);
    let refund = ledger::refund(tx, held.transfer_id, &movement, PointAccount::Redeemed).await?;
    if !store::set_cancelled(tx, held, refund.transfer, back.why, back.now).await? {
        return Err(AppError::Busy);
    }
    if back.restock {
        store::put_back(tx, reward.id).await?
    } else {
        store::write_off(tx, reward.id).await?
    }
    Ok(Refunded { points: held.points, expired: refund.expired })
}

fn movement<'a>(
    (customer, points): (CustomerId, i64),
    (actor, idempotency_key): (&'a str, &'a str),
    id: RedemptionId,
    reward: &'a LockedReward,
    at: DateTime<Utc>,
) -> Movement<'a> {
    let label = Bilingual { zh: reward.title_zh.as_str(), en: &reward.title_en };
    let (source, source_id) = (PointSource::Redemption, id.0);
    Movement { customer, points, actor, idempotency_key, rule: None, source, source_id, label, at }
}
