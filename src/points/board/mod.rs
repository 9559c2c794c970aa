//! The liability in points and how it develops. Summing the whole ledger takes long, so a job does it; months that are
//! over never change and are summed once.

mod figures;
mod page;
mod reconciliation;
mod sums;
#[cfg(test)]
mod tests;

pub use page::page;
pub use sums::{refresh, turnover, year_since};
