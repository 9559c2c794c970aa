//! `/me/security`: the password, and the open sessions. Changing the password signs out all other sessions;
//! disabling an account signs it out at once.

mod device;
mod functions;
mod ops;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub use functions::{ChangePassword, EndSessions};
pub use ops::{disable_account, enable_account, set_password};
pub use pages::page;
