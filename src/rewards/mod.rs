//! The catalogue, redemptions and the codes they give.
//!
//! A redemption happens whole or not at all: points, stock, code and message change in one transaction, once for one
//! key. Who may redeem what is decided there, under the reward's lock, never on a page.

pub mod admin;
mod cancellation;
mod catalogue;
mod confirm;
mod detail;
pub mod fulfilment;
mod functions;
pub mod model;
pub mod ops;
mod parts;
pub mod price;
mod redemption;
mod redemptions;
mod store;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod vouchers;
mod words;

pub use cancellation::page as cancellation;
pub use catalogue::{list, search};
pub use confirm::page as confirm;
pub use detail::{detail, detail_of_mine};
pub use functions::{CancelRedemption, Redeem};
pub use parts::{Picture, RewardCard};
pub use redemption::page as redemption;
pub use redemptions::page as redemptions;
pub use store::shelf::{Card, list_samples};
pub use words::{icon, state};

use crate::feature::Feature;
use crate::jobs::{Job, Pace};

pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "voucher codes",
        pace: Pace::PROMPT,
        run: |app| Box::pin(async move { vouchers::making::make_next(&app.db, &app.voucher_keys, &app.clock).await }),
    }],
    rules: &[vouchers::verify::RULES],
    ..Feature::NONE
};
