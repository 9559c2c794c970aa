//! Rows of campaigns.

use super::campaign_input::CampaignInput;
use crate::clock::start_of;
use crate::db::Tx;
use crate::error::Result;
use crate::points::rules::model::Status;
use crate::values::{AccountId, CampaignId, DealerId};
use crate::{for_update, sql};
use chrono::{DateTime, TimeDelta, Utc};

/// Locks a campaign; returns its state and revision.
pub async fn lock(tx: &mut Tx, id: CampaignId) -> Result<Option<(Status, i64)>> {
    let query =
        for_update!(tx, optional(Status, i64), "SELECT status, revision FROM point_campaigns WHERE id = $1", id);
    Ok(query?)
}

pub async fn insert(tx: &mut Tx, by: AccountId, c: &CampaignInput, now: DateTime<Utc>) -> Result<CampaignId> {
    let id = sql!(
        tx,
        scalar CampaignId,
        "INSERT INTO point_campaigns (rule_code, percent, title_zh, title_en, starts_at, ends_at, status, note, \
         written_by, written_at) VALUES ($1, $2, $3, $4, $5, $6, 'draft', $7, $8, $9) RETURNING id",
        &c.rule,
        c.percent,
        &c.title_zh,
        &c.title_en,
        start_of(c.from_on),
        start_of(c.until_on + TimeDelta::days(1)),
        &c.note,
        by,
        now
    )?;
    insert_limits(tx, id, c).await?;
    Ok(id)
}

pub async fn update(
    tx: &mut Tx,
    by: AccountId,
    (id, revision): (CampaignId, i64),
    c: &CampaignInput,
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE point_campaigns SET rule_code = $3, percent = $4, title_zh = $5, title_en = $6, starts_at = $7, \
         ends_at = $8, note = $9, written_by = $10, written_at = $11, revision = revision + 1 \
         WHERE id = $1 AND revision = $2 AND status = 'draft'",
        id,
        revision,
        &c.rule,
        c.percent,
        &c.title_zh,
        &c.title_en,
        start_of(c.from_on),
        start_of(c.until_on + TimeDelta::days(1)),
        &c.note,
        by,
        now
    )?;
    if changed == 1 {
        sql!(tx, execute, "DELETE FROM point_campaign_models WHERE campaign_id = $1", id)?;
        sql!(tx, execute, "DELETE FROM point_campaign_dealers WHERE campaign_id = $1", id)?;
        insert_limits(tx, id, c).await?;
    }
    Ok(changed == 1)
}

async fn insert_limits(tx: &mut Tx, id: CampaignId, c: &CampaignInput) -> Result<()> {
    for model in &c.models {
        sql!(tx, execute, "INSERT INTO point_campaign_models (campaign_id, model_id) VALUES ($1, $2)", id, model)?;
    }
    for dealer in &c.dealers {
        sql!(tx, execute, "INSERT INTO point_campaign_dealers (campaign_id, dealer_id) VALUES ($1, $2)", id, dealer)?;
    }
    Ok(())
}

/// Publishes a draft, only if it begins in the future.
pub async fn publish(
    tx: &mut Tx,
    by: AccountId,
    (id, revision): (CampaignId, i64),
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE point_campaigns SET status = 'published', published_by = $3, published_at = $4, \
         revision = revision + 1 WHERE id = $1 AND revision = $2 AND status = 'draft' AND starts_at > $4",
        id,
        revision,
        by,
        now
    )?;
    Ok(changed == 1)
}

pub async fn withdraw(tx: &mut Tx, (id, revision): (CampaignId, i64), now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE point_campaigns SET status = 'withdrawn', revision = revision + 1 \
         WHERE id = $1 AND revision = $2 AND (status = 'draft' OR (status = 'published' AND starts_at > $3))",
        id,
        revision,
        now
    )?;
    Ok(changed == 1)
}

/// The latest moment for which an earning used the campaign; the campaign must be locked.
pub async fn last_followed(tx: &mut Tx, id: CampaignId) -> Result<Option<DateTime<Utc>>> {
    let query = "SELECT MAX(rule_at) FROM point_transfers WHERE campaign_id = $1";
    Ok(sql!(tx, scalar Option<DateTime<Utc>>, query, id)?)
}

/// Ends a running campaign, only at a future moment before its present end.
pub async fn end(
    tx: &mut Tx,
    by: AccountId,
    (id, revision): (CampaignId, i64),
    (ends_at, reason): (DateTime<Utc>, &str),
    now: DateTime<Utc>,
) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE point_campaigns SET planned_ends_at = COALESCE(planned_ends_at, ends_at), ends_at = $3, ended_by = $4, \
         ended_at = $5, end_reason = $6, revision = revision + 1 WHERE id = $1 AND revision = $2 \
         AND status = 'published' AND starts_at <= $5 AND ends_at > $3 AND $3 > $5",
        id,
        revision,
        ends_at,
        by,
        now,
        reason
    )?;
    Ok(changed == 1)
}

pub async fn find_dealer(tx: &mut Tx, code: &str) -> Result<Option<DealerId>> {
    Ok(sql!(tx, optional_scalar DealerId, "SELECT id FROM dealers WHERE code = $1", code)?)
}
