//! Registration, cancellation and promotion. On PostgreSQL the event's row is locked first, then members' balances.

use super::model::{Event, RegistrationState};
use super::notifications::{Notification, notify};
use super::store::{self, NewRegistration, Party};
use crate::db::Tx;
use crate::error::{AppError, Conflict, Result};
use crate::events::Refusal;
use crate::i18n::Bilingual;
use crate::points::model::PointAccount;
use crate::points::ops::{self as points, Movement};
use crate::values::{CustomerId, EventId, PersonName, QuestionId, RegistrationId};
use chrono::{DateTime, Utc};

/// A registration request.
#[derive(Clone, Debug)]
pub struct Registering<'a> {
    pub event: EventId,
    pub customer: CustomerId,
    pub companions: &'a [PersonName],
    pub answers: &'a [(QuestionId, String)],
    /// The form's idempotency key: resubmitting the form is the same registration.
    pub idempotency_key: &'a str,
    pub ticket_code: &'a str,
    pub at: DateTime<Utc>,
}

/// Takes the seats and charges the fee, or joins the waitlist if there are too few seats.
pub async fn register(tx: &mut Tx, r: &Registering<'_>) -> Result<Party> {
    // The lock also prevents a seat from being freed between finding the event full and joining its waitlist.
    let event = store::lock_event(tx, r.event).await?.filter(Event::is_public).ok_or(AppError::NotFound)?;
    if let Some(earlier) = store::find_by_key(tx, r.customer, r.idempotency_key).await? {
        let same = earlier.event_id == r.event && earlier.companions == store::lines(r.companions);
        return if same { Ok(earlier) } else { Err(Conflict::KeyReused.into()) };
    }
    let guest = store::find_guest(tx, r.customer, event.model_id).await?.ok_or(AppError::Forbidden)?;
    event.admit(&guest, r.companions.len(), r.at)?;
    let free = store::take_seats(tx, event.id, r.companions.len() as i64 + 1).await?;
    let state = if free { RegistrationState::Confirmed } else { RegistrationState::Waiting };
    let id = insert(tx, r, state).await?;
    let party = store::get_party(tx, id).await?;
    if free {
        pay(tx, &event, &party, r.at).await?;
        notify(tx, &event, &party, Notification::Confirmed, r.at).await?;
    } else {
        notify(tx, &event, &party, Notification::Waiting, r.at).await?;
    }
    Ok(party)
}

async fn insert(tx: &mut Tx, r: &Registering<'_>, state: RegistrationState) -> Result<RegistrationId> {
    let new = NewRegistration {
        event: r.event,
        customer: r.customer,
        state,
        companions: r.companions,
        ticket_code: r.ticket_code,
        idempotency_key: r.idempotency_key,
        at: r.at,
    };
    let id = store::insert_registration(tx, &new).await?.ok_or(Refusal::AlreadyRegistered)?;
    for (question, answer) in r.answers {
        store::insert_answer(tx, id, *question, answer).await?;
    }
    Ok(id)
}

/// Cancels a member's registration or place on the waitlist; seats that become free go to the waitlist. Returns the
/// previous state; repeating it changes nothing.
pub async fn cancel(
    tx: &mut Tx,
    customer: CustomerId,
    event: EventId,
    now: DateTime<Utc>,
) -> Result<RegistrationState> {
    let event = store::lock_event(tx, event).await?.ok_or(AppError::NotFound)?;
    let party = store::find_newest(tx, customer, event.id).await?.ok_or(AppError::NotFound)?;
    match party.state {
        RegistrationState::Cancelled => {}
        RegistrationState::Waiting => release(tx, &event, &party, now).await?,
        RegistrationState::Confirmed if now < event.starts_at => {
            release(tx, &event, &party, now).await?;
            notify(tx, &event, &party, Notification::Cancelled, now).await?;
            promote(tx, &event, now).await?;
        }
        RegistrationState::Confirmed | RegistrationState::Attended => return Err(Refusal::TooLateToCancel.into()),
    }
    Ok(party.state)
}

/// Ends a registration: frees its seats and refunds its fee to the original lots.
pub async fn release(tx: &mut Tx, event: &Event, party: &Party, now: DateTime<Utc>) -> Result<()> {
    if !store::cancel(tx, party, now).await? {
        return Err(AppError::Busy);
    }
    if party.state == RegistrationState::Confirmed {
        store::free_seats(tx, event.id, party.seats).await?;
    }
    if let Some(transfer) = party.fee_transfer_id {
        let paid = store::get_paid(tx, transfer).await?;
        let idempotency_key = format!("registration:{}:refund", party.id);
        points::refund(tx, transfer, &movement(event, party, paid, &idempotency_key, now), PointAccount::Redeemed)
            .await?;
    }
    Ok(())
}

/// Gives free seats to waiting parties, in order; returns how many moved up.
///
/// A party larger than the free seats is skipped and keeps its place. One whose points do not cover the fee leaves the
/// waitlist and is notified. The event must be locked.
pub async fn promote(tx: &mut Tx, event: &Event, now: DateTime<Utc>) -> Result<i64> {
    let mut promoted = 0;
    if !event.promotes(now) {
        return Ok(promoted);
    }
    while let Some(party) = store::first_that_fits(tx, event.id).await? {
        if event.fee_points > 0 && points::spendable(tx, party.customer_id, now).await? < event.fee_points {
            release(tx, event, &party, now).await?;
            notify(tx, event, &party, Notification::Unpaid, now).await?;
            continue;
        }
        if !store::take_seats(tx, event.id, party.seats).await? || !store::confirm_promoted(tx, party.id, now).await? {
            return Err(AppError::Busy);
        }
        pay(tx, event, &party, now).await?;
        notify(tx, event, &party, Notification::Promoted, now).await?;
        promoted += 1;
    }
    Ok(promoted)
}

async fn pay(tx: &mut Tx, event: &Event, party: &Party, now: DateTime<Utc>) -> Result<()> {
    if event.fee_points == 0 {
        return Ok(());
    }
    let idempotency_key = format!("registration:{}:fee", party.id);
    let fee = movement(event, party, event.fee_points, &idempotency_key, now);
    let paid = points::spend(tx, &fee, PointAccount::Redeemed).await?;
    store::update_fee(tx, party.id, paid.transfer).await
}

/// A movement of points for a registration; its key is derived from the registration, so it happens once.
pub fn movement<'a>(
    event: &'a Event,
    party: &Party,
    points: i64,
    idempotency_key: &'a str,
    at: DateTime<Utc>,
) -> Movement<'a> {
    Movement {
        customer: party.customer_id,
        points,
        actor: "portal",
        idempotency_key,
        rule: None,
        source: crate::points::model::PointSource::Registration,
        source_id: party.id.0,
        label: Bilingual { zh: &event.title_zh, en: &event.title_en },
        at,
    }
}
