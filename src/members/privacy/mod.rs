//! `/me/privacy`: who looked at an owner's file, and what the owner agreed to.

mod functions;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub use functions::SaveConsents;
pub use pages::page;
