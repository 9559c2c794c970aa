//! The protocols of our server functions. A function is called at the address of its page and answers in one of two
//! representations. [`Post`] changes something; [`Ask`] only reads.
//!
//! A form sent by the browser gets a redirect, or its page again with the errors; a script that accepts JSON gets the
//! same as data: `{to}`, or `{error, said, fields}` with the same status.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
mod pairs;
#[cfg(feature = "ssr")]
mod served;

#[cfg(feature = "ssr")]
pub use served::Submission;

/// A form in, a redirect or a file out. Only forms call these functions, so the browser has no stubs for them.
#[cfg(feature = "ssr")]
pub struct Post;

/// Arguments in the query, JSON out. Islands call these functions through their generated stubs.
pub struct Ask;
