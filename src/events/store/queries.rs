//! What the pages for owners and strangers show.

use crate::db::Tx;
use crate::error::Result;
use crate::events::model::{Event, EventStatus, Guest, Question, RegistrationState};
use crate::i18n::Bilingual;
use crate::sql;
use crate::values::{CustomerId, EventId, ModelId, RegistrationId, TransferId};
use crate::web::{Cursor, Slice};
use chrono::{DateTime, Utc};

/// An event with what its row does not say itself.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct EventDetail {
    #[sqlx(flatten)]
    pub event: Event,
    pub model_zh: Option<String>,
    pub model_en: Option<String>,
    /// Parties on the waitlist.
    pub waiting: i64,
}

/// Which events a list shows.
#[derive(Clone, Debug)]
pub struct Selection {
    pub past: bool,
    /// The Chinese name; empty is everywhere.
    pub city: String,
    pub from: DateTime<Utc>,
    pub until: DateTime<Utc>,
    pub now: DateTime<Utc>,
}

macro_rules! detail {
    ($rest:literal) => {
        concat!(
            "SELECT e.*, m.name_zh AS model_zh, m.name_en AS model_en, (SELECT COUNT(*) FROM registrations w \
             WHERE w.event_id = e.id AND w.state = 'waiting') AS waiting \
             FROM events e LEFT JOIN models m ON m.id = e.model_id ",
            $rest
        )
    };
}

pub async fn find_detail(tx: &mut Tx, id: EventId) -> Result<Option<EventDetail>> {
    Ok(sql!(tx, optional EventDetail, detail!("WHERE e.id = $1"), id)?)
}

/// Published events that begin after now, the next one first.
pub async fn list_next(tx: &mut Tx, now: DateTime<Utc>, limit: i64) -> Result<Vec<EventDetail>> {
    let next = detail!("WHERE e.status = 'published' AND e.starts_at > $1 ORDER BY e.starts_at, e.id LIMIT $2");
    Ok(sql!(tx, all EventDetail, next, now, limit)?)
}

/// Published events after a place in the list, the earliest first.
pub async fn list_after(
    tx: &mut Tx,
    s: &Selection,
    (starts_at, id): (DateTime<Utc>, i64),
    limit: i64,
) -> Result<Vec<EventDetail>> {
    Ok(sql!(
        tx,
        all EventDetail,
        detail!(
            "WHERE e.status IN ('published', 'closed') AND (e.ends_at <= $1) = $2 AND ($3 = '' OR e.city = $3) \
             AND e.starts_at >= $4 AND e.starts_at < $5 AND (e.starts_at > $6 OR (e.starts_at = $6 AND e.id > $7)) \
             ORDER BY e.starts_at, e.id LIMIT $8"
        ),
        s.now,
        s.past,
        &s.city,
        s.from,
        s.until,
        starts_at,
        id,
        limit
    )?)
}

/// The same before a place, the latest first.
pub async fn list_before(
    tx: &mut Tx,
    s: &Selection,
    (starts_at, id): (DateTime<Utc>, i64),
    limit: i64,
) -> Result<Vec<EventDetail>> {
    Ok(sql!(
        tx,
        all EventDetail,
        detail!(
            "WHERE e.status IN ('published', 'closed') AND (e.ends_at <= $1) = $2 AND ($3 = '' OR e.city = $3) \
             AND e.starts_at >= $4 AND e.starts_at < $5 AND (e.starts_at < $6 OR (e.starts_at = $6 AND e.id < $7)) \
             ORDER BY e.starts_at DESC, e.id DESC LIMIT $8"
        ),
        s.now,
        s.past,
        &s.city,
        s.from,
        s.until,
        starts_at,
        id,
        limit
    )?)
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Place {
    #[sqlx(flatten)]
    pub city: Bilingual,
    pub starts_at: DateTime<Utc>,
}

/// Where and when events are, nearest to now first: what the filters offer.
pub async fn list_places(tx: &mut Tx, past: bool, now: DateTime<Utc>) -> Result<Vec<Place>> {
    const ENOUGH: i64 = 200;
    let upcoming = "SELECT city AS zh, city_en AS en, starts_at FROM events WHERE status IN ('published', 'closed') \
                    AND ends_at > $1 ORDER BY starts_at LIMIT $2";
    let over = "SELECT city AS zh, city_en AS en, starts_at FROM events WHERE status IN ('published', 'closed') \
                AND ends_at <= $1 ORDER BY starts_at DESC LIMIT $2";
    Ok(sql!(tx, all Place, if past { over } else { upcoming }, now, ENOUGH)?)
}

pub async fn list_questions(tx: &mut Tx, event: EventId) -> Result<Vec<Question>> {
    Ok(sql!(
        tx,
        all Question,
        "SELECT id, kind, label_zh, label_en, choices_zh, choices_en, required FROM event_questions \
         WHERE event_id = $1 AND NOT retired ORDER BY position, id",
        event
    )?)
}

/// How a member stands to an event.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Standing {
    #[sqlx(flatten)]
    pub guest: Guest,
    /// Points that can be spent now.
    pub available: i64,
    pub registration_id: Option<RegistrationId>,
    pub state: Option<RegistrationState>,
    /// Parties that wait before this one.
    pub ahead: i64,
}

