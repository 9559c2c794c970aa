//! Rows of simulations, and the rules that they simulate.

use super::outcome::Outcome;
use super::replay::{Campaign, Tried};
use super::rule_history::RuleHistory;
use crate::actions;
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::points::model::TierRule;
use crate::points::rules::RuleCode;
use crate::points::rules::model::Terms;
use crate::values::{AccountId, CampaignId, PerTier, RuleId, SimulationId, Tier};
use crate::{for_update, sql, text_enum};
use chrono::{DateTime, TimeDelta, Utc};

text_enum! {
    pub enum State { Waiting = "waiting", Running = "running", Done = "done", Failed = "failed" }
}

/// A draft that can be simulated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    Rule(RuleId),
    Campaign(CampaignId),
}

impl Subject {
    /// `None` for a rule that does not move points.
    pub fn rule(version: &crate::points::rules::admin::Version) -> Option<Self> {
        let tried = match version.code {
            RuleCode::Tiers | RuleCode::PointValue | RuleCode::Validity => true,
            code => code.earns(),
        };
        tried.then_some(Self::Rule(version.id))
    }

    fn ids(self) -> (Option<RuleId>, Option<CampaignId>) {
        match self {
            Self::Rule(id) => (Some(id), None),
            Self::Campaign(id) => (None, Some(id)),
        }
    }
}

/// A running simulation that has not reported for this long has stopped.
pub const SILENT: TimeDelta = TimeDelta::minutes(1);

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Run {
    pub id: SimulationId,
    pub rule_id: Option<RuleId>,
    pub campaign_id: Option<CampaignId>,
    pub code: RuleCode,
    pub version: Option<i64>,
    pub title_zh: Option<String>,
    pub title_en: Option<String>,
    pub months: i64,
    pub state: State,
    pub progress: i64,
    pub beat_at: DateTime<Utc>,
    /// JSON of an [`Outcome`].
    pub result: Option<String>,
    pub started_at: DateTime<Utc>,
    pub name: String,
    /// Whether the draft has changed since.
    pub outdated: bool,
}

impl Run {
    pub fn outcome(&self) -> Option<Outcome> {
        self.result.as_deref().and_then(|json| serde_json::from_str(json).ok())
    }

    pub fn stopped(&self, now: DateTime<Utc>) -> bool {
        self.state == State::Failed || (self.state == State::Running && self.beat_at < now - SILENT)
    }
}

macro_rules! runs {
    ($rest:literal) => {
        concat!(
            "SELECT s.id, s.rule_id, s.campaign_id, COALESCE(r.code, c.rule_code) AS code, r.version, c.title_zh, \
             c.title_en, s.months, s.state, s.progress, s.beat_at, s.result, s.started_at, a.name, \
             (COALESCE(r.revision, c.revision) <> s.revision AND COALESCE(r.status, c.status) = 'draft') AS outdated \
             FROM rule_simulations s JOIN accounts a ON a.id = s.started_by \
             LEFT JOIN point_rules r ON r.id = s.rule_id LEFT JOIN point_campaigns c ON c.id = s.campaign_id ",
            $rest
        )
    };
}

/// The newest simulations of a rule's drafts and of the campaigns for it.
pub async fn list_runs(tx: &mut Tx, code: RuleCode) -> Result<Vec<Run>> {
    Ok(sql!(tx, all Run, runs!("WHERE r.code = $1 OR c.rule_code = $1 ORDER BY s.id DESC LIMIT 20"), code)?)
}

/// The newest simulations of one campaign.
pub async fn list_runs_of(tx: &mut Tx, id: CampaignId) -> Result<Vec<Run>> {
    Ok(sql!(tx, all Run, runs!("WHERE s.campaign_id = $1 ORDER BY s.id DESC LIMIT 20"), id)?)
}

pub async fn find_run(tx: &mut Tx, id: SimulationId) -> Result<Option<Run>> {
    Ok(sql!(tx, optional Run, runs!("WHERE s.id = $1"), id)?)
}

/// Queues a draft for simulation; `None` if it is not a draft.
pub async fn insert(
    tx: &mut Tx,
    by: AccountId,
    subject: Subject,
    months: i64,
    now: DateTime<Utc>,
) -> Result<Option<SimulationId>> {
    let (rule, campaign) = subject.ids();
    let id = sql!(
        tx,
        optional_scalar SimulationId,
        "INSERT INTO rule_simulations (rule_id, campaign_id, revision, months, state, beat_at, started_by, started_at) \
         SELECT CAST($1 AS BIGINT), CAST($2 AS BIGINT), d.revision, $3, 'waiting', $4, $5, $4 FROM \
         (SELECT revision FROM point_rules WHERE id = $1 AND status = 'draft' UNION ALL \
         SELECT revision FROM point_campaigns WHERE id = $2 AND status = 'draft') d RETURNING id",
        rule,
        campaign,
        months,
        now,
        by
    )?;
    if id.is_some() {
        let (what, id) = match subject {
            Subject::Rule(id) => ("point_rule", id.0),
            Subject::Campaign(id) => ("point_campaign", id.0),
        };
        actions::insert(tx, by, ("simulate", what, id), &months.to_string(), now).await?;
    }
    Ok(id)
}

/// Queues a simulation again, if it has stopped.
pub async fn restart(tx: &mut Tx, id: SimulationId, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE rule_simulations SET state = 'waiting', progress = 0, beat_at = $2 \
         WHERE id = $1 AND (state = 'failed' OR (state = 'running' AND beat_at < $3))",
        id,
        now,
        now - SILENT
    )?;
    Ok(changed == 1)
}

