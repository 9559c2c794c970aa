//! Points: a double-entry, append-only ledger. Earned points are lots that expire; spending takes the oldest first.
//! What always holds, `verify` proves.

mod ledger;
pub mod model;
pub mod ops;
pub mod summary;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod verify;
