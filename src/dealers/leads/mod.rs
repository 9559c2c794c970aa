//! Referral leads for dealer staff. Phones are masked until a lead is opened, which is recorded.

mod board;
mod detail;
mod functions;
mod list;
mod store;

pub use board::page as board;
pub use detail::page as detail;
pub use functions::{Advance, ShowPhone};
#[cfg(test)]
pub use store::{BOARD, NEWER, OLDER};
