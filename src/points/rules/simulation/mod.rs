//! What a draft would have meant: the earnings of the last months are counted again, by the same computation that books
//! them, and nothing is booked.
//!
//! What always holds: the ledger is only read, a few thousand lines at a time; a simulation writes its own row and no
//! other. It stands still when its process ends, is then seen to have stopped, and can be started again.
//!
//! A version is tried as if it had held all the time; a campaign on the same days of a year before; tiers with the tier
//! that each order was booked with: growth is not played again, so that other thresholds move nobody.

mod api;
mod job;
mod outcome;
mod page;
mod parts;
mod replay;
mod store;
#[cfg(test)]
mod tests;

pub use api::{post_again, post_campaign, post_version};
pub use job::run_next;
pub use page::page;
pub use parts::{Runs, Start};
pub use store::{Subject, list_runs};
