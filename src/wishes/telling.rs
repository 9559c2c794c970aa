//! Background work: whoever wishes for something that was out of stock is told when it is back. It may be stopped
//! anywhere and run twice at once.
//!
//! Stock can go and come back again and again: members redeem the last one and cancel. So nobody is told of one reward
//! twice within [`QUIET`], and one run writes at most [`MOST`] messages; what is left over waits for the next.

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

/// Says how many were told.
pub async fn tell_back_in_stock(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    note_what_ran_out(db, now).await?;
    let mut told = 0;
    for wish in list_waiting(db, now).await? {
        told += usize::from(tell(db, wish, now).await?);
    }
    Ok(told)
}

async fn note_what_ran_out(db: &Db, now: DateTime<Utc>) -> Result<()> {
    let ran_out = "SELECT COUNT(*) FROM rewards w WHERE w.stock_left = 0 AND EXISTS (\
        SELECT 1 FROM wishes h WHERE h.reward_id = w.id AND h.out_since IS NULL)";
    if sql!(db.read().await?, scalar i64, ran_out)? == 0 {
        return Ok(());
    }
    let mut tx = db.write().await?;
    let note = "UPDATE wishes SET out_since = $1 WHERE out_since IS NULL AND reward_id IN (\
        SELECT id FROM rewards WHERE stock_left = 0)";
    sql!(tx, execute, note, now)?;
    Ok(tx.commit().await?)
}

async fn list_waiting(db: &Db, now: DateTime<Utc>) -> Result<Vec<Waiting>> {
    const QUERY: &str = "SELECT h.customer_id, h.reward_id, w.title_zh, w.title_en FROM wishes h \
        JOIN rewards w ON w.id = h.reward_id LEFT JOIN wish_tellings t ON t.customer_id = h.customer_id \
        AND t.reward_id = h.reward_id WHERE h.out_since IS NOT NULL AND w.stock_left > 0 \
        AND w.status = 'published' AND w.visible_from <= $1 AND (w.visible_until IS NULL OR w.visible_until > $1) \
        AND (t.told_at IS NULL OR t.told_at <= $2) ORDER BY h.reward_id, h.customer_id LIMIT $3";
    Ok(sql!(db.read().await?, all Waiting, QUERY, now, now - QUIET, MOST)?)
}

/// The message and the marks are one transaction; of two at once one tells.
async fn tell(db: &Db, wish: Waiting, now: DateTime<Utc>) -> Result<bool> {
    let mut tx = db.write().await?;
    let mark = "UPDATE wishes SET out_since = NULL WHERE customer_id = $1 AND reward_id = $2 AND out_since IS NOT NULL";
    if sql!(tx, execute, mark, wish.customer_id, wish.reward_id)? == 0 {
        return Ok(false);
    }
    let note = "INSERT INTO wish_tellings (customer_id, reward_id, told_at) VALUES ($1, $2, $3) \
        ON CONFLICT (customer_id, reward_id) DO UPDATE SET told_at = $3 WHERE wish_tellings.told_at <= $4";
    if sql!(tx, execute, note, wish.customer_id, wish.reward_id, now, now - QUIET)? == 0 {
        return Ok(false);
    }
    let subject = format!("{}:{}", wish.reward_id, wish.customer_id);
    outbox::notify(&mut tx, wish.customer_id, (Topic::Wish, subject), now, |l| {
        let title = l.pick(&wish.title_zh, &wish.title_en);
        let text = tr!(
            l,
            "您心愿单里的“{title}”到货了，登录车主俱乐部即可兑换。",
            "“{title}” from your wishlist is back. Sign in to the club to redeem it."
        );
        (format!("back:{}", now.timestamp()), text)
    })
    .await?;
    tx.commit().await?;
    Ok(true)
}
