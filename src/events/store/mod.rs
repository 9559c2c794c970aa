//! SQL of registrations, without decisions. Everything that changes a registration holds the event's row lock first.

pub mod queries;

use super::model::{Event, Guest, RegistrationState};
use crate::db::Tx;
use crate::error::Result;
use crate::values::{CustomerId, EventId, ModelId, PersonName, QuestionId, RegistrationId, TransferId};
use crate::{for_update, sql};
use chrono::{DateTime, Utc};

/// A registration with its companions and contact data.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Party {
    pub id: RegistrationId,
    pub event_id: EventId,
    pub customer_id: CustomerId,
    pub state: RegistrationState,
    /// The member and the companions.
    pub seats: i64,
    /// Names, one per line.
    pub companions: String,
    pub fee_transfer_id: Option<TransferId>,
    pub phone: Option<String>,
    pub locale: Option<String>,
}

/// The columns of a new registration.
#[derive(Clone, Debug)]
pub struct NewRegistration<'a> {
    pub event: EventId,
    pub customer: CustomerId,
    pub state: RegistrationState,
    pub companions: &'a [PersonName],
    pub ticket_code: &'a str,
    /// The form's idempotency key: resubmitting the form is the same registration.
    pub idempotency_key: &'a str,
    pub at: DateTime<Utc>,
}

/// Selects registrations as [`Party`]; `$rest` follows the joins. If both customers of a merge had registered for an
/// event, one registration stays with the duplicate; it is read as the survivor's.
macro_rules! parties {
    ($rest:literal) => {
        concat!(
            "SELECT r.id, r.event_id, COALESCE(g.survivor_id, r.customer_id) AS customer_id, r.state, r.seats, r.companions, \
             r.fee_transfer_id, a.phone, a.locale FROM registrations r \
             LEFT JOIN customer_merges g ON g.customer_id = r.customer_id \
             LEFT JOIN accounts a ON a.customer_id = COALESCE(g.survivor_id, r.customer_id) ",
            $rest
        )
    };
}

pub async fn find_event(tx: &mut Tx, id: EventId) -> Result<Option<Event>> {
    Ok(sql!(tx, optional Event, "SELECT * FROM events WHERE id = $1", id)?)
}

/// Locks an event: until the transaction ends nobody else can register, cancel, move up or check in there.
pub async fn lock_event(tx: &mut Tx, id: EventId) -> Result<Option<Event>> {
    Ok(for_update!(tx, optional Event, "SELECT * FROM events WHERE id = $1", id)?)
}

/// Returns false if there are fewer free seats.
pub async fn take_seats(tx: &mut Tx, event: EventId, seats: i64) -> Result<bool> {
    let taken = sql!(
        tx,
        execute,
        "UPDATE events SET taken = taken + $2 WHERE id = $1 AND taken + $2 <= capacity",
        event,
        seats
    )?;
    Ok(taken == 1)
}

pub async fn free_seats(tx: &mut Tx, event: EventId, seats: i64) -> Result<()> {
    sql!(tx, execute, "UPDATE events SET taken = taken - $2 WHERE id = $1", event, seats)?;
    Ok(())
}

pub async fn find_guest(tx: &mut Tx, customer: CustomerId, model: Option<ModelId>) -> Result<Option<Guest>> {
    Ok(sql!(
        tx,
        optional Guest,
        "SELECT m.tier, EXISTS (SELECT 1 FROM ownerships o JOIN vehicles v ON v.id = o.vehicle_id \
         WHERE o.customer_id = m.customer_id AND o.until_on IS NULL AND v.model_id = $2) AS owns_model \
         FROM members m WHERE m.customer_id = $1",
        customer,
        model
    )?)
}

/// Returns `None` if the member is already registered.
pub async fn insert_registration(tx: &mut Tx, new: &NewRegistration<'_>) -> Result<Option<RegistrationId>> {
    Ok(sql!(
        tx,
        optional_scalar RegistrationId,
        "INSERT INTO registrations (event_id, customer_id, state, seats, companions, ticket_code, idempotency_key, created_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) \
         ON CONFLICT (event_id, customer_id) WHERE state <> 'cancelled' DO NOTHING RETURNING id",
        new.event,
        new.customer,
        new.state,
        new.companions.len() as i64 + 1,
        lines(new.companions),
        new.ticket_code,
        new.idempotency_key,
        new.at
    )?)
}

