//! The steps as forms.

use super::input::MOST_STOCK;
use super::ops::{self, Step};
use crate::error::{AppError, Problem, Refusal, Result};
use crate::values::RewardId;
use crate::web::{Admin, Ctx, Done, Flash, Form, Id};

pub async fn publish(ctx: Ctx, me: Admin, Id(id): Id<RewardId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    ops::publish(&mut tx, step(&ctx, me, id)).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::RewardPublished))
}

pub async fn retire(ctx: Ctx, me: Admin, Id(id): Id<RewardId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    ops::retire(&mut tx, step(&ctx, me, id)).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::RewardRetired))
}

pub async fn delete(ctx: Ctx, me: Admin, Id(id): Id<RewardId>, form: Form) -> Result<Done> {
    let version = form.get("version").parse().map_err(|_| Refusal::Stale)?;
    let mut tx = ctx.app.db.write().await?;
    ops::delete(&mut tx, step(&ctx, me, id), version).await?;
    tx.commit().await?;
    Ok(Done::to("/admin/rewards?status=draft").with(Flash::DraftDeleted))
}

pub async fn receive(ctx: Ctx, me: Admin, Id(id): Id<RewardId>, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let more = f.number("more", 1..=MOST_STOCK);
    let more = f.finish(|| more)?;
    let mut tx = ctx.app.db.write().await?;
    ops::receive(&mut tx, step(&ctx, me, id), seen(&form)?, more).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::StockChanged))
}

pub async fn correct(ctx: Ctx, me: Admin, Id(id): Id<RewardId>, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let (fewer, reason) = (f.number("fewer", 1..=MOST_STOCK), f.text("reason", 100));
    let (fewer, reason) = f.finish(|| Some((fewer?, reason?)))?;
    let mut tx = ctx.app.db.write().await?;
    ops::correct(&mut tx, step(&ctx, me, id), seen(&form)?, fewer, &reason).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::StockChanged))
}

pub async fn move_place(ctx: Ctx, me: Admin, Id(id): Id<RewardId>, form: Form) -> Result<Done> {
    let up = match form.get("to") {
        "up" => true,
        "down" => false,
        _ => return Err(AppError::field("to", Problem::NotAChoice)),
    };
    let mut tx = ctx.app.db.write().await?;
    let status = ops::move_place(&mut tx, step(&ctx, me, id), up).await?;
    tx.commit().await?;
    Ok(Done::to(format!("/admin/rewards?status={status}")).with(Flash::OrderChanged))
}

fn step(ctx: &Ctx, me: Admin, id: RewardId) -> Step {
    Step { by: me.account, id, now: ctx.now }
}

fn done(id: RewardId) -> Done {
    Done::to(format!("/admin/rewards/{id}"))
}

/// It stands in the page; without it, the page is not one of ours.
fn seen(form: &Form) -> Result<i64> {
    form.get("seen").parse().map_err(|_| Refusal::Stale.into())
}
