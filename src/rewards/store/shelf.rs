//! What is in the catalogue.

use crate::db::Tx;
use crate::error::Result;
use crate::rewards::model::RewardKind;
use crate::sql;
use crate::values::{CustomerId, Fen, RedemptionId, RewardId};
use crate::web::{Cursor, Slice};
use chrono::{DateTime, Utc};

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Card {
    pub id: RewardId,
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    pub picture: String,
    pub points: i64,
    pub worth_fen: Fen,
    pub stock_left: i64,
    pub stock_received: i64,
    position: i64,
}

/// A place in the catalogue.
pub type Place = (i64, RewardId);

impl Card {
    pub fn place(&self) -> String {
        format!("{}~{}", self.position, self.id)
    }
}

pub fn parse_place(text: &str) -> Option<Place> {
    let (position, id) = text.split_once('~')?;
    Some((position.parse().ok()?, id.parse().ok()?))
}

/// What is on show now, in the catalogue's order: of one kind, or all; affordable with so many points, or all.
pub async fn list_cards(
    tx: &mut Tx,
    kind: Option<RewardKind>,
    affordable_with: Option<i64>,
    cursor: Cursor<Place>,
    now: DateTime<Utc>,
) -> Result<Slice<Card>> {
    const SIZE: usize = 24;
    const FORWARDS: &str = "SELECT id, kind, title_zh, title_en, picture, points, worth_fen, stock_left, \
        stock_received, position FROM rewards WHERE status = 'published' AND visible_from <= $1 \
        AND (visible_until IS NULL OR visible_until > $1) AND (CAST($2 AS TEXT) IS NULL OR kind = $2) \
        AND (CAST($3 AS BIGINT) IS NULL OR (points <= $3 AND stock_left > 0)) AND (position, id) > ($4, $5) \
        ORDER BY position, id LIMIT 25";
    const BACKWARDS: &str = "SELECT id, kind, title_zh, title_en, picture, points, worth_fen, stock_left, \
        stock_received, position FROM rewards WHERE status = 'published' AND visible_from <= $1 \
        AND (visible_until IS NULL OR visible_until > $1) AND (CAST($2 AS TEXT) IS NULL OR kind = $2) \
        AND (CAST($3 AS BIGINT) IS NULL OR (points <= $3 AND stock_left > 0)) AND (position, id) < ($4, $5) \
        ORDER BY position DESC, id DESC LIMIT 25";
    let (query, (position, id)) = match cursor {
        Cursor::Start => (FORWARDS, (i64::MIN, RewardId(0))),
        Cursor::After(place) => (FORWARDS, place),
        Cursor::Before(place) => (BACKWARDS, place),
    };
    let rows = sql!(tx, all Card, query, now, kind, affordable_with, position, id)?;
    Ok(Slice::cut(rows, SIZE, &cursor))
}

/// Samples of what is on show and in stock, one of a kind.
pub async fn list_samples(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> Result<Vec<Card>> {
    Ok(sql!(
        tx,
        all Card,
        "SELECT id, kind, title_zh, title_en, picture, points, worth_fen, stock_left, stock_received, position \
         FROM rewards WHERE id IN (SELECT MIN(id) FROM rewards WHERE status = 'published' AND visible_from <= $1 \
         AND (visible_until IS NULL OR visible_until > $1) AND stock_left > 0 GROUP BY kind) \
         ORDER BY position, id LIMIT $2",
        now,
        limit
    )?)
}

/// A reward in full, with what the one who looks has to do with it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Reward {
    pub id: RewardId,
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    pub body_zh: String,
    pub body_en: String,
    pub picture: String,
    pub points: i64,
    pub worth_fen: Fen,
    pub stock_left: i64,
    pub stock_received: i64,
    pub limit_each: Option<i64>,
    pub code_days: i64,
    /// Published, but its time is over.
    pub is_over: bool,
    /// How many of it this member has, cancelled ones not counted.
    pub mine: i64,
    /// The member's newest redemption of it that still stands.
    pub latest: Option<RedemptionId>,
    pub latest_at: Option<DateTime<Utc>>,
    pub points_per_yuan: i64,
}

impl Reward {
    /// Whether a member has all that one member may have.
    pub fn is_at_limit(&self) -> bool {
        self.limit_each.is_some_and(|limit| self.mine >= limit)
    }
}

/// A reward that is or was on show.
pub async fn find_reward(
    tx: &mut Tx,
    id: RewardId,
    customer: Option<CustomerId>,
    now: DateTime<Utc>,
) -> Result<Option<Reward>> {
    Ok(sql!(
        tx,
        optional Reward,
        "SELECT w.id, w.kind, w.title_zh, w.title_en, w.body_zh, w.body_en, w.picture, w.points, w.worth_fen, \
         w.stock_left, w.stock_received, w.limit_each, w.code_days, \
         (w.status = 'retired' OR (w.visible_until IS NOT NULL AND w.visible_until <= $3)) AS is_over, \
         (SELECT COUNT(*) FROM redemptions r WHERE r.reward_id = w.id AND r.customer_id = $2 \
         AND r.state <> 'cancelled') AS mine, l.id AS latest, l.created_at AS latest_at, \
         (SELECT value FROM point_rules WHERE code = 'worth' AND valid_from <= $3 ORDER BY valid_from DESC, version DESC LIMIT 1) \
         AS points_per_yuan \
         FROM rewards w LEFT JOIN redemptions l ON l.id = (SELECT MAX(r.id) FROM redemptions r \
         WHERE r.reward_id = w.id AND r.customer_id = $2 AND r.state <> 'cancelled') \
         WHERE w.id = $1 AND w.status <> 'draft' AND w.visible_from <= $3",
        id,
        customer,
        now
    )?)
}
