//! Pages for owners and the public.

mod calendar;
mod cancellation;
mod components;
mod detail;
mod functions;
mod list;
mod registration;
mod registrations;
mod ticket;

pub use calendar::calendar;
pub use cancellation::cancellation;
pub use components::EventCard;
pub use detail::{Detail, detail};
pub use functions::{CancelRegistration, Register};
pub use list::list;
pub use registration::registration;
pub use registrations::registrations;
pub use ticket::ticket;

#[cfg(test)]
mod tests;
