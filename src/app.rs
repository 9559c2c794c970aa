//! The one table of routes: who may call what, and which function answers.

use crate::admin::members as admin_members;
use crate::dealers::{self, leads, members as dealer_members};
use crate::members::sign_in;
use crate::referrals;
use crate::web::{Access, Ctx, Page, Table};

/// Every page and form of the portal.
#[rustfmt::skip]
pub fn table() -> Table {
    use Access::{Admin, Anyone, Dealer, Owner};
    Table::default()
        .page("/", Anyone, landing)
        .form("/login", Anyone, sign_in::page, sign_in::sign_in)
        .form("/logout", Anyone, sign_in::page, sign_in::sign_out)
        .form("/language", Anyone, sign_in::page, sign_in::language)
        // Referrals
        .form("/r/{code}", Anyone, referrals::friend_page, referrals::leave)
        .page("/r/{code}/thanks", Anyone, referrals::thanks)
        .page("/me/referrals", Owner, referrals::owner_page)
        // Dealers
        .page("/dealer", Dealer, dealers::home::page)
        .page("/dealer/members", Dealer, dealer_members::list)
        .form("/dealer/members/{id}", Dealer, dealer_members::file, dealer_members::open)
        .form("/dealer/members/{id}/phone", Dealer, dealer_members::file, dealer_members::show_phone)
        .page("/dealer/leads", Dealer, leads::board)
        .page("/dealer/leads/{id}", Dealer, leads::detail)
        .form("/dealer/leads/{id}/phone", Dealer, leads::detail, leads::show_phone)
        .form("/dealer/leads/{id}/state", Dealer, leads::detail, leads::advance)
        // Members' files
        .page("/admin/members", Admin, admin_members::list)
        .form("/admin/members/{id}", Admin, admin_members::file, admin_members::open)
        .form("/admin/members/{id}/phone", Admin, admin_members::file, admin_members::show_contact)
        // The owner's home and garage
        .page("/me", Owner, crate::home::page)
}

async fn landing(ctx: Ctx) -> Page {
    use leptos::prelude::*;
    ctx.page("", || view! { <h1>"x"</h1> })
}
