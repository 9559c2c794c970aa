//! Rows of rule versions. A published version never changes; it can only be withdrawn before it begins.

use super::input::DraftInput;
use crate::db::Tx;
use crate::error::Result;
use crate::points::rules::RuleCode;
use crate::points::rules::model::Status;
use crate::values::{AccountId, RuleId};
use crate::{for_update, sql};
use chrono::{DateTime, NaiveDate, Utc};

/// A version's state, locked.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct LockedVersion {
    pub code: RuleCode,
    pub status: Status,
    pub starts_on: Option<NaiveDate>,
    pub revision: i64,
    pub written_by: Option<AccountId>,
}

pub async fn lock(tx: &mut Tx, id: RuleId) -> Result<Option<LockedVersion>> {
    Ok(
        for_update!(tx, optional LockedVersion, "SELECT code, status, starts_on, revision, written_by FROM point_rules WHERE id = $1", id)?,
    )
}

/// Writes a draft as the next version of a rule; `None` if there is no such rule. Locks the rule's first version, so
/// that concurrent drafts get different numbers.
pub async fn insert_draft(
    tx: &mut Tx,
    by: AccountId,
    code: RuleCode,
    draft: &DraftInput,
    now: DateTime<Utc>,
) -> Result<Option<RuleId>> {
    let first =
        for_update!(tx, optional_scalar RuleId, "SELECT id FROM point_rules WHERE code = $1 AND version = 1", code)?;
    if first.is_none() {
        return Ok(None);
    }
    let id = sql!(
        tx,
        scalar RuleId,
        "INSERT INTO point_rules (code, version, value, cap, title_zh, title_en, status, starts_on, note, written_by, \
         written_at) SELECT code, (SELECT MAX(version) + 1 FROM point_rules WHERE code = $1), $2, $3, title_zh, title_en, \
         'draft', $4, $5, $6, $7 FROM point_rules WHERE code = $1 AND version = 1 RETURNING id",
        code,
        draft.value,
        draft.cap,
        draft.starts_on,
        &draft.note,
        by,
        now
    )?;
    insert_tiers(tx, id, draft).await?;
    Ok(Some(id))
}

pub async fn update_draft(
    tx: &mut Tx,
    by: AccountId,
    (id, revision): (RuleId, i64),
    draft: &DraftInput,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE point_rules SET value = $3, cap = $4, starts_on = $5, note = $6, written_by = $7, written_at = $8, \
         revision = revision + 1 WHERE id = $1 AND revision = $2 AND status = 'draft'",
        id,
        revision,
        draft.value,
        draft.cap,
        draft.starts_on,
        &draft.note,
        by,
        now
    )?;
    if changed == 1 {
        sql!(tx, execute, "DELETE FROM tier_rules WHERE rule_id = $1", id)?;
        insert_tiers(tx, id, draft).await?;
    }
    Ok(changed == 1)
}

async fn insert_tiers(tx: &mut Tx, id: RuleId, draft: &DraftInput) -> Result<()> {
    const INSERT: &str =
        "INSERT INTO tier_rules (rule_id, code, min_tier_points, multiplier_percent) VALUES ($1, $2, $3, $4)";
    for tier in &draft.tiers {
        sql!(tx, execute, INSERT, id, tier.tier, tier.min_tier_points, tier.multiplier_percent)?;
    }
    Ok(())
}

/// Publishes a draft; where two administrators are needed, not by its author.
pub async fn publish(
    tx: &mut Tx,
    by: AccountId,
    (id, revision): (RuleId, i64),
    valid_from: DateTime<Utc>,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE point_rules SET status = 'published', valid_from = $3, published_by = $4, published_at = $5, \
         revision = revision + 1 WHERE id = $1 AND revision = $2 AND status = 'draft' AND $3 > $5 \
         AND (code <> 'four_eyes' OR written_by <> $4)",
        id,
        revision,
        valid_from,
        by,
        now
    )?;
    Ok(changed == 1)
}

/// Withdraws a draft or a version that has not begun, but not one that took two administrators to publish.
pub async fn withdraw(tx: &mut Tx, (id, revision): (RuleId, i64), now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE point_rules SET status = 'withdrawn', valid_from = NULL, revision = revision + 1 \
         WHERE id = $1 AND revision = $2 AND (status = 'draft' OR (status = 'published' AND valid_from > $3 \
         AND code <> 'four_eyes'))",
        id,
        revision,
        now
    )?;
    Ok(changed == 1)
}
