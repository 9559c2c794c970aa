//! Points that pay a part of a workshop bill. A member shows a code at the dealer’s; staff enter it, see the member's
//! open orders there, hold points for one of them, and then settle or cancel.
//!
//! Invariants: a code is valid for one hold, is bound to the first account that enters it, and is known only to the
//! member's browser; staff then use the number of their check, which no other account can use. A bill has at most one
//! open hold, and points never pay more than was left of it, both when held and when settled. Each hold ends once, and
//! settled points are refunded once if the order is credited. Lock order: the order, the payment, the member's balance.

pub mod bill_choice;
mod checks;
pub mod dealer;
mod dealer_detail;
mod dealer_list;
mod flash;
mod functions;
mod messages;
mod model;
mod notifications;
mod ops;
pub mod owner;
mod refusal;
mod settlement;
mod store;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod verify;

pub use flash::Flash;
pub use functions::{Capture, Check, Hold, MakeCode, Release};
pub use model::HOLD_FOR;
pub use ops::label;
pub use refusal::Refusal;
pub use settlement::{release_overdue, undo_credited};

use crate::feature::Feature;
use crate::jobs::{Job, Pace};
use crate::web::FlashMessages;

pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "workshop payment holds",
        pace: Pace::PROMPT,
        run: |app| Box::pin(async move { release_overdue(&app.db, app.clock.now()).await.map(|_| false) }),
    }],
    rules: &[verify::RULES],
    flash: Some(FlashMessages::of::<Flash>()),
    ..Feature::NONE
};
