//! Rewards: the catalogue, redemptions and voucher codes.
//!
//! A redemption is atomic: points, stock, code and message change in one transaction, once per idempotency key. Whether
//! a member may redeem is decided there, under the reward's lock, never on a page.

pub mod admin;
mod cancellation;
mod catalogue;
mod components;
mod confirm;
mod detail;
mod flash;
pub mod fulfilment;
mod functions;
mod messages;
pub mod model;
pub mod ops;
pub mod price;
mod redemption;
mod redemptions;
mod refusal;
mod store;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod vouchers;

pub use cancellation::page as cancellation;
pub use catalogue::{list, search};
pub use components::{Picture, RewardCard};
pub use confirm::page as confirm;
pub use detail::{detail, detail_for_owner};
pub use flash::Flash;
pub use functions::{CancelRedemption, Redeem};
pub use messages::{icon, state};
pub use redemption::page as redemption;
pub use redemptions::page as redemptions;
pub use refusal::Refusal;
pub use store::catalogue::{Card, list_samples};

use crate::feature::Feature;
use crate::jobs::{Job, Pace};
use crate::web::FlashMessages;

pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "voucher codes",
        pace: Pace::PROMPT,
        run: |app| {
            Box::pin(async move { vouchers::generation::make_next(&app.db, &app.voucher_keys, &app.clock).await })
        },
    }],
    rules: &[vouchers::verify::RULES],
    flash: Some(FlashMessages::of::<Flash>()),
    ..Feature::NONE
};
