//! Ways to use points before they expire: suggested rewards that fit the next expiry, a savings goal, and a wishlist
//! whose members are notified when an item is back in stock, at most once in a few days.

mod flash;
mod functions;
mod page;
mod refusal;
mod restock_notices;
mod store;
mod suggestions;
#[cfg(test)]
mod tests;

pub use flash::Flash;
pub use functions::{AddWishlistItem, RemoveWishlistItem, SetSavingsGoal};
pub use page::{how_far, meter, page, page_of};
pub use refusal::Refusal;
pub use restock_notices::notify_restocked;

use crate::feature::Feature;
use crate::jobs::{Job, Pace};
use crate::web::FlashMessages;

pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "back in stock",
        pace: Pace::PROMPT,
        run: |app| Box::pin(async move { notify_restocked(&app.db, app.clock.now()).await.map(|_| false) }),
    }],
    flash: Some(FlashMessages::of::<Flash>()),
    ..Feature::NONE
};
