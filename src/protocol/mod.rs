//! How a server function is called, beyond what leptos brings: at the address of its page, in one of two
//! representations. [`Post`] changes something; [`Ask`] only answers.
//!
//! A browser's own form gets a redirect or its page again with the errors; a script that accepts JSON gets the same as
//! data: `{to}`, or `{error, said, fields}` under the same status.

#[cfg(feature = "hydrate")]
mod browser;
#[cfg(feature = "hydrate")]
mod pairs;
#[cfg(feature = "ssr")]
mod served;

#[cfg(feature = "ssr")]
pub use served::Submission;

/// A form in, a redirect or a file out. Only forms call these functions, so the browser has no stubs of them.
#[cfg(feature = "ssr")]
pub struct Post;

/// A question in the query, JSON out. Islands call these functions by their generated stubs.
pub struct Ask;
