//! Events: registration, waitlist, promotion and check-in.
//!
//! Invariants: an event's `taken` is the sum of its confirmed and attended seats and never exceeds its capacity. No
//! seats are free while a waiting party would fit. A party moves up once and is notified once. The fee is charged with
//! the seat, not with a place on the waitlist. Whatever changes a registration locks the event's row first.

mod functions;
pub mod islands;

#[cfg(feature = "ssr")]
pub mod admin;
#[cfg(feature = "ssr")]
mod flash;
#[cfg(feature = "ssr")]
mod messages;
#[cfg(feature = "ssr")]
pub mod model;
#[cfg(feature = "ssr")]
pub mod notifications;
#[cfg(feature = "ssr")]
pub mod ops;
#[cfg(feature = "ssr")]
pub mod pages;
#[cfg(feature = "ssr")]
mod refusal;
#[cfg(feature = "ssr")]
pub mod store;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
#[cfg(feature = "ssr")]
pub mod verify;

#[cfg(feature = "ssr")]
pub use {flash::Flash, functions::SeatsLeft, refusal::Refusal};

#[cfg(feature = "ssr")]
use {
    crate::feature::Feature,
    crate::jobs::{Job, Pace},
    crate::web::FlashMessages,
};

#[cfg(feature = "ssr")]
pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "cancelled events",
        pace: Pace::PROMPT,
        run: |app| Box::pin(async move { admin::ops::settle_cancelled(&app).await.map(|settled| settled > 0) }),
    }],
    rules: &[verify::RULES],
    flash: Some(FlashMessages::of::<Flash>()),
    ..Feature::NONE
};
