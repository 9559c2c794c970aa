//! Search as one types. A search is a plain GET form with its results below; an island asks for the results anew a
//! moment after the last key, shows them in place of the old ones, reads out their heading, and the address follows.
//!
//! What always holds: what the island is given is exactly what the form's own page shows for the same fields, by the same
//! functions; without a script, or without a network, the form is the browser's.

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
