//! What administrators do with a reward; every action is recorded.

use super::input::RewardInput;
use super::store::{self as admin_store, Stock};
use super::{fields, queries};
use crate::actions::{self, Edit, Tally, Values, in_lock_order, insert_edit};
use crate::db::Tx;
use crate::drafts::{self, Subject, Submission};
use crate::error::{AppError, Conflict, Problem, Result};
use crate::pictures;
use crate::rewards::Refusal;
use crate::rewards::model::{CodeOrigin, RewardStatus};
use crate::rewards::price::Prices;
use crate::rewards::store::{LockedReward, lock_reward};
use crate::rewards::vouchers::batches;
use crate::values::{AccountId, RewardId, Tier, points};
use chrono::{DateTime, Utc};

/// Who acts on which reward, and when.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub by: AccountId,
    pub id: RewardId,
    pub now: DateTime<Utc>,
}

/// Creates a draft with its initial stock; resubmitting the same form returns the same draft.
pub async fn create(tx: &mut Tx, sent: &Submission, input: &RewardInput, stock: i64) -> Result<RewardId> {
    if let Some(id) = drafts::find_or_claim(tx, sent, Subject::Reward).await? {
        return Ok(RewardId(id));
    }
    pictures::may_show(tx, sent.by, &input.picture, None).await?;
    if input.codes == CodeOrigin::Imported && stock > 0 {
        return Err(AppError::field("stock", Problem::StockIsCodes));
    }
    let id = admin_store::insert_reward(tx, input, stock).await?;
    drafts::settle(tx, sent, id.0).await?;
    let step = Step { by: sent.by, id, now: sent.now };
    step.note(tx, "create", &format!("{}, {}", price_line(&input.prices), points(stock))).await?;
    Ok(id)
}

/// Saves an edit if the reward has not changed since `version`. Existing redemptions keep their price.
pub async fn save(tx: &mut Tx, step: Step, version: i64, input: &RewardInput) -> Result<()> {
    let before = step.lock(tx).await?;
    if before.kind != input.kind && admin_store::was_redeemed(tx, step.id).await? {
        return Err(AppError::field("kind", Problem::Redeemed));
    }
    let stock = admin_store::find_stock(tx, step.id).await?.ok_or(AppError::NotFound)?;
    if before.codes != input.codes && (stock.received, stock.left) != (0, 0) {
        return Err(AppError::field("codes", Problem::HasStock));
    }
    check_batch(tx, (step.id, &before), input).await?;
    let values_before = step.values(tx).await?;
    pictures::may_show(tx, step.by, &input.picture, Some(&before.picture)).await?;
    if !admin_store::update_reward(tx, (step.id, version), input).await? {
        return Err(Conflict::Stale.into());
    }
    let after = step.values(tx).await?;
    let edit =
        Edit { by: step.by, action: "edit", subject: "reward", id: step.id.0, version: version + 1, at: step.now };
    insert_edit(tx, edit, &values_before, &after).await
}

/// Refuses changes of kind and of code origin while a batch of codes is open.
async fn check_batch(tx: &mut Tx, (id, before): (RewardId, &LockedReward), input: &RewardInput) -> Result<()> {
    let changes = [("codes", before.codes != input.codes), ("kind", before.kind != input.kind)];
    match changes.into_iter().find(|(_, changed)| *changed) {
        Some((field, _)) if batches::is_open(tx, id).await? => Err(AppError::field(field, Problem::BatchOpen)),
        _ => Ok(()),
    }
}

/// Publishes a reward, visible from its first day on.
pub async fn publish(tx: &mut Tx, step: Step) -> Result<()> {
    let before = step.lock(tx).await?;
    if !admin_store::publish(tx, step.id, step.now).await? {
        let over = before.visible_until.is_some_and(|until| until <= step.now);
        return Err(if over { Refusal::NotAvailable.into() } else { Conflict::Handled.into() });
    }
    step.note(tx, "publish", "").await
}

/// Deletes a draft together with its stock; the action remains on record. No member has seen a draft, so only codes can
/// refer to it; a draft with codes cannot be deleted.
pub async fn delete(tx: &mut Tx, step: Step, version: i64) -> Result<()> {
    let before = step.lock(tx).await?;
    let received = admin_store::find_stock(tx, step.id).await?.ok_or(AppError::NotFound)?.received;
    if before.status != RewardStatus::Draft {
        return Err(Conflict::WrongState.into());
    }
    if admin_store::had_codes(tx, step.id).await? {
        return Err(Refusal::DraftHasCodes.into());
    }
    if !admin_store::delete_draft(tx, (step.id, version)).await? {
        return Err(Conflict::Stale.into());
    }
    step.note(tx, "delete", &format!("{} × {received}", before.title_zh)).await
}

