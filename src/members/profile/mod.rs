//! `/me/profile`: what the club knows of an owner, and when each of it was last confirmed to be true.
//!
//! Every change is a row (old, new, who, when) in the transaction that makes it, and adds one to the customer's version.
//! A form opened before somebody else's change is refused. A phone or mail address counts only after a code sent to it.

mod api;
mod contact_api;
mod model;
mod ops;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub use api::{confirm_field, remove_address, remove_email, save_address, save_birthday, save_dealer, save_name};
pub use contact_api::{confirm_email, confirm_phone, start_email, start_phone};
pub use model::{Field, Profile, Seen};
pub use ops::reconsider_reward;
pub use pages::{
    address, address_removal, birthday, dealer, email, email_code, email_removal, name, overview, phone, phone_code,
};
