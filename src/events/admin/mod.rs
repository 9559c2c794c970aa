//! Events administration: write, preview, publish, close, call off; who comes, who waits, who is here.
//!
//! Lists show masked names and phones. What leaves in a file is noted in the file of everybody in it.

pub mod input;
pub mod ops;
pub mod store;

mod check_in;
mod export;
mod form;
mod form_fields;
mod list;
mod look;
mod preview;
mod show;
mod show_parts;
mod states;

pub use check_in::{check_in, post_check_in};
pub use export::{export, post_export};
pub use form::{edit, new, post_edit, post_new};
pub use list::list;
pub use preview::preview;
pub use show::show;
pub use states::{cancellation, post_cancellation, post_capacity, post_closure, post_publication};

#[cfg(test)]
mod tests;
