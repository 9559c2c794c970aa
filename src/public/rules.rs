//! The club's rules as they hold now, for pages that state them.

use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::points::model::{Tier, TierRule};
use crate::sql;
use chrono::{DateTime, Utc};

/// Points per event, unless said otherwise.
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
    /// Points per yuan of worth.
    pub worth: i64,
    /// Months.
    pub validity: i64,
    /// Lowest first.
    pub tiers: Vec<TierRule>,
}

/// The rules at a moment. One statement.
pub async fn club_rules(tx: &mut Tx, now: DateTime<Utc>) -> Result<ClubRules> {
    let rows = sql!(
        tx,
        all(String, i64, i64),
        "SELECT r.code, r.value, 0 AS percent FROM point_rules r WHERE r.version = (SELECT MAX(n.version) \
         FROM point_rules n WHERE n.code = r.code AND n.valid_from <= $1) \
         UNION ALL SELECT code, growth_from, multiplier_percent FROM tiers ORDER BY 3, 1",
        now
    )?;
    let value = |code: &str| {
        let row = rows.iter().find(|(name, ..)| name == code);
        row.map(|(_, value, _)| *value).ok_or_else(|| {
            tracing::error!(code, "a rule is missing");
            AppError::Internal
        })
    };
    let tier = |(code, growth_from, percent): &(String, i64, i64)| {
        let (growth_from, multiplier_percent) = (*growth_from, *percent);
        Tier::from_code(code).map(|tier| TierRule { tier, growth_from, multiplier_percent })
    };
    Ok(ClubRules {
        workshop: value("workshop")?,
        delivery: value("delivery")?,
        profile: value("profile")?,
        referral_test_drive: value("referral_test_drive")?,
        referral_delivery: value("referral_delivery")?,
        referral_friend: value("referral_friend")?,
        survey: value("survey")?,
        worth: value("worth")?,
        validity: value("validity")?,
        tiers: rows.iter().filter_map(tier).collect(),
    })
}
