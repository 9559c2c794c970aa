//! Transfers of points within a household, where the rule `household` allows them. The rule's value is the maximum that
//! one member may give in a calendar month; 0 forbids transfers.
//!
//! A household is the set of members who have confirmed the same address and own a car. Transferred points keep their
//! expiry date and do not count as tier points, so passing points around gains nothing.

mod flash;
mod functions;
mod ops;
mod page;
mod refusal;
mod store;
#[cfg(test)]
mod tests;

pub use flash::Flash;
pub use functions::ConfirmTransfer;
pub use page::page;
pub use refusal::Refusal;

use crate::feature::Feature;
use crate::web::FlashMessages;

pub const FEATURE: Feature = Feature { flash: Some(FlashMessages::of::<Flash>()), ..Feature::NONE };
