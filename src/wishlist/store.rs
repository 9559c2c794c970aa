use crate::db::Tx;
use crate::error::Result;
use crate::rewards::model::RewardKind;
use crate::rewards::price::{Prices, prices};
use crate::sql;
use crate::values::{CustomerId, RewardId, Tier};
use chrono::{DateTime, Utc};

/// A wishlist item and its price.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct WishlistItem {
    pub id: RewardId,
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    #[sqlx(try_from = "String")]
    pub prices: Prices,
    pub stock_left: i64,
    /// No longer published.
    pub is_over: bool,
    pub is_savings_goal: bool,
}

impl WishlistItem {
    pub fn points(&self, tier: Tier) -> i64 {
        self.prices.of(Some(tier)).points
    }
}

/// A member's wishlist items: the savings goal first, then the newest. Nobody has more than [`MOST`].
pub async fn list(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<Vec<WishlistItem>> {
    Ok(sql!(
        tx,
        all WishlistItem,
        concat!(
            "SELECT w.id, w.kind, w.title_zh, w.title_en, ",
            prices!("w.id"),
            ", w.stock_left, (w.status = 'retired' OR (w.visible_until IS NOT NULL AND w.visible_until <= $2)) \
         AS is_over, h.is_savings_goal FROM wishlist_items h JOIN rewards w ON w.id = h.reward_id WHERE h.customer_id = $1 \
         ORDER BY h.is_savings_goal DESC, h.created_at DESC, w.id LIMIT 50"
        ),
        customer,
        now
    )?)
}

pub const MOST: i64 = 50;

/// Adds a published reward; false if there is no such reward or the list is full. Adding it again changes nothing.
pub async fn insert(tx: &mut Tx, customer: CustomerId, reward: RewardId, now: DateTime<Utc>) -> Result<bool> {
    let added = sql!(
        tx,
        execute,
        "INSERT INTO wishlist_items (customer_id, reward_id, created_at, out_of_stock_since) \
         SELECT $1, w.id, $3, CASE WHEN w.stock_left = 0 THEN $3 END FROM rewards w \
         WHERE w.id = $2 AND w.status = 'published' AND w.visible_from <= $3 \
         AND (w.visible_until IS NULL OR w.visible_until > $3) \
         AND ((SELECT COUNT(*) FROM wishlist_items h WHERE h.customer_id = $1) < $4 \
         OR EXISTS (SELECT 1 FROM wishlist_items h WHERE h.customer_id = $1 AND h.reward_id = $2)) \
         ON CONFLICT (customer_id, reward_id) DO UPDATE SET created_at = wishlist_items.created_at",
        customer,
        reward,
        now,
        MOST
    )?;
    Ok(added == 1)
}

pub async fn count(tx: &mut Tx, customer: CustomerId) -> Result<i64> {
    Ok(sql!(tx, scalar i64, "SELECT COUNT(*) FROM wishlist_items WHERE customer_id = $1", customer)?)
}

/// Removes an item; false if there was none.
pub async fn delete(tx: &mut Tx, customer: CustomerId, reward: RewardId) -> Result<bool> {
    let query = "DELETE FROM wishlist_items WHERE customer_id = $1 AND reward_id = $2";
    Ok(sql!(tx, execute, query, customer, reward)? == 1)
}

/// Makes an item the savings goal, or clears the goal if it already is; false if there is no such item.
pub async fn set_savings_goal(
    tx: &mut Tx,
    customer: CustomerId,
    reward: RewardId,
    is_savings_goal: bool,
) -> Result<bool> {
    let before = "UPDATE wishlist_items SET is_savings_goal = $2 WHERE customer_id = $1 AND is_savings_goal";
    sql!(tx, execute, before, customer, false)?;
    let savings_goal = "UPDATE wishlist_items SET is_savings_goal = $3 WHERE customer_id = $1 AND reward_id = $2";
    Ok(sql!(tx, execute, savings_goal, customer, reward, is_savings_goal)? == 1)
}
