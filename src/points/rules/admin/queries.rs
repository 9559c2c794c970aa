//! Queries of the administrators’ pages.

use crate::db::Tx;
use crate::error::Result;
use crate::points::model::TierRule;
use crate::points::rules::RuleCode;
use crate::points::rules::model::Status;
use crate::sql;
use crate::values::{AccountId, CampaignId, ModelId, RuleId};
use crate::web::{Cursor, Slice};
use chrono::{DateTime, NaiveDate, Utc};

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Version {
    pub id: RuleId,
    pub code: RuleCode,
    pub version: i64,
    pub value: i64,
    pub cap: Option<i64>,
    pub status: Status,
    pub starts_on: Option<NaiveDate>,
    pub valid_from: Option<DateTime<Utc>>,
    pub note: String,
    pub revision: i64,
    pub written_by: Option<AccountId>,
    pub written_at: Option<DateTime<Utc>>,
    pub published_at: Option<DateTime<Utc>>,
    pub written_name: Option<String>,
    pub published_name: Option<String>,
}

macro_rules! versions {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.code, r.version, r.value, r.cap, r.status, r.starts_on, r.valid_from, r.note, r.revision, \
             r.written_by, r.written_at, r.published_at, w.name AS written_name, p.name AS published_name FROM point_rules r \
             LEFT JOIN accounts w ON w.id = r.written_by LEFT JOIN accounts p ON p.id = r.published_by ",
            $rest
        )
    };
}

/// All versions of all rules, newest first, up to a limit that no club reaches.
pub async fn list_all(tx: &mut Tx) -> Result<Vec<Version>> {
    Ok(sql!(tx, all Version, versions!("ORDER BY r.code, r.version DESC LIMIT 2000"))?)
}

/// A rule's versions, newest first.
pub async fn list_versions(tx: &mut Tx, code: RuleCode) -> Result<Vec<Version>> {
    Ok(sql!(tx, all Version, versions!("WHERE r.code = $1 ORDER BY r.version DESC LIMIT 200"), code)?)
}

pub async fn find_version(tx: &mut Tx, id: RuleId) -> Result<Option<Version>> {
    Ok(sql!(tx, optional Version, versions!("WHERE r.id = $1"), id)?)
}

/// The tiers of a version, lowest first.
pub async fn tiers_of(tx: &mut Tx, id: RuleId) -> Result<Vec<TierRule>> {
    Ok(sql!(
        tx,
        all TierRule,
        "SELECT code, min_tier_points, multiplier_percent FROM tier_rules WHERE rule_id = $1 ORDER BY min_tier_points",
        id
    )?)
}

/// Of one rule's versions, the one in force at a moment.
pub fn in_force(versions: &[Version], now: DateTime<Utc>) -> Option<&Version> {
    let begun = versions.iter().filter(|version| version.valid_from.is_some_and(|from| from <= now));
    begun.max_by_key(|version| (version.valid_from, version.version))
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Campaign {
    pub id: CampaignId,
    pub rule_code: RuleCode,
    pub percent: i64,
    pub title_zh: String,
    pub title_en: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub status: Status,
    pub note: String,
    pub revision: i64,
    pub written_at: DateTime<Utc>,
    pub published_at: Option<DateTime<Utc>>,
    pub written_name: Option<String>,
    pub published_name: Option<String>,
    /// The original end, if it was ended early.
    pub planned_ends_at: Option<DateTime<Utc>>,
    pub ended_at: Option<DateTime<Utc>>,
    pub end_reason: Option<String>,
    pub ended_name: Option<String>,
    pub models: i64,
    pub dealers: i64,
}

macro_rules! campaigns {
    ($rest:literal) => {
        concat!(
            "SELECT c.id, c.rule_code, c.percent, c.title_zh, c.title_en, c.starts_at, c.ends_at, c.status, c.note, \
             c.revision, c.written_at, c.published_at, w.name AS written_name, p.name AS published_name, \
             c.planned_ends_at, c.ended_at, c.end_reason, e.name AS ended_name, \
             (SELECT COUNT(*) FROM point_campaign_models m WHERE m.campaign_id = c.id) AS models, \
             (SELECT COUNT(*) FROM point_campaign_dealers d WHERE d.campaign_id = c.id) AS dealers \
             FROM point_campaigns c LEFT JOIN accounts w ON w.id = c.written_by \
             LEFT JOIN accounts p ON p.id = c.published_by LEFT JOIN accounts e ON e.id = c.ended_by ",
            $rest
        )
    };
}

/// A page of campaigns, newest first.
pub async fn list_campaigns(tx: &mut Tx, cursor: Cursor<i64>) -> Result<Slice<Campaign>> {
    const SIZE: usize = 25;
    const FORWARDS: &str = campaigns!("WHERE c.id < $1 ORDER BY c.id DESC LIMIT 26");
    const BACKWARDS: &str = campaigns!("WHERE c.id > $1 ORDER BY c.id LIMIT 26");
    let (query, id) = match cursor {
        Cursor::Start => (FORWARDS, i64::MAX),
        Cursor::After(id) => (FORWARDS, id),
        Cursor::Before(id) => (BACKWARDS, id),
    };
    Ok(Slice::cut(sql!(tx, all Campaign, query, id)?, SIZE, &cursor))
}

pub async fn find_campaign(tx: &mut Tx, id: CampaignId) -> Result<Option<Campaign>> {
    Ok(sql!(tx, optional Campaign, campaigns!("WHERE c.id = $1"), id)?)
}

/// A possible limit of a campaign: every model, and the dealers that it is already limited to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Limit {
    pub dealer: bool,
    pub id: i64,
    pub name_zh: String,
    pub name_en: String,
    pub chosen: bool,
}

/// `None` for a campaign that is not written yet.
pub async fn list_limits(tx: &mut Tx, campaign: Option<CampaignId>) -> Result<Vec<Limit>> {
    Ok(sql!(
        tx,
        all Limit,
        "SELECT $2 AS dealer, m.id, m.name_zh, m.name_en, EXISTS (SELECT 1 FROM point_campaign_models c \
         WHERE c.model_id = m.id AND c.campaign_id = $1) AS chosen FROM models m \
         UNION ALL SELECT $3, d.id, d.code, d.code, $3 FROM point_campaign_dealers c \
         JOIN dealers d ON d.id = c.dealer_id WHERE c.campaign_id = $1 ORDER BY 1, 2",
        campaign,
        false,
        true
    )?)
}

pub async fn list_model_ids(tx: &mut Tx) -> Result<Vec<ModelId>> {
    Ok(sql!(tx, scalars ModelId, "SELECT id FROM models ORDER BY id")?)
}
