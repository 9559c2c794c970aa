//! Members bound to a dealer: they bought their car there, prefer it, or were serviced there in the last 24 months,
//! and they consent. Withdrawing the consent removes a member from these pages at once.

mod bonds;
mod file;
mod file_components;
mod file_store;
mod functions;
mod list;
mod scan;
mod store;
mod work_lists;

pub use bonds::Bond;
pub use file::page as file;
pub use functions::{Open, ShowPhone};
pub use list::page as list;
pub use list::{as_of, lists_text, matter, search};
pub use scan::renew;
#[cfg(test)]
pub use scan::{DIFFERS, scan_all, scanned_at};
#[cfg(test)]
pub use store::{FOUND, HOME, MEMBERS, NAMES, POSITIONS, list_members};
pub use store::{HomeRow, MemberRow, list_home};
pub use work_lists::WorkList;
