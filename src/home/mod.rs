//! The owner's home page: what matters now, at a glance. The most visited page; it takes three statements of its own.

mod cards;
mod page;
pub mod store;
#[cfg(test)]
mod tests;

pub use page::page;
