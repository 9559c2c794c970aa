//! Queries of catalogue administration.

use crate::db::Tx;
use crate::error::Result;
use crate::rewards::model::{CodeOrigin, RewardKind, RewardStatus};
use crate::rewards::price::{Prices, prices};
use crate::sql;
use crate::values::{Fen, RewardId};
use crate::web::{Cursor, Form, Slice};
use chrono::{DateTime, Utc};

/// The status that an address asks for; published if the value is missing or invalid.
pub fn status_of(query: &Form) -> RewardStatus {
    RewardStatus::from_code(query.get("status")).unwrap_or(RewardStatus::Published)
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    pub id: RewardId,
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    #[sqlx(try_from = "String")]
    pub prices: Prices,
    pub stock_received: i64,
    pub stock_left: i64,
    pub visible_from: DateTime<Utc>,
    pub visible_until: Option<DateTime<Utc>>,
    position: i64,
}

impl Line {
    pub fn cursor(&self) -> String {
        format!("{}~{}", self.position, self.id)
    }
}

/// Selects a page of rewards before or after the position `($2, $3)`.
macro_rules! lines {
    ($beyond:literal, $order:literal) => {
        concat!(
            "SELECT id, kind, title_zh, title_en, ",
            prices!("rewards.id"),
            ", stock_received, stock_left, visible_from, visible_until, position FROM rewards \
             WHERE status = $1 AND (position, id) ",
            $beyond,
            " ($2, $3) ORDER BY ",
            $order,
            " LIMIT 26"
        )
    };
}

/// Lists the rewards of a status, in catalogue order.
pub async fn list_lines(tx: &mut Tx, status: RewardStatus, cursor: Cursor<(i64, RewardId)>) -> Result<Slice<Line>> {
    const SIZE: usize = 25;
    const FORWARDS: &str = lines!(">", "position, id");
    const BACKWARDS: &str = lines!("<", "position DESC, id DESC");
    let (query, (position, id)) = match cursor {
        Cursor::Start => (FORWARDS, (i64::MIN, RewardId(0))),
        Cursor::After(position) => (FORWARDS, position),
        Cursor::Before(position) => (BACKWARDS, position),
    };
    Ok(Slice::cut(sql!(tx, all Line, query, status, position, id)?, SIZE, &cursor))
}

/// A reward with all its fields, for editing.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct RewardDraft {
    pub id: RewardId,
    pub kind: RewardKind,
    pub title_zh: String,
    pub title_en: String,
    pub body_zh: String,
    pub body_en: String,
    pub picture: String,
    #[sqlx(try_from = "String")]
    pub prices: Prices,
    pub value_fen: Fen,
    pub stock_received: i64,
    pub stock_left: i64,
    pub limit_each: Option<i64>,
    pub status: RewardStatus,
    pub visible_from: DateTime<Utc>,
    pub visible_until: Option<DateTime<Utc>>,
    pub code_days: i64,
    pub codes: CodeOrigin,
    pub version: i64,
    /// When it was last retired.
    pub retired_at: Option<DateTime<Utc>>,
}

pub async fn find_draft(tx: &mut Tx, id: RewardId) -> Result<Option<RewardDraft>> {
    Ok(sql!(
        tx,
        optional RewardDraft,
        concat!(
            "SELECT id, kind, title_zh, title_en, body_zh, body_en, picture, ",
            prices!("rewards.id"),
            ", value_fen, stock_received, stock_left, limit_each, status, visible_from, visible_until, code_days, codes, \
             version, (SELECT s.at FROM staff_actions s WHERE s.subject = 'reward' AND s.subject_id = rewards.id \
             AND s.action = 'retire' ORDER BY s.id DESC LIMIT 1) AS retired_at FROM rewards WHERE id = $1"
        ),
        id
    )?)
}
