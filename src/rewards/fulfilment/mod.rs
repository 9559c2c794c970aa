//! Fulfilment: what administrators do with redemptions, from packing to handover.
//!
//! ordered → picked → fulfilled for shipments, ordered → picked → ready → fulfilled for pick-ups at a dealer. Until
//! then a redemption can be cancelled, which returns points and stock. Afterwards goods can be returned, and a parcel's
//! tracking number corrected. Each step happens once, records who took it, and notifies the member. Addresses are
//! visible only while a parcel has to be sent, and every access is recorded.

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
