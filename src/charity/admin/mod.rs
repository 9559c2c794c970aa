//! Charity administration: write, order, publish, close with a report, hand the donations on.
//!
//! The published total is nobody's to write: only donations move it. Every step is on record, and each holds only for
//! the version that was seen.

mod detail;
pub mod export;
mod form;
mod functions;
pub mod input;
mod list;
pub mod ops;
mod store;

pub use detail::page as show;
pub use export::ExportDonations;
pub use form::{edit, new};
pub use functions::{CloseProject, CreateProject, DeleteProject, MoveProject, PublishProject, SaveProject};
pub use list::page as list;
