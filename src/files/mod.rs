//! Customers' files: how staff find one, and the row that each look into one leaves.
//!
//! What always holds: nothing of a file is shown to an account that has not written down why within the last half
//! hour, and the customer can read who looked, when and why. What needs an open file and comes later than that is
//! refused, with a form that says why and goes on with what was typed.

mod access;
mod cursor;
pub mod finder;
mod members;
mod reason_form;
mod search;

pub use access::{OPEN_FOR, Reason, Why, insert_phone_access, reason_text};
pub use cursor::Cursor;
pub use reason_form::{ReasonForm, Recorded, need_open, open};
pub use search::Search;
