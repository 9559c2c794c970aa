//! Which rules are in force. At any moment each rule has one version in force: the published one that began last.

use super::model::{Applied, InForce, month_around};
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::points::model::{PointSource, TierRule};
use crate::points::rules::RuleCode;
use crate::values::{CustomerId, DealerId, ModelId};
use crate::{for_update, sql};
use chrono::{DateTime, Utc};

/// Where something was earned, as campaigns may be limited by model and dealer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct CampaignScope {
    pub model: Option<ModelId>,
    pub dealer: Option<DealerId>,
}

/// A rule that does not exist is an internal error.
pub async fn in_force(tx: &mut Tx, code: RuleCode, at: DateTime<Utc>) -> Result<InForce> {
    let found = sql!(
        tx,
        optional InForce,
        "SELECT id, value, cap FROM point_rules WHERE code = $1 AND valid_from <= $2 \
         ORDER BY valid_from DESC, version DESC LIMIT 1",
        code,
        at
    )?;
    found.ok_or_else(|| {
        tracing::error!(%code, "no such rule");
        AppError::Internal
    })
}

/// The best campaign for a rule, moment and scope. Locks it, so that it cannot be ended until the transaction ends.
pub async fn best_campaign(
    tx: &mut Tx,
    code: RuleCode,
    at: DateTime<Utc>,
    scope: CampaignScope,
) -> Result<Option<Applied>> {
    Ok(for_update!(
        tx,
        optional Applied,
        shared "SELECT c.id, c.percent FROM point_campaigns c WHERE c.rule_code = $1 AND c.status = 'published' \
         AND c.starts_at <= $2 AND c.ends_at > $2 \
         AND (NOT EXISTS (SELECT 1 FROM point_campaign_models m WHERE m.campaign_id = c.id) \
         OR EXISTS (SELECT 1 FROM point_campaign_models m WHERE m.campaign_id = c.id AND m.model_id = $3)) \
         AND (NOT EXISTS (SELECT 1 FROM point_campaign_dealers d WHERE d.campaign_id = c.id) \
         OR EXISTS (SELECT 1 FROM point_campaign_dealers d WHERE d.campaign_id = c.id AND d.dealer_id = $4)) \
         ORDER BY c.percent DESC, c.id LIMIT 1",
        code,
        at,
        scope.model,
        scope.dealer
    )?)
}

/// What a member has earned by a rule in the calendar month around a moment, less reversals, without what came from
/// `but`. The member's account must be locked.
pub async fn earned_in_month(
    tx: &mut Tx,
    customer: CustomerId,
    code: RuleCode,
    at: DateTime<Utc>,
    but: Option<(PointSource, i64)>,
) -> Result<i64> {
    let month = month_around(at);
    let (source, source_id) = but.unzip();
    Ok(sql!(
        tx,
        scalar i64,
        "SELECT CAST(COALESCE(-SUM(e.amount), 0) AS BIGINT) FROM point_transfers t \
         JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'issue' \
         JOIN point_rules r ON r.id = t.rule_id AND r.code = $2 \
         WHERE t.customer_id IN (SELECT $1 UNION ALL SELECT customer_id FROM customer_merges WHERE survivor_id = $1) \
         AND t.rule_id IS NOT NULL AND t.rule_at >= $3 AND t.rule_at < $4 \
         AND t.kind IN ('earn', 'reverse') AND (CAST($5 AS TEXT) IS NULL OR t.source <> $5 OR t.source_id <> $6)",
        customer,
        code,
        month.from,
        month.until,
        source,
        source_id
    )?)
}

/// The tiers in force at a moment, lowest first.
pub async fn tiers(tx: &mut Tx, at: DateTime<Utc>) -> Result<Vec<TierRule>> {
    Ok(sql!(
        tx,
        all TierRule,
        "SELECT code, min_tier_points, multiplier_percent FROM tier_rules WHERE rule_id = (SELECT id FROM point_rules \
         WHERE code = 'tiers' AND valid_from <= $1 ORDER BY valid_from DESC, version DESC LIMIT 1) ORDER BY min_tier_points",
        at
    )?)
}

/// A published campaign as shown to owners.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Announced {
    pub title_zh: String,
    pub title_en: String,
    pub rule_zh: String,
    pub rule_en: String,
    pub percent: i64,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    /// Limited to some models or dealers.
    pub limited: bool,
}

/// Published campaigns that are not over at `now` and begin by `until`, in order of their beginning.
pub async fn list_announced(tx: &mut Tx, now: DateTime<Utc>, until: DateTime<Utc>) -> Result<Vec<Announced>> {
    Ok(sql!(
        tx,
        all Announced,
        "SELECT c.title_zh, c.title_en, r.title_zh AS rule_zh, r.title_en AS rule_en, c.percent, c.starts_at, c.ends_at, \
         (EXISTS (SELECT 1 FROM point_campaign_models m WHERE m.campaign_id = c.id) \
         OR EXISTS (SELECT 1 FROM point_campaign_dealers d WHERE d.campaign_id = c.id)) AS limited \
         FROM point_campaigns c JOIN point_rules r ON r.code = c.rule_code AND r.version = 1 \
         WHERE c.status = 'published' AND c.ends_at > $1 AND c.starts_at <= $2 ORDER BY c.starts_at, c.id LIMIT 20",
        now,
        until
    )?)
}
