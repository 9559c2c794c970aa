//! SQL of event administration.

use super::input::{EventInput, QuestionInput};
use crate::db::Tx;
use crate::error::Result;
use crate::garage::model::ModelName;
use crate::sql;
use crate::values::{EventId, QuestionId};
use chrono::{DateTime, Utc};

pub async fn insert_event(tx: &mut Tx, e: &EventInput, now: DateTime<Utc>) -> Result<EventId> {
    Ok(sql!(
        tx,
        scalar EventId,
        "INSERT INTO events (status, title_zh, title_en, summary_zh, summary_en, body_zh, body_en, city, city_en, \
         place_zh, place_en, address, picture, starts_at, ends_at, opens_at, closes_at, capacity, companions_max, \
         tier_from, model_id, fee_points, award_points, created_at, updated_at) VALUES ('draft', $1, $2, $3, $4, $5, \
         $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23, $23) RETURNING id",
        &e.title_zh,
        &e.title_en,
        &e.summary_zh,
        &e.summary_en,
        &e.body_zh,
        &e.body_en,
        &e.city,
        &e.city_en,
        &e.place_zh,
        &e.place_en,
        &e.address,
        &e.picture,
        e.times.starts_at,
        e.times.ends_at,
        e.times.opens_at,
        e.times.closes_at,
        e.capacity,
        e.companions_max,
        e.tier_from,
        e.model_id,
        e.fee_points,
        e.award_points,
        now
    )?)
}

/// Returns false if the version has changed, or more seats are taken than the new capacity.
pub async fn update_event(tx: &mut Tx, id: EventId, version: i64, e: &EventInput, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE events SET title_zh = $3, title_en = $4, summary_zh = $5, summary_en = $6, body_zh = $7, body_en = $8, \
         city = $9, city_en = $10, place_zh = $11, place_en = $12, address = $13, picture = $14, starts_at = $15, \
         ends_at = $16, opens_at = $17, closes_at = $18, capacity = $19, companions_max = $20, tier_from = $21, \
         model_id = $22, fee_points = $23, award_points = $24, updated_at = $25, version = version + 1 \
         WHERE id = $1 AND version = $2 AND taken <= $19",
        id,
        version,
        &e.title_zh,
        &e.title_en,
        &e.summary_zh,
        &e.summary_en,
        &e.body_zh,
        &e.body_en,
        &e.city,
        &e.city_en,
        &e.place_zh,
        &e.place_en,
        &e.address,
        &e.picture,
        e.times.starts_at,
        e.times.ends_at,
        e.times.opens_at,
        e.times.closes_at,
        e.capacity,
        e.companions_max,
        e.tier_from,
        e.model_id,
        e.fee_points,
        e.award_points,
        now
    )?;
    Ok(changed == 1)
}

/// Returns false if more seats are taken.
pub async fn update_capacity(tx: &mut Tx, id: EventId, capacity: i64, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE events SET capacity = $2, updated_at = $3, version = version + 1 WHERE id = $1 AND taken <= $2",
        id,
        capacity,
        now
    )?;
    Ok(changed == 1)
}

pub async fn insert_question(tx: &mut Tx, event: EventId, position: i64, q: &QuestionInput) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO event_questions (event_id, position, kind, label_zh, label_en, choices_zh, choices_en, required) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        event,
        position,
        q.kind,
        &q.label_zh,
        &q.label_en,
        &q.choices_zh,
        &q.choices_en,
        q.required
    )?;
    Ok(())
}

pub async fn update_question(tx: &mut Tx, id: QuestionId, position: i64, q: &QuestionInput) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE event_questions SET position = $2, label_zh = $3, label_en = $4, choices_zh = $5, choices_en = $6, \
         required = $7 WHERE id = $1",
        id,
        position,
        &q.label_zh,
        &q.label_en,
        &q.choices_zh,
        &q.choices_en,
        q.required
    )?;
    Ok(())
}

/// Retires a question; its answers stay.
pub async fn retire_question(tx: &mut Tx, id: QuestionId) -> Result<()> {
    sql!(tx, execute, "UPDATE event_questions SET retired = $2 WHERE id = $1", id, true)?;
    Ok(())
}

pub async fn publish(tx: &mut Tx, id: EventId, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE events SET status = 'published', updated_at = $2, version = version + 1 \
         WHERE id = $1 AND status IN ('draft', 'closed') AND closes_at > $2",
        id,
        now
    )?;
    Ok(changed == 1)
}

pub async fn close(tx: &mut Tx, id: EventId, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE events SET status = 'closed', updated_at = $2, version = version + 1 \
         WHERE id = $1 AND status = 'published'",
        id,
        now
    )?;
    Ok(changed == 1)
}

/// Cancels an event; false once somebody has been checked in, since the event has then begun.
pub async fn cancel(tx: &mut Tx, id: EventId, reason: &str, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE events SET status = 'cancelled', cancel_reason = $2, updated_at = $3, version = version + 1 \
         WHERE id = $1 AND status IN ('published', 'closed') AND starts_at > $3 AND NOT EXISTS \
         (SELECT 1 FROM registrations r WHERE r.event_id = events.id AND r.state = 'attended')",
        id,
        reason,
        now
    )?;
    Ok(changed == 1)
}

/// Whether anybody holds a seat or a place on the waitlist.
pub async fn has_registrations(tx: &mut Tx, id: EventId) -> Result<bool> {
    Ok(sql!(
        tx,
        scalar bool,
        "SELECT EXISTS (SELECT 1 FROM registrations WHERE event_id = $1 AND state <> 'cancelled') AS held",
        id
    )?)
}

/// Finds a cancelled event with registrations that are not settled yet.
pub async fn find_unsettled(tx: &mut Tx) -> Result<Option<EventId>> {
    Ok(sql!(
        tx,
        optional_scalar EventId,
        "SELECT e.id FROM events e WHERE e.status = 'cancelled' AND EXISTS (SELECT 1 FROM registrations r \
         WHERE r.event_id = e.id AND r.state <> 'cancelled' AND r.state <> 'attended') LIMIT 1"
    )?)
}

pub async fn list_models(tx: &mut Tx) -> Result<Vec<ModelName>> {
    Ok(sql!(tx, all ModelName, "SELECT id, name_zh AS zh, name_en AS en FROM models ORDER BY name_zh, id")?)
}
