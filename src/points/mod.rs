//! Points: a double-entry, append-only ledger. Earned points are lots that expire; spending takes the oldest first.

pub mod model;
pub mod ops;
pub mod summary;
