//! Suggested uses of the points that expire next.

use crate::clock;
use crate::db::Tx;
use crate::error::Result;
use crate::points::summary::Summary;
use crate::rewards::Card;
use crate::rewards::price::{prices, tier_points};
use crate::sql;
use crate::values::CustomerId;
use chrono::{DateTime, Utc};

/// At most three rewards that the member can redeem now: first those whose price is closest to what expires soon, among
/// equals those with the most value per point.
pub async fn suggest(tx: &mut Tx, customer: CustomerId, summary: &Summary, now: DateTime<Utc>) -> Result<Vec<Card>> {
    let expiring = summary.expiring_soon(clock::day(now)).map(|expiry| expiry.points);
    let rank = summary.tier.rank();
    let mut cards = sql!(
        tx,
        all Card,
        concat!(
            "SELECT c.* FROM (SELECT id, kind, title_zh, title_en, picture, ",
            prices!("rewards.id"),
            ", value_fen, stock_left, stock_received, position, limit_each, ",
            tier_points!("rewards.id", "$5"),
            " AS price FROM rewards \
         WHERE status = 'published' AND visible_from <= $2 AND (visible_until IS NULL OR visible_until > $2) \
         AND stock_left > 0 AND value_fen > 0) c \
         WHERE c.price <= $3 AND (c.limit_each IS NULL OR c.limit_each > (SELECT COUNT(*) FROM redemptions r \
         WHERE r.customer_id = $1 AND r.reward_id = c.id AND r.state <> 'cancelled')) \
         ORDER BY ABS(c.price - COALESCE(CAST($4 AS BIGINT), c.price)), c.value_fen * 1000 / c.price DESC, c.price, c.id LIMIT 3"
        ),
        customer,
        now,
        summary.available,
        expiring,
        rank
    )?;
    cards.iter_mut().for_each(|card: &mut Card| card.tier = Some(summary.tier));
    Ok(cards)
}
