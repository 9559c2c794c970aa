//! The one table of routes: who may call what, and which function answers.

use crate::members::sign_in;
use crate::points;
use crate::rewards;
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
        // Points and rewards
        .page("/me/points", Owner, points::statement)
        .page("/me/points.csv", Owner, points::download)
        .page("/me/points/lapses", Owner, points::lapses)
        .page("/rewards", Anyone, rewards::list)
        .page("/rewards/{id}", Anyone, rewards::detail)
        .form("/rewards/{id}/redemption", Owner, rewards::confirm, rewards::redeem)
        .page("/me/redemptions", Owner, rewards::redemptions)
        .page("/me/redemptions/{id}", Owner, rewards::redemption)
        .form("/me/redemptions/{id}/cancellation", Owner, rewards::cancellation, rewards::cancel)
}

async fn landing(ctx: Ctx) -> Page {
    use leptos::prelude::*;
    ctx.page("", || view! { <h1>"x"</h1> })
}
