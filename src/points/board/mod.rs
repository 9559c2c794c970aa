//! What the club owes its members in points, and what becomes of them. Sums over the whole ledger take long, so a job
//! makes them; months that are over never change and are summed once.

mod figures;
mod page;
mod reconciliation;
mod sums;
#[cfg(test)]
mod tests;

pub use page::page;
pub use sums::{issued_and_used, refresh, year_since};
