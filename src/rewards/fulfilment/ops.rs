//! What administrators do with a redemption. Each step happens once: of two concurrent attempts one wins, and the other
//! is told that it has already been handled.

use super::model::{CallOff, Shipment, number};
use super::notifications;
use super::pickup_store;
use super::store;
use crate::actions::{self, Tally, in_lock_order};
use crate::db::Tx;
use crate::error::{AppError, Conflict, Result};
use crate::files::{Reason, Why};
use crate::outbox::{self, Topic};
use crate::rewards::model::RedemptionState;
use crate::rewards::ops::{GiveBack, Refunded, give_back};
use crate::rewards::store::{self as rewards, LockedRedemption, LockedReward};
use crate::values::{AccountId, DealerId, RedemptionId};
use chrono::{DateTime, Utc};

/// Who acts on which redemption, and when.
#[derive(Clone, Copy, Debug)]
pub struct Step {
    pub by: AccountId,
    pub id: RedemptionId,
    pub now: DateTime<Utc>,
}

/// Marks it as packed; its member can no longer cancel it.
pub async fn pick(tx: &mut Tx, step: Step) -> Result<()> {
    let changed = store::set_picked(tx, step.id, step.now).await?;
    step.changed(tx, changed).await?;
    step.note(tx, "pick", "").await
}

/// A step that can be taken for several redemptions at once. Parcels are shipped one by one, since each has its own
/// tracking number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Together {
    Pick,
    Arrive,
    HandOver,
}

/// Takes a step for each of these redemptions if possible; returns how many took it and how many did not.
pub async fn several(
    tx: &mut Tx,
    by: AccountId,
    together: Together,
    ids: Vec<RedemptionId>,
    now: DateTime<Utc>,
) -> Result<(i64, i64)> {
    let mut tally = Tally::default();
    for id in in_lock_order(ids) {
        let step = Step { by, id, now };
        tally.count(match together {
            Together::Pick => pick(tx, step).await,
            Together::Arrive => arrive(tx, step).await,
            Together::HandOver => hand_over(tx, step).await,
        })?;
    }
    tally.finish()
}

/// Marks it as shipped.
pub async fn ship(tx: &mut Tx, step: Step, shipment: &Shipment) -> Result<()> {
    let changed = store::set_shipped(tx, step.id, shipment, step.now).await?;
    let subject = step.changed(tx, changed).await?;
    step.note(tx, "ship", &shipment.stored()).await?;
    outbox::notify(tx, subject.customer_id, (Topic::Redemption, step.id), step.now, |l| {
        notifications::shipped(l, &subject, shipment)
    })
    .await
}

/// Marks it as arrived at the dealer where its member picks it up.
pub async fn arrive(tx: &mut Tx, step: Step) -> Result<()> {
    let changed = store::set_ready(tx, step.id, step.now).await?;
    let subject = step.changed(tx, changed).await?;
    step.note(tx, "arrive", "").await?;
    outbox::notify(tx, subject.customer_id, (Topic::Redemption, step.id), step.now, |l| {
        notifications::ready(l, &subject)
    })
    .await
}

/// Marks it as handed over, and notifies its member.
pub async fn hand_over(tx: &mut Tx, step: Step) -> Result<()> {
    let dealer = store::set_handed_over(tx, step.id, step.now).await?;
    let subject = step.changed(tx, dealer.is_some()).await?;
    let dealer = dealer.ok_or(Conflict::Handled)?;
    rewards::insert_handover(tx, step.id, (dealer, step.by), step.now).await?;
    step.note(tx, "hand_over", "").await?;
    outbox::notify(tx, subject.customer_id, (Topic::Redemption, step.id), step.now, |l| {
        notifications::handed_over(l, &subject)
    })
    .await
}

/// Handover by the dealer's own staff; a redemption for another dealer is not found.
pub async fn hand_over_at(tx: &mut Tx, dealer: DealerId, step: Step) -> Result<()> {
    pickup_store::find(tx, dealer, step.id).await?.ok_or(AppError::NotFound)?;
    hand_over(tx, step).await
}

