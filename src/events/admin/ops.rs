//! What administrators do with an event. Each operation locks the event's row first and records who did it.

use super::fields;
use super::input::EventInput;
use super::store as admin_store;
use crate::actions::{self, Edit, Tally, in_lock_order, insert_edit};
use crate::db::Tx;
use crate::drafts::{self, Subject, Submission};
use crate::error::{AppError, Conflict, Problem, Result};
use crate::events::Refusal;
use crate::events::model::{Event, EventStatus, RegistrationState};
use crate::events::notifications::{Notification, notify};
use crate::events::ops::{promote, release};
use crate::events::store::{self, Party, queries};
use crate::i18n::Bilingual;
use crate::points::model::PointSource;
use crate::points::rules::RuleCode;
use crate::points::rules::model::Basis;
use crate::points::rules::{self, Award};
use crate::values::code::parse_ticket;
use crate::values::{AccountId, EventId};
use crate::web::App;
use chrono::{DateTime, Utc};

/// How many registrations of a cancelled event are settled per transaction.
const BATCH: i64 = 200;

/// Creates a draft; resubmitting the same form returns the same draft.
pub async fn create(tx: &mut Tx, sent: &Submission, input: &EventInput) -> Result<EventId> {
    if let Some(id) = drafts::find_or_claim(tx, sent, Subject::Event).await? {
        return Ok(EventId(id));
    }
    let id = admin_store::insert_event(tx, input, sent.now).await?;
    drafts::settle(tx, sent, id.0).await?;
    save_questions(tx, id, input).await?;
    note(tx, sent.by, "create", id, "", sent.now).await?;
    Ok(id)
}

/// Saves an edit if the event is still at the form's version; seats that become free go to the waitlist.
pub async fn save(
    tx: &mut Tx,
    by: AccountId,
    (id, version): (EventId, i64),
    input: &EventInput,
    now: DateTime<Utc>,
) -> Result<()> {
    let event = lock(tx, id).await?;
    if event.status == EventStatus::Cancelled {
        return Err(Conflict::WrongState.into());
    }
    if event.version != version {
        return Err(Conflict::Stale.into());
    }
    if event.fee_points != input.fee_points && admin_store::has_registrations(tx, id).await? {
        return Err(AppError::field("fee_points", Problem::Settled));
    }
    if !admin_store::update_event(tx, id, version, input, now).await? {
        return Err(AppError::field("capacity", Problem::SeatsTaken { taken: event.taken }));
    }
    let before = fields::values(&event, &queries::list_questions(tx, id).await?);
    save_questions(tx, id, input).await?;
    let event = lock(tx, id).await?;
    let after = fields::values(&event, &queries::list_questions(tx, id).await?);
    promote(tx, &event, now).await?;
    let edit = Edit { by, action: "edit", subject: "event", id: id.0, version: event.version, at: now };
    insert_edit(tx, edit, &before, &after).await
}

/// A question whose kind changed becomes a new one; the old one is retired and keeps its answers.
async fn save_questions(tx: &mut Tx, event: EventId, input: &EventInput) -> Result<()> {
    let stored = queries::list_questions(tx, event).await?;
    for old in &stored {
        if !input.questions.iter().any(|question| question.continues(old)) {
            admin_store::retire_question(tx, old.id).await?;
        }
    }
    for (position, question) in (1..).zip(&input.questions) {
        match stored.iter().find(|old| question.continues(old)) {
            Some(old) => admin_store::update_question(tx, old.id, position, question).await?,
            None => admin_store::insert_question(tx, event, position, question).await?,
        }
    }
    Ok(())
}

/// Publishes a draft, or reopens a closed event.
pub async fn publish(tx: &mut Tx, by: AccountId, id: EventId, now: DateTime<Utc>) -> Result<()> {
    let event = lock(tx, id).await?;
    if !admin_store::publish(tx, id, now).await? {
        let late = matches!(event.status, EventStatus::Draft | EventStatus::Closed);
        return Err(if late { Refusal::EventOver.into() } else { Conflict::WrongState.into() });
    }
    note(tx, by, "publish", id, "", now).await
}

/// Closes registration early.
pub async fn close(tx: &mut Tx, by: AccountId, id: EventId, now: DateTime<Utc>) -> Result<()> {
    lock(tx, id).await?;
    if !admin_store::close(tx, id, now).await? {
        return Err(Conflict::WrongState.into());
    }
    note(tx, by, "close", id, "", now).await
}

/// Publishes or reopens each of these events if possible; returns how many were published and how many were left.
pub async fn publish_several(tx: &mut Tx, by: AccountId, ids: Vec<EventId>, now: DateTime<Utc>) -> Result<(i64, i64)> {
    let mut tally = Tally::default();
    for id in in_lock_order(ids) {
        tally.count(publish(tx, by, id, now).await)?;
    }
    tally.finish()
}

