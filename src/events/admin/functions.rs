//! Server functions of event administration.

use super::input::{self, MOST_SEATS};
use super::queries::Filter;
use super::{ops, store as admin_store};
use crate::drafts::Submission;
use crate::error::{Problem, Result};
use crate::events::Flash;
use crate::field_argument;
use crate::protocol::Post;
use crate::ui::Ticked;
use crate::values::{EventId, ModelId};
use crate::web::{Ctx, Form, IdempotencyKey, Line, Number, Redirect, Version, use_ctx};
use leptos::prelude::*;
use serde::Serialize;

/// Creates a draft. The models to choose from are in the database, so the form is read here.
#[server(prefix = "", endpoint = "/admin/events/new", protocol = Post)]
pub async fn create_event(idempotency_key: IdempotencyKey, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let input = input::read(&form, &model_ids(&ctx).await?)?;
    let sent = Submission::new(&form, idempotency_key, me.account, ctx.now)?;
    let mut tx = ctx.app.db.write().await?;
    let id = ops::create(&mut tx, &sent, &input).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/events/{id}/preview")).with(Flash::EventSaved))
}

/// Saves an edit if the event is still at the version that the form was opened with.
#[server(prefix = "", endpoint = "/admin/events/{id}/edit", protocol = Post)]
pub async fn save_event(id: EventId, version: Version, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let input = input::read(&form, &model_ids(&ctx).await?)?;
    let mut tx = ctx.app.db.write().await?;
    ops::save(&mut tx, me.account, (id, version.0), &input, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/events/{id}")).with(Flash::EventSaved))
}

async fn model_ids(ctx: &Ctx) -> Result<Vec<ModelId>> {
    let mut tx = ctx.app.db.read().await?;
    Ok(admin_store::list_models(&mut tx).await?.into_iter().map(|model| model.id).collect())
}

/// Publishes a draft, or reopens a closed event.
#[server(prefix = "", endpoint = "/admin/events/{id}/publication", protocol = Post)]
pub async fn publish_event(id: EventId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::publish(&mut tx, me.account, id, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/events/{id}")).with(Flash::EventPublished))
}

/// Closes registration early.
#[server(prefix = "", endpoint = "/admin/events/{id}/closure", protocol = Post)]
pub async fn close_event(id: EventId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::close(&mut tx, me.account, id, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/events/{id}")).with(Flash::EventClosed))
}

/// Publishes several drafts, or reopens several closed events.
#[server(prefix = "", endpoint = "/admin/events/publications", protocol = Post)]
pub async fn publish_events(ticked: Ticked) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let ids = ticked.ids(EventId)?;
    let mut tx = ctx.app.db.write().await?;
    let (done, left) = ops::publish_several(&mut tx, me.account, ids, ctx.now).await?;
    tx.commit().await?;
    Ok(list(&ctx).with(Flash::EventsPublished { done, left }))
}

/// Closes registration of several events early.
#[server(prefix = "", endpoint = "/admin/events/closures", protocol = Post)]
pub async fn close_events(ticked: Ticked) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let ids = ticked.ids(EventId)?;
    let mut tx = ctx.app.db.write().await?;
    let (done, left) = ops::close_several(&mut tx, me.account, ids, ctx.now).await?;
    tx.commit().await?;
    Ok(list(&ctx).with(Flash::EventsClosed { done, left }))
}

/// The list that the rows were ticked in.
fn list(ctx: &Ctx) -> Redirect {
    Redirect::to(Filter::read(&ctx.query()).address("/admin/events").href())
}

/// Changes the capacity; waiting parties move up into new seats.
#[server(prefix = "", endpoint = "/admin/events/{id}/capacity", protocol = Post)]
pub async fn move_capacity(id: EventId, capacity: Number<1, MOST_SEATS>) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    let promoted = ops::move_capacity(&mut tx, me.account, id, capacity.0, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/events/{id}")).with(Flash::CapacityMoved { seats: capacity.0, promoted }))
}

/// Cancels an event; registered members are told the reason.
#[server(prefix = "", endpoint = "/admin/events/{id}/cancellation", protocol = Post)]
pub async fn cancel_event(id: EventId, reason: Line<100>) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::cancel(&mut tx, me.account, id, &reason.0, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/events/{id}")).with(Flash::EventCancelled))
}

/// A ticket code as typed or scanned; any text is accepted here, and an unknown one matches no ticket.
#[derive(Clone, Debug, Serialize)]
pub struct TypedCode(String);
field_argument!(TypedCode, |typed: &str| Ok::<_, Problem>(Self(typed.to_owned())));

/// Checks a party in by its ticket code.
#[server(prefix = "", endpoint = "/admin/events/{id}/check-in", protocol = Post)]
pub async fn check_in(id: EventId, code: TypedCode) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    let party = ops::check_in(&mut tx, me.account, id, &code.0, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/events/{id}/check-in")).with(Flash::CheckedIn { people: party.seats }))
}
