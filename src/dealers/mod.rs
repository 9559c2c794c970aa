//! What dealer staff see: the leads assigned to their dealer, and the members bound to it who agreed.
//!
//! What always holds: nothing of another dealer's is ever shown, and what is foreign looks exactly like what is missing.

pub mod home;
pub mod leads;
pub mod members;
#[cfg(test)]
mod tests;

use crate::feature::Feature;
use crate::jobs::{Job, Pace};
use std::time::Duration;

pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "dealers' lists",
        pace: Pace::Every(Duration::from_secs(60)),
        run: |app| Box::pin(async move { members::renew(&app.db, app.clock.now()).await.map(|_| false) }),
    }],
    ..Feature::NONE
};
