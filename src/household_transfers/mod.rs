//! Points given within a household, where the rule `household` allows it: its value is the most that one member gives in
//! a calendar month, 0 forbids it.
//!
//! A household are members who have confirmed the same address and own a car. What is given keeps the day it expires on
//! and does not count as tier points, so that nothing is gained by handing points round.

mod functions;
mod ops;
mod page;
mod store;
#[cfg(test)]
mod tests;

pub use functions::ConfirmTransfer;
pub use page::page;
