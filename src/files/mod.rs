//! Customer files: how staff find one, and the record that each access leaves.
//!
//! Invariants: an account sees nothing of a file unless it has given a reason within the last half hour, and the
//! customer can read who accessed it, when and why. An action that needs an open file is refused after that, with a
//! form that asks for the reason and continues with what was typed.

mod access;
pub mod finder;
mod flash;
mod members;
mod reason_form;
mod refusal;
mod search;

pub use access::{OPEN_FOR, Reason, Why, insert_phone_access, reason_text};
pub use flash::Flash;
pub use reason_form::{ReasonForm, Recorded, need_open, open};
pub use refusal::Refusal;
pub use search::Search;

use crate::feature::Feature;
use crate::web::FlashMessages;

pub const FEATURE: Feature = Feature { flash: Some(FlashMessages::of::<Flash>()), ..Feature::NONE };
