//! Queries of event administration.

use crate::db::Tx;
use crate::error::Result;
use crate::events::model::{EventStatus, RegistrationState, Window};
use crate::events::store::queries::EventDetail;
use crate::search::pattern;
use crate::ui::{ListAddress, ListFilter};
use crate::values::{AccountId, CustomerId, EventId, PersonName, Phone, RegistrationId};
use crate::web::{Cursor, Form, Order, Slice, cursor_text, parse_cursor};
use crate::{sql, text_enum};
use chrono::{DateTime, Utc};

/// A row of the event list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    pub id: EventId,
    #[sqlx(flatten)]
    pub window: Window,
    pub title_zh: String,
    pub title_en: String,
    pub city: String,
    pub city_en: String,
    pub capacity: i64,
    pub taken: i64,
    pub waiting: i64,
    pub attended: i64,
}

text_enum! {
    /// What the list can be sorted by: when the events start.
    pub enum SortBy { Start = "start" }
}

/// The filter of the event list.
#[derive(Clone, Debug)]
pub struct Filter {
    pub list: ListFilter<EventStatus, SortBy>,
    /// `None` for both past and upcoming.
    pub past: Option<bool>,
}

impl Filter {
    /// Published events, the latest first, unless the address asks for others.
    pub fn read(query: &Form) -> Self {
        let usual = (EventStatus::Published, Order { by: SortBy::Start, down: true });
        let past = match query.get("when") {
            "upcoming" => Some(false),
            "past" => Some(true),
            _ => None,
        };
        Self { list: ListFilter::read(query, EventStatus::from_code, SortBy::from_code, usual), past }
    }

    /// The value of `when` in the address.
    pub fn when(&self) -> &'static str {
        self.past.map_or("", |past| if past { "past" } else { "upcoming" })
    }

    pub fn address(&self, path: &str) -> ListAddress {
        self.list.address(path).with("when", self.when())
    }
}

/// Selects a page of the events of a status (`$1`, empty for all) that are upcoming (`$2` = 1), past (2) or either (0) at
/// `$3` and whose title or city is like `$6` (empty for all), before or after the key `($4, $5)`.
macro_rules! lines {
    ($beyond:literal, $direction:literal) => {
        concat!(
            "SELECT e.id, e.status, e.title_zh, e.title_en, e.city, e.city_en, e.starts_at, e.ends_at, e.opens_at, \
             e.closes_at, e.capacity, e.taken, e.capacity - e.taken AS seats_left, \
             (SELECT COUNT(*) FROM registrations w WHERE w.event_id = e.id AND w.state = 'waiting') AS waiting, \
             (SELECT COUNT(*) FROM registrations w WHERE w.event_id = e.id AND w.state = 'attended') AS attended \
             FROM events e WHERE ($1 = '' OR e.status = $1) \
             AND ($2 = 0 OR ($2 = 1 AND e.ends_at > $3) OR ($2 = 2 AND e.ends_at <= $3)) \
             AND ($6 = '' OR LOWER(e.title_zh || ' ' || e.title_en || ' ' || e.city || ' ' || e.city_en) LIKE $6 ESCAPE '!') \
             AND (e.starts_at, e.id) ",
            $beyond,
            " ($4, $5) ORDER BY e.starts_at",
            $direction,
            ", e.id",
            $direction,
            " LIMIT 26"
        )
    };
}

pub const BY_START: [&str; 2] = [lines!(">", ""), lines!("<", " DESC")];

/// Lists a page of the events that the filter selects, in its order.
pub async fn list(tx: &mut Tx, filter: &Filter, query: &Form, now: DateTime<Utc>) -> Result<Slice<Line>> {
    const SIZE: usize = 25;
    let cursor = Cursor::read(query, parse_cursor);
    let down = filter.list.order.reads_down(&cursor);
    let (at, id) = cursor.instant(down);
    let status = filter.list.status_code();
    let past = filter.past.map_or(0_i64, |past| if past { 2 } else { 1 });
    let pattern = pattern(&filter.list.q).unwrap_or_default();
    let statement = BY_START[usize::from(down)];
    Ok(Slice::cut(sql!(tx, all Line, statement, status, past, now, at, id, pattern)?, SIZE, &cursor))
}

impl Line {
    /// The row's cursor for the address.
    pub fn cursor(&self) -> String {
        cursor_text(self.window.starts_at, self.id.0)
    }
}

/// Counts the events in each status.
pub async fn count_by_status(tx: &mut Tx) -> Result<Vec<(EventStatus, i64)>> {
    Ok(sql!(tx, all(EventStatus, i64), "SELECT status, COUNT(*) FROM events GROUP BY status")?)
}

/// An event with its figures.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Overview {
    #[sqlx(flatten)]
    pub detail: EventDetail,
    /// Parties, not seats.
    pub confirmed: i64,
    pub attended: i64,
    pub cancelled: i64,
    pub waiting_seats: i64,
    pub attended_seats: i64,
}

pub async fn find_overview(tx: &mut Tx, id: EventId) -> Result<Option<Overview>> {
    Ok(sql!(
        tx,
        optional Overview,
        "SELECT e.*, m.name_zh AS model_zh, m.name_en AS model_en, n.waiting, n.confirmed, n.attended, n.cancelled, \
         n.waiting_seats, n.attended_seats FROM events e LEFT JOIN models m ON m.id = e.model_id CROSS JOIN \
         (SELECT COUNT(CASE WHEN state = 'waiting' THEN 1 END) AS waiting, \
         COUNT(CASE WHEN state = 'confirmed' THEN 1 END) AS confirmed, \
         COUNT(CASE WHEN state = 'attended' THEN 1 END) AS attended, \
         COUNT(CASE WHEN state = 'cancelled' THEN 1 END) AS cancelled, \
         CAST(COALESCE(SUM(CASE WHEN state = 'waiting' THEN seats END), 0) AS BIGINT) AS waiting_seats, \
         CAST(COALESCE(SUM(CASE WHEN state = 'attended' THEN seats END), 0) AS BIGINT) AS attended_seats \
         FROM registrations WHERE event_id = $1) n WHERE e.id = $1",
        id
    )?)
}

