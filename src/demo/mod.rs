//! Demo data: a fictitious club, reproducible for the same number of customers, seed and day.
//!
//! A generator thread makes rows street by street, and a writer loads them; only a few batches are in memory at any
//! time. The data satisfy all invariants of real data: see the tests.

mod adjustments;
mod book;
mod campaigns;
mod cars;
mod catalog;
mod dice;
mod donations;
mod fact;
mod fulfilment;
mod generate;
mod history;
mod ledger;
mod names;
mod owners;
mod people;
mod places;
mod redemptions;
mod referrals;
mod registrations;
mod rows;
mod rulebook;
mod staff;
#[cfg(test)]
mod tests;
mod tiers;
mod visits;
mod vouchers;
mod wishlist;
mod workshop_payments;
mod world;

pub use owners::TryToJoin;

use crate::crypto::Keys;
use crate::db::{Db, DbError};
use crate::dealers;
use crate::error::AppError;
use crate::points::model::TierRule;
use crate::sql;
use argon2::{Algorithm, Argon2, Params, PasswordHasher, Version};
use chrono::{DateTime, Utc};
use generate::Generator;
use indicatif::{ProgressBar, ProgressStyle};
use rulebook::{Rule, Rules};
use tokio::sync::mpsc;
use world::World;

/// The password of every account in [`ACCOUNTS`].
pub const PASSWORD: &str = "demo-club-2026";

/// Phone numbers of the demo accounts, with descriptions.
pub const ACCOUNTS: [(&str, &str); 6] = [
    ("13800138001", "owner: gold, two cars, one of them in the workshop"),
    ("13800138002", "owner: silver, one car"),
    ("13800138090", "club administrator"),
    ("13800138091", "second club administrator: approves what the first proposes"),
    ("13800138051", "dealer staff, first dealer"),
    ("13800138052", "dealer staff, second dealer"),
];

#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// At least 10.
    pub customers: u64,
    pub seed: u64,
    /// Only its date in Shanghai matters.
    pub now: DateTime<Utc>,
    /// Whether to show a progress bar on the terminal.
    pub progress: bool,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Summary {
    pub customers: u64,
    pub members: u64,
    /// Rows of all tables.
    pub rows: u64,
    pub try_to_join: TryToJoin,
}

#[derive(Debug, thiserror::Error)]
pub enum DemoError {
    #[error("the database is not empty: demo data goes into an empty one only (--fresh removes everything first)")]
    NotEmpty,
    #[error("the generator stopped: {0}")]
    Generator(String),
    #[error(transparent)]
    Database(#[from] DbError),
    #[error(transparent)]
    Lists(#[from] AppError),
}

/// Above this many customers the data are not loaded in one transaction: see `db::bulk`.
const BIG: u64 = 20_000;
/// The demo accounts need at least this many customers around them.
const FEWEST: u64 = 10;

/// Fills an empty, migrated database; voucher codes are sealed with the demo's key.
pub async fn create(db: &Db, options: Options) -> Result<Summary, DemoError> {
    create_with(db, options, Keys::demo(), 0).await
}

/// Like [`create`], with other keys, and `history` more lines in the second demo owner's statement.
pub async fn create_with(db: &Db, options: Options, keys: Keys, history: u64) -> Result<Summary, DemoError> {
    let options = Options { customers: options.customers.max(FEWEST), ..options };
    let rules = rules_of_empty(db).await?;
    let mut world = World::new(options.customers, options.seed, options.now, rules, db.batch());
    world.keys = keys;
    world.history = history;
    let bar = progress_bar(options);
    let mut bulk = db.bulk(options.customers > BIG).await?;
    let (sender, mut batches) = mpsc::channel(1);
    let generator = tokio::task::spawn_blocking(move || Generator::new(world, &password_hash()).run(&sender));
    while let Some((batch, customers)) = batches.recv().await {
        bulk.write(batch).await?;
        bar.set_position(customers);
    }
    let (summary, corrections) = generator.await.map_err(|error| DemoError::Generator(error.to_string()))?;
    for correction in corrections {
        bulk.execute(correction).await?;
    }
    bar.set_message("indexes and statistics");
    bulk.finish().await?;
    bar.set_message("dealers’ lists");
    dealers::members::renew(db, options.now).await?;
    bar.finish_and_clear();
    Ok(summary)
}

/// Reads the rules of the database; fails if it contains anything else.
async fn rules_of_empty(db: &Db) -> Result<Rules, DemoError> {
    let mut tx = db.read().await?;
    let filled = "SELECT CAST(CASE WHEN EXISTS (SELECT 1 FROM customers) OR EXISTS (SELECT 1 FROM dealers) \
                  OR EXISTS (SELECT 1 FROM models) OR EXISTS (SELECT 1 FROM accounts) THEN 1 ELSE 0 END AS BIGINT)";
    if sql!(tx, scalar i64, filled)? > 0 {
        return Err(DemoError::NotEmpty);
    }
    let tiers = sql!(tx, all TierRule, "SELECT code, min_tier_points, multiplier_percent FROM tier_rules ORDER BY min_tier_points")?;
    let rules = "SELECT id, code, version, value, cap, title_zh, title_en, valid_from FROM point_rules ORDER BY id";
    Ok(Rules::new(tiers, sql!(tx, all Rule, rules)?))
}

fn progress_bar(options: Options) -> ProgressBar {
    if !options.progress {
        return ProgressBar::hidden();
    }
    let template = "demo data {bar:30} {pos}/{len} customers, {elapsed} {msg}";
    let style = ProgressStyle::with_template(template).unwrap_or_else(|_| ProgressStyle::default_bar());
    ProgressBar::new(options.customers).with_style(style)
}

/// The demo accounts' password hash, always with the same salt: it is not a secret.
fn password_hash() -> String {
    const KIB: u32 = 19 * 1024;
    let params = Params::new(KIB, 2, 1, None).unwrap_or_default();
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let hash = argon2.hash_password_with_salt(PASSWORD.as_bytes(), b"club-portal-demo");
    hash.map(|hash| hash.to_string()).unwrap_or_default()
}
