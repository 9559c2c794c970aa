//! The one table of routes: who may call what, and which function answers.

use crate::garage;
use crate::members::sign_in;
use crate::public;
use crate::web::{Access, Table};

/// Every page and form of the portal.
#[rustfmt::skip]
pub fn table() -> Table {
    use Access::{Anyone, Owner};
    Table::default()
        .page("/", Anyone, public::landing)
        .page("/privacy", Anyone, public::privacy)
        .page("/terms", Anyone, public::terms)
        .form("/login", Anyone, sign_in::page, sign_in::sign_in)
        .form("/logout", Anyone, sign_in::page, sign_in::sign_out)
        .form("/language", Anyone, sign_in::page, sign_in::language)
        // The owner's home and garage
        .page("/me", Owner, crate::home::page)
        .page("/me/vehicles", Owner, garage::vehicles::page)
        .page("/me/vehicles/{id}", Owner, garage::vehicle::page)
        .page("/me/service", Owner, garage::history::page)
        .page("/me/service/{id}", Owner, garage::history::order_page)
        .page("/models/{code}/manual", Anyone, garage::facts::manual)
        .page("/offers", Anyone, garage::offers::page)
}
