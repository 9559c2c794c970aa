//! The club rules in force, for the pages that state them.

use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::points::model::TierRule;
use crate::points::rules::RuleCode;
use crate::sql;
use crate::values::Tier;
use chrono::{DateTime, Utc};

/// Points per occasion, unless stated otherwise.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClubRules {
    /// Points per yuan paid.
    pub workshop: i64,
    pub delivery: i64,
    pub profile: i64,
    pub referral_test_drive: i64,
    pub referral_delivery: i64,
    pub referral_friend: i64,
    pub survey: i64,
    /// Points per yuan of value.
    pub point_value: i64,
    /// Most points a member may transfer within the household per month; 0 if transfers are disabled.
    pub household: i64,
    /// Months.
    pub validity: i64,
    /// Lowest first.
    pub tiers: Vec<TierRule>,
    /// Most points a member may earn per calendar month, by rule code.
    caps: Vec<(RuleCode, i64)>,
}

impl ClubRules {
    pub fn cap(&self, code: RuleCode) -> Option<i64> {
        self.caps.iter().find(|(capped, _)| *capped == code).map(|(_, cap)| *cap)
    }
}

/// Loads the rules in force at an instant, in one statement.
pub async fn club_rules(tx: &mut Tx, now: DateTime<Utc>) -> Result<ClubRules> {
    let rows = sql!(
        tx,
        all(String, i64, i64, Option<i64>),
        "WITH held AS (SELECT r.id, r.code, r.value, r.cap FROM point_rules r WHERE r.id = (SELECT n.id \
         FROM point_rules n WHERE n.code = r.code AND n.valid_from <= $1 ORDER BY n.valid_from DESC, n.version DESC LIMIT 1)) \
         SELECT code, value, 0 AS percent, cap FROM held \
         UNION ALL SELECT t.code, t.min_tier_points, t.multiplier_percent, NULL FROM tier_rules t JOIN held ON held.id = t.rule_id \
         ORDER BY 3, 1",
        now
    )?;
    let value = |code: RuleCode| {
        let row = rows.iter().find(|(name, ..)| name == code.code());
        row.map(|(_, value, ..)| *value).ok_or_else(|| {
            tracing::error!(%code, "a rule is missing");
            AppError::Internal
        })
    };
    let tier = |(code, min_tier_points, percent, _): &(String, i64, i64, Option<i64>)| {
        let (min_tier_points, multiplier_percent) = (*min_tier_points, *percent);
        Tier::from_code(code).map(|tier| TierRule { tier, min_tier_points, multiplier_percent })
    };
    Ok(ClubRules {
        workshop: value(RuleCode::Workshop)?,
        delivery: value(RuleCode::Delivery)?,
        profile: value(RuleCode::Profile)?,
        referral_test_drive: value(RuleCode::ReferralTestDrive)?,
        referral_delivery: value(RuleCode::ReferralDelivery)?,
        referral_friend: value(RuleCode::ReferralFriend)?,
        survey: value(RuleCode::Survey)?,
        point_value: value(RuleCode::PointValue)?,
        household: value(RuleCode::Household)?,
        validity: value(RuleCode::Validity)?,
        tiers: rows.iter().filter_map(tier).collect(),
        caps: rows.iter().filter_map(|(code, .., cap)| Some((RuleCode::from_code(code)?, (*cap)?))).collect(),
    })
}