/// Claims the simulation that has waited longest.
pub async fn claim(tx: &mut Tx, now: DateTime<Utc>) -> Result<Option<SimulationId>> {
    let next = for_update!(
        tx,
        optional_scalar SimulationId,
        skip_locked "SELECT id FROM rule_simulations WHERE state = 'waiting' ORDER BY id LIMIT 1"
    )?;
    if let Some(id) = next {
        sql!(tx, execute, "UPDATE rule_simulations SET state = 'running', beat_at = $2 WHERE id = $1", id, now)?;
    }
    Ok(next)
}

/// Reports progress; false if another process has taken it over.
pub async fn beat(tx: &mut Tx, id: SimulationId, progress: i64, now: DateTime<Utc>) -> Result<bool> {
    let query = "UPDATE rule_simulations SET progress = $2, beat_at = $3 WHERE id = $1 AND state = 'running'";
    Ok(sql!(tx, execute, query, id, progress, now)? == 1)
}

/// Ends a simulation; without a result it failed.
pub async fn end(tx: &mut Tx, id: SimulationId, result: Option<&str>, now: DateTime<Utc>) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE rule_simulations SET state = $2, result = $3, progress = $4, beat_at = $5 \
         WHERE id = $1 AND state = 'running'",
        id,
        if result.is_some() { State::Done } else { State::Failed },
        result,
        if result.is_some() { 100_i64 } else { 0 },
        now
    )?;
    Ok(())
}

/// Loads a simulation and what it simulates.
pub async fn load(tx: &mut Tx, id: SimulationId) -> Result<(Run, Tried)> {
    let run = find_run(tx, id).await?.ok_or(AppError::NotFound)?;
    let tried = match (run.rule_id, run.campaign_id) {
        (Some(rule), _) => {
            let query = "SELECT value, cap FROM point_rules WHERE id = $1";
            let (value, cap) = sql!(tx, one(i64, Option<i64>), query, rule)?;
            match run.code {
                RuleCode::Tiers => Tried::Tiers(load_tiers(tx, rule).await?),
                RuleCode::PointValue => Tried::PointValue(value),
                RuleCode::Validity => Tried::Validity(u32::try_from(value).unwrap_or(u32::MAX)),
                RuleCode::Workshop
                | RuleCode::Delivery
                | RuleCode::ReferralTestDrive
                | RuleCode::ReferralDelivery
                | RuleCode::ReferralFriend
                | RuleCode::Event
                | RuleCode::Profile
                | RuleCode::Survey
                | RuleCode::FourEyes
                | RuleCode::Household => Tried::Version(Terms { value, cap }),
            }
        }
        (None, Some(campaign)) => Tried::Campaign(load_campaign(tx, campaign).await?),
        (None, None) => return Err(AppError::Internal),
    };
    Ok((run, tried))
}

async fn load_tiers(tx: &mut Tx, rule: RuleId) -> Result<Vec<TierRule>> {
    let query =
        "SELECT code, min_tier_points, multiplier_percent FROM tier_rules WHERE rule_id = $1 ORDER BY min_tier_points";
    Ok(sql!(tx, all TierRule, query, rule)?)
}

async fn load_campaign(tx: &mut Tx, id: CampaignId) -> Result<Campaign> {
    let query = "SELECT percent, starts_at, ends_at FROM point_campaigns WHERE id = $1";
    let (percent, starts_at, ends_at) = sql!(tx, one(i64, DateTime<Utc>, DateTime<Utc>), query, id)?;
    let models = sql!(tx, scalars i64, "SELECT model_id FROM point_campaign_models WHERE campaign_id = $1", id)?;
    let dealers = sql!(tx, scalars i64, "SELECT dealer_id FROM point_campaign_dealers WHERE campaign_id = $1", id)?;
    Ok(Campaign { percent, starts_at, ends_at, models, dealers })
}

/// A rule's versions and campaigns over time.
pub async fn load_history(tx: &mut Tx, code: RuleCode) -> Result<RuleHistory> {
    let query = "SELECT valid_from, value, cap FROM point_rules WHERE code = $1 AND valid_from IS NOT NULL \
        ORDER BY valid_from DESC, version DESC";
    let versions = sql!(tx, all(DateTime<Utc>, i64, Option<i64>), query, code)?;
    let versions = versions.into_iter().map(|(from, value, cap)| (from, Terms { value, cap })).collect();
    let query = "SELECT id FROM point_campaigns WHERE rule_code = $1 AND status = 'published'";
    let mut campaigns = Vec::new();
    for id in sql!(tx, scalars CampaignId, query, code)? {
        campaigns.push(load_campaign(tx, id).await?);
    }
    Ok(RuleHistory { versions, campaigns })
}

/// Records the revision that is simulated, since the draft may have changed while waiting.
pub async fn note_revision(tx: &mut Tx, id: SimulationId) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE rule_simulations SET revision = COALESCE((SELECT revision FROM point_rules WHERE id = rule_id), \
         (SELECT revision FROM point_campaigns WHERE id = campaign_id)) WHERE id = $1",
        id
    )?;
    Ok(())
}

pub async fn last_member(tx: &mut Tx) -> Result<i64> {
    Ok(sql!(tx, scalar i64, "SELECT COALESCE(MAX(customer_id), 0) FROM members")?)
}

/// Number of members per tier, lowest first.
pub async fn count_members(tx: &mut Tx) -> Result<PerTier<i64>> {
    let counted = sql!(tx, all(Tier, i64), "SELECT tier, COUNT(*) FROM members GROUP BY tier")?;
    let mut members = PerTier::default();
    counted.into_iter().for_each(|(tier, n)| members[tier as usize] = n);
    Ok(members)
}
