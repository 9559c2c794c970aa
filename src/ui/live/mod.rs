//! Forms that say what is wrong without a new page. A form is lively where it has `data-live`; the document then has
//! [`LiveForms`]. Without a script, or without a network, it is a form like any other.

#[cfg(feature = "hydrate")]
mod marks;
#[cfg(feature = "hydrate")]
mod submit;

#[cfg(feature = "hydrate")]
pub use submit::all;

use leptos::prelude::*;

/// Makes all forms of the page with `data-live` lively.
#[island]
pub fn LiveForms() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    submit::attach();
}
