//! Points: a double-entry, append-only ledger. Earned points are lots that expire; spending takes the oldest first.
//! What always holds, `verify` proves.

mod choice;
mod lapses;
mod lapsing;
mod ledger;
pub mod model;
pub mod ops;
pub mod parts;
mod statement;
mod store;
pub mod summary;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod verify;
mod words;

pub use lapses::page as lapses;
pub use lapsing::lapse_overdue;
pub use statement::{download, page as statement};
