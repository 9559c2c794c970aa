//! Event administration: create, preview, publish, close, cancel; registrations, waitlist, check-in.
//!
//! Lists show masked names and phones. Every export is recorded in the file of each member it contains.

pub mod input;
pub mod ops;
pub mod store;

mod cancellation;
mod check_in;
mod detail;
mod detail_components;
mod export;
mod fields;
mod form;
mod form_fields;
mod functions;
mod list;
mod preview;
mod queries;

pub use cancellation::cancellation;
pub use check_in::check_in;
pub use detail::show;
pub use export::{ExportRegistrations, export};
pub use form::{edit, new};
pub use functions::{
    CancelEvent, CheckIn, CloseEvent, CloseEvents, CreateEvent, MoveCapacity, PublishEvent, PublishEvents, SaveEvent,
};
pub use list::list;
pub use preview::preview;

#[cfg(test)]
mod tests;
