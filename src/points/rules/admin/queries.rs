//! Queries of the administrators’ pages.

use crate::db::Tx;
use crate::error::Result;
use crate::garage::model::ModelName;
use crate::i18n::Bilingual;
use crate::points::model::TierRule;
use crate::points::rules::RuleCode;
use crate::points::rules::model::Status;
use crate::search::pattern;
use crate::ui::ListFilter;
use crate::values::{AccountId, CampaignId, ModelId, RuleId, Tier};
use crate::web::{Cursor, Form, Order, Slice, parse_cursor};
use crate::{sql, text_enum};
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
    #[sqlx(try_from = "String")]
    pub tiers: TierRules,
}

/// The tiers of a version, lowest first; only the rule of the tiers has any.
#[derive(Clone, Debug)]
pub struct TierRules(pub Vec<TierRule>);

/// Parses what [`versions!`] selects.
impl TryFrom<String> for TierRules {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let one = |line: &str| {
            let mut words = line.split(' ');
            let tier = Tier::from_code(words.next()?)?;
            let (min_tier_points, multiplier_percent) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
            Some(TierRule { tier, min_tier_points, multiplier_percent })
        };
        let rules = text.lines().map(one).collect::<Option<_>>();
        rules.map(Self).ok_or_else(|| format!("{text:?} are no tiers"))
    }
}

macro_rules! versions {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.code, r.version, r.value, r.cap, r.status, r.starts_on, r.valid_from, r.note, r.revision, \
             r.written_by, r.written_at, r.published_at, w.name AS written_name, p.name AS published_name, \
             COALESCE((SELECT string_agg(t.code || ' ' || t.min_tier_points || ' ' || t.multiplier_percent, '\n' \
             ORDER BY t.min_tier_points) FROM tier_rules t WHERE t.rule_id = r.id), '') AS tiers FROM point_rules r \
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
    /// The ids of the models that it is limited to, one a line.
    pub models: String,
    /// The codes of the dealers that it is limited to, one a line.
    pub dealers: String,
}

/// Selects campaigns, with `$more` columns.
macro_rules! campaigns {
    ($more:literal, $rest:literal) => {
        concat!(
            "SELECT c.id, c.rule_code, c.percent, c.title_zh, c.title_en, c.starts_at, c.ends_at, c.status, c.note, \
             c.revision, c.written_at, c.published_at, w.name AS written_name, p.name AS published_name, \
             c.planned_ends_at, c.ended_at, c.end_reason, e.name AS ended_name, \
             COALESCE((SELECT string_agg(CAST(x.model_id AS TEXT), '\n' ORDER BY x.model_id) \
             FROM point_campaign_models x WHERE x.campaign_id = c.id), '') AS models, \
             COALESCE((SELECT string_agg(d.code, '\n' ORDER BY d.code) FROM point_campaign_dealers x \
             JOIN dealers d ON d.id = x.dealer_id WHERE x.campaign_id = c.id), '') AS dealers",
            $more,
            " FROM point_campaigns c LEFT JOIN accounts w ON w.id = c.written_by \
             LEFT JOIN accounts p ON p.id = c.published_by LEFT JOIN accounts e ON e.id = c.ended_by ",
            $rest
        )
    };
}

text_enum! {
    /// What the list of campaigns can be sorted by: their first day.
    pub enum SortBy { Start = "start" }
}

pub type Filter = ListFilter<Status, SortBy>;

/// Published campaigns, the latest first, unless the address asks for others.
pub fn filter_of(query: &Form) -> Filter {
    let usual = (Status::Published, Order { by: SortBy::Start, down: true });
    ListFilter::read(query, Status::from_code, SortBy::from_code, usual)
}

/// Selects a page of the campaigns of a status (`$1`, empty for all) whose title is like `$4` (empty for all), before or
/// after the key `($2, $3)`.
macro_rules! lines {
    ($beyond:literal, $direction:literal) => {
        concat!(
            campaigns!(
                "",
                "WHERE ($1 = '' OR c.status = $1) \
                 AND ($4 = '' OR LOWER(c.title_zh || ' ' || c.title_en) LIKE $4 ESCAPE '!') AND (c.starts_at, c.id) "
            ),
            $beyond,
            " ($2, $3) ORDER BY c.starts_at",
            $direction,
            ", c.id",
            $direction,
            " LIMIT 26"
        )
    };
}

pub const BY_START: [&str; 2] = [lines!(">", ""), lines!("<", " DESC")];

/// Lists a page of the campaigns that the filter selects, in its order.
pub async fn list_campaigns(tx: &mut Tx, filter: &Filter, query: &Form) -> Result<Slice<Campaign>> {
    const SIZE: usize = 25;
    let cursor = Cursor::read(query, parse_cursor);
    let down = filter.order.reads_down(&cursor);
    let (at, id) = cursor.instant(down);
    let (status, pattern) = (filter.status_code(), pattern(&filter.q).unwrap_or_default());
    let statement = BY_START[usize::from(down)];
    Ok(Slice::cut(sql!(tx, all Campaign, statement, status, at, id, pattern)?, SIZE, &cursor))
}

/// Counts the campaigns in each status.
pub async fn count_by_status(tx: &mut Tx) -> Result<Vec<(Status, i64)>> {
    Ok(sql!(tx, all(Status, i64), "SELECT status, COUNT(*) FROM point_campaigns GROUP BY status")?)
}

pub async fn find_campaign(tx: &mut Tx, id: CampaignId) -> Result<Option<Campaign>> {
    Ok(sql!(tx, optional Campaign, campaigns!("", "WHERE c.id = $1"), id)?)
}

/// Finds a campaign, and all models.
pub async fn find_campaign_and_models(tx: &mut Tx, id: CampaignId) -> Result<Option<(Campaign, Vec<ModelName>)>> {
    #[derive(sqlx::FromRow)]
    struct Row {
        #[sqlx(flatten)]
        campaign: Campaign,
        model_id: Option<ModelId>,
        #[sqlx(flatten)]
        model: Bilingual,
    }
    const ROWS: &str = campaigns!(
        ", m.id AS model_id, COALESCE(m.name_zh, '') AS zh, COALESCE(m.name_en, '') AS en",
        "LEFT JOIN models m ON 1 = 1 WHERE c.id = $1 ORDER BY m.id"
    );
    let rows = sql!(tx, all Row, ROWS, id)?;
    let Some(campaign) = rows.first().map(|row| row.campaign.clone()) else { return Ok(None) };
    let model = |row: Row| Some(ModelName { id: row.model_id?, name: row.model });
    Ok(Some((campaign, rows.into_iter().filter_map(model).collect())))
}

pub async fn list_models(tx: &mut Tx) -> Result<Vec<ModelName>> {
    Ok(sql!(tx, all ModelName, "SELECT id, name_zh AS zh, name_en AS en FROM models ORDER BY id")?)
}
