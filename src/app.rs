//! The one table of routes: who may call what, and which function answers.

use crate::events::{admin as desk, pages as events};
use crate::members::sign_in;
use crate::web::{Access, Ctx, Page, Table};

/// Every page and form of the portal.
#[rustfmt::skip]
pub fn table() -> Table {
    use Access::{Admin, Anyone, Owner};
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
        .page("/admin/events", Admin, desk::list)
        .form("/admin/events/new", Admin, desk::new, desk::post_new)
        .page("/admin/events/{id}", Admin, desk::show)
        .form("/admin/events/{id}/edit", Admin, desk::edit, desk::post_edit)
        .page("/admin/events/{id}/preview", Admin, desk::preview)
        .form("/admin/events/{id}/publication", Admin, desk::show, desk::post_publication)
        .form("/admin/events/{id}/closure", Admin, desk::show, desk::post_closure)
        .form("/admin/events/{id}/capacity", Admin, desk::show, desk::post_capacity)
        .form("/admin/events/{id}/cancellation", Admin, desk::cancellation, desk::post_cancellation)
        .form("/admin/events/{id}/check-in", Admin, desk::check_in, desk::post_check_in)
        .form("/admin/events/{id}/export", Admin, desk::export, desk::post_export)
}

async fn landing(ctx: Ctx) -> Page {
    use leptos::prelude::*;
    ctx.page("", || view! { <h1>"x"</h1> })
}
