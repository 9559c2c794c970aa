//! The owner's home: what matters now, in three seconds. The most used page; it asks three statements of its own.

mod cards;
mod page;
pub mod store;
#[cfg(test)]
mod tests;

pub use page::page;
