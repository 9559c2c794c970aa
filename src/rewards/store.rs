//! SQL of redeeming and cancelling; the submodules have the queries of the pages.

pub mod catalogue;
pub mod ordering;
pub mod prices;
pub mod redemptions;

use super::model::{CancelReason, CodeOrigin, Destination, RedemptionState, RewardKind, RewardStatus};
use super::ops::Order;
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::i18n::Bilingual;
use crate::values::{AccountId, CustomerId, DealerId, RedemptionId, RewardId, TransferId};
use crate::{for_update, sql};
use chrono::{DateTime, NaiveDate, Utc};

/// A reward that is locked against redemptions, edits and restocking until the transaction ends.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LockedReward {
    pub id: RewardId,
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    pub picture: String,
    pub limit_each: Option<i64>,
    pub status: RewardStatus,
    pub visible_from: DateTime<Utc>,
    pub visible_until: Option<DateTime<Utc>>,
    pub code_days: i64,
    pub codes: CodeOrigin,
}

impl LockedReward {
    pub fn is_visible(&self, now: DateTime<Utc>) -> bool {
        self.visible_from <= now && self.visible_until.is_none_or(|until| until > now)
    }
}

pub async fn lock_reward(tx: &mut Tx, id: RewardId) -> Result<Option<LockedReward>> {
    Ok(for_update!(
        tx,
        optional LockedReward,
        "SELECT id, kind, title_zh, title_en, picture, limit_each, status, visible_from, visible_until, code_days, codes \
         FROM rewards WHERE id = $1",
        id
    )?)
}

/// Takes one unit if the reward is available now; otherwise false.
pub async fn take_from_stock(tx: &mut Tx, id: RewardId, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE rewards SET stock_left = stock_left - 1 WHERE id = $1 AND stock_left > 0 \
         AND status = 'published' AND visible_from <= $2 AND (visible_until IS NULL OR visible_until > $2)",
        id,
        now
    )?;
    Ok(changed == 1)
}

pub async fn put_back(tx: &mut Tx, id: RewardId) -> Result<()> {
    sql!(tx, execute, "UPDATE rewards SET stock_left = stock_left + 1 WHERE id = $1", id)?;
    Ok(())
}

/// Writes off a redeemed unit: it does not return to stock.
pub async fn write_off(tx: &mut Tx, id: RewardId) -> Result<()> {
    sql!(tx, execute, "UPDATE rewards SET stock_received = stock_received - 1 WHERE id = $1", id)?;
    Ok(())
}

/// Counts a member's redemptions of a reward, except cancelled ones.
pub async fn count_redeemed(tx: &mut Tx, reward: RewardId, customer: CustomerId) -> Result<i64> {
    Ok(sql!(
        tx,
        scalar i64,
        "SELECT COUNT(*) FROM redemptions WHERE reward_id = $1 AND customer_id = $2 AND state <> 'cancelled'",
        reward,
        customer
    )?)
}

pub async fn is_active_dealer(tx: &mut Tx, dealer: DealerId) -> Result<bool> {
    let query = "SELECT id FROM dealers WHERE id = $1 AND active = $2";
    Ok(sql!(tx, optional_scalar DealerId, query, dealer, true)?.is_some())
}

/// Returns the redemption that a transfer paid for.
pub async fn get_redemption_of(tx: &mut Tx, transfer: TransferId) -> Result<RedemptionId> {
    let query = "SELECT id FROM redemptions WHERE transfer_id = $1";
    sql!(tx, optional_scalar RedemptionId, query, transfer)?.ok_or(AppError::Internal)
}

pub async fn insert_redemption(
    tx: &mut Tx,
    id: RedemptionId,
    order: &Order<'_>,
    reward: &LockedReward,
    transfer: TransferId,
    code_expires_on: Option<NaiveDate>,
) -> Result<()> {
    let (recipient, phone, address, dealer) = match order.destination {
        Destination::None => (None, None, None, None),
        Destination::Post { recipient, phone, address } => (Some(recipient), Some(phone), Some(address), None),
        Destination::Dealer(dealer) => (None, None, None, Some(*dealer)),
    };
    let state = reward.kind.first_state();
    sql!(
        tx,
        execute,
        "INSERT INTO redemptions (id, customer_id, reward_id, points, pay_fen, state, transfer_id, \
         code_expires_on, recipient, recipient_phone, address, pickup_dealer_id, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
        id,
        order.customer,
        order.reward,
        order.price.points,
        order.price.pay,
        state,
        transfer,
        code_expires_on,
        recipient,
        phone,
        address,
        dealer,
        order.now
    )?;
    Ok(())
}

/// Finds the reward of a member's own redemption.
pub async fn find_reward_of(tx: &mut Tx, customer: CustomerId, id: RedemptionId) -> Result<Option<RewardId>> {
    let query = "SELECT reward_id FROM redemptions WHERE id = $1 AND customer_id = $2";
    Ok(sql!(tx, optional_scalar RewardId, query, id, customer)?)
}

/// Locks the reward of any redemption.
pub async fn lock_reward_of(tx: &mut Tx, id: RedemptionId) -> Result<Option<LockedReward>> {
    let query = "SELECT reward_id FROM redemptions WHERE id = $1";
    match sql!(tx, optional_scalar RewardId, query, id)? {
        Some(reward) => lock_reward(tx, reward).await,
        None => Ok(None),
    }
}

#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct LockedRedemption {
    pub id: RedemptionId,
    pub customer_id: CustomerId,
    pub state: RedemptionState,
    pub points: i64,
    pub transfer_id: TransferId,
    pub code_expires_on: Option<NaiveDate>,
}

pub async fn lock_redemption(tx: &mut Tx, id: RedemptionId) -> Result<LockedRedemption> {
    Ok(for_update!(
        tx,
        one LockedRedemption,
        "SELECT id, customer_id, state, points, transfer_id, code_expires_on FROM redemptions WHERE id = $1",
        id
    )?)
}

/// Marks it as cancelled if it is still in the state in which it was seen.
pub async fn set_cancelled(
    tx: &mut Tx,
    seen: &LockedRedemption,
    refund: TransferId,
    why: Option<(CancelReason, &str)>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let (reason_code, reason) = why.unzip();
    let changed = sql!(
        tx,
        execute,
        "UPDATE redemptions SET state = 'cancelled', refund_transfer_id = $3, cancelled_at = $4, cancel_reason = $5, \
         cancel_reason_code = $6 WHERE id = $1 AND state = $2",
        seen.id,
        seen.state,
        refund,
        now,
        reason,
        reason_code
    )?;
    Ok(changed == 1)
}

/// Records which dealer's staff handed over goods or accepted a voucher; returns the dealer's names.
pub async fn insert_handover(
    tx: &mut Tx,
    id: RedemptionId,
    (dealer, account): (DealerId, AccountId),
    now: DateTime<Utc>,
) -> Result<Bilingual> {
    let insert = "INSERT INTO redemption_handovers (redemption_id, dealer_id, account_id, at) VALUES ($1, $2, $3, $4)";
    sql!(tx, execute, insert, id, dealer, account, now)?;
    Ok(sql!(tx, one Bilingual, "SELECT name_zh AS zh, name_en AS en FROM dealers WHERE id = $1", dealer)?)
}
