//! Friends recommended by members; for a dealer they are leads.
//!
//! What always holds: the first valid claim on a phone number wins, an existing customer or oneself never counts, and
//! each state pays once. Neither the friend nor the referrer can learn from an answer who is a customer already.

mod friend;
pub mod model;
pub mod ops;
mod owner;
mod store;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;

pub use friend::{leave, page as friend_page, thanks};
pub use owner::page as owner_page;