/// A registration in the administrators' list.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Registered {
    pub id: RegistrationId,
    pub customer_id: CustomerId,
    pub name: PersonName,
    pub phone: Option<Phone>,
    pub state: RegistrationState,
    pub seats: i64,
    pub created_at: DateTime<Utc>,
    pub checked_in_at: Option<DateTime<Utc>>,
    pub promoted_at: Option<DateTime<Utc>>,
    pub ahead: i64,
}

/// The filter of the registrations.
#[derive(Clone, Debug)]
pub struct Search {
    /// `None` for every state.
    pub state: Option<RegistrationState>,
    /// Patterns for LIKE; if all are empty, everybody matches.
    pub name: String,
    pub phone: String,
    pub ticket: String,
}

macro_rules! registered {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.customer_id, c.name, a.phone, r.state, r.seats, r.created_at, r.checked_in_at, \
             r.promoted_at, CASE WHEN r.state = 'waiting' THEN (SELECT COUNT(*) FROM registrations w \
             WHERE w.event_id = r.event_id AND w.state = 'waiting' AND w.id < r.id) ELSE 0 END AS ahead \
             FROM registrations r \
             JOIN customers c ON c.id = r.customer_id LEFT JOIN accounts a ON a.customer_id = r.customer_id \
             WHERE r.event_id = $1 AND ($2 = '' OR r.state = $2) \
             AND ($3 = '' OR c.name LIKE $3 ESCAPE '!' OR a.phone LIKE $4 ESCAPE '!' OR r.ticket_code = $5) ",
            $rest
        )
    };
}

/// Lists an event's registrations page by page, in the order in which they were made.
pub async fn list_registered(
    tx: &mut Tx,
    event: EventId,
    s: &Search,
    cursor: Cursor<i64>,
) -> Result<Slice<Registered>> {
    const SIZE: usize = 25;
    const FORWARDS: &str = registered!("AND r.id > $6 ORDER BY r.id LIMIT 26");
    const BACKWARDS: &str = registered!("AND r.id < $6 ORDER BY r.id DESC LIMIT 26");
    let (query, id) = match cursor {
        Cursor::Start => (FORWARDS, 0),
        Cursor::After(id) => (FORWARDS, id),
        Cursor::Before(id) => (BACKWARDS, id),
    };
    let state = s.state.map_or("", RegistrationState::code);
    let rows = sql!(tx, all Registered, query, event, state, &s.name, &s.phone, &s.ticket, id)?;
    Ok(Slice::cut(rows, SIZE, &cursor))
}

/// Lists the latest arrivals.
pub async fn list_arrived(tx: &mut Tx, event: EventId, limit: i64) -> Result<Vec<Registered>> {
    Ok(sql!(
        tx,
        all Registered,
        "SELECT r.id, r.customer_id, c.name, a.phone, r.state, r.seats, r.created_at, r.checked_in_at, r.promoted_at, \
         CAST(0 AS BIGINT) AS ahead FROM registrations r JOIN customers c ON c.id = r.customer_id \
         LEFT JOIN accounts a ON a.customer_id = r.customer_id WHERE r.event_id = $1 AND r.state = 'attended' \
         ORDER BY r.checked_in_at DESC, r.id DESC LIMIT $2",
        event,
        limit
    )?)
}

/// A registration as it is exported.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Exported {
    pub id: RegistrationId,
    pub state: RegistrationState,
    pub name: PersonName,
    pub member_no: String,
    pub phone: Option<Phone>,
    pub seats: i64,
    pub companions: String,
    pub created_at: DateTime<Utc>,
    pub checked_in_at: Option<DateTime<Utc>>,
}

pub async fn list_exported(tx: &mut Tx, event: EventId) -> Result<Vec<Exported>> {
    Ok(sql!(
        tx,
        all Exported,
        "SELECT r.id, r.state, c.name, m.member_no, a.phone, r.seats, r.companions, r.created_at, r.checked_in_at \
         FROM registrations r JOIN customers c ON c.id = r.customer_id JOIN members m ON m.customer_id = r.customer_id \
         LEFT JOIN accounts a ON a.customer_id = r.customer_id \
         WHERE r.event_id = $1 AND r.state <> 'cancelled' ORDER BY r.id",
        event
    )?)
}

/// Lists the answers of an event's registrations: registration, question, answer.
pub async fn list_answers(tx: &mut Tx, event: EventId) -> Result<Vec<(i64, i64, String)>> {
    Ok(sql!(
        tx,
        all(i64, i64, String),
        "SELECT n.registration_id, n.question_id, n.answer FROM registration_answers n \
         JOIN registrations r ON r.id = n.registration_id WHERE r.event_id = $1 AND r.state <> 'cancelled'",
        event
    )?)
}

/// Records the export and its reason for every member in the file.
pub async fn insert_accesses(
    tx: &mut Tx,
    (by, event): (AccountId, EventId),
    what: &str,
    reason: &str,
    now: DateTime<Utc>,
) -> Result<u64> {
    Ok(sql!(
        tx,
        execute,
        "INSERT INTO file_accesses (customer_id, account_id, what, reason, at) SELECT customer_id, $1, $2, $3, $4 \
         FROM registrations WHERE event_id = $5 AND state <> 'cancelled' ORDER BY id",
        by,
        what,
        reason,
        now,
        event
    )?)
}
