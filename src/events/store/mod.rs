//! The SQL of registering; it decides nothing. Everything that changes a registration holds the event's row first.

pub mod queries;

use super::model::{Event, Guest, RegistrationState};
use crate::db::Tx;
use crate::error::Result;
use crate::values::{CustomerId, EventId, ModelId, PersonName, QuestionId, RegistrationId, TransferId};
use crate::{for_update, sql};
use chrono::{DateTime, Utc};

/// A registration with those who come, and where to write to.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Party {
    pub id: RegistrationId,
    pub event_id: EventId,
    pub customer_id: CustomerId,
    pub state: RegistrationState,
    /// The member and the companions.
    pub seats: i64,
    /// Names, one a line.
    pub companions: String,
    pub fee_transfer_id: Option<TransferId>,
    pub phone: Option<String>,
    pub locale: Option<String>,
}

/// What a registration begins with.
#[derive(Clone, Debug)]
pub struct NewRegistration<'a> {
    pub event: EventId,
    pub customer: CustomerId,
    pub state: RegistrationState,
    pub companions: &'a [PersonName],
    pub ticket_code: &'a str,
    /// The form's own key: the same form sent twice is one registration.
    pub idempotency_key: &'a str,
    pub at: DateTime<Utc>,
}

/// Registrations as [`Party`], with what follows `FROM`. Of two for the same event one stays with who was merged into
/// another: it is read as that one’s.
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

/// The event, locked: until the transaction ends nobody else registers, cancels, moves up or checks in there.
pub async fn lock_event(tx: &mut Tx, id: EventId) -> Result<Option<Event>> {
    Ok(for_update!(tx, optional Event, "SELECT * FROM events WHERE id = $1", id)?)
}

/// False where that many seats are not free.
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

/// `None` where the member is registered already.
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

/// Names as they are stored: one a line.
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

/// The newest registration of a member for an event, cancelled or not.
pub async fn find_newest(tx: &mut Tx, customer: CustomerId, event: EventId) -> Result<Option<Party>> {
    Ok(sql!(
        tx,
        optional Party,
        parties!("WHERE r.customer_id = $1 AND r.event_id = $2 ORDER BY r.id DESC LIMIT 1"),
        customer,
        event
    )?)
}

/// The first waiting party that the free seats hold; one that is too large is passed over and keeps its place.
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

/// Parties of an event that are neither cancelled nor checked in, in the order of members.
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

/// Cancels a registration that is still in the state it was read in.
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

/// False where the party has no seat, or is here already.
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

/// What a transfer took from its member.
pub async fn get_paid(tx: &mut Tx, transfer: TransferId) -> Result<i64> {
    Ok(sql!(
        tx,
        scalar i64,
        "SELECT -amount FROM point_entries WHERE transfer_id = $1 AND account = 'member'",
        transfer
    )?)
}
