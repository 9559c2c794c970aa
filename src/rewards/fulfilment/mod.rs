//! Fulfilment: what administrators do with what members ordered, from the shelf into the member's hands.
//!
//! ordered → picked → fulfilled for what is sent, ordered → picked → ready → fulfilled for what waits at a dealer; until
//! then it can be cancelled, which gives everything back. What is fulfilled can come back, and a parcel's number can be put
//! right. Each step happens once, is noted with who did it, and tells
//! the member. Addresses are shown only while something has to be sent, and every look at one is on record.

mod cancellation;
mod coming_back;
mod export;
mod functions;
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

pub use cancellation::{Cancel, page as cancellation};
pub use coming_back::{ComeBack, page as coming_back};
pub use export::{ExportQueue, page as export};
pub use functions::{Arrive, ArriveSeveral, HandOver, HandOverSeveral, OpenAddress, Pick, PickSeveral, Ship};
pub use list::page as list;
pub use parcel::{CorrectParcel, page as parcel};
pub use show::{crumbs, page as show};
