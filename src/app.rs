//! The one table of routes: who may call what, and which function answers.

use crate::admin::members as admin_members;
use crate::counter::{dealer as till, owner as counter};
use crate::dealers::{self, leads, members as dealer_members};
use crate::events::{admin as desk, pages as events};
use crate::members::{join, privacy, profile, reset, security, sign_in, with_code};
use crate::rewards::fulfilment;
use crate::web::{Access, Table};
use crate::{admin, garage, home, points, public, referrals, rewards};

/// Every page and form of the portal.
#[rustfmt::skip]
pub fn table() -> Table {
    use Access::{Admin, Anyone, Dealer, Owner, SignedIn};
    Table::default()
        .page("/", Anyone, public::landing)
        .page("/privacy", Anyone, public::privacy)
        .page("/terms", Anyone, public::terms)
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
        .form("/dealer/redeem", Dealer, till::page, till::hold)
        .page("/dealer/redeem/{id}", Dealer, till::show)
        .form("/dealer/redeem/{id}/capture", Dealer, till::show, till::capture)
        .form("/dealer/redeem/{id}/release", Dealer, till::show, till::release)
        // Administration
        .page("/admin", Admin, admin::home::page)
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
        .page("/admin/points", Admin, points::admin::landing)
        .form("/admin/points/members/{id}", Admin, points::admin::account, points::admin::open)
        .page("/admin/points/members/{id}/lots", Admin, points::admin::lots)
        .form("/admin/points/members/{id}/adjustments", Admin, points::admin::adjusting, points::admin::adjust)
        .page("/admin/points/adjustments/{id}", Admin, points::admin::adjustment)
        .form("/admin/points/adjustments/{id}/approval", Admin, points::admin::adjustment, points::admin::approve)
        .form("/admin/points/adjustments/{id}/rejection", Admin, points::admin::adjustment, points::admin::decline)
        .page("/admin/redemptions", Admin, fulfilment::list)
        .form("/admin/redemptions/picking", Admin, fulfilment::list, fulfilment::pick_several)
        .form("/admin/redemptions/export", Admin, fulfilment::export, fulfilment::download)
        .page("/admin/redemptions/{id}", Admin, fulfilment::show)
        .form("/admin/redemptions/{id}/picking", Admin, fulfilment::show, fulfilment::pick)
        .form("/admin/redemptions/{id}/address", Admin, fulfilment::show, fulfilment::open_address)
        .form("/admin/redemptions/{id}/shipment", Admin, fulfilment::show, fulfilment::ship)
        .form("/admin/redemptions/{id}/arrival", Admin, fulfilment::show, fulfilment::arrive)
        .form("/admin/redemptions/{id}/handover", Admin, fulfilment::show, fulfilment::hand_over)
        .form("/admin/redemptions/{id}/cancellation", Admin, fulfilment::cancellation, fulfilment::cancel)
        .page("/admin/points/board", Admin, points::board)
        .page("/admin/members", Admin, admin_members::list)
        .form("/admin/members/{id}", Admin, admin_members::file, admin_members::open)
        .form("/admin/members/{id}/phone", Admin, admin_members::file, admin_members::show_contact)
        .form("/admin/members/{id}/account", Admin, admin_members::file, admin_members::change_account)
        // The owner's home and garage
        .page("/me", Owner, home::page)
        .page("/me/vehicles", Owner, garage::vehicles::page)
        .page("/me/vehicles/{id}", Owner, garage::vehicle::page)
        .page("/me/service", Owner, garage::history::page)
        .page("/me/service/{id}", Owner, garage::history::order_page)
        .page("/models/{code}/manual", Anyone, garage::facts::manual)
        .page("/offers", Anyone, garage::offers::page)
        // Points and rewards
        .page("/me/points", Owner, points::statement)
        .page("/me/points.csv", Owner, points::download)
        .page("/me/points/lapses", Owner, points::lapses)
        .form("/me/counter", Owner, counter::page, counter::make)
        .page("/rewards", Anyone, rewards::list)
        .page("/rewards/{id}", Anyone, rewards::detail)
        .form("/rewards/{id}/redemption", Owner, rewards::confirm, rewards::redeem)
        .page("/me/redemptions", Owner, rewards::redemptions)
        .page("/me/redemptions/{id}", Owner, rewards::redemption)
        .form("/me/redemptions/{id}/cancellation", Owner, rewards::cancellation, rewards::cancel)
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

#[cfg(test)]
mod tests;
