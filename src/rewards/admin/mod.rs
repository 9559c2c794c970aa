//! Catalogue administration: write, preview, publish, restock, order, retire.
//!
//! What a change of price or of stock means for others is decided here, under the reward's lock; redemptions keep what
//! they cost. What is received is always what is left and what is redeemed.

mod detail;
mod detail_components;
mod fields;
mod form;
mod functions;
pub mod input;
mod list;
pub mod ops;
mod preview;
mod queries;
mod store;
#[cfg(test)]
mod tests;

pub use detail::{crumbs, page as show};
pub use form::{edit, new};
pub use functions::{
    CorrectStock, CreateReward, DeleteReward, MoveReward, PublishReward, ReceiveStock, RetireReward, SaveReward,
};
pub use list::page as list;
pub use preview::page as preview;
