//! `/me/events/{id}/calendar.ics`: the event for one's own calendar.

use crate::error::{AppError, Result};
use crate::events::model::RegistrationState;
use crate::events::store::look::{self, Mine};
use crate::i18n::Locale;
use crate::values::RegistrationId;
use crate::web::{Ctx, Download, Owner};
use axum::extract::Path;
use icalendar::{Calendar, Component, Event, EventLike, EventStatus};

pub async fn calendar(ctx: Ctx, me: Owner, Path(id): Path<RegistrationId>) -> Result<Download> {
    let mut tx = ctx.app.db.read().await?;
    let mine = look::find_mine(&mut tx, me.customer, id).await?;
    let mine = mine.filter(|mine| mine.state != RegistrationState::Waiting).ok_or(AppError::NotFound)?;
    let url = format!("{}/me/events/{id}", ctx.app.config.public_url);
    let bytes = file(ctx.locale, &mine, &url).into_bytes();
    Ok(Download { name: format!("event-{}.ics", mine.event_id), mime: "text/calendar; charset=utf-8", bytes })
}

/// The same registration has the same UID, so a calendar that reads the file again changes its entry.
fn file(l: Locale, mine: &Mine, url: &str) -> String {
    let cancelled = mine.state == RegistrationState::Cancelled;
    let location = format!("{}, {}", l.pick(&mine.place_zh, &mine.place_en), mine.address);
    let event = Event::new()
        .uid(&format!("registration-{}@club-portal", mine.id))
        .timestamp(mine.updated_at)
        .starts(mine.starts_at)
        .ends(mine.ends_at)
        .summary(l.pick(&mine.title_zh, &mine.title_en))
        .location(&location)
        .description(&tr!(l, "门票：{url}", "Ticket: {url}"))
        .status(if cancelled { EventStatus::Cancelled } else { EventStatus::Confirmed })
        .done();
    Calendar::new().push(event).done().to_string()
}
