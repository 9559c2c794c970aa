//! Queries of catalogue administration.

use crate::db::Tx;
use crate::error::Result;
use crate::rewards::model::{CodeOrigin, RewardKind, RewardStatus};
use crate::rewards::price::{Prices, prices};
use crate::rewards::store::catalogue::parse_cursor;
use crate::search::pattern;
use crate::ui::ListFilter;
use crate::values::{Fen, RewardId};
use crate::web::{self, Cursor, Form, Order, Slice, cursor_text};
use crate::{sql, text_enum};
use chrono::{DateTime, Utc};

text_enum! {
    /// What the list can be sorted by: the order that owners see, or the first day in the catalogue.
    pub enum SortBy { Position = "position", Start = "start" }
}

pub type Filter = ListFilter<RewardStatus, SortBy>;

/// Published rewards in catalogue order, unless the address asks for others.
pub fn filter_of(query: &Form) -> Filter {
    let usual = (RewardStatus::Published, Order { by: SortBy::Position, down: false });
    ListFilter::read(query, RewardStatus::from_code, SortBy::from_code, usual)
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    pub id: RewardId,
    pub status: RewardStatus,
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
    pub fn cursor(&self, by: SortBy) -> String {
        match by {
            SortBy::Position => format!("{}~{}", self.position, self.id),
            SortBy::Start => cursor_text(self.visible_from, self.id.0),
        }
    }
}

/// Selects a page of the rewards of a status (`$1`, empty for all) whose title is like `$4` (empty for all), before or
/// after the key `($2, $3)`.
macro_rules! lines {
    ($column:literal, $beyond:literal, $direction:literal) => {
        concat!(
            "SELECT id, status, kind, title_zh, title_en, ",
            prices!("rewards.id"),
            ", stock_received, stock_left, visible_from, visible_until, position FROM rewards \
             WHERE ($1 = '' OR status = $1) AND ($4 = '' OR LOWER(title_zh || ' ' || title_en) LIKE $4 ESCAPE '!') AND (",
            $column,
            ", id) ",
            $beyond,
            " ($2, $3) ORDER BY ",
            $column,
            $direction,
            ", id",
            $direction,
            " LIMIT 26"
        )
    };
}

pub const BY_POSITION: [&str; 2] = [lines!("position", ">", ""), lines!("position", "<", " DESC")];
pub const BY_START: [&str; 2] = [lines!("visible_from", ">", ""), lines!("visible_from", "<", " DESC")];

/// Lists a page of the rewards that the filter selects, in its order.
pub async fn list_lines(tx: &mut Tx, filter: &Filter, query: &Form) -> Result<Slice<Line>> {
    const SIZE: usize = 25;
    let (status, pattern) = (filter.status_code(), pattern(&filter.q).unwrap_or_default());
    match filter.order.by {
        SortBy::Position => {
            let cursor = Cursor::read(query, parse_cursor);
            let down = filter.order.reads_down(&cursor);
            let (least, most) = ((i64::MIN, RewardId(0)), (i64::MAX, RewardId(i64::MAX)));
            let (position, id) = cursor.key(down, least, most);
            let statement = BY_POSITION[usize::from(down)];
            Ok(Slice::cut(sql!(tx, all Line, statement, status, position, id, pattern)?, SIZE, &cursor))
        }
        SortBy::Start => {
            let cursor = Cursor::read(query, web::parse_cursor);
            let down = filter.order.reads_down(&cursor);
            let (at, id) = cursor.instant(down);
            let statement = BY_START[usize::from(down)];
            Ok(Slice::cut(sql!(tx, all Line, statement, status, at, id, pattern)?, SIZE, &cursor))
        }
    }
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
