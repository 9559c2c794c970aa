//! Rows of simulations.

use super::model::Outcome;
use crate::actions;
use crate::clock::{self, Span};
use crate::db::Tx;
use crate::error::Result;
use crate::points::rules::RuleCode;
use crate::points::rules::admin::Version;
use crate::points::rules::model::month_of;
use crate::values::{AccountId, CampaignId, RuleId, SimulationId};
use crate::{for_update, sql, text_enum};
use chrono::{DateTime, Months, TimeDelta, Utc};

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
    pub fn rule(version: &Version) -> Option<Self> {
        let other = matches!(version.code, RuleCode::Tiers | RuleCode::PointValue | RuleCode::Validity);
        (other || version.code.earns()).then_some(Self::Rule(version.id))
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

    /// The past that is simulated: from the first day of a month, so that caps see whole months, until it was requested.
    pub fn window(&self) -> Span {
        let first = month_of(self.started_at);
        let back = Months::new(u32::try_from(self.months).unwrap_or(1));
        Span { from: clock::start_of(first.checked_sub_months(back).unwrap_or(first)), until: self.started_at }
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

/// Claims the simulation that has waited longest, and records the draft's revision, which may have changed since.
pub async fn claim(tx: &mut Tx, now: DateTime<Utc>) -> Result<Option<SimulationId>> {
    let next = for_update!(
        tx,
        optional_scalar SimulationId,
        skip_locked "SELECT id FROM rule_simulations WHERE state = 'waiting' ORDER BY id LIMIT 1"
    )?;
    if let Some(id) = next {
        sql!(
            tx,
            execute,
            "UPDATE rule_simulations SET state = 'running', beat_at = $2, \
             revision = COALESCE((SELECT revision FROM point_rules WHERE id = rule_id), \
             (SELECT revision FROM point_campaigns WHERE id = campaign_id)) WHERE id = $1",
            id,
            now
        )?;
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
