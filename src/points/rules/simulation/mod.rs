//! What a draft would have meant: the earnings of the last months are counted again, by the same computation that books
//! them, and nothing is booked.
//!
//! What always holds: the ledger is only read, a few thousand lines at a time; a simulation writes its own row and no
//! other. It stands still when its process ends, is then seen to have stopped, and can be started again.
//!
//! A version is tried as if it had held all the time; a campaign on the same days of a year before; tiers by playing
//! every member's growth again; another validity on every lot there ever was; another worth on what members have and on
//! what they used. The page says of each what was assumed.

mod aging;
mod climb;
mod found;
mod functions;
mod job;
mod lasting;
mod lines;
mod outcome;
mod page;
mod parts;
mod past;
mod progress;
mod replay;
mod said;
mod side;
mod stock;
mod store;
#[cfg(test)]
mod tests;
mod valuing;

pub use functions::{RestartSimulation, SimulateCampaign, SimulateVersion};
pub use job::run_next;
pub use page::page;
pub use parts::{Runs, Start};
pub use store::{Subject, list_runs, list_runs_of};
