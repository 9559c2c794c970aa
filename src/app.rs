//! The one table of routes: who may call what, and which function answers.

use crate::members::sign_in;
use crate::web::{Access, Ctx, Page, Table};

/// Every page and form of the portal.
#[rustfmt::skip]
pub fn table() -> Table {
    use Access::{Anyone, Owner};
    Table::default()
        .page("/", Anyone, landing)
        .form("/login", Anyone, sign_in::page, sign_in::sign_in)
        .form("/logout", Anyone, sign_in::page, sign_in::sign_out)
        .form("/language", Anyone, sign_in::page, sign_in::language)
        // The owner's home and garage
        .page("/me", Owner, crate::home::page)
}

async fn landing(ctx: Ctx) -> Page {
    use leptos::prelude::*;
    ctx.page("", || view! { <h1>"x"</h1> })
}
