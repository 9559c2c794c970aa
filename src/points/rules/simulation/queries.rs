//! Reads the drafts and the past that they are tried on, in batches.

use super::expiry::{Lot, Use};
use super::model::{Campaign, Draft};
use super::replay::{Line, RuleHistory, Version};
use super::store::Run;
use crate::clock::Span;
use crate::db::{IdSlice, Tx};
use crate::error::{AppError, Result};
use crate::points::model::{PointAccount, TierRule};
use crate::points::rules::RuleCode;
use crate::points::rules::model::Terms;
use crate::sql;
use crate::values::{CampaignId, PerTier, Tier};
use chrono::{DateTime, Utc};

pub async fn load_draft(tx: &mut Tx, run: &Run) -> Result<Draft> {
    let rule = match (run.rule_id, run.campaign_id) {
        (Some(rule), _) => rule,
        (None, Some(campaign)) => return Ok(Draft::Campaign(load_campaign(tx, campaign).await?)),
        (None, None) => return Err(AppError::Internal),
    };
    let terms = sql!(tx, one Terms, "SELECT value, cap FROM point_rules WHERE id = $1", rule)?;
    Ok(match run.code {
        RuleCode::Tiers => {
            let query = "SELECT code, min_tier_points, multiplier_percent FROM tier_rules WHERE rule_id = $1 \
                         ORDER BY min_tier_points";
            Draft::Tiers(sql!(tx, all TierRule, query, rule)?)
        }
        RuleCode::PointValue => Draft::PointValue(terms.value),
        RuleCode::Validity => Draft::Validity(u32::try_from(terms.value).unwrap_or(u32::MAX)),
        code if code.earns() => Draft::Version(terms),
        _ => return Err(AppError::Internal),
    })
}

async fn load_campaign(tx: &mut Tx, id: CampaignId) -> Result<Campaign> {
    let query = "SELECT percent, starts_at, ends_at FROM point_campaigns WHERE id = $1";
    let campaign = sql!(tx, one Campaign, query, id)?;
    let models = sql!(tx, scalars i64, "SELECT model_id FROM point_campaign_models WHERE campaign_id = $1", id)?;
    let dealers = sql!(tx, scalars i64, "SELECT dealer_id FROM point_campaign_dealers WHERE campaign_id = $1", id)?;
    Ok(Campaign { models, dealers, ..campaign })
}

pub async fn load_history(tx: &mut Tx, code: RuleCode) -> Result<RuleHistory> {
    let versions = list_versions(tx, code).await?;
    let query = "SELECT id FROM point_campaigns WHERE rule_code = $1 AND status = 'published'";
    let mut campaigns = Vec::new();
    for id in sql!(tx, scalars CampaignId, query, code)? {
        campaigns.push(load_campaign(tx, id).await?);
    }
    Ok(RuleHistory { code, versions, campaigns })
}

/// The published versions of a rule, latest first.
pub async fn list_versions(tx: &mut Tx, code: RuleCode) -> Result<Vec<Version>> {
    let query = "SELECT valid_from, value, cap FROM point_rules WHERE code = $1 AND valid_from IS NOT NULL \
                 ORDER BY valid_from DESC, version DESC";
    Ok(sql!(tx, all Version, query, code)?)
}

/// Number of members per tier, lowest first.
pub async fn count_members(tx: &mut Tx) -> Result<PerTier<i64>> {
    let counted = sql!(tx, all(Tier, i64), "SELECT tier, COUNT(*) FROM members GROUP BY tier")?;
    let mut members = PerTier::default();
    counted.into_iter().for_each(|(tier, n)| members[tier as usize] = n);
    Ok(members)
}

/// The customer with the highest id who has points; 0 if there is none.
pub async fn last_account(tx: &mut Tx) -> Result<i64> {
    Ok(sql!(tx, scalar i64, "SELECT COALESCE(MAX(customer_id), 0) FROM point_balances")?)
}

/// Ids of lines, past a position, by one kind of owner.
macro_rules! owned {
    ($owner:literal, $from:literal) => {
        concat!(
            "SELECT * FROM (SELECT ",
            $owner,
            " AS owner, t.id FROM ",
            $from,
            " JOIN point_rules r ON r.id = t.rule_id WHERE t.rule_id IS NOT NULL \
             AND (CAST($1 AS TEXT) IS NULL OR r.code = $1) AND t.kind IN ('earn', 'reverse') \
             AND t.rule_at >= $2 AND t.rule_at < $3 AND (",
            $owner,
            ", t.id) > ($4, $5) AND ",
            $owner,
            " >= $4 ORDER BY ",
            $owner,
            ", t.id LIMIT 2000) p"
        )
    };
}

