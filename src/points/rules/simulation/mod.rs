//! Simulates a draft: the earnings of past months are recomputed with the same code that books them, and nothing is
//! booked.
//!
//! Invariants: the ledger is only read, a few thousand lines at a time; a simulation writes only its own row. If its
//! process ends, it is detected as stopped and can be restarted.
//!
//! A version is simulated as if it had always been in force; a campaign on the same days of the previous year; tiers by
//! replaying every member's tier points; another validity on all lots ever issued; another value on what members have
//! and have used. The page states the assumptions of each.

mod expiry;
mod findings;
mod job;
mod model;
mod pages;
mod queries;
mod replay;
mod store;
mod tables;
#[cfg(test)]
mod tests;
mod tiers;

pub use job::run_next;
pub use pages::{RestartSimulation, Runs, SimulateCampaign, SimulateVersion, Start, page};
pub use store::{Subject, list_runs, list_runs_of};
