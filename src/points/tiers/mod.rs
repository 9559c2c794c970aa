//! Tiers follow from tier points. A tier is reached at once and is valid for a period; it is lost only at the period's
//! end, and only if the member was notified a month before. Every change is a row of `tier_changes`.

mod merges;
mod notifications;
mod periods;
mod raises;
#[cfg(test)]
mod tests;
mod tier_points;

pub use merges::{HeldTier, merged};
pub use periods::{Notice, period_end, tier_points_at_end};
pub use tier_points::{earned, reversed};

use crate::db::Db;
use crate::error::Result;
use chrono::{DateTime, Utc};

/// Daily upkeep of tiers: tier points leave the window, new versions of the tiers begin, members are warned, and
/// periods end. Safe to interrupt and to run concurrently. Returns how many members were processed.
pub async fn keep(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let changed = tier_points::slide(db, now).await? + raises::raise_all(db, now).await?;
    Ok(changed + periods::give_notice(db, now).await? + periods::end(db, now).await?)
}
