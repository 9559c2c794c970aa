//! `/me/privacy`: who opened an owner's file, and what the owner has consented to.

mod functions;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub use functions::SaveConsents;
pub use pages::page;
