//! Codes of vouchers: where they come from, how they are kept, who sees them.
//!
//! A code is in clear only on its way: into a file's check, onto its owner's page, out of a dealer's form. What is stored
//! is a keyed hash to look it up, the sealed code to show it to its owner, and four characters for staff. A code belongs
//! to one redemption at most, and stays with it.

pub mod batches;
mod codes_page;
mod counter;
mod counter_page;
pub mod files;
pub mod keys;
pub mod ops;
mod store;
#[cfg(test)]
mod tests;
pub mod verify;

pub use codes_page::{drop_batch, page as codes, take_batch, upload};
pub use counter::{check, use_it};
pub use counter_page::{checked, page as counter};
pub use store::agree_on_key;
