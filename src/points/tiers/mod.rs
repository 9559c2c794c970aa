//! Tiers follow from growth. One is reached at once and holds for a period; it is lost only at the period's end, and
//! only if the member was told a month before. Every move is a row of `tier_changes`.

mod growth;
mod merging;
mod messages;
mod periods;
mod raising;
#[cfg(test)]
mod tests;

pub use growth::{earned, reversed};
pub use merging::{Held, merged};
pub use periods::{Notice, growth_at_end, period_end};

use crate::db::Db;
use crate::error::Result;
use chrono::{DateTime, Utc};

/// What time does to tiers: growth leaves the window, a new version of the tiers begins, members are told what they may
/// lose, periods end. May be stopped anywhere and run twice at once. Says how many members were looked at.
pub async fn keep(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let changed = growth::slide(db, now).await? + raising::raise_all(db, now).await?;
    Ok(changed + periods::give_notice(db, now).await? + periods::end(db, now).await?)
}
