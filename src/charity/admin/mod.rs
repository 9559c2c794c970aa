//! Charity administration: create, order, publish, close with a report, export donations.
//!
//! Nobody edits the published total: only donations change it. Every action is recorded, and applies only to the
//! version that was seen.

mod detail;
pub mod export;
mod fields;
mod form;
mod functions;
pub mod input;
mod list;
pub mod ops;
pub mod queries;
mod store;

pub use detail::page as show;
pub use export::ExportDonations;
pub use form::{edit, new};
pub use functions::{
    CloseProject, CreateProject, DeleteProject, MoveProject, PublishProject, PublishProjects, SaveProject,
};
pub use list::page as list;
