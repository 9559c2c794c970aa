//! The steps as forms.

use super::model::{Filter, Shipment};
use super::ops::{self, Step, Together};
use crate::error::{Refusal, Result};
use crate::values::RedemptionId;
use crate::web::{Admin, Ctx, Done, Flash, Form, Id};

/// More than one page shows.
const MOST: usize = 100;

/// `/admin/redemptions/picking`.
pub async fn pick_several(ctx: Ctx, me: Admin, form: Form) -> Result<Done> {
    several(&ctx, me, &form, (Together::Pick, Flash::RedemptionsPicked)).await
}

/// `/admin/redemptions/arrivals`.
pub async fn arrive_several(ctx: Ctx, me: Admin, form: Form) -> Result<Done> {
    several(&ctx, me, &form, (Together::Arrive, Flash::RedemptionReady)).await
}

/// `/admin/redemptions/handovers`.
pub async fn hand_over_several(ctx: Ctx, me: Admin, form: Form) -> Result<Done> {
    several(&ctx, me, &form, (Together::HandOver, Flash::RedemptionHandedOver)).await
}

/// Those that are ticked, or all that the page showed.
async fn several(ctx: &Ctx, me: Admin, form: &Form, (together, flash): (Together, Flash)) -> Result<Done> {
    let field = if form.get("which") == "all" { "shown" } else { "redemption" };
    let ids: Vec<RedemptionId> = form.all(field).filter_map(|id| id.parse().ok()).take(MOST).collect();
    if ids.is_empty() {
        return Err(Refusal::NothingTicked.into());
    }
    let mut tx = ctx.app.db.write().await?;
    let (done, left) = ops::several(&mut tx, me.account, together, ids, ctx.now).await?;
    tx.commit().await?;
    let back = Filter::read(&ctx.query()).address();
    Ok(Done::to(back).with_counts(flash, done, left))
}

pub async fn pick(ctx: Ctx, me: Admin, Id(id): Id<RedemptionId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    ops::pick(&mut tx, step(&ctx, me, id)).await?;
    tx.commit().await?;
    Ok(done(id).with_counts(Flash::RedemptionsPicked, 1, 0))
}

pub async fn open_address(ctx: Ctx, me: Admin, Id(id): Id<RedemptionId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    ops::open_address(&mut tx, step(&ctx, me, id)).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::FileOpened))
}

pub async fn ship(ctx: Ctx, me: Admin, Id(id): Id<RedemptionId>, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let shipment = Shipment::read(&mut f);
    let shipment = f.finish(|| shipment)?;
    let mut tx = ctx.app.db.write().await?;
    ops::ship(&mut tx, step(&ctx, me, id), &shipment).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::RedemptionShipped))
}

pub async fn arrive(ctx: Ctx, me: Admin, Id(id): Id<RedemptionId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    ops::arrive(&mut tx, step(&ctx, me, id)).await?;
    tx.commit().await?;
    Ok(done(id).with_counts(Flash::RedemptionReady, 1, 0))
}

pub async fn hand_over(ctx: Ctx, me: Admin, Id(id): Id<RedemptionId>) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    ops::hand_over(&mut tx, step(&ctx, me, id)).await?;
    tx.commit().await?;
    Ok(done(id).with_counts(Flash::RedemptionHandedOver, 1, 0))
}

pub(super) fn step(ctx: &Ctx, me: Admin, id: RedemptionId) -> Step {
    Step { by: me.account, id, now: ctx.now }
}

pub(super) fn done(id: RedemptionId) -> Done {
    Done::to(format!("/admin/redemptions/{id}"))
}
