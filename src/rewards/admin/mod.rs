//! Catalogue administration: create, preview, publish, restock, order, retire.
//!
//! Changes of price and stock are decided under the reward's lock; existing redemptions keep their price. Invariant:
//! stock received equals stock left plus stock redeemed.

mod detail;
mod detail_components;
mod fields;
mod form;
mod form_fields;
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
    CorrectStock, CreateReward, DeleteReward, MoveReward, PublishReward, PublishRewards, ReceiveStock, RetireReward,
    RetireRewards, SaveReward,
};
pub use list::page as list;
pub use preview::page as preview;
