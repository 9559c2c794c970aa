//! Owners' cars and their service history.
//!
//! Present data of a car belong to its present owner: once an ownership has ended, the former owner no longer sees
//! plate, odometer or due dates, nor visits after the hand-over. An order belongs to the customer who brought the car,
//! and to nobody else.

pub mod catalog;
pub mod components;
#[cfg(test)]
pub mod fixtures;
pub mod history;
pub mod messages;
pub mod model;
pub mod offers;
pub mod overview;
pub mod store;
#[cfg(test)]
mod tests;
pub mod vehicle;
pub mod vehicles;

pub use model::Car;
