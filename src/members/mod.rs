//! Members: how a customer joins, signs in, keeps contact details true, and sees who looked at their file.

pub mod password;
pub mod sign_in;
#[cfg(test)]
mod tests;
