//! Rules: what earns how much, from when on, up to which cap, and the campaigns that multiply it for some days.
//!
//! What always holds: a version or a campaign that is published begins on a later day, and is never changed afterwards;
//! it can be withdrawn until it begins. A campaign that runs can be ended, from the next day on and never before a day
//! for which it gave points already; until then it holds, also for documents that are booked later. So what was earned
//! stays what it was worth. Each earning names the version and
//! the campaign that it followed, and the moment whose rules these were.

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
