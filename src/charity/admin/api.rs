//! The steps as forms.

use super::input;
use super::ops::{self, Move, Step};
use crate::error::{AppError, Problem, Refusal, Result};
use crate::values::ProjectId;
use crate::web::{Admin, Ctx, Done, Flash, Form, Id};

pub async fn publish(ctx: Ctx, me: Admin, Id(id): Id<ProjectId>, form: Form) -> Result<Done> {
    let step = step(&ctx, me, id, &form)?;
    let mut tx = ctx.app.db.write().await?;
    ops::publish(&mut tx, step).await?;
    tx.commit().await?;
    Ok(Done::to(format!("/admin/charity/{id}")).with(Flash::ProjectPublished))
}

pub async fn close(ctx: Ctx, me: Admin, Id(id): Id<ProjectId>, form: Form) -> Result<Done> {
    let report = input::read_report(&form)?;
    let step = step(&ctx, me, id, &form)?;
    let mut tx = ctx.app.db.write().await?;
    ops::close(&mut tx, step, &report).await?;
    tx.commit().await?;
    Ok(Done::to(format!("/admin/charity/{id}")).with(Flash::ProjectClosed))
}

pub async fn delete(ctx: Ctx, me: Admin, Id(id): Id<ProjectId>, form: Form) -> Result<Done> {
    let step = step(&ctx, me, id, &form)?;
    let mut tx = ctx.app.db.write().await?;
    ops::delete(&mut tx, step).await?;
    tx.commit().await?;
    Ok(Done::to("/admin/charity?status=draft").with(Flash::DraftDeleted))
}

pub async fn move_place(ctx: Ctx, me: Admin, Id(id): Id<ProjectId>, form: Form) -> Result<Done> {
    let up = match form.get("to") {
        "up" => true,
        "down" => false,
        _ => return Err(AppError::field("to", Problem::NotAChoice)),
    };
    let seen = form.get("seen").parse().map_err(|_| Refusal::Stale)?;
    let mut tx = ctx.app.db.write().await?;
    let status = ops::move_place(&mut tx, Move { by: me.account, id, up, seen, now: ctx.now }).await?;
    tx.commit().await?;
    Ok(Done::to(format!("/admin/charity?status={status}")).with(Flash::OrderChanged))
}

/// The version stands in the page; without it, the page is not one of ours.
pub(super) fn step(ctx: &Ctx, me: Admin, id: ProjectId, form: &Form) -> Result<Step> {
    let version = form.get("version").parse().map_err(|_| Refusal::Stale)?;
    Ok(Step { by: me.account, id, version, now: ctx.now })
}
