//! `/events`.

use askama::Template;
use chrono::Datelike;
use rusqlite::{Connection, Row, Statement, ToSql};

use crate::page::{Frame, Page};
use crate::summary::Tier;
use crate::values::{self, Day, Instant, Now};
use crate::{Outcome, db};

const ROWS: usize = 12;
/// Bounds of the list: the first instants of 2000 and 2200 in Shanghai.
const EARLIEST: &str = "1999-12-31T16:00:00+00:00";
const LATEST: &str = "2199-12-31T16:00:00+00:00";

#[derive(Template)]
#[template(path = "events.html")]
pub struct Calendar {
    frame: Frame,
    cities: Vec<String>,
    /// Year and month.
    months: Vec<(i32, u32)>,
    events: Vec<Event>,
    /// Cursor of the next page.
    after: Option<String>,
}

struct Event {
    id: i64,
    title: String,
    city: String,
    place: String,
    picture: String,
    starts_at: Instant,
    /// Class and text of the badge.
    phase: (&'static str, &'static str),
    seats: String,
    who: String,
    fee: i64,
    award: i64,
}

impl Page for Calendar {
    fn read(connection: &Connection, frame: Frame, now: &Now) -> Outcome<Self> {
        let (cities, months) = places(connection, now)?;
        let values: [&dyn ToSql; 8] =
            [&now.text, &false, &"", &EARLIEST, &LATEST, &EARLIEST, &0_i64, &(ROWS as i64 + 1)];
        let mut columns = None;
        let mut events = db::rows(connection, include_str!("../sql/events.sql"), &values, |row| {
            let columns = match columns {
                Some(columns) => columns,
                None => *columns.insert(Columns::of(row.as_ref())?),
            };
            columns.read(row, now)
        })?;
        let more = events.len() > ROWS;
        events.truncate(ROWS);
        let last = events.last().filter(|_| more);
        let after = last.map(|event| format!("{}~{}", event.starts_at.0.timestamp_micros(), event.id));
        Ok(Self { frame, cities, months, events, after })
    }
}

/// Options of the filters.
fn places(connection: &Connection, now: &Now) -> Outcome<(Vec<String>, Vec<(i32, u32)>)> {
    let read = |row: &Row<'_>| Ok((row.get::<_, String>(0)?, row.get::<_, Instant>(2)?.day()));
    let (mut cities, mut months) = (Vec::new(), Vec::new());
    for (city, day) in db::rows(connection, include_str!("../sql/places.sql"), &[&now.text, &200_i64], read)? {
        if !cities.contains(&city) {
            cities.push(city);
        }
        if !months.contains(&(day.year(), day.month())) {
            months.push((day.year(), day.month()));
        }
    }
    Ok((cities, months))
}

const NAMES: [&str; 17] = [
    "id",
    "title_zh",
    "city",
    "place_zh",
    "picture",
    "starts_at",
    "ends_at",
    "opens_at",
    "closes_at",
    "status",
    "capacity",
    "taken",
    "tier_from",
    "fee_points",
    "award_points",
    "model_zh",
    "waiting",
];

/// Column indexes; the statement selects all columns.
#[derive(Clone, Copy)]
struct Columns([usize; 17]);

impl Columns {
    fn of(statement: &Statement<'_>) -> rusqlite::Result<Self> {
        let mut places = [0; 17];
        for (place, name) in places.iter_mut().zip(NAMES) {
            *place = statement.column_index(name)?;
        }
        Ok(Self(places))
    }

    fn read(self, row: &Row<'_>, now: &Now) -> rusqlite::Result<Event> {
        let Self(at) = self;
        let (capacity, taken): (i64, i64) = (row.get(at[10])?, row.get(at[11])?);
        let (tier, model): (Option<Tier>, Option<String>) = (row.get(at[12])?, row.get(at[15])?);
        let [starts, ends, opens, closes]: [Instant; 4] =
            [row.get(at[5])?, row.get(at[6])?, row.get(at[7])?, row.get(at[8])?];
        let left = capacity - taken;
        let phase = match row.get_ref(at[9])?.as_str().unwrap_or_default() {
            _ if now.at >= ends.0 => ("badge", "已结束"),
            _ if now.at >= starts.0 => ("badge badge-good", "进行中"),
            "closed" => ("badge", "报名已截止"),
            _ if now.at < opens.0 => ("badge", "即将开放报名"),
            _ if now.at >= closes.0 => ("badge", "报名已截止"),
            _ if left > 0 => ("badge badge-info", "报名中"),
            _ => ("badge badge-warn", "已满，可候补"),
        };
        Ok(Event {
            id: row.get(at[0])?,
            title: row.get(at[1])?,
            city: row.get(at[2])?,
            place: row.get(at[3])?,
            picture: row.get(at[4])?,
            starts_at: starts,
            phase,
            seats: seats(phase.1, left, row.get(at[16])?, capacity),
            who: who(tier, model),
            fee: row.get(at[13])?,
            award: row.get(at[14])?,
        })
    }
}

impl Event {
    fn day(&self) -> Day {
        Day(self.starts_at.day())
    }
}

fn seats(phase: &str, left: i64, waiting: i64, capacity: i64) -> String {
    match phase {
        "报名中" => format!("还有 {left} 个名额"),
        "已满，可候补" if waiting > 0 => format!("名额已满 · {waiting} 组候补中"),
        "已满，可候补" => "名额已满 · 可候补".to_owned(),
        _ => format!("共 {capacity} 个名额"),
    }
}

fn who(tier: Option<Tier>, model: Option<String>) -> String {
    match (tier.map(Tier::name), model) {
        (None, None) => "全体会员".to_owned(),
        (Some(tier), None) => format!("{tier}及以上"),
        (None, Some(model)) => format!("{model} 车主"),
        (Some(tier), Some(model)) => format!("{model} 车主，{tier}及以上"),
    }
}
