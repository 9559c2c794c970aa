//! `/me/events/{id}/calendar.ics`: the event as a calendar file.

use crate::error::{AppError, Result};
use crate::events::model::RegistrationState;
use crate::events::store::queries::{self, Registration};
use crate::i18n::Locale;
use crate::values::RegistrationId;
use crate::web::{Ctx, Download, Id, Owner};
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};

pub async fn calendar(ctx: Ctx, me: Owner, Id(id): Id<RegistrationId>) -> Result<Download> {
    let mut tx = ctx.app.db.read().await?;
    let registration = queries::find_registration(&mut tx, me.customer, id).await?;
    let registration = registration
        .filter(|registration| registration.state != RegistrationState::Waiting)
        .ok_or(AppError::NotFound)?;
    let url = format!("{}/me/events/{id}", ctx.app.config.public_url);
    let bytes = file(ctx.locale, &registration, &url).into_bytes();
    Ok(Download { name: format!("event-{}.ics", registration.event_id), mime: "text/calendar; charset=utf-8", bytes })
}

/// The UID is stable per registration, so that importing the file again updates the entry.
fn file(l: Locale, registration: &Registration, url: &str) -> String {
    let cancelled = registration.state == RegistrationState::Cancelled;
    let location = format!("{}, {}", l.pick(&registration.place_zh, &registration.place_en), registration.address);
    let event = Event::new()
        .uid(&format!("registration-{}@club-portal", registration.id))
        .timestamp(registration.updated_at)
        .starts(registration.starts_at)
        .ends(registration.ends_at)
        .summary(l.pick(&registration.title_zh, &registration.title_en))
        .location(&location)
        .description(&tr!(l, "门票：{url}", "Ticket: {url}"))
        .status(if cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed })
        .done();
    Calendar::new().push(event).done().to_string()
}
