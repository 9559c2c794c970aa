//! Charity projects to which members donate points.
//!
//! A donation is atomic: points, the project's published total, the receipt and the message are one transaction under
//! the project's lock, once per idempotency key. It is never reversed and its row never changes: a receipt stays as
//! issued, whatever becomes of the project.

pub mod admin;
mod components;
mod donations;
mod flash;
mod functions;
mod list;
pub mod model;
pub mod ops;
mod project;
mod receipt;
mod refusal;
pub mod store;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod verify;

pub use donations::page as donations;
pub use flash::Flash;
pub use functions::Donate;
pub use list::page as list;
pub use project::{detail, donation};
pub use receipt::page as receipt;
pub use refusal::Refusal;

use crate::feature::Feature;
use crate::web::FlashMessages;

pub const FEATURE: Feature =
    Feature { rules: &[verify::RULES], flash: Some(FlashMessages::of::<Flash>()), ..Feature::NONE };
