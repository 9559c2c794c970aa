//! Server functions of catalogue administration.

use super::input::{self, MOST_STOCK, RewardInput};
use super::ops::{self, Step};
use super::queries;
use crate::drafts::Submission;
use crate::error::{Result, both};
use crate::pictures;
use crate::protocol::Post;
use crate::rewards::Flash;
use crate::ui::{MoveTo, Ticked};
use crate::values::RewardId;
use crate::web::{Admin, Ctx, Form, IdempotencyKey, Line, Number, Redirect, SeenValue, Version, use_ctx};
use leptos::prelude::*;

/// Creates a reward as a draft.
#[server(prefix = "", endpoint = "/admin/rewards/new", protocol = Post)]
pub async fn create_reward(idempotency_key: IdempotencyKey, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut f = form.reader();
    let stock = f.number("stock", 0..=MOST_STOCK);
    let stock = f.finish(|| stock);
    let (input, stock) = both(read(&ctx, me, &form).await, stock)?;
    let sent = Submission::new(&form, idempotency_key, me.account, ctx.now)?;
    let mut tx = ctx.app.db.write().await?;
    let id = ops::create(&mut tx, &sent, &input, stock).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/rewards/{id}/preview")).with(Flash::RewardSaved))
}

/// Saves an edited reward.
#[server(prefix = "", endpoint = "/admin/rewards/{id}/edit", protocol = Post)]
pub async fn save_reward(id: RewardId, version: Version, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let input = read(&ctx, ctx.admin()?, &form).await?;
    let mut tx = ctx.app.db.write().await?;
    ops::save(&mut tx, step(&ctx, id)?, version.0, &input).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::RewardSaved))
}

/// Reads the form. An uploaded photo replaces the picture chosen from the list, and is kept even if other fields are
/// invalid; that is why the fields are read here.
async fn read(ctx: &Ctx, me: Admin, form: &Form) -> Result<RewardInput> {
    let photo = pictures::receive(&ctx.app.db, me.account, form, ctx.now).await;
    let (input, photo) = both(input::read(form), photo)?;
    Ok(RewardInput { picture: photo.unwrap_or(input.picture), ..input })
}

/// Publishes a reward.
#[server(prefix = "", endpoint = "/admin/rewards/{id}/publication", protocol = Post)]
pub async fn publish_reward(id: RewardId) -> Result<Redirect> {
    let ctx = use_ctx();
    let step = step(&ctx, id)?;
    let mut tx = ctx.app.db.write().await?;
    ops::publish(&mut tx, step).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::RewardPublished))
}

/// Retires a reward: it can no longer be redeemed.
#[server(prefix = "", endpoint = "/admin/rewards/{id}/retirement", protocol = Post)]
pub async fn retire_reward(id: RewardId) -> Result<Redirect> {
    let ctx = use_ctx();
    let step = step(&ctx, id)?;
    let mut tx = ctx.app.db.write().await?;
    ops::retire(&mut tx, step).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::RewardRetired))
}

/// Publishes several rewards.
#[server(prefix = "", endpoint = "/admin/rewards/publications", protocol = Post)]
pub async fn publish_rewards(ticked: Ticked) -> Result<Redirect> {
    let ctx = use_ctx();
    let by = ctx.admin()?.account;
    let ids = ticked.ids(RewardId)?;
    let mut tx = ctx.app.db.write().await?;
    let (done, left) = ops::publish_several(&mut tx, by, ids, ctx.now).await?;
    tx.commit().await?;
    Ok(list(&ctx).with(Flash::RewardsPublished { done, left }))
}

/// Retires several rewards.
#[server(prefix = "", endpoint = "/admin/rewards/retirements", protocol = Post)]
pub async fn retire_rewards(ticked: Ticked) -> Result<Redirect> {
    let ctx = use_ctx();
    let by = ctx.admin()?.account;
    let ids = ticked.ids(RewardId)?;
    let mut tx = ctx.app.db.write().await?;
    let (done, left) = ops::retire_several(&mut tx, by, ids, ctx.now).await?;
    tx.commit().await?;
    Ok(list(&ctx).with(Flash::RewardsRetired { done, left }))
}

/// Deletes a draft.
#[server(prefix = "", endpoint = "/admin/rewards/{id}/deletion", protocol = Post)]
pub async fn delete_reward(id: RewardId, version: SeenValue) -> Result<Redirect> {
    let ctx = use_ctx();
    let (step, version) = (step(&ctx, id)?, version.get()?);
    let mut tx = ctx.app.db.write().await?;
    ops::delete(&mut tx, step, version).await?;
    tx.commit().await?;
    Ok(Redirect::to("/admin/rewards?status=draft").with(Flash::DraftDeleted))
}

/// Adds a delivery to the stock.
#[server(prefix = "", endpoint = "/admin/rewards/{id}/stock/receipt", protocol = Post)]
pub async fn receive_stock(id: RewardId, more: Number<1, MOST_STOCK>, seen: SeenValue) -> Result<Redirect> {
    let ctx = use_ctx();
    let (step, seen) = (step(&ctx, id)?, seen.get()?);
    let mut tx = ctx.app.db.write().await?;
    ops::receive(&mut tx, step, seen, more.0).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::StockChanged))
}

/// Reduces the stock after a count.
#[server(prefix = "", endpoint = "/admin/rewards/{id}/stock/correction", protocol = Post)]
pub async fn correct_stock(
    id: RewardId,
    fewer: Number<1, MOST_STOCK>,
    reason: Line<100>,
    seen: SeenValue,
) -> Result<Redirect> {
    let ctx = use_ctx();
    let (step, seen) = (step(&ctx, id)?, seen.get()?);
    let mut tx = ctx.app.db.write().await?;
    ops::correct(&mut tx, step, seen, fewer.0, &reason.0).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::StockChanged))
}

/// Moves a reward up or down by one in the catalogue.
#[server(prefix = "", endpoint = "/admin/rewards/{id}/position", protocol = Post)]
pub async fn move_reward(id: RewardId, to: MoveTo) -> Result<Redirect> {
    let ctx = use_ctx();
    let step = step(&ctx, id)?;
    let mut tx = ctx.app.db.write().await?;
    let status = ops::reorder(&mut tx, step, to == MoveTo::Up).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/rewards?status={status}")).with(Flash::OrderChanged))
}

fn step(ctx: &Ctx, id: RewardId) -> Result<Step> {
    Ok(Step { by: ctx.admin()?.account, id, now: ctx.now })
}

/// The list that the rows were ticked in.
fn list(ctx: &Ctx) -> Redirect {
    Redirect::to(queries::filter_of(&ctx.query()).address("/admin/rewards").href())
}

fn done(id: RewardId) -> Redirect {
    Redirect::to(format!("/admin/rewards/{id}"))
}
