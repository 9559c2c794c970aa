//! `/me/profile`: an owner's details, and when each was last confirmed.
//!
//! Every change is a row (old, new, who, when) in the same transaction, and increments the customer's version. A form
//! opened before somebody else's change is refused. A phone or mail address takes effect only after a code sent to it.

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
pub use ops::{REWARD_LABEL, reconsider_reward};
pub use pages::{
    address, address_removal, birthday, dealer, email, email_code, email_removal, name, overview, phone, phone_code,
};
