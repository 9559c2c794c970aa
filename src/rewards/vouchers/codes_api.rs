//! The steps of a reward's codes as forms.

use super::batches;
use super::files::{self, File};
use super::handing::{self, Handing};
use super::making;
use crate::error::{AppError, Problem, Refusal, Result};
use crate::rewards::admin::ops::Step;
use crate::values::{BatchId, RewardId};
use crate::web::{Admin, Ctx, Done, Download, Flash, Form, Id};
use uuid::Uuid;

/// Begins a batch; its lines are checked behind the scenes, and the page says how far that is.
pub async fn upload(ctx: Ctx, me: Admin, Id(id): Id<RewardId>, form: Form) -> Result<Done> {
    let bytes = form.file("file").cloned().ok_or(AppError::field("file", Problem::Empty))?;
    let lines = files::count(&bytes)?;
    let mut tx = ctx.app.db.write().await?;
    let batch = batches::begin(&mut tx, step(&ctx, me, id), None, lines).await?;
    tx.commit().await?;
    let app = ctx.app.clone();
    tokio::spawn(async move {
        let file = File { batch, reward: id, bytes };
        if let Err(error) = files::check(&app.db, &app.voucher_keys, &app.clock, &file).await {
            tracing::error!(%batch, %error, "codes could not be checked");
        }
    });
    Ok(done(id))
}

/// Asks for codes; background work makes them.
pub async fn make(ctx: Ctx, me: Admin, Id(id): Id<RewardId>, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let count = f.number("count", 1..=making::MOST);
    let count = f.finish(|| count)?;
    let key = Uuid::parse_str(form.get("key")).map_err(|_| Refusal::Stale)?.to_string();
    let mut tx = ctx.app.db.write().await?;
    making::order(&mut tx, step(&ctx, me, id), count, &key).await?;
    tx.commit().await?;
    Ok(done(id))
}

/// The file and the note about it are one transaction: no note, no file.
pub async fn download(ctx: Ctx, me: Admin, Id(id): Id<RewardId>, form: Form) -> Result<Download> {
    let mut f = form.reader();
    let (to, reason) = (f.text("to", 100), f.text("reason", 100));
    let (to, reason) = f.finish(|| Some((to?, reason?)))?;
    let handing = Handing { batch: batch(&form), to, reason };
    let mut tx = ctx.app.db.read().await?;
    let file = handing::write_list(&mut tx, &ctx.app.voucher_keys, (id, handing.batch), ctx.locale).await?;
    drop(tx);
    let mut tx = ctx.app.db.write().await?;
    handing::hand_over(&mut tx, step(&ctx, me, id), &handing, &file).await?;
    tx.commit().await?;
    Ok(file)
}

pub async fn take_batch(ctx: Ctx, me: Admin, Id(id): Id<RewardId>, form: Form) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    let taken = batches::take(&mut tx, step(&ctx, me, id), batch(&form)).await?;
    tx.commit().await?;
    Ok(done(id).with_counts(Flash::CodesTaken, u32::try_from(taken).unwrap_or(u32::MAX), 0))
}

pub async fn drop_batch(ctx: Ctx, me: Admin, Id(id): Id<RewardId>, form: Form) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    batches::drop_it(&mut tx, step(&ctx, me, id), batch(&form)).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::CodesDropped))
}

fn step(ctx: &Ctx, me: Admin, id: RewardId) -> Step {
    Step { by: me.account, id, now: ctx.now }
}

fn done(id: RewardId) -> Done {
    Done::to(format!("/admin/rewards/{id}/codes"))
}

/// It stands in the page; what is no number is no batch of this reward.
fn batch(form: &Form) -> BatchId {
    form.get("batch").parse().unwrap_or(BatchId(0))
}
