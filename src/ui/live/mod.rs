//! Forms that show their errors without a new page. A form with `data-live` is live; the document then contains
//! [`LiveForms`]. Without JavaScript or network it works like any other form.

#[cfg(feature = "hydrate")]
mod marks;
#[cfg(feature = "hydrate")]
mod submit;

#[cfg(feature = "hydrate")]
pub use submit::all;

use leptos::prelude::*;

/// Makes all forms with `data-live` live.
#[island]
pub fn LiveForms() -> impl IntoView {
    #[cfg(feature = "hydrate")]
    submit::attach();
}
