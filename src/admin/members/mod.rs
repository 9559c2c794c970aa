//! Members' files as a club administrator sees them: find one, say why, see everything on one timeline.

mod account;
mod file;
mod file_parts;
pub mod finding;
mod forms;
mod list;
mod store;
mod timeline;
mod timeline_store;

pub use account::change as change_account;
pub use file::page as file;
pub use forms::{open, show_contact};
pub use list::page as list;
