//! SQL of the catalogue.

use crate::db::Tx;
use crate::error::Result;
use crate::rewards::model::{CodeOrigin, RewardKind};
use crate::rewards::price::{Prices, prices, tier_points};
use crate::sql;
use crate::values::{CustomerId, Fen, Price, RedemptionId, RewardId, Tier};
use crate::web::{Cursor, Slice};
use chrono::{DateTime, Utc};

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Card {
    pub id: RewardId,
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    pub picture: String,
    #[sqlx(try_from = "String")]
    pub prices: Prices,
    pub value_fen: Fen,
    pub stock_left: i64,
    pub stock_received: i64,
    position: i64,
    /// The viewer's tier.
    #[sqlx(skip)]
    pub tier: Option<Tier>,
}

/// A position in the catalogue.
pub type Position = (i64, RewardId);

impl Card {
    /// The viewer's price.
    pub fn price(&self) -> Price {
        self.prices.of(self.tier)
    }

    pub fn cursor(&self) -> String {
        format!("{}~{}", self.position, self.id)
    }
}

pub fn parse_cursor(text: &str) -> Option<Position> {
    let (position, id) = text.split_once('~')?;
    Some((position.parse().ok()?, id.parse().ok()?))
}

/// The columns of a card.
macro_rules! card_columns {
    () => {
        concat!(
            "SELECT id, kind, title_zh, title_en, picture, ",
            prices!("rewards.id"),
            ", value_fen, stock_left, stock_received, position FROM rewards "
        )
    };
}

/// Selects a page of cards before or after the position `($4, $5)`.
macro_rules! cards {
    ($beyond:literal, $order:literal) => {
        concat!(
            card_columns!(),
            "WHERE status = 'published' AND visible_from <= $1 AND (visible_until IS NULL OR visible_until > $1) \
             AND (CAST($2 AS TEXT) IS NULL OR kind = $2) \
             AND (CAST($7 AS TEXT) IS NULL OR LOWER(title_zh || ' ' || title_en) LIKE $7 ESCAPE '!') \
             AND (CAST($3 AS BIGINT) IS NULL OR (stock_left > 0 AND ",
            tier_points!("rewards.id", "$6"),
            " <= $3)) AND (position, id) ",
            $beyond,
            " ($4, $5) ORDER BY ",
            $order,
            " LIMIT 25"
        )
    };
}

/// Lists published rewards in catalogue order, filtered by kind, by a lower-case LIKE pattern for the title, and by
/// what a member of this tier can afford with so many points; `None` does not filter.
pub async fn list_cards(
    tx: &mut Tx,
    kind: Option<RewardKind>,
    pattern: Option<&str>,
    tier: Option<Tier>,
    affordable_with: Option<i64>,
    cursor: Cursor<Position>,
    now: DateTime<Utc>,
) -> Result<Slice<Card>> {
    const SIZE: usize = 24;
    const FORWARDS: &str = cards!(">", "position, id");
    const BACKWARDS: &str = cards!("<", "position DESC, id DESC");
    let (query, (position, id)) = match cursor {
        Cursor::Start => (FORWARDS, (i64::MIN, RewardId(0))),
        Cursor::After(position) => (FORWARDS, position),
        Cursor::Before(position) => (BACKWARDS, position),
    };
    let rank = tier.unwrap_or(Tier::LOWEST).rank();
    let rows = sql!(tx, all Card, query, now, kind, affordable_with, position, id, rank, pattern)?;
    let rows = rows.into_iter().map(|card| Card { tier, ..card }).collect();
    Ok(Slice::cut(rows, SIZE, &cursor))
}

/// Lists sample rewards that are published and in stock, one per kind.
pub async fn list_samples(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> Result<Vec<Card>> {
    Ok(sql!(
        tx,
        all Card,
        concat!(
            card_columns!(),
            "WHERE id IN (SELECT MIN(id) FROM rewards WHERE status = 'published' AND visible_from <= $1 \
             AND (visible_until IS NULL OR visible_until > $1) AND stock_left > 0 GROUP BY kind) \
             ORDER BY position, id LIMIT $2"
        ),
        now,
        limit
    )?)
}

/// A reward with its details and the viewer's relation to it.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Reward {
    pub id: RewardId,
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    pub body_zh: String,
    pub body_en: String,
    pub picture: String,
    #[sqlx(try_from = "String")]
    pub prices: Prices,
    /// The viewer's tier.
    pub tier: Option<Tier>,
    pub value_fen: Fen,
    pub stock_left: i64,
    pub stock_received: i64,
    pub limit_each: Option<i64>,
    pub code_days: i64,
    pub codes: CodeOrigin,
    /// Published, but its period is over.
    pub is_over: bool,
    /// How many the member has redeemed, except cancelled ones.
    pub mine: i64,
    /// The member's latest redemption of it that is not cancelled.
    pub latest: Option<RedemptionId>,
    pub latest_at: Option<DateTime<Utc>>,
    /// Whether it is on the member's wishlist.
    pub is_on_wishlist: bool,
    pub points_per_yuan: i64,
}

impl Reward {
    /// The viewer's price.
    pub fn price(&self) -> Price {
        self.prices.of(self.tier)
    }

    /// Whether the member has reached the limit per member.
    pub fn is_at_limit(&self) -> bool {
        self.limit_each.is_some_and(|limit| self.mine >= limit)
    }
}

/// Selects a reward with customer `$2`'s relation to it at the moment `$3`.
macro_rules! reward_where {
    ($condition:literal) => {
        concat!(
            "SELECT w.id, w.kind, w.title_zh, w.title_en, w.body_zh, w.body_en, w.picture, ",
            prices!("w.id"),
            ", w.value_fen, w.stock_left, w.stock_received, w.limit_each, w.code_days, w.codes, m.tier, \
             (w.status = 'retired' OR (w.visible_until IS NOT NULL AND w.visible_until <= $3)) AS is_over, \
             (SELECT COUNT(*) FROM redemptions r WHERE r.reward_id = w.id AND r.customer_id = $2 \
             AND r.state <> 'cancelled') AS mine, \
             EXISTS (SELECT 1 FROM wishlist_items h WHERE h.reward_id = w.id AND h.customer_id = $2) AS is_on_wishlist, l.id AS latest, l.created_at AS latest_at, \
             (SELECT value FROM point_rules WHERE code = 'point_value' AND valid_from <= $3 ORDER BY valid_from DESC, version DESC LIMIT 1) \
             AS points_per_yuan \
             FROM rewards w LEFT JOIN members m ON m.customer_id = $2 \
             LEFT JOIN redemptions l ON l.id = (SELECT MAX(r.id) FROM redemptions r \
             WHERE r.reward_id = w.id AND r.customer_id = $2 AND r.state <> 'cancelled') WHERE w.id = $1 ",
            $condition
        )
    };
}

/// Finds a reward that is or was published.
pub async fn find_reward(
    tx: &mut Tx,
    id: RewardId,
    customer: Option<CustomerId>,
    now: DateTime<Utc>,
) -> Result<Option<Reward>> {
    const VISIBLE: &str = reward_where!("AND w.status <> 'draft' AND w.visible_from <= $3");
    Ok(sql!(tx, optional Reward, VISIBLE, id, customer, now)?)
}

/// Finds any reward, as a visitor would see it if it were published.
pub async fn find_any_reward(tx: &mut Tx, id: RewardId, now: DateTime<Utc>) -> Result<Option<Reward>> {
    const ANY: &str = reward_where!("");
    Ok(sql!(tx, optional Reward, ANY, id, None::<CustomerId>, now)?)
}
