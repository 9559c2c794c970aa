//! The one table of routes: who may call what, and which function answers.

use crate::members::{join, privacy, profile, reset, security, sign_in, with_code};
use crate::web::{Access, Ctx, Page, Table};

/// Every page and form of the portal.
#[rustfmt::skip]
pub fn table() -> Table {
    use Access::{Anyone, Owner, SignedIn};
    Table::default()
        .page("/", Anyone, landing)
        .form("/login", Anyone, sign_in::page, sign_in::sign_in)
        .form("/logout", Anyone, sign_in::page, sign_in::sign_out)
        .form("/language", Anyone, sign_in::page, sign_in::language)
        // Members
        .form("/join", Anyone, join::start_page, join::start)
        .form("/join/code", Anyone, join::code_page, join::confirm)
        .form("/join/password", Anyone, join::password_page, join::finish)
        .form("/login/code", Anyone, with_code::page, with_code::start)
        .form("/login/code/confirm", Anyone, with_code::confirm_page, with_code::confirm)
        .form("/password", Anyone, reset::page, reset::start)
        .form("/password/code", Anyone, reset::code_page, reset::save)
        .page("/me/security", SignedIn, security::page)
        .form("/me/security/password", SignedIn, security::page, security::change_password)
        .form("/me/security/sessions", SignedIn, security::page, security::end_sessions)
        .page("/me/profile", Owner, profile::overview)
        .form("/me/profile/verification", Owner, profile::overview, profile::confirm_field)
        .form("/me/profile/name", Owner, profile::name, profile::save_name)
        .form("/me/profile/birthday", Owner, profile::birthday, profile::save_birthday)
        .form("/me/profile/address", Owner, profile::address, profile::save_address)
        .form("/me/profile/dealer", Owner, profile::dealer, profile::save_dealer)
        .form("/me/profile/phone", Owner, profile::phone, profile::start_phone)
        .form("/me/profile/phone/code", Owner, profile::phone_code, profile::confirm_phone)
        .form("/me/profile/email", Owner, profile::email, profile::start_email)
        .form("/me/profile/email/code", Owner, profile::email_code, profile::confirm_email)
        .form("/me/privacy", Owner, privacy::page, privacy::save)
        // The owner's home and garage
        .page("/me", Owner, crate::home::page)
}

async fn landing(ctx: Ctx) -> Page {
    use leptos::prelude::*;
    ctx.page("", || view! { <h1>"x"</h1> })
}
