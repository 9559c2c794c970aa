//! Public pages: what the club is, its rules, and its privacy policy.

mod landing;
mod privacy;
pub mod rules;
mod terms;
#[cfg(test)]
mod tests;

pub use landing::page as landing;
pub use privacy::page as privacy;
pub use terms::page as terms;
