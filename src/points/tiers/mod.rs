//! Tiers follow from tier points. One is reached at once and holds for a period; it is lost only at the period's end, and
//! only if the member was told a month before. Every move is a row of `tier_changes`.

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

/// What time does to tiers: tier points leave the window, a new version of the tiers begins, members are told what they may
/// lose, periods end. May be stopped anywhere and run twice at once. Says how many members were looked at.
pub async fn keep(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let changed = tier_points::slide(db, now).await? + raises::raise_all(db, now).await?;
    Ok(changed + periods::give_notice(db, now).await? + periods::end(db, now).await?)
}
