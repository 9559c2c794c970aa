//! `/me/profile`: what the club knows of an owner, and when each of it was last confirmed to be true.
//!
//! Every change is a row (old, new, who, when) in the transaction that makes it, and adds one to the customer's version.
//! A form opened before somebody else's change is refused. A phone or mail address counts only after a code sent to it.

mod functions;
mod model;
mod ops;
mod pages;
mod store;
#[cfg(test)]
mod tests;

pub use functions::{
    ConfirmEmail, ConfirmField, ConfirmPhone, RemoveAddress, RemoveEmail, SaveAddress, SaveBirthday, SaveDealer,
    SaveName, SendEmailCode, SendPhoneCode,
};
pub use model::{Field, Profile, Seen};
pub use ops::reconsider_reward;
pub use pages::{
    address, address_removal, birthday, dealer, email, email_code, email_removal, name, overview, phone, phone_code,
};
