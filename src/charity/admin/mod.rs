//! Charity administration: write, order, publish, close with a report, hand the donations on.
//!
//! The published total is nobody's to write: only donations move it. Every step is on record, and each holds only for
//! the version that was seen.

mod api;
pub mod export;
mod form;
pub mod input;
mod list;
pub mod ops;
mod show;
mod store;

pub use api::{close, delete, move_place, publish};
pub use export::download;
pub use form::{edit, new, post_edit, post_new};
pub use list::page as list;
pub use show::page as show;
