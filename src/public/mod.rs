//! What a stranger sees: what the club is, its rules, and what it does with data.

mod landing;
mod privacy;
pub mod rules;
mod terms;
#[cfg(test)]
mod tests;

pub use landing::page as landing;
pub use privacy::page as privacy;
pub use terms::page as terms;
