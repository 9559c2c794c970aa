//! Fulfilment: what administrators do with what members ordered, from the shelf into the member's hands.
//!
//! ordered → picked → fulfilled for what is sent, ordered → picked → ready → fulfilled for what waits at a dealer; until
//! then it can be cancelled, which gives everything back. What is fulfilled can come back, and a parcel's number can be put
//! right. Each step happens once, is noted with who did it, and tells
//! the member. Addresses are shown only while something has to be sent, and every look at one is on record.

mod cancellation;
mod detail;
mod detail_components;
mod export;
mod functions;
mod list;
mod model;
mod notifications;
pub mod ops;
mod parcel;
mod pickup_store;
pub mod pickups;
mod queries;
mod returns;
mod store;
#[cfg(test)]
mod tests;

pub use cancellation::{Cancel, page as cancellation};
pub use detail::{crumbs, page as show};
pub use export::{ExportQueue, page as export};
pub use functions::{Arrive, ArriveSeveral, HandOver, HandOverSeveral, OpenAddress, Pick, PickSeveral, Ship};
pub use list::page as list;
pub use parcel::{CorrectParcel, page as parcel};
pub use returns::{ReturnGoods, page as returns};
