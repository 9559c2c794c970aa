//! Friends recommended by members; for a dealer they are leads.
//!
//! What always holds: the first valid claim on a phone number wins, an existing customer or oneself never counts, and
//! each state pays once. Neither the friend nor the referrer can learn from an answer who is a customer already.

mod friend;
pub mod model;
pub mod ops;
mod owner;
mod store;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod verify;

use crate::error::Result;
use crate::feature::Feature;
use crate::jobs::{Job, Pace};
use crate::web::App;

pub use friend::{LeaveDetails, page as friend_page, thanks};
pub use owner::page as owner_page;

pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "referrals",
        pace: Pace::Hourly,
        run: |app| Box::pin(async move { catch_up(&app).await.map(|_| false) }),
    }],
    rules: &[verify::RULES],
    ..Feature::NONE
};

/// Lets stale referrals expire and pays friends who have become customers; doing it again changes nothing.
pub async fn catch_up(app: &App) -> Result<()> {
    ops::pay_late_friends(&app.db, app.clock.now()).await?;
    loop {
        let mut tx = app.db.write().await?;
        let expired = ops::expire_stale(&mut tx, app.clock.now()).await?;
        tx.commit().await?;
        if expired == 0 {
            return Ok(());
        }
    }
}
