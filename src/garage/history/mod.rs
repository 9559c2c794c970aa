//! The service history: `/me/service`, and a single order, `/me/service/{id}`.
//!
//! An order is shown to the customer who brought the car. A former owner does not see orders opened after the day of
//! the hand-over, even if the workshop still recorded them under the former owner's name.

mod filter;
mod order_page;
pub mod order_store;
mod page;
mod store;
#[cfg(test)]
mod tests;
mod years;

pub use filter::Filter;
pub use order_page::page as order_page;
pub use page::page;
pub use store::{Order, list_orders};
