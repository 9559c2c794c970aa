//! What two rows of the same customer are together.

use super::growth::{earned, growth_from, note_change};
use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::values::{CustomerId, Tier};
use chrono::{DateTime, NaiveDate, Utc};

/// A member's tier and the last day of its period.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Held {
    pub tier: Tier,
    pub tier_until: Option<NaiveDate>,
}

/// Growth is added up, over what counts for both; the better tier stays, and a higher one that both reach together is
/// reached at once. `lost` is what the membership that ended had. Both accounts must be locked, and the lots gone over.
pub async fn merged(
    tx: &mut Tx,
    (gone, into): (CustomerId, CustomerId),
    lost: Option<Held>,
    at: DateTime<Utc>,
) -> Result<()> {
    let query =
        "SELECT growth_since FROM point_balances WHERE customer_id IN ($1, $2) ORDER BY growth_since DESC LIMIT 1";
    let since = sql!(tx, scalar DateTime<Utc>, query, gone, into)?;
    let growth = growth_from(tx, into, since).await?;
    let set = "UPDATE point_balances SET growth = $2, growth_since = $3 WHERE customer_id = $1";
    sql!(tx, execute, set, into, growth, since)?;
    if let Some(lost) = lost {
        keep_better(tx, into, lost, growth, at).await?;
    }
    earned(tx, into, 0, at).await
}

async fn keep_better(tx: &mut Tx, into: CustomerId, lost: Held, growth: i64, at: DateTime<Utc>) -> Result<()> {
    let own = sql!(tx, optional Held, "SELECT tier, tier_until FROM members WHERE customer_id = $1", into)?;
    let Some(own) = own.filter(|own| (own.tier, own.tier_until) < (lost.tier, lost.tier_until)) else { return Ok(()) };
    sql!(
        tx,
        execute,
        "UPDATE members SET tier = $2, tier_until = $3, tier_notice = NULL WHERE customer_id = $1",
        into,
        lost.tier,
        lost.tier_until
    )?;
    if own.tier < lost.tier {
        note_change(tx, into, (own.tier, lost.tier), growth, at).await?;
    }
    Ok(())
}
