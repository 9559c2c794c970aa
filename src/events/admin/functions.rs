//! What administrators' forms do with an event.

use super::input::{self, MOST_SEATS};
use super::{ops, store as admin_store};
use crate::drafts::Submission;
use crate::error::{Problem, Result};
use crate::field_argument;
use crate::protocol::Post;
use crate::values::{EventId, ModelId};
use crate::web::{Ctx, Flash, Form, IdempotencyKey, Line, Number, Redirect, Version, use_ctx};
use leptos::prelude::*;
use serde::Serialize;

/// Writes a draft; which models may be chosen depends on the database.
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

/// Saves an event that is still the version its form was opened with.
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
    Ok(admin_store::list_models(&mut tx).await?.into_iter().map(|(id, _, _)| id).collect())
}

/// Makes a draft public, or opens again what was closed.
#[server(prefix = "", endpoint = "/admin/events/{id}/publication", protocol = Post)]
pub async fn publish_event(id: EventId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::publish(&mut tx, me.account, id, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/events/{id}")).with(Flash::EventPublished))
}

/// Ends registration before its time.
#[server(prefix = "", endpoint = "/admin/events/{id}/closure", protocol = Post)]
pub async fn close_event(id: EventId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::close(&mut tx, me.account, id, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/events/{id}")).with(Flash::EventClosed))
}

/// Moves the number of seats; those who wait move up into new ones.
#[server(prefix = "", endpoint = "/admin/events/{id}/capacity", protocol = Post)]
pub async fn move_capacity(id: EventId, capacity: Number<1, MOST_SEATS>) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::move_capacity(&mut tx, me.account, id, capacity.0, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/events/{id}")).with(Flash::CapacityMoved))
}

/// Calls an event off, for a reason that those registered are told.
#[server(prefix = "", endpoint = "/admin/events/{id}/cancellation", protocol = Post)]
pub async fn cancel_event(id: EventId, reason: Line<100>) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::cancel(&mut tx, me.account, id, &reason.0, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/events/{id}")).with(Flash::EventCancelled))
}

/// A ticket's code as it was typed or scanned: whatever it is, it is right or no ticket's.
#[derive(Clone, Debug, Serialize)]
pub struct TypedCode(String);
field_argument!(TypedCode, |typed: &str| Ok::<_, Problem>(Self(typed.to_owned())));

/// Lets a party in by its ticket's code.
#[server(prefix = "", endpoint = "/admin/events/{id}/check-in", protocol = Post)]
pub async fn check_in(id: EventId, code: TypedCode) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::check_in(&mut tx, me.account, id, &code.0, ctx.now).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/events/{id}/check-in")).with(Flash::CheckedIn))
}
