//! Cars and what was done to them.
//!
//! A car's present belongs to its present owner: from the moment an ownership has an end, its former owner sees no
//! plate, odometer or due date any more, and no visit after the hand-over. An order belongs to the customer who
//! brought the car, and to nobody else.

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
