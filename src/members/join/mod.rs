//! `/join`: a customer becomes a member. First the car and the phone on file, then the code, then password and consents.
//!
//! Until the code is right nobody learns whether the pair was: what is sent differs, what is answered does not.

mod functions;
mod ops;
mod pages;
#[cfg(test)]
mod tests;

pub use functions::{ConfirmJoining, FinishJoining, StartJoining};
pub use ops::{Joined, NewMember, join};
pub use pages::{code_page, password_page, start_page};