/// Joins names for storage: one per line.
pub fn lines(names: &[PersonName]) -> String {
    names.iter().map(PersonName::as_str).collect::<Vec<_>>().join("\n")
}

pub async fn insert_answer(tx: &mut Tx, id: RegistrationId, question: QuestionId, answer: &str) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO registration_answers (registration_id, question_id, answer) VALUES ($1, $2, $3)",
        id,
        question,
        answer
    )?;
    Ok(())
}

pub async fn get_party(tx: &mut Tx, id: RegistrationId) -> Result<Party> {
    Ok(sql!(tx, one Party, parties!("WHERE r.id = $1"), id)?)
}

pub async fn find_by_key(tx: &mut Tx, customer: CustomerId, idempotency_key: &str) -> Result<Option<Party>> {
    Ok(
        sql!(tx, optional Party, parties!("WHERE r.customer_id = $1 AND r.idempotency_key = $2"), customer, idempotency_key)?,
    )
}

/// Finds a member's latest registration for an event, cancelled or not.
pub async fn find_newest(tx: &mut Tx, customer: CustomerId, event: EventId) -> Result<Option<Party>> {
    Ok(sql!(
        tx,
        optional Party,
        parties!("WHERE r.customer_id = $1 AND r.event_id = $2 ORDER BY r.id DESC LIMIT 1"),
        customer,
        event
    )?)
}

/// Finds the first waiting party that fits into the free seats; larger ones are skipped and keep their place.
pub async fn first_that_fits(tx: &mut Tx, event: EventId) -> Result<Option<Party>> {
    Ok(sql!(
        tx,
        optional Party,
        parties!(
            "JOIN events e ON e.id = r.event_id WHERE r.event_id = $1 AND r.state = 'waiting' \
             AND r.seats <= e.capacity - e.taken ORDER BY r.id LIMIT 1"
        ),
        event
    )?)
}

/// Lists parties of an event that are neither cancelled nor checked in, ordered by member.
pub async fn list_open(tx: &mut Tx, event: EventId, limit: i64) -> Result<Vec<Party>> {
    Ok(sql!(
        tx,
        all Party,
        parties!(
            "WHERE r.event_id = $1 AND r.state <> 'cancelled' AND r.state <> 'attended' ORDER BY r.customer_id LIMIT $2"
        ),
        event,
        limit
    )?)
}

pub async fn confirm_promoted(tx: &mut Tx, id: RegistrationId, at: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE registrations SET state = 'confirmed', promoted_at = $2 WHERE id = $1 AND state = 'waiting'",
        id,
        at
    )?;
    Ok(changed == 1)
}

/// Cancels a registration if it is still in the state in which it was read.
pub async fn cancel(tx: &mut Tx, party: &Party, at: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE registrations SET state = 'cancelled', cancelled_at = $3 WHERE id = $1 AND state = $2",
        party.id,
        party.state,
        at
    )?;
    Ok(changed == 1)
}

pub async fn find_by_ticket(tx: &mut Tx, code: &str) -> Result<Option<Party>> {
    Ok(sql!(tx, optional Party, parties!("WHERE r.ticket_code = $1"), code)?)
}

/// Returns false if the party has no seat or is already checked in.
pub async fn attend(tx: &mut Tx, id: RegistrationId, at: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE registrations SET state = 'attended', checked_in_at = $2 WHERE id = $1 AND state = 'confirmed'",
        id,
        at
    )?;
    Ok(changed == 1)
}

pub async fn update_fee(tx: &mut Tx, id: RegistrationId, transfer: TransferId) -> Result<()> {
    sql!(tx, execute, "UPDATE registrations SET fee_transfer_id = $2 WHERE id = $1", id, transfer)?;
    Ok(())
}

/// The points that a transfer took from its member.
pub async fn get_paid(tx: &mut Tx, transfer: TransferId) -> Result<i64> {
    Ok(sql!(
        tx,
        scalar i64,
        "SELECT -amount FROM point_entries WHERE transfer_id = $1 AND account = 'member'",
        transfer
    )?)
}
