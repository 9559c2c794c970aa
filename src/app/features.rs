//! The list of all features, with their jobs, invariants and messages.

use crate::db::{Db, Tx};
use crate::error::Result;
use crate::feature::Feature;
use crate::invariants;
use crate::jobs::{Job, Pace};
use crate::{
    admin, charity, dealers, events, files, household_transfers, members, merges, outbox, points, referrals, rewards,
    wishlist, workshop_payments,
};
use chrono::{DateTime, Utc};

/// Hourly jobs run in this order: the figures of `admin` sum up what `points` did before.
pub const FEATURES: &[Feature] = &[
    outbox::FEATURE,
    super::sweep::FEATURE,
    files::FEATURE,
    members::FEATURE,
    events::FEATURE,
    workshop_payments::FEATURE,
    EARNINGS,
    points::FEATURE,
    household_transfers::FEATURE,
    rewards::FEATURE,
    charity::FEATURE,
    referrals::FEATURE,
    wishlist::FEATURE,
    merges::FEATURE,
    dealers::FEATURE,
    admin::FEATURE,
];

/// The job that books earnings; it connects two features, so neither of them lists it.
const EARNINGS: Feature = Feature {
    jobs: &[Job {
        name: "earnings",
        pace: Pace::PROMPT,
        run: |app| Box::pin(async move { book_new(&app.db, app.clock.now()).await.map(|_| false) }),
    }],
    ..Feature::NONE
};

/// Books the documents of other systems; a credited order also refunds the points that paid for it.
pub async fn book_new(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    points::book_new(db, |tx, order, now| Box::pin(workshop_payments::undo_credited(tx, order, now)), now).await
}

/// Descriptions of the invariants that are violated; empty if all hold.
pub async fn violations(tx: &mut Tx) -> Result<Vec<String>> {
    let checks = invariants::verify(tx, FEATURES, |_| {}).await?;
    Ok(checks.iter().filter(|check| check.wrong > 0).map(ToString::to_string).collect())
}
