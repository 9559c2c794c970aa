//! Referrals: friends recommended by members, who are leads for the dealers.
//!
//! Invariants: the first valid claim on a phone number wins; existing customers and the referrer never count; each
//! state pays once. No answer tells the friend or the referrer who is already a customer.

mod friend;
pub mod model;
pub mod ops;
mod owner;
mod refusal;
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
pub use refusal::Refusal;

pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "referrals",
        pace: Pace::Hourly,
        run: |app| Box::pin(async move { catch_up(&app).await.map(|_| false) }),
    }],
    rules: &[verify::RULES],
    ..Feature::NONE
};

/// Expires stale referrals and pays friends who have become customers; running it again changes nothing.
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
