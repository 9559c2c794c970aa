//! Test fixtures: rewards, and orders of them.

use super::model::{Destination, RewardKind};
use super::ops::Order;
use super::price::{Prices, prices};
use super::store::prices::write_prices;
use crate::crypto::Keys;
use crate::db::{Db, Tx};
use crate::sql;
use crate::values::{CustomerId, Fen, Price, RedemptionId, RewardId, Tier};
use crate::web::testing::noon;
use chrono::TimeDelta;
use std::sync::LazyLock;

/// Inserts a reward that has been published since yesterday.
pub async fn reward(db: &Db, id: i64, kind: RewardKind, points: i64, stock: i64) -> RewardId {
    let mut tx = db.write().await.expect("a transaction");
    sql!(
        tx,
        execute,
        "INSERT INTO rewards (id, kind, title_zh, title_en, body_zh, body_en, picture, value_fen, \
         stock_received, stock_left, status, position, visible_from) \
         VALUES ($1, $2, $3, $4, '好东西', 'A good thing', '/img/rewards.svg#bottle', $5, $6, $6, 'published', $1, $7)",
        id,
        kind,
        format!("礼品{id}"),
        format!("Reward {id}"),
        points,
        stock,
        noon() - TimeDelta::days(1)
    )
    .expect("a reward");
    tx.commit().await.expect("committed");
    let id = RewardId(id);
    set_prices(db, id, &Prices::new(Price { points, pay: Fen(0) })).await;
    id
}

pub async fn set_prices(db: &Db, id: RewardId, prices: &Prices) {
    let mut tx = db.write().await.expect("a transaction");
    write_prices(&mut tx, id, prices).await.expect("prices");
    tx.commit().await.expect("committed");
}

/// Sets one price for every tier.
pub async fn set_price(db: &Db, id: RewardId, points: i64, pay_fen: i64) {
    set_prices(db, id, &Prices::new(Price { points, pay: Fen(pay_fen) })).await;
}

/// Sets a tier's own price in points.
pub async fn set_tier_points(db: &Db, id: RewardId, tier: Tier, points: i64) {
    let mut tx = db.write().await.expect("a transaction");
    const PRICES: &str = concat!("SELECT ", prices!("$1"));
    let text = sql!(tx, scalar String, PRICES, id).expect("prices");
    let prices = Prices::try_from(text).expect("prices");
    let price = Price { points, ..prices.of(None) };
    write_prices(&mut tx, id, &prices.with(tier, price)).await.expect("prices");
    tx.commit().await.expect("committed");
}

/// Updates a reward: `assignments` is the SET clause.
pub async fn change(db: &Db, id: RewardId, assignments: &str) {
    let mut tx = db.write().await.expect("a transaction");
    let query = sqlx::AssertSqlSafe(format!("UPDATE rewards SET {assignments} WHERE id = $1"));
    sql!(tx, execute, query, id).expect("a change");
    tx.commit().await.expect("committed");
}

pub fn order<'a>(customer: CustomerId, reward: RewardId, price: i64, idempotency_key: &'a str) -> Order<'a> {
    let price = Price { points: price, pay: Fen(0) };
    static KEYS: LazyLock<Keys> = LazyLock::new(Keys::demo);
    Order {
        customer,
        reward,
        price,
        destination: &Destination::None,
        idempotency_key,
        code: idempotency_key,
        keys: &KEYS,
        now: noon(),
    }
}

/// The code of a redemption, as its owner sees it.
pub async fn code_of(tx: &mut Tx, id: RedemptionId) -> Option<String> {
    let query = "SELECT reward_id, lookup, sealed FROM voucher_codes WHERE redemption_id = $1";
    let found = sql!(tx, optional(RewardId, String, String), query, id).expect("a code or none");
    found.map(|(reward, lookup, sealed)| Keys::demo().open(reward, &lookup, &sealed).expect("decrypted"))
}

pub async fn stock(tx: &mut Tx, id: RewardId) -> i64 {
    sql!(tx, scalar i64, "SELECT stock_left FROM rewards WHERE id = $1", id).expect("a reward")
}

pub async fn count(tx: &mut Tx, query: &'static str) -> i64 {
    sql!(tx, scalar i64, query).expect(query)
}