/// Corrects carrier or tracking number; `seen` is the recorded parcel that the administrator wants to correct.
pub async fn correct_parcel(tx: &mut Tx, step: Step, seen: &str, shipment: &Shipment) -> Result<()> {
    let changed = store::set_parcel(tx, step.id, seen, shipment).await?;
    let subject = step.changed(tx, changed).await?;
    step.note(tx, "correct_parcel", &format!("{seen} → {}", shipment.stored())).await?;
    let micros = step.now.timestamp_micros();
    outbox::notify(tx, subject.customer_id, (Topic::Redemption, step.id), step.now, |l| {
        (format!("parcel-{micros}"), notifications::parcel_corrected(l, &subject, shipment))
    })
    .await
}

/// Cancels a redemption that is still in the state `seen`: refunds the points to the original lots and returns the unit
/// to stock. The member is told the reason.
pub async fn cancel(tx: &mut Tx, step: Step, seen: RedemptionState, why: &CallOff) -> Result<()> {
    let (reward, held) = step.lock(tx).await?;
    if held.state != seen || !seen.is_waiting() {
        return Err(Conflict::Handled.into());
    }
    let refunded = step.give_back(tx, (&held, &reward), why, true).await?;
    step.note(tx, "cancel", &why.reason).await?;
    outbox::notify(tx, held.customer_id, (Topic::Redemption, step.id), step.now, |l| {
        notifications::called_off(l, &reward, refunded, why.reason_code)
    })
    .await
}

/// Takes back goods that were shipped or handed over: refunds the points to the original lots, and returns the unit to
/// stock if it can be redeemed again. The member is told the reason.
pub async fn return_goods(tx: &mut Tx, step: Step, why: &CallOff, restock: bool) -> Result<()> {
    let (reward, held) = step.lock(tx).await?;
    if held.state != RedemptionState::Fulfilled || reward.kind.has_code() {
        return Err(Conflict::Handled.into());
    }
    let refunded = step.give_back(tx, (&held, &reward), why, restock).await?;
    step.note(tx, "return_goods", &why.reason).await?;
    if !restock {
        let what = ("write_off", "reward", reward.id.0);
        actions::insert(tx, step.by, what, &format!("−1：{}", number(step.id)), step.now).await?;
    }
    outbox::notify(tx, held.customer_id, (Topic::Redemption, step.id), step.now, |l| {
        notifications::goods_returned(l, &reward, refunded, why.reason_code)
    })
    .await
}

/// Records that an administrator opens a delivery address.
pub async fn open_address(tx: &mut Tx, step: Step) -> Result<()> {
    let noted = store::insert_access(tx, (step.by, step.id), &reason(step.id), step.now).await?;
    step.changed(tx, noted).await?;
    Ok(())
}

/// The recorded reason for opening the address of a redemption.
pub fn reason(id: RedemptionId) -> String {
    Why { reason: Reason::Fulfilment, detail: number(id) }.stored()
}

impl Step {
    /// Locks the reward first, then its redemption.
    async fn lock(self, tx: &mut Tx) -> Result<(LockedReward, LockedRedemption)> {
        let reward = rewards::lock_reward_of(tx, self.id).await?.ok_or(AppError::NotFound)?;
        Ok((reward, rewards::lock_redemption(tx, self.id).await?))
    }

    async fn give_back(
        self,
        tx: &mut Tx,
        locked: (&LockedRedemption, &LockedReward),
        why: &CallOff,
        restock: bool,
    ) -> Result<Refunded> {
        let why = Some((why.reason_code, why.reason.as_str()));
        give_back(tx, locked, &GiveBack { actor: &format!("admin:{}", self.by), why, restock, now: self.now }).await
    }

    /// Returns the subject of a step that happened; otherwise `NotFound`, or `Handled` if somebody else was faster.
    async fn changed(self, tx: &mut Tx, changed: bool) -> Result<store::Subject> {
        let subject = store::find_subject(tx, self.id).await?.ok_or(AppError::NotFound)?;
        if changed { Ok(subject) } else { Err(Conflict::Handled.into()) }
    }

    async fn note(self, tx: &mut Tx, action: &str, detail: &str) -> Result<()> {
        actions::insert(tx, self.by, (action, "redemption", self.id.0), detail, self.now).await
    }
}
