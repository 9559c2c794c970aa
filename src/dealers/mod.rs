//! What dealer staff see: the leads assigned to their dealer, and the members bound to it who agreed.
//!
//! What always holds: nothing of another dealer's is ever shown, and what is foreign looks exactly like what is missing.

pub mod home;
pub mod leads;
pub mod members;
#[cfg(test)]
mod tests;
