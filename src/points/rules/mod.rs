//! Rules: what earns how much, from when, up to which cap, and the campaigns that multiply it for some days.
//!
//! Invariants: a published version or campaign begins on a later day and never changes; it can be withdrawn until it
//! begins. A running campaign can be ended, from the next day on and not before a day for which it gave points; until
//! then it applies, also to documents that are booked later. So earnings keep their value. Each earning names the rule
//! version and campaign that it followed, and the moment for which they were looked up.

pub mod admin;
mod announcements;
mod awards;
mod code;
pub mod model;
pub mod simulation;
pub mod store;
#[cfg(test)]
mod tests;
mod verify;

pub use announcements::announcements;
pub use awards::{Award, pay};
pub use code::{RuleCode, Unit};
pub use simulation::run_next as simulate_next;
pub use verify::check_caps;
