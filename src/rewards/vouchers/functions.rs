//! Server functions of a reward's codes.

use super::batches;
use super::files::{self, File};
use super::generation;
use super::handover::{self, Handover};
use crate::error::{AppError, Problem, Result};
use crate::protocol::Post;
use crate::rewards::Flash;
use crate::rewards::admin::ops::Step;
use crate::values::{BatchId, RewardId};
use crate::web::{Admin, Ctx, Download, IdempotencyKey, Line, Number, Redirect, Upload, use_ctx};
use leptos::prelude::*;

/// Begins a batch; its lines are checked in the background, and the page shows the progress.
#[server(prefix = "", endpoint = "/admin/rewards/{id}/codes", protocol = Post)]
pub async fn upload_codes(id: RewardId, file: Option<Upload>) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let Upload(bytes) = file.ok_or(AppError::field("file", Problem::Empty))?;
    let lines = files::count(&bytes)?;
    let mut tx = ctx.app.db.write().await?;
    let batch = batches::begin(&mut tx, step(&ctx, me, id), None, lines).await?;
    tx.commit().await?;
    let app = ctx.app.clone();
    tokio::spawn(async move {
        let file = File { batch, reward: id, bytes };
        if let Err(error) = files::check(&app.db, &app.voucher_keys, &app.clock, &file).await {
            tracing::error!(%batch, %error, "cannot check the codes");
        }
    });
    Ok(done(id))
}

/// Orders codes; a background job generates them.
#[server(prefix = "", endpoint = "/admin/rewards/{id}/codes/generation", protocol = Post)]
pub async fn make_codes(
    id: RewardId,
    count: Number<1, { generation::MOST }>,
    idempotency_key: IdempotencyKey,
) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let idempotency_key = idempotency_key.get()?;
    let mut tx = ctx.app.db.write().await?;
    generation::order(&mut tx, step(&ctx, me, id), count.0, &idempotency_key).await?;
    tx.commit().await?;
    Ok(done(id))
}

/// Downloads the list of a batch. The file and its audit record share one transaction: no record, no file.
#[server(prefix = "", endpoint = "/admin/rewards/{id}/codes/list", protocol = Post)]
pub async fn download_codes(id: RewardId, batch: String, to: Line<100>, reason: Line<100>) -> Result<Download> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let handover = Handover { batch: known(&batch), to: to.0, reason: reason.0 };
    let mut tx = ctx.app.db.read().await?;
    let file = handover::write_list(&mut tx, &ctx.app.voucher_keys, (id, handover.batch), ctx.locale).await?;
    drop(tx);
    let mut tx = ctx.app.db.write().await?;
    handover::hand_over(&mut tx, step(&ctx, me, id), &handover, &file).await?;
    tx.commit().await?;
    Ok(file)
}

/// Adds the codes of a batch to the stock.
#[server(prefix = "", endpoint = "/admin/rewards/{id}/codes/acceptance", protocol = Post)]
pub async fn accept_batch(id: RewardId, batch: String) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    let codes = batches::accept(&mut tx, step(&ctx, me, id), known(&batch)).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::CodesAccepted { codes }))
}

/// Discards a batch.
#[server(prefix = "", endpoint = "/admin/rewards/{id}/codes/discard", protocol = Post)]
pub async fn discard_batch(id: RewardId, batch: String) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    batches::discard(&mut tx, step(&ctx, me, id), known(&batch)).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::CodesDropped))
}

fn step(ctx: &Ctx, me: Admin, id: RewardId) -> Step {
    Step { by: me.account, id, now: ctx.now }
}

fn done(id: RewardId) -> Redirect {
    Redirect::to(format!("/admin/rewards/{id}/codes"))
}

/// The batch number in the page's form; anything else matches no batch of this reward.
fn known(batch: &str) -> BatchId {
    batch.parse().unwrap_or(BatchId(0))
}
