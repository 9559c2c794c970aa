//! Points: a double-entry, append-only ledger. Earned points are lots that expire; spending takes the oldest first.
//! What was earned can be taken back, also after it was spent: the member then owes it, and what comes in next pays
//! that first. What may be spent can be held: it is out of the lots, on the account `held`, until it is captured or
//! released. What always holds, `verify` proves.

mod account;
mod adjusting;
pub mod admin;
mod alone;
mod board;
mod choice;
mod earning;
mod filters;
mod holding;
mod lapses;
mod lapsing;
mod ledger;
mod merging;
pub mod model;
pub mod ops;
pub mod parts;
pub mod reminding;
mod reversing;
pub mod rules;
mod sending;
mod statement;
mod store;
pub mod summary;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod tiers;
pub mod verify;
pub mod words;

pub use alone::alone;
pub use board::{page as board, refresh as refresh_board};
pub use earning::{book_new, verify as documents};
pub use holding::release_overdue;
pub use lapses::page as lapses;
pub use lapsing::lapse_overdue;
pub use rules::simulate_next;
pub use statement::{download, page as statement};
pub use tiers::keep as keep_tiers;