/// Lines of a rule, or of all rules, that were earned in a span: the next ones after a line, ordered by their present
/// owner and then by the order in which they were booked.
pub async fn next_lines(tx: &mut Tx, code: Option<RuleCode>, span: Span, after: Option<&Line>) -> Result<Vec<Line>> {
    let (customer, id) = after.map_or((0, 0), |line| (line.customer_id, line.id));
    Ok(sql!(
        tx,
        all Line,
        concat!(
            "SELECT t.id, x.owner AS customer_id, COALESCE(m.member_no, '') AS member_no, t.customer_id AS booked_for, \
             z.merged_at, t.kind, r.code, t.at, t.rule_at, t.source, t.undoes_id, -e.amount AS points, t.cut, r.value, \
             r.cap, c.percent AS campaign, COALESCE(o.id, y.id, a.id) AS document_id, \
             COALESCE(o.status = 'closed' AND o.customer_id = x.owner, \
             y.status = 'delivered' AND y.customer_id = x.owner, \
             a.status = 'answered' AND a.customer_id = x.owner, $6) AS stands, \
             COALESCE(o.closed_at, a.answered_at) AS happened_at, y.delivered_on AS happened_on, m.joined_at, o.paid_fen, d.percent, \
             d.tier, COALESCE(o.dealer_id, y.dealer_id, s.dealer_id) AS dealer_id, v.model_id, w.award_points AS award \
             FROM (SELECT owner, id FROM (",
            owned!(
                "t.customer_id",
                "(SELECT * FROM point_transfers n WHERE NOT EXISTS (SELECT 1 FROM customer_merges z \
                 WHERE z.customer_id = n.customer_id)) t"
            ),
            " UNION ALL ",
            owned!("z.survivor_id", "customer_merges z JOIN point_transfers t ON t.customer_id = z.customer_id"),
            ") u ORDER BY owner, id LIMIT 2000) x JOIN point_transfers t ON t.id = x.id \
             JOIN point_entries e ON e.transfer_id = t.id AND e.account = 'issue' JOIN point_rules r ON r.id = t.rule_id \
             LEFT JOIN customer_merges z ON z.customer_id = t.customer_id \
             LEFT JOIN members m ON m.customer_id = x.owner LEFT JOIN point_campaigns c ON c.id = t.campaign_id \
             LEFT JOIN service_orders o ON t.source = 'service_order' AND o.id = t.source_id \
             LEFT JOIN deliveries y ON t.source = 'delivery' AND y.id = t.source_id \
             LEFT JOIN survey_answers a ON t.source = 'survey' AND a.id = t.source_id \
             LEFT JOIN service_orders s ON s.id = a.order_id \
             LEFT JOIN vehicles v ON v.id = COALESCE(o.vehicle_id, y.vehicle_id, s.vehicle_id) \
             LEFT JOIN point_documents d ON d.source = 'service_order' AND d.source_id = o.id \
             LEFT JOIN registrations g ON t.source = 'registration' AND g.id = t.source_id \
             LEFT JOIN events w ON w.id = g.event_id ORDER BY x.owner, t.id"
        ),
        code,
        span.from,
        span.until,
        customer,
        id,
        false
    )?)
}

/// Some accounts: the last one, the points in all of them, including held ones, and how many of them have any.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Accounts {
    pub last: i64,
    pub points: i64,
    pub members: i64,
}

/// The next `most` accounts after an id; `None` at the end.
pub async fn next_accounts(tx: &mut Tx, after: i64, most: i64) -> Result<Option<Accounts>> {
    let query = "SELECT MAX(customer_id) AS last, CAST(SUM(points) AS BIGINT) AS points, \
                 COUNT(CASE WHEN points > 0 THEN 1 END) AS members \
                 FROM (SELECT customer_id, available + held AS points FROM point_balances WHERE customer_id > $1 \
                 ORDER BY customer_id LIMIT $2) b HAVING COUNT(*) > 0";
    Ok(sql!(tx, optional Accounts, query, after, most)?)
}

/// Points that reached an account where they are used or, if negative, were returned from there.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Used {
    pub id: i64,
    pub account: PointAccount,
    pub points: i64,
    pub at: DateTime<Utc>,
}

/// The next ones of a span after one of them, in order of time.
pub async fn next_used(tx: &mut Tx, span: Span, after: Option<Used>) -> Result<Vec<Used>> {
    let (at, id) = after.map_or((span.from, 0), |used| (used.at, used.id));
    Ok(sql!(
        tx,
        all Used,
        "SELECT id, account, amount AS points, at FROM point_entries WHERE account <> 'member' \
         AND account IN ('redeemed', 'charity', 'dealer') AND at >= $1 AND at < $3 AND (at, id) > ($1, $2) \
         ORDER BY at, id LIMIT 5000",
        at,
        id,
        span.until
    )?)
}

/// Lots issued before a moment to a slice of members, by member.
pub async fn list_lots(tx: &mut Tx, slice: IdSlice, before: DateTime<Utc>) -> Result<Vec<Lot>> {
    Ok(sql!(
        tx,
        all Lot,
        "SELECT l.id, l.customer_id, COALESCE(m.member_no, '') AS member_no, l.transfer_id, t.kind, l.issued, l.remaining, \
         l.earned_at, l.first_expires_at, l.expires_at FROM point_lots l JOIN point_transfers t ON t.id = l.transfer_id \
         LEFT JOIN members m ON m.customer_id = l.customer_id \
         WHERE l.customer_id > $1 AND l.customer_id <= $2 AND l.earned_at < $3 ORDER BY l.customer_id, l.id",
        slice.after,
        slice.until,
        before
    )?)
}

/// What was taken from those lots and returned to them, by member.
pub async fn list_uses(tx: &mut Tx, slice: IdSlice, before: DateTime<Utc>) -> Result<Vec<Use>> {
    Ok(sql!(
        tx,
        all Use,
        "SELECT l.customer_id, u.transfer_id, u.lot_id, u.amount, t.kind, t.at, u.expires_at, \
         COALESCE(c.undoes_id, t.undoes_id) AS root FROM point_lots l JOIN point_lot_uses u ON u.lot_id = l.id \
         JOIN point_transfers t ON t.id = u.transfer_id \
         LEFT JOIN point_transfers c ON c.id = t.undoes_id AND c.kind = 'capture' \
         WHERE l.customer_id > $1 AND l.customer_id <= $2 AND l.earned_at < $3 ORDER BY l.customer_id, u.id",
        slice.after,
        slice.until,
        before
    )?)
}
