//! Search as you type. A search is a plain GET form with its results below; an island fetches new results a moment
//! after the last key, replaces the old ones, announces their heading, and updates the address.
//!
//! Invariants: the island gets exactly what the form's own page shows for the same fields, made by the same functions.
//! Without JavaScript or network, the browser submits the form itself.

#[cfg(feature = "hydrate")]
pub mod browser;
#[cfg(feature = "ssr")]
mod form;
#[cfg(feature = "ssr")]
mod words;

#[cfg(feature = "ssr")]
pub use form::{Question, Results, ResultsHeading, SearchForm};
#[cfg(feature = "ssr")]
pub use words::{escaped, pattern};
