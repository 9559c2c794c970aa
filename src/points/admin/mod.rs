//! What administrators do with points: they read a member's account line by line, and give or take points by hand.
//!
//! What always holds: an adjustment has a reason and moves points once; above what the rule `four_eyes` allows one
//! administrator within a day for one member, another one has to approve it. A member's account is part of the
//! member's file: it opens with a reason, which is on record.

mod account;
mod account_parts;
mod adjusting;
mod adjustment;
mod functions;
mod landing;
mod lines;
mod listing;
mod look;
mod lots;
mod messages;
mod model;
pub mod ops;
mod store;
#[cfg(test)]
mod tests;

pub use account::page as account;
pub use adjusting::page as adjusting;
pub use adjustment::page as adjustment;
pub use functions::{AdjustPoints, ApproveAdjustment, DeclineAdjustment, OpenAccount};
pub use landing::page as landing;
pub use lots::page as lots;
pub use model::{AdjustmentState, Told};
