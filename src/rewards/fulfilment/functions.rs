//! Server functions of the queue and of single redemptions. A step with its own page is defined beside that page.

use super::model::{Filter, Shipment};
use super::ops::{self, Step, Together};
use crate::error::Result;
use crate::files;
use crate::protocol::Post;
use crate::rewards::Flash;
use crate::ui::Ticked;
use crate::values::RedemptionId;
use crate::web::{Admin, Ctx, Redirect, use_ctx};
use leptos::prelude::*;

/// Marks several redemptions as packed.
#[server(prefix = "", endpoint = "/admin/redemptions/picking", protocol = Post)]
pub async fn pick_several(ticked: Ticked) -> Result<Redirect> {
    several(ticked, Together::Pick).await
}

/// Marks several redemptions as arrived at their dealers.
#[server(prefix = "", endpoint = "/admin/redemptions/arrivals", protocol = Post)]
pub async fn arrive_several(ticked: Ticked) -> Result<Redirect> {
    several(ticked, Together::Arrive).await
}

/// Marks several redemptions as handed over.
#[server(prefix = "", endpoint = "/admin/redemptions/handovers", protocol = Post)]
pub async fn hand_over_several(ticked: Ticked) -> Result<Redirect> {
    several(ticked, Together::HandOver).await
}

async fn several(ticked: Ticked, together: Together) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let ids = ticked.ids(RedemptionId)?;
    let mut tx = ctx.app.db.write().await?;
    let (done, left) = ops::several(&mut tx, me.account, together, ids, ctx.now).await?;
    tx.commit().await?;
    let back = Filter::read(&ctx.query()).address();
    Ok(Redirect::to(back.href()).with(match together {
        Together::Pick => Flash::RedemptionsPicked { done, left },
        Together::Arrive => Flash::RedemptionsReady { done, left },
        Together::HandOver => Flash::RedemptionsHandedOver { done, left },
    }))
}

/// Marks a redemption as packed.
#[server(prefix = "", endpoint = "/admin/redemptions/{id}/picking", protocol = Post)]
pub async fn pick(id: RedemptionId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::pick(&mut tx, step(&ctx, me, id)).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::RedemptionsPicked { done: 1, left: 0 }))
}

/// Shows the address; the access is recorded.
#[server(prefix = "", endpoint = "/admin/redemptions/{id}/address", protocol = Post)]
pub async fn open_address(id: RedemptionId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::open_address(&mut tx, step(&ctx, me, id)).await?;
    tx.commit().await?;
    Ok(done(id).with(files::Flash::FileOpened))
}

/// Marks a redemption as shipped.
#[server(prefix = "", endpoint = "/admin/redemptions/{id}/shipment", protocol = Post)]
pub async fn ship(id: RedemptionId, shipment: Shipment) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::ship(&mut tx, step(&ctx, me, id), &shipment).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::RedemptionShipped))
}

/// Marks a redemption as arrived at the dealer.
#[server(prefix = "", endpoint = "/admin/redemptions/{id}/arrival", protocol = Post)]
pub async fn arrive(id: RedemptionId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::arrive(&mut tx, step(&ctx, me, id)).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::RedemptionsReady { done: 1, left: 0 }))
}

/// Marks a redemption as handed over.
#[server(prefix = "", endpoint = "/admin/redemptions/{id}/handover", protocol = Post)]
pub async fn hand_over(id: RedemptionId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::hand_over(&mut tx, step(&ctx, me, id)).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::RedemptionsHandedOver { done: 1, left: 0 }))
}

pub(super) fn step(ctx: &Ctx, me: Admin, id: RedemptionId) -> Step {
    Step { by: me.account, id, now: ctx.now }
}

pub(super) fn done(id: RedemptionId) -> Redirect {
    Redirect::to(format!("/admin/redemptions/{id}"))
}
