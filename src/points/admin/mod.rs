//! What administrators do with points: they read a member's account line by line, and give or take points by hand.
//!
//! What always holds: an adjustment has a reason and moves points once; above what the rule `four_eyes` allows one
//! administrator within a day for one member, another one has to approve it. A member's account is part of the
//! member's file: it opens with a reason, which is on record.

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
