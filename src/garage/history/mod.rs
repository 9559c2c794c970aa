//! The service history: `/me/service`, and one order in full, `/me/service/{id}`.
//!
//! An order is shown to the customer who brought the car. It is not shown to a former owner if it was opened after
//! the day of the hand-over, even where the workshop still wrote it on the former owner's name.

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
