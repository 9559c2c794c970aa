mod contact;
mod edit;
mod overview;
mod provinces;
mod removal;

pub use contact::{email, email_code, phone, phone_code};
pub use edit::{address, birthday, dealer, name};
pub use overview::overview;
pub use provinces::PROVINCES;
use removal::Removal;
pub use removal::{address_removal, email_removal};
