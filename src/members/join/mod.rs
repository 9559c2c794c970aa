//! `/join`: a customer becomes a member in three steps: VIN and phone on file, code, password and consents.
//!
//! Until the code is right, nobody learns whether VIN and phone matched: the messages sent differ, the answers do not.

mod functions;
mod ops;
mod pages;
#[cfg(test)]
mod tests;

pub use functions::{ConfirmJoining, FinishJoining, StartJoining};
pub use ops::{Joined, NewMember, join};
pub use pages::{code_page, password_page, start_page};
