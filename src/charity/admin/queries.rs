//! The administrators' list of projects.

use crate::charity::model::ProjectStatus;
use crate::charity::store::{Project, projects};
use crate::db::Tx;
use crate::error::Result;
use crate::search::pattern;
use crate::ui::ListFilter;
use crate::values::ProjectId;
use crate::web::{self, Cursor, Form, Order, Slice, cursor_text};
use crate::{sql, text_enum};
use chrono::{DateTime, Utc};

text_enum! {
    /// What the list can be sorted by: the order that owners see, or the first day of donations.
    pub enum SortBy { Position = "position", Start = "start" }
}

pub type Filter = ListFilter<ProjectStatus, SortBy>;

/// Published projects in the owners' order, unless the address asks for others.
pub fn filter_of(query: &Form) -> Filter {
    let usual = (ProjectStatus::Published, Order { by: SortBy::Position, down: false });
    ListFilter::read(query, ProjectStatus::from_code, SortBy::from_code, usual)
}

/// The position of a project in the list, for the address.
pub fn cursor(project: &Project, by: SortBy) -> String {
    match by {
        SortBy::Position => format!("{}~{}", project.position, project.id),
        SortBy::Start => cursor_text(project.visible_from, project.id.0),
    }
}

fn parse_cursor(text: &str) -> Option<(i64, ProjectId)> {
    let (position, id) = text.split_once('~')?;
    Some((position.parse().ok()?, id.parse().ok()?))
}

/// Selects a page of the projects of a status (`$2`, empty for all) whose title or partner is like `$5` (empty for all),
/// before or after the key `($3, $4)`.
macro_rules! lines {
    ($column:literal, $beyond:literal, $direction:literal) => {
        concat!(
            projects!(
                "WHERE ($2 = '' OR p.status = $2) AND ($5 = '' OR LOWER(p.title_zh || ' ' || p.title_en || ' ' || \
                 p.partner_zh || ' ' || p.partner_en) LIKE $5 ESCAPE '!') AND ("
            ),
            $column,
            ", p.id) ",
            $beyond,
            " ($3, $4) ORDER BY ",
            $column,
            $direction,
            ", p.id",
            $direction,
            " LIMIT 26"
        )
    };
}

pub const BY_POSITION: [&str; 2] = [lines!("p.position", ">", ""), lines!("p.position", "<", " DESC")];
pub const BY_START: [&str; 2] = [lines!("p.visible_from", ">", ""), lines!("p.visible_from", "<", " DESC")];

/// Lists a page of the projects that the filter selects, in its order.
pub async fn list_projects(tx: &mut Tx, filter: &Filter, query: &Form, now: DateTime<Utc>) -> Result<Slice<Project>> {
    const SIZE: usize = 25;
    let (status, pattern) = (filter.status_code(), pattern(&filter.q).unwrap_or_default());
    match filter.order.by {
        SortBy::Position => {
            let cursor = Cursor::read(query, parse_cursor);
            let down = filter.order.reads_down(&cursor);
            let (least, most) = ((i64::MIN, ProjectId(0)), (i64::MAX, ProjectId(i64::MAX)));
            let (position, id) = cursor.key(down, least, most);
            let statement = BY_POSITION[usize::from(down)];
            Ok(Slice::cut(sql!(tx, all Project, statement, now, status, position, id, pattern)?, SIZE, &cursor))
        }
        SortBy::Start => {
            let cursor = Cursor::read(query, web::parse_cursor);
            let down = filter.order.reads_down(&cursor);
            let (at, id) = cursor.instant(down);
            let statement = BY_START[usize::from(down)];
            Ok(Slice::cut(sql!(tx, all Project, statement, now, status, at, id, pattern)?, SIZE, &cursor))
        }
    }
}
