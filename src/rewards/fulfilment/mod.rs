//! Fulfilment: what administrators do with what members ordered, from the shelf into the member's hands.
//!
//! ordered → picked → fulfilled for what is sent, ordered → picked → ready → fulfilled for what waits at a dealer; until
//! then it can be cancelled, which gives everything back. What is fulfilled can come back, and a parcel's number can be put
//! right. Each step happens once, is noted with who did it, and tells
//! the member. Addresses are shown only while something has to be sent, and every look at one is on record.

mod api;
mod cancellation;
mod coming_back;
mod export;
mod list;
mod look;
mod messages;
mod model;
pub mod ops;
mod parcel;
mod pickup_store;
pub mod pickups;
mod show;
mod show_parts;
mod store;
#[cfg(test)]
mod tests;

pub use api::{arrive, arrive_several, hand_over, hand_over_several, open_address, pick, pick_several, ship};
pub use cancellation::{cancel, page as cancellation};
pub use coming_back::{come_back, page as coming_back};
pub use export::{download, page as export};
pub use list::page as list;
pub use parcel::{correct as correct_parcel, page as parcel};
pub use show::{crumbs, page as show};
