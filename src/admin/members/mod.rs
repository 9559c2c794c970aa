//! Members' files for club administrators: find a member, give a reason, read everything on one timeline.

mod account;
mod file;
mod file_components;
mod functions;
mod list;
mod store;
mod timeline;
mod timeline_store;

pub use account::ChangeAccount;
pub use file::page as file;
pub use functions::{OpenFile, ShowContact};
pub use list::page as list;
