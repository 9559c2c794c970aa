//! What a draft would have meant: the earnings of the last months are counted again, by the same computation that books
//! them, and nothing is booked.
//!
//! What always holds: the ledger is only read, a few thousand lines at a time; a simulation writes its own row and no
//! other. It stands still when its process ends, is then seen to have stopped, and can be started again.
//!
//! A version is tried as if it had held all the time; a campaign on the same days of a year before; tiers by playing
//! every member's tier points again; another validity on every lot there ever was; another value on what members have and on
//! what they used. The page says of each what was assumed.

mod components;
mod description;
mod expiry;
mod expiry_run;
mod findings;
mod functions;
mod job;
mod lines;
mod outcome;
mod page;
mod progress;
mod queries;
mod replay;
mod rule_history;
mod scenario;
mod store;
#[cfg(test)]
mod tests;
mod tiers;
mod value;

pub use components::{Runs, Start};
pub use functions::{RestartSimulation, SimulateCampaign, SimulateVersion};
pub use job::run_next;
pub use page::page;
pub use store::{Subject, list_runs, list_runs_of};
