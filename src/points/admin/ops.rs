//! Operations on adjustments. Lock order: the member's balance, then the adjustment.

use super::model::{AdjustmentReason, AdjustmentState};
use super::notifications;
use super::store::{self, Adjustment};
use crate::actions;
use crate::db::Tx;
use crate::error::{AppError, Conflict, Result};
use crate::i18n::Bilingual;
use crate::points::Refusal;
use crate::points::model::PointSource;
use crate::points::ops::{self, Movement};
use crate::points::rules::RuleCode;
use crate::values::{AccountId, AdjustmentId, CustomerId, TransferId};
use chrono::{DateTime, TimeDelta, Utc};

/// An adjustment that an administrator proposes.
#[derive(Clone, Copy, Debug)]
pub struct Proposal<'a> {
    pub customer: CustomerId,
    /// Positive gives, negative takes.
    pub points: i64,
    /// Visible to staff only.
    pub reason: &'a str,
    /// Visible to the member.
    pub reason_code: AdjustmentReason,
    pub by: AccountId,
    /// The same administrator and key mean the same proposal.
    pub idempotency_key: &'a str,
    pub now: DateTime<Utc>,
}

/// The outcome of a proposal.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Proposed {
    pub id: AdjustmentId,
    pub state: AdjustmentState,
    /// False if the same proposal was made before.
    pub new: bool,
}

/// Posts an adjustment at once if it is small; a larger one waits for another administrator.
pub async fn propose(tx: &mut Tx, proposal: &Proposal<'_>) -> Result<Proposed> {
    // Small adjustments add up, so the balance is locked while they are summed.
    ops::lock(tx, proposal.customer).await?;
    if let Some(before) = store::find_by_key(tx, proposal.by, proposal.idempotency_key).await? {
        let same = (before.customer_id, before.points, before.reason.as_str(), before.reason_code)
            == (proposal.customer, proposal.points, proposal.reason, proposal.reason_code);
        let found = Proposed { id: before.id, state: before.state, new: false };
        return if same { Ok(found) } else { Err(Conflict::KeyReused.into()) };
    }
    let is_small = is_small(tx, proposal).await?;
    let id = store::insert(tx, proposal).await?;
    if !is_small {
        actions::insert(tx, proposal.by, ("propose", "adjustment", id.0), proposal.reason, proposal.now).await?;
        return Ok(Proposed { id, state: AdjustmentState::Proposed, new: true });
    }
    let adjustment = store::find(tx, id).await?.ok_or(AppError::Internal)?;
    let transfer = post(tx, &adjustment, proposal.by, proposal.now).await?;
    store::set_done(tx, id, (None, transfer), proposal.now).await?;
    actions::insert(tx, proposal.by, ("post", "adjustment", id.0), proposal.reason, proposal.now).await?;
    Ok(Proposed { id, state: AdjustmentState::Done, new: true })
}

/// Whether it stays within the limit, together with the administrator's own adjustments for the member within a day.
async fn is_small(tx: &mut Tx, proposal: &Proposal<'_>) -> Result<bool> {
    let line = ops::rule_value(tx, RuleCode::FourEyes, proposal.now).await?;
    let since = proposal.now - TimeDelta::days(1);
    let before = store::sum_small(tx, proposal.by, proposal.customer, since).await?;
    Ok(proposal.points.abs().saturating_add(before) <= line)
}

/// Posts what another administrator proposed, once; refused if the points to take are no longer there.
pub async fn approve(tx: &mut Tx, id: AdjustmentId, by: AccountId, now: DateTime<Utc>) -> Result<()> {
    let adjustment = lock(tx, id).await?;
    if adjustment.proposed_by == by {
        return Err(Refusal::OwnProposal.into());
    }
    let transfer = post(tx, &adjustment, by, now).await?;
    if !store::set_done(tx, id, (Some(by), transfer), now).await? {
        return Err(Conflict::Handled.into());
    }
    actions::insert(tx, by, ("approve", "adjustment", id.0), &adjustment.reason, now).await
}

/// Declines a proposal for a reason; the proposer may do so too, as a withdrawal.
pub async fn decline(tx: &mut Tx, id: AdjustmentId, by: AccountId, reason: &str, now: DateTime<Utc>) -> Result<()> {
    lock(tx, id).await?;
    if !store::set_declined(tx, id, (by, reason), now).await? {
        return Err(Conflict::Handled.into());
    }
    actions::insert(tx, by, ("decline", "adjustment", id.0), reason, now).await
}

/// Finds a waiting proposal and locks its member's balance, so that nobody else decides on it.
async fn lock(tx: &mut Tx, id: AdjustmentId) -> Result<Adjustment> {
    let customer = store::find(tx, id).await?.ok_or(AppError::NotFound)?.customer_id;
    ops::lock(tx, customer).await?;
    let adjustment = store::find(tx, id).await?.ok_or(AppError::NotFound)?;
    if adjustment.state == AdjustmentState::Proposed { Ok(adjustment) } else { Err(Conflict::Handled.into()) }
}

/// Posts the adjustment and notifies the member in the same transaction.
async fn post(tx: &mut Tx, adjustment: &Adjustment, by: AccountId, now: DateTime<Utc>) -> Result<TransferId> {
    let reason_code = adjustment.reason_code;
    let label = Bilingual::of(|l| reason_code.label(l));
    let movement = Movement {
        customer: adjustment.customer_id,
        points: adjustment.points.abs(),
        actor: &format!("admin:{by}"),
        idempotency_key: &format!("adjustment:{}", adjustment.id),
        rule: Some(RuleCode::FourEyes),
        source: PointSource::Adjustment,
        source_id: adjustment.id.0,
        label: label.as_deref(),
        at: now,
    };
    let moved = if adjustment.points > 0 {
        ops::give(tx, &movement, adjustment.proposed_at).await?
    } else {
        ops::take(tx, &movement, adjustment.proposed_at).await?
    };
    if moved.new {
        notifications::adjusted(tx, adjustment, now).await?;
    }
    Ok(moved.transfer)
}
