//! Background job: notifies members when a wishlist item that was out of stock is back. Safe to interrupt and to run
//! concurrently.
//!
//! Stock can come and go as members redeem the last item and cancel. So a member is notified of one reward at most once
//! within [`QUIET`], and one run writes at most [`MOST`] messages; the rest waits for the next run.

use crate::db::Db;
use crate::error::Result;
use crate::outbox::{self, Topic};
use crate::sql;
use crate::values::{CustomerId, RewardId};
use chrono::{DateTime, TimeDelta, Utc};

const QUIET: TimeDelta = TimeDelta::days(7);
const MOST: i64 = 300;

#[derive(sqlx::FromRow)]
struct Waiting {
    customer_id: CustomerId,
    reward_id: RewardId,
    title_zh: String,
    title_en: String,
}

/// Returns how many members were notified.
pub async fn notify_restocked(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    mark_out_of_stock(db, now).await?;
    let mut notified = 0;
    for item in list_waiting(db, now).await? {
        notified += usize::from(notify(db, item, now).await?);
    }
    Ok(notified)
}

async fn mark_out_of_stock(db: &Db, now: DateTime<Utc>) -> Result<()> {
    let ran_out = "SELECT COUNT(*) FROM rewards w WHERE w.stock_left = 0 AND EXISTS (\
        SELECT 1 FROM wishlist_items h WHERE h.reward_id = w.id AND h.out_of_stock_since IS NULL)";
    if sql!(db.read().await?, scalar i64, ran_out)? == 0 {
        return Ok(());
    }
    let mut tx = db.write().await?;
    let note = "UPDATE wishlist_items SET out_of_stock_since = $1 WHERE out_of_stock_since IS NULL AND reward_id IN (\
        SELECT id FROM rewards WHERE stock_left = 0)";
    sql!(tx, execute, note, now)?;
    Ok(tx.commit().await?)
}

async fn list_waiting(db: &Db, now: DateTime<Utc>) -> Result<Vec<Waiting>> {
    const QUERY: &str = "SELECT h.customer_id, h.reward_id, w.title_zh, w.title_en FROM wishlist_items h \
        JOIN rewards w ON w.id = h.reward_id LEFT JOIN restock_notices t ON t.customer_id = h.customer_id \
        AND t.reward_id = h.reward_id WHERE h.out_of_stock_since IS NOT NULL AND w.stock_left > 0 \
        AND w.status = 'published' AND w.visible_from <= $1 AND (w.visible_until IS NULL OR w.visible_until > $1) \
        AND (t.notified_at IS NULL OR t.notified_at <= $2) ORDER BY h.reward_id, h.customer_id LIMIT $3";
    Ok(sql!(db.read().await?, all Waiting, QUERY, now, now - QUIET, MOST)?)
}

/// Writes the message and clears the mark in one transaction; of two concurrent runs only one notifies.
async fn notify(db: &Db, item: Waiting, now: DateTime<Utc>) -> Result<bool> {
    let mut tx = db.write().await?;
    let mark = "UPDATE wishlist_items SET out_of_stock_since = NULL WHERE customer_id = $1 AND reward_id = $2 AND out_of_stock_since IS NOT NULL";
    if sql!(tx, execute, mark, item.customer_id, item.reward_id)? == 0 {
        return Ok(false);
    }
    let note = "INSERT INTO restock_notices (customer_id, reward_id, notified_at) VALUES ($1, $2, $3) \
        ON CONFLICT (customer_id, reward_id) DO UPDATE SET notified_at = $3 WHERE restock_notices.notified_at <= $4";
    if sql!(tx, execute, note, item.customer_id, item.reward_id, now, now - QUIET)? == 0 {
        return Ok(false);
    }
    let subject = format!("{}:{}", item.reward_id, item.customer_id);
    outbox::notify(&mut tx, item.customer_id, (Topic::WishlistItem, subject), now, |l| {
        let title = l.pick(&item.title_zh, &item.title_en);
        let text = tr!(
            l,
            "您心愿单里的“{title}”到货了，登录车主俱乐部即可兑换。",
            "“{title}” from your wishlist is back in stock. Sign in to redeem it."
        );
        (format!("back:{}", now.timestamp()), text)
    })
    .await?;
    tx.commit().await?;
    Ok(true)
}
