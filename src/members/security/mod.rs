//! `/me/security`: the password, and where one is signed in. Whoever changes a password is signed out everywhere else;
//! a disabled account is signed out at once.

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
