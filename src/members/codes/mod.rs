//! One-time codes: six digits by SMS or mail, valid for ten minutes, one use, five attempts.
//!
//! The purpose of a code is kept in the session that requested it, never in the form, so no other browser can try
//! guesses. If nothing matches, an unusable row is written and nothing is sent: from outside both cases look the same
//! and do the same work.

mod model;
mod pages;
mod request;
mod store;
#[cfg(test)]
mod tests;

pub use model::{Answer, Challenge, Holder, Purpose, Request, salt};
pub use pages::{CodeField, Resend};
pub use request::{begin, current, forget, pass, resend};