pub async fn find_standing(
    tx: &mut Tx,
    customer: CustomerId,
    (event, model): (EventId, Option<ModelId>),
    now: DateTime<Utc>,
) -> Result<Option<Standing>> {
    Ok(sql!(
        tx,
        optional Standing,
        "SELECT m.tier, EXISTS (SELECT 1 FROM ownerships o JOIN vehicles v ON v.id = o.vehicle_id \
         WHERE o.customer_id = m.customer_id AND o.until_on IS NULL AND v.model_id = $3) AS owns_model, \
         (SELECT CAST(COALESCE(SUM(l.remaining), 0) AS BIGINT) FROM point_lots l \
         WHERE l.customer_id = m.customer_id AND l.remaining > 0 AND l.expires_at > $4) AS available, \
         r.id AS registration_id, r.state, (SELECT COUNT(*) FROM registrations w \
         WHERE w.event_id = r.event_id AND w.state = 'waiting' AND w.id < r.id) AS ahead \
         FROM members m LEFT JOIN registrations r ON r.customer_id = m.customer_id AND r.event_id = $2 \
         AND r.state <> 'cancelled' WHERE m.customer_id = $1",
        customer,
        event,
        model,
        now
    )?)
}

/// One's own registration with its event.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Registration {
    pub id: RegistrationId,
    pub state: RegistrationState,
    pub seats: i64,
    pub companions: String,
    pub ticket_code: String,
    pub event_id: EventId,
    pub status: EventStatus,
    pub title_zh: String,
    pub title_en: String,
    pub city: String,
    pub city_en: String,
    pub place_zh: String,
    pub place_en: String,
    pub address: String,
    pub starts_at: DateTime<Utc>,
    pub ends_at: DateTime<Utc>,
    pub award_points: i64,
    pub updated_at: DateTime<Utc>,
    pub checked_in_at: Option<DateTime<Utc>>,
    /// What the fee took; 0 where nothing was paid.
    pub paid: i64,
    pub fee_transfer_id: Option<TransferId>,
    pub name: String,
    pub ahead: i64,
}

macro_rules! registration {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.state, r.seats, r.companions, r.ticket_code, r.event_id, e.status, e.title_zh, e.title_en, \
             e.city, e.city_en, e.place_zh, e.place_en, e.address, e.starts_at, e.ends_at, e.award_points, \
             e.updated_at, r.checked_in_at, r.fee_transfer_id, c.name, COALESCE((SELECT -p.amount FROM point_entries p \
             WHERE p.transfer_id = r.fee_transfer_id AND p.account = 'member'), 0) AS paid, \
             (SELECT COUNT(*) FROM registrations w WHERE w.event_id = r.event_id AND w.state = 'waiting' \
             AND w.id < r.id) AS ahead \
             FROM registrations r JOIN events e ON e.id = r.event_id JOIN customers c ON c.id = r.customer_id \
             WHERE r.customer_id = $1 ",
            $rest
        )
    };
}

/// What lies ahead, the earliest first: at most 30.
pub async fn list_ahead(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<Vec<Registration>> {
    Ok(sql!(
        tx,
        all Registration,
        registration!("AND e.ends_at > $2 AND r.state <> 'cancelled' ORDER BY e.starts_at, r.id LIMIT 30"),
        customer,
        now
    )?)
}

/// What is over or was cancelled, page by page, the newest first.
pub async fn list_behind(
    tx: &mut Tx,
    customer: CustomerId,
    now: DateTime<Utc>,
    cursor: Cursor<i64>,
) -> Result<Slice<Registration>> {
    const SIZE: usize = 10;
    const OLDER: &str =
        registration!("AND (e.ends_at <= $2 OR r.state = 'cancelled') AND r.id < $3 ORDER BY r.id DESC LIMIT 11");
    const NEWER: &str =
        registration!("AND (e.ends_at <= $2 OR r.state = 'cancelled') AND r.id > $3 ORDER BY r.id LIMIT 11");
    let query = if cursor.is_backwards() { NEWER } else { OLDER };
    let rows = sql!(tx, all Registration, query, customer, now, cursor.key(true, 0, i64::MAX))?;
    Ok(Slice::cut(rows, SIZE, &cursor))
}

pub async fn find_registration(tx: &mut Tx, customer: CustomerId, id: RegistrationId) -> Result<Option<Registration>> {
    Ok(sql!(tx, optional Registration, registration!("AND r.id = $2"), customer, id)?)
}

pub async fn find_newest_registration(
    tx: &mut Tx,
    customer: CustomerId,
    event: EventId,
) -> Result<Option<Registration>> {
    Ok(
        sql!(tx, optional Registration, registration!("AND r.event_id = $2 ORDER BY r.id DESC LIMIT 1"), customer, event)?,
    )
}

/// Free seats of an event that everybody may see.
pub async fn find_seats_left(tx: &mut Tx, event: EventId) -> Result<Option<i64>> {
    Ok(sql!(
        tx,
        optional_scalar i64,
        "SELECT capacity - taken FROM events WHERE id = $1 AND status <> 'draft'",
        event
    )?)
}
