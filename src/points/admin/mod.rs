//! Administration of points: administrators read a member's statement and adjust points manually.
//!
//! Invariants: an adjustment has a reason and moves points once; above the limit that the rule `four_eyes` sets per
//! administrator, member and day, a second administrator must approve it. The account is part of the member's file,
//! which opens only with a reason, on record.

mod account;
mod account_components;
mod adjustment;
mod adjustment_form;
mod adjustment_table;
mod functions;
mod landing;
mod lines;
mod lots;
mod model;
mod notifications;
pub mod ops;
mod queries;
mod store;
#[cfg(test)]
mod tests;

pub use account::page as account;
pub use adjustment::page as adjustment;
pub use adjustment_form::page as adjustment_form;
pub use functions::{AdjustPoints, ApproveAdjustment, DeclineAdjustment, OpenAccount};
pub use landing::page as landing;
pub use lots::page as lots;
pub use model::{AdjustmentReason, AdjustmentState};
