//! What points are good for, before they lapse: rewards that fit what lapses next, one that a member saves up for, and a
//! wishlist whose members are told when something is back in stock, at most once in some days.

mod functions;
mod page;
mod store;
mod suggesting;
mod telling;
#[cfg(test)]
mod tests;

pub use functions::{AddWish, RemoveWish, SetGoal};
pub use page::{how_far, meter, page, page_of};
pub use telling::tell_back_in_stock;

use crate::feature::Feature;
use crate::jobs::{Job, Pace};

pub const FEATURE: Feature = Feature {
    jobs: &[Job {
        name: "back in stock",
        pace: Pace::PROMPT,
        run: |app| Box::pin(async move { tell_back_in_stock(&app.db, app.clock.now()).await.map(|_| false) }),
    }],
    ..Feature::NONE
};
