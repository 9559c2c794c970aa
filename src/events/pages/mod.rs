//! What owners and strangers see.

mod calendar;
mod cancellation;
mod detail;
mod functions;
mod list;
mod mine;
mod parts;
mod registration;
mod ticket;

pub use calendar::calendar;
pub use cancellation::cancellation;
pub use detail::{Detail, detail};
pub use functions::{CancelRegistration, Register};
pub use list::list;
pub use mine::mine;
pub use parts::EventCard;
pub use registration::registration;
pub use ticket::ticket;

#[cfg(test)]
mod tests;
