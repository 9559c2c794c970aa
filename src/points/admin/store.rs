//! Rows of adjustments; each is decided once.

use super::model::{AdjustmentReason, AdjustmentState};
use super::ops::Proposal;
use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::values::{AccountId, AdjustmentId, CustomerId, TransferId};
use chrono::{DateTime, Utc};

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Adjustment {
    pub id: AdjustmentId,
    pub customer_id: CustomerId,
    pub points: i64,
    pub reason: String,
    pub reason_code: AdjustmentReason,
    pub state: AdjustmentState,
    pub proposed_by: AccountId,
    pub proposed_at: DateTime<Utc>,
}

pub async fn find(tx: &mut Tx, id: AdjustmentId) -> Result<Option<Adjustment>> {
    Ok(sql!(
        tx,
        optional Adjustment,
        "SELECT id, customer_id, points, reason, reason_code, state, proposed_by, proposed_at FROM point_adjustments WHERE id = $1",
        id
    )?)
}

pub async fn find_by_key(tx: &mut Tx, by: AccountId, idempotency_key: &str) -> Result<Option<Adjustment>> {
    Ok(sql!(
        tx,
        optional Adjustment,
        "SELECT id, customer_id, points, reason, reason_code, state, proposed_by, proposed_at FROM point_adjustments \
         WHERE proposed_by = $1 AND idempotency_key = $2",
        by,
        idempotency_key
    )?)
}

/// Inserts a waiting proposal under the rule version in force now.
pub async fn insert(tx: &mut Tx, proposal: &Proposal<'_>) -> Result<AdjustmentId> {
    Ok(sql!(
        tx,
        scalar AdjustmentId,
        "INSERT INTO point_adjustments (customer_id, points, reason, reason_code, state, rule_id, proposed_by, \
         idempotency_key, proposed_at) VALUES ($1, $2, $3, $7, 'proposed', (SELECT id FROM point_rules WHERE code = 'four_eyes' \
         AND valid_from <= $6 ORDER BY valid_from DESC, version DESC LIMIT 1), $4, $5, $6) RETURNING id",
        proposal.customer,
        proposal.points,
        proposal.reason,
        proposal.by,
        proposal.idempotency_key,
        proposal.now,
        proposal.reason_code
    )?)
}

/// Points that an administrator adjusted alone for a member since `since`; giving and taking count alike.
pub async fn sum_small(tx: &mut Tx, by: AccountId, customer: CustomerId, since: DateTime<Utc>) -> Result<i64> {
    Ok(sql!(
        tx,
        scalar i64,
        "SELECT CAST(COALESCE(SUM(ABS(points)), 0) AS BIGINT) FROM point_adjustments \
         WHERE customer_id IN (SELECT $2 UNION ALL SELECT customer_id FROM customer_merges WHERE survivor_id = $2) \
         AND proposed_by = $1 AND state = 'done' AND decided_by IS NULL AND proposed_at > $3",
        by,
        customer,
        since
    )?)
}

/// Marks it done; false if it was decided before, or is the approver's own. `by` is `None` if no approval was needed.
pub async fn set_done(
    tx: &mut Tx,
    id: AdjustmentId,
    (by, transfer): (Option<AccountId>, TransferId),
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE point_adjustments SET state = 'done', decided_by = $2, transfer_id = $3, decided_at = $4 \
         WHERE id = $1 AND state = 'proposed' AND COALESCE($2, 0) <> proposed_by",
        id,
        by,
        transfer,
        now
    )?;
    Ok(changed == 1)
}

pub async fn set_declined(
    tx: &mut Tx,
    id: AdjustmentId,
    (by, reason): (AccountId, &str),
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE point_adjustments SET state = 'declined', decided_by = $2, decline_reason = $3, decided_at = $4 \
         WHERE id = $1 AND state = 'proposed'",
        id,
        by,
        reason,
        now
    )?;
    Ok(changed == 1)
}
