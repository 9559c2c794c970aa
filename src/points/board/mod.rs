//! What the club owes its members in points, and what becomes of them. Sums over the whole ledger take long, so a job
//! makes them; months that are over never change and are summed once.

mod adding;
mod figures;
mod page;
mod sums;
#[cfg(test)]
mod tests;

pub use page::page;
pub use sums::refresh;
