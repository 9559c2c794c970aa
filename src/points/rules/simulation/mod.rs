//! Simulates a draft: the earnings of past months are recomputed with the same code that books them, and nothing is
//! booked.
//!
//! Invariants: the ledger is only read, a few thousand lines at a time; a simulation writes only its own row. If its
//! process ends, it is detected as stopped and can be restarted.
//!
//! A version is simulated as if it had always been in force; a campaign on the same days of the previous year; tiers by
//! replaying every member's tier points; another validity on all lots ever issued; another value on what members have
//! and have used. The page states the assumptions of each.

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
