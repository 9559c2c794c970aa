//! Points that pay a part of a workshop bill. A member shows a code at the dealer’s; staff enter it, see the
//! member's open orders there, set points aside for one of them, and then settle or cancel.
//!
//! What always holds: a code is for one hold, belongs to the first who enters it, and is known to the member's browser
//! only: from then on staff go by the number of its check, which is nobody else's; a bill has at most one open
//! hold, and points pay no more of it than was left when they were set aside and when they were settled; each hold ends once, and what was settled comes back once where
//! the order is credited. Lock order: the order, the redemption, the member's balance.

pub mod bill_choice;
mod checks;
pub mod dealer;
mod dealer_detail;
mod dealer_list;
mod functions;
mod messages;
mod model;
mod notifications;
mod ops;
pub mod owner;
mod settlement;
mod store;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod verify;

pub use functions::{Capture, Check, Hold, MakeCode, Release};
pub use model::HOLD_FOR;
pub use settlement::{release_overdue, undo_credited};

use crate::feature::Feature;
use crate::jobs::{Job, Pace};

pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "workshop payment holds",
        pace: Pace::PROMPT,
        run: |app| Box::pin(async move { release_overdue(&app.db, app.clock.now()).await.map(|_| false) }),
    }],
    rules: &[verify::RULES],
    ..Feature::NONE
};