/// Retires a reward: it can no longer be redeemed; existing redemptions are unaffected.
pub async fn retire(tx: &mut Tx, step: Step) -> Result<()> {
    step.lock(tx).await?;
    if !admin_store::retire(tx, step.id).await? {
        return Err(Conflict::Handled.into());
    }
    step.note(tx, "retire", "").await
}

/// Publishes each of these rewards if possible; returns how many were published and how many were left.
pub async fn publish_several(tx: &mut Tx, by: AccountId, ids: Vec<RewardId>, now: DateTime<Utc>) -> Result<(i64, i64)> {
    let mut tally = Tally::default();
    for id in in_lock_order(ids) {
        tally.count(publish(tx, Step { by, id, now }).await)?;
    }
    tally.finish()
}

/// Retires each of these rewards if possible; returns how many were retired and how many were left.
pub async fn retire_several(tx: &mut Tx, by: AccountId, ids: Vec<RewardId>, now: DateTime<Utc>) -> Result<(i64, i64)> {
    let mut tally = Tally::default();
    for id in in_lock_order(ids) {
        tally.count(retire(tx, Step { by, id, now }).await)?;
    }
    tally.finish()
}

/// Adds a delivery. `seen` is the stock received as the administrator saw it: a button pressed twice, or by two people,
/// counts once.
pub async fn receive(tx: &mut Tx, step: Step, seen: i64, more: i64) -> Result<()> {
    change_stock(tx, step, seen, more).await?;
    step.note(tx, "receive", &format!("+{more}")).await
}

/// Reduces the stock after a count, but never below what has been redeemed.
pub async fn correct(tx: &mut Tx, step: Step, seen: i64, fewer: i64, reason: &str) -> Result<()> {
    change_stock(tx, step, seen, -fewer).await?;
    step.note(tx, "correct", &format!("−{fewer}：{reason}")).await
}

async fn change_stock(tx: &mut Tx, step: Step, seen: i64, more: i64) -> Result<()> {
    if step.lock(tx).await?.codes == CodeOrigin::Imported {
        return Err(Refusal::StockIsCodes.into());
    }
    if admin_store::add_stock(tx, step.id, seen, more).await? {
        return Ok(());
    }
    let Stock { received, left } = admin_store::find_stock(tx, step.id).await?.ok_or(AppError::NotFound)?;
    Err(if received == seen { Refusal::StockIssued { left }.into() } else { Conflict::Stale.into() })
}

/// Swaps a reward with its neighbour of the same status, if there is one, and returns that status.
pub async fn reorder(tx: &mut Tx, step: Step, up: bool) -> Result<RewardStatus> {
    let reward = step.lock(tx).await?;
    let Some(other) = admin_store::find_neighbour(tx, step.id, up).await? else { return Ok(reward.status) };
    let (mover, before) = if up { (step.id, other) } else { (other, step.id) };
    admin_store::put_before(tx, mover, before).await?;
    step.note(tx, "move", if up { "↑" } else { "↓" }).await?;
    Ok(reward.status)
}

/// The initial prices of all tiers, as recorded in the history.
fn price_line(prices: &Prices) -> String {
    let mut tiers: Vec<String> = Tier::ALL.iter().map(|tier| points(prices.of(Some(*tier)).points)).collect();
    tiers.dedup();
    let price = tiers.join("/");
    let pay = prices.of(None).pay;
    if pay.0 > 0 { format!("{price} + {pay}") } else { price }
}

/// Records what an administrator did to a reward.
pub async fn note(tx: &mut Tx, step: Step, action: &str, detail: &str) -> Result<()> {
    step.note(tx, action, detail).await
}

impl Step {
    async fn lock(self, tx: &mut Tx) -> Result<LockedReward> {
        lock_reward(tx, self.id).await?.ok_or(AppError::NotFound)
    }

    /// The form's field values of the reward, which must be locked.
    async fn values(self, tx: &mut Tx) -> Result<Values> {
        let reward = queries::find_draft(tx, self.id).await?.ok_or(AppError::NotFound)?;
        Ok(fields::values(&reward))
    }

    async fn note(self, tx: &mut Tx, action: &str, detail: &str) -> Result<()> {
        actions::insert(tx, self.by, (action, "reward", self.id.0), detail, self.now).await
    }
}
