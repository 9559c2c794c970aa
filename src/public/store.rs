use crate::db::Tx;
use crate::error::Result;
use crate::points::model::Tier;
use crate::sql;
use chrono::{DateTime, Utc};

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EventCard {
    pub id: i64,
    pub title_zh: String,
    pub title_en: String,
    pub city: String,
    pub city_en: String,
    pub place_zh: String,
    pub place_en: String,
    pub picture: String,
    pub starts_at: DateTime<Utc>,
    pub opens_at: DateTime<Utc>,
    pub closes_at: DateTime<Utc>,
    pub seats_left: i64,
    pub fee_points: i64,
    pub award_points: i64,
    pub tier_from: Option<Tier>,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct RewardCard {
    pub id: i64,
    pub title_zh: String,
    pub title_en: String,
    pub picture: String,
    pub points: i64,
}

/// Published events still to come, the next one first.
pub async fn list_next_events(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> Result<Vec<EventCard>> {
    Ok(sql!(
        tx,
        all EventCard,
        "SELECT id, title_zh, title_en, city, city_en, place_zh, place_en, picture, starts_at, opens_at, closes_at, \
         capacity - taken AS seats_left, fee_points, award_points, tier_from FROM events \
         WHERE status = 'published' AND starts_at > $1 ORDER BY starts_at, id LIMIT $2",
        now,
        limit
    )?)
}

/// One reward of each kind: the first in the catalogue's order.
pub async fn list_reward_samples(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> Result<Vec<RewardCard>> {
    Ok(sql!(
        tx,
        all RewardCard,
        "SELECT r.id, r.title_zh, r.title_en, r.picture, r.points FROM rewards r \
         WHERE r.id IN (SELECT MIN(s.id) FROM rewards s WHERE s.status = 'published' AND s.visible_from <= $1 \
         AND (s.visible_until IS NULL OR s.visible_until > $1) AND s.stock_left > 0 GROUP BY s.kind) \
         ORDER BY r.position, r.id LIMIT $2",
        now,
        limit
    )?)
}
