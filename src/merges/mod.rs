//! Merges two rows of a customer: everything moves to the survivor, points and tier included, and the history stays
//! readable there. Another system requests a merge through `customers.merged_into`, or an administrator does.
//!
//! Invariants: a merge happens once, in one transaction; nothing is left with the duplicate; documents that other
//! systems write for the duplicate afterwards are passed on.

mod customers;
mod external_merges;
mod flash;
mod functions;
mod ops;
mod page;
mod queries;
mod records;
mod refusal;
#[cfg(test)]
mod tests;

pub use external_merges::follow_external;
pub use flash::Flash;
pub use functions::MergeCustomers;
pub use ops::{Merge, merge};
pub use page::page;
pub use refusal::Refusal;

use crate::feature::Feature;
use crate::jobs::{Job, Pace};
use crate::web::FlashMessages;
use std::time::Duration;

pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "merges",
        pace: Pace::Every(Duration::from_secs(20)),
        run: |app| Box::pin(async move { follow_external(&app.db, app.clock.now()).await.map(|_| false) }),
    }],
    flash: Some(FlashMessages::of::<Flash>()),
    ..Feature::NONE
};
