//! Combines the tiers of two merged rows of a customer.

use super::tier_points::{TierChange, earned, note_change, sum_tier_points};
use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::values::{CustomerId, Tier};
use chrono::{DateTime, NaiveDate, Utc};

/// A member's tier and the last day of its period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct HeldTier {
    pub tier: Tier,
    pub tier_until: Option<NaiveDate>,
}

/// Adds up tier points over a common window; keeps the better tier, or raises it at once if the sum suffices. `lost` is
/// the tier of the membership that ended. Both accounts must be locked, and the lots already moved.
pub async fn merged(
    tx: &mut Tx,
    (duplicate, survivor): (CustomerId, CustomerId),
    lost: Option<HeldTier>,
    at: DateTime<Utc>,
) -> Result<()> {
    let query = "SELECT tier_points_since FROM point_balances WHERE customer_id IN ($1, $2) ORDER BY tier_points_since DESC LIMIT 1";
    let since = sql!(tx, scalar DateTime<Utc>, query, duplicate, survivor)?;
    let tier_points = sum_tier_points(tx, survivor, since).await?;
    let set = "UPDATE point_balances SET tier_points = $2, tier_points_since = $3 WHERE customer_id = $1";
    sql!(tx, execute, set, survivor, tier_points, since)?;
    if let Some(lost) = lost {
        keep_better(tx, survivor, lost, tier_points, at).await?;
    }
    earned(tx, survivor, 0, at).await
}

async fn keep_better(
    tx: &mut Tx,
    survivor: CustomerId,
    lost: HeldTier,
    tier_points: i64,
    at: DateTime<Utc>,
) -> Result<()> {
    let own = sql!(tx, optional HeldTier, "SELECT tier, tier_until FROM members WHERE customer_id = $1", survivor)?;
    let Some(own) = own.filter(|own| (own.tier, own.tier_until) < (lost.tier, lost.tier_until)) else { return Ok(()) };
    sql!(
        tx,
        execute,
        "UPDATE members SET tier = $2, tier_until = $3, tier_notice = NULL WHERE customer_id = $1",
        survivor,
        lost.tier,
        lost.tier_until
    )?;
    if own.tier < lost.tier {
        note_change(tx, survivor, TierChange { from: own.tier, to: lost.tier }, tier_points, at).await?;
    }
    Ok(())
}