/// Closes registration of each of these events if possible; returns how many were closed and how many were left.
pub async fn close_several(tx: &mut Tx, by: AccountId, ids: Vec<EventId>, now: DateTime<Utc>) -> Result<(i64, i64)> {
    let mut tally = Tally::default();
    for id in in_lock_order(ids) {
        tally.count(close(tx, by, id, now).await)?;
    }
    tally.finish()
}

/// Cancels an event. The first batch of registrations is notified and refunded here; [`settle_cancelled`] does the
/// rest, so that a large event does not block the database for long.
pub async fn cancel(tx: &mut Tx, by: AccountId, id: EventId, reason: &str, now: DateTime<Utc>) -> Result<()> {
    lock(tx, id).await?;
    if !admin_store::cancel(tx, id, reason, now).await? {
        return Err(Conflict::WrongState.into());
    }
    note(tx, by, "cancel", id, reason, now).await?;
    let event = lock(tx, id).await?;
    settle(tx, &event, now).await?;
    Ok(())
}

/// Settles one batch of one cancelled event; returns how many registrations it ended. Each is ended, notified and
/// refunded in one transaction, so exactly once, however often and wherever this runs.
pub async fn settle_cancelled(app: &App) -> Result<usize> {
    let waiting = {
        let mut tx = app.db.read().await?;
        admin_store::find_unsettled(&mut tx).await?
    };
    let Some(id) = waiting else { return Ok(0) };
    let mut tx = app.db.write().await?;
    let event = lock(&mut tx, id).await?;
    let settled = settle(&mut tx, &event, app.clock.now()).await?;
    tx.commit().await?;
    Ok(settled)
}

async fn settle(tx: &mut Tx, event: &Event, now: DateTime<Utc>) -> Result<usize> {
    let parties = store::list_open(tx, event.id, BATCH).await?;
    for party in &parties {
        release(tx, event, party, now).await?;
        notify(tx, event, party, Notification::EventCancelled, now).await?;
    }
    Ok(parties.len())
}

/// Changes the capacity; free seats go to the waitlist. Returns how many parties moved up.
pub async fn move_capacity(tx: &mut Tx, by: AccountId, id: EventId, capacity: i64, now: DateTime<Utc>) -> Result<i64> {
    let before = lock(tx, id).await?;
    if before.status == EventStatus::Cancelled {
        return Err(Conflict::WrongState.into());
    }
    if !admin_store::update_capacity(tx, id, capacity, now).await? {
        return Err(AppError::field("capacity", Problem::SeatsTaken { taken: before.taken }));
    }
    let event = lock(tx, id).await?;
    let promoted = promote(tx, &event, now).await?;
    let edit = Edit { by, action: "capacity", subject: "event", id: id.0, version: event.version, at: now };
    insert_edit(tx, edit, &fields::values(&before, &[]), &fields::values(&event, &[])).await?;
    Ok(promoted)
}

/// Checks a party in by its ticket code, once, and credits the points for attending.
pub async fn check_in(tx: &mut Tx, by: AccountId, id: EventId, code: &str, now: DateTime<Utc>) -> Result<Party> {
    let event = lock(tx, id).await?;
    let code = parse_ticket(code).ok_or(AppError::field("code", Problem::WrongTicket))?;
    let party = store::find_by_ticket(tx, &code).await?.ok_or(AppError::field("code", Problem::WrongTicket))?;
    if party.event_id != id {
        return Err(Refusal::OtherEvent.into());
    }
    match (event.status, party.state) {
        (EventStatus::Draft | EventStatus::Cancelled, _) => return Err(Conflict::WrongState.into()),
        (_, RegistrationState::Waiting | RegistrationState::Cancelled) => return Err(Refusal::TicketVoid.into()),
        (_, RegistrationState::Confirmed | RegistrationState::Attended) => {}
    }
    if !store::attend(tx, party.id, now).await? {
        return Err(Refusal::AlreadyCheckedIn.into());
    }
    if event.award_points > 0 {
        let idempotency_key = format!("registration:{}:award", party.id);
        let award = Award {
            customer: party.customer_id,
            rule: RuleCode::Event,
            basis: Basis::Points(event.award_points),
            actor: "portal",
            idempotency_key: &idempotency_key,
            source: PointSource::Registration,
            source_id: party.id.0,
            label: Bilingual { zh: &event.title_zh, en: &event.title_en },
            at: now,
        };
        rules::pay(tx, &award).await?;
    }
    actions::insert(tx, by, ("check_in", "registration", party.id.0), "", now).await?;
    Ok(party)
}

async fn lock(tx: &mut Tx, id: EventId) -> Result<Event> {
    store::lock_event(tx, id).await?.ok_or(AppError::NotFound)
}

async fn note(tx: &mut Tx, by: AccountId, action: &str, id: EventId, detail: &str, now: DateTime<Utc>) -> Result<()> {
    actions::insert(tx, by, (action, "event", id.0), detail, now).await
}
