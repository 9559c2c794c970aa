//! Two rows of the same customer become one: what the one has goes over to the other, points and tier included, and its
//! history stays readable from there. Another system says so by `customers.merged_into`, or an administrator does.
//!
//! What always holds: a merge happens once and as a whole, in one transaction; nothing is left with the duplicate; and what
//! other systems write for them afterwards is passed on.

mod customers;
mod external_merges;
mod functions;
mod ops;
mod page;
mod queries;
mod records;
#[cfg(test)]
mod tests;

pub use external_merges::follow_external;
pub use functions::MergeCustomers;
pub use ops::{Merge, merge};
pub use page::page;

use crate::feature::Feature;
use crate::jobs::{Job, Pace};
use std::time::Duration;

pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "merges",
        pace: Pace::Every(Duration::from_secs(20)),
        run: |app| Box::pin(async move { follow_external(&app.db, app.clock.now()).await.map(|_| false) }),
    }],
    ..Feature::NONE
};
