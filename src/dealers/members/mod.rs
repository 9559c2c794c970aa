//! Members bound to a dealer: they bought their car there, prefer it, or were serviced there in the last 24 months,
//! and they consent now. Whoever takes the consent back is gone from here at once.

mod bound;
mod file;
mod file_parts;
mod file_store;
mod functions;
mod list;
mod work;

pub use bound::Bond;
pub use file::page as file;
pub use functions::{Open, ShowPhone};
pub use list::page as list;
pub use list::{lists_text, matter, search};
pub use work::{HomeRow, MemberRow, WorkList, list_home, list_members};
