//! Points: a double-entry, append-only ledger. Earned points are lots that expire; spending takes the oldest first.
//! Earnings can be reversed, even after they were spent: the member then owes the points, and whatever comes in next
//! settles that first. Points can be held: they leave the lots for the account `held` until they are captured or
//! released. `verify` checks the invariants.

mod account;
mod adjustments;
pub mod admin;
mod board;
mod choice;
pub mod components;
mod earnings;
mod expiry;
mod expiry_calendar;
mod filters;
mod flash;
mod holds;
mod household_transfers;
mod isolation;
mod ledger;
mod merges;
pub mod messages;
pub mod model;
pub mod ops;
mod refusal;
pub mod reminders;
pub mod returns;
mod reversals;
pub mod rules;
mod statement;
mod store;
pub mod summary;
#[cfg(test)]
pub mod testing;
#[cfg(test)]
mod tests;
pub mod tiers;
pub mod verify;

pub use board::{page as board, refresh as refresh_board, turnover, year_since};
pub use earnings::{CREDITED, book_new, label as document_label, verify as documents};
pub use expiry::expire_overdue;
pub use expiry_calendar::page as expiry_calendar;
pub use flash::Flash;
pub use holds::release_overdue;
pub use isolation::run_isolated;
pub use refusal::Refusal;
pub use rules::simulate_next;
pub use statement::{download, page as statement};
pub use tiers::keep as keep_tiers;

use crate::feature::Feature;
use crate::invariants::Scan;
use crate::jobs::{Job, Pace};
use crate::web::FlashMessages;

pub const FEATURE: Feature = Feature {
    jobs: &[
        Job {
            name: "holds",
            pace: Pace::PROMPT,
            run: |app| Box::pin(async move { release_overdue(&app.db, app.clock.now()).await.map(|_| false) }),
        },
        Job {
            name: "simulations",
            pace: Pace::PROMPT,
            run: |app| Box::pin(async move { simulate_next(&app.db, &app.clock).await }),
        },
        Job {
            name: "expiry",
            pace: Pace::Hourly,
            run: |app| Box::pin(async move { expire_overdue(&app.db, app.clock.now()).await.map(|_| false) }),
        },
        Job {
            name: "expiry reminders",
            pace: Pace::Hourly,
            run: |app| Box::pin(async move { reminders::remind(&app.db, app.clock.now()).await.map(|_| false) }),
        },
        Job {
            name: "tiers",
            pace: Pace::Hourly,
            run: |app| Box::pin(async move { keep_tiers(&app.db, app.clock.now()).await.map(|_| false) }),
        },
        Job {
            name: "points board",
            pace: Pace::Hourly,
            run: |app| Box::pin(async move { refresh_board(&app.db, app.clock.now()).await.map(|_| false) }),
        },
    ],
    rules: &[verify::RULES, documents::RULES],
    scans: &[
        Scan { of: "SELECT COUNT(*) FROM point_lot_uses", run: |tx, report| Box::pin(verify::check_order(tx, report)) },
        Scan {
            of: "SELECT COUNT(*) FROM point_entries WHERE customer_id IS NOT NULL",
            run: |tx, report| Box::pin(verify::check_chains(tx, report)),
        },
        Scan {
            of: "SELECT COUNT(*) FROM point_transfers WHERE rule_id IS NOT NULL",
            run: |tx, _| Box::pin(rules::check_caps(tx)),
        },
    ],
    flash: Some(FlashMessages::of::<Flash>()),
};
