//! The one table of routes: who may call what, and which function answers.

use crate::events::pages as events;
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
        // Events
        .page("/events", Anyone, events::list)
        .page("/events/{id}", Anyone, events::detail)
        .page("/api/seats_left", Anyone, events::seats_left)
        .form("/events/{id}/registration", Owner, events::registration, events::post_registration)
        .form("/events/{id}/registration/cancellation", Owner, events::cancellation, events::post_cancellation)
        .page("/me/events", Owner, events::mine)
        .page("/me/events/{id}", Owner, events::ticket)
        .page("/me/events/{id}/calendar.ics", Owner, events::calendar)
}

async fn landing(ctx: Ctx) -> Page {
    use leptos::prelude::*;
    ctx.page("", || view! { <h1>"x"</h1> })
}
