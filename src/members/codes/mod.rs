//! One-time codes: six digits by SMS or mail, ten minutes, one use, five attempts.
//!
//! What a code is for is kept in the session of whoever asked, never in the form; another browser cannot guess along.
//! Where nothing matches, a row that nobody can use is written and nothing is sent: from outside both look the same
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
