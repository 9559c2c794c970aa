mod contact;
mod edit;
mod overview;
mod provinces;

pub use contact::{email, email_code, phone, phone_code};
pub use edit::{address, birthday, dealer, name};
pub use overview::overview;
pub use provinces::PROVINCES;
