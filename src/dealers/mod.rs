//! Pages of dealer staff: the leads assigned to their dealer, and the consenting members bound to it.
//!
//! Invariants: nothing of another dealer's is ever shown, and foreign rows look exactly like missing ones.

mod flash;
pub mod home;
pub mod leads;
pub mod members;
#[cfg(test)]
mod tests;

pub use flash::Flash;

use crate::feature::Feature;
use crate::jobs::{Job, Pace};
use crate::web::FlashMessages;
use std::time::Duration;

pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "dealers' lists",
        pace: Pace::Every(Duration::from_secs(60)),
        run: |app| Box::pin(async move { members::renew(&app.db, app.clock.now()).await.map(|_| false) }),
    }],
    flash: Some(FlashMessages::of::<Flash>()),
    ..Feature::NONE
};
