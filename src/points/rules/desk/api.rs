//! What the desk's forms do.

use super::campaign_ending::END_REASON;
use super::{campaign_input, campaign_store, input, look, ops};
use crate::error::{AppError, Result};
use crate::values::{CampaignId, DealerId, ModelId, RuleId};
use crate::web::{Admin, Ctx, Done, Flash, Form, Id};
use axum::extract::Path;

pub async fn post_new_version(ctx: Ctx, me: Admin, Path(code): Path<String>, form: Form) -> Result<Done> {
    let draft = input::read(&form, &code, ctx.today())?;
    let mut tx = ctx.app.db.write().await?;
    let id = ops::write(&mut tx, me.account, &code, &draft, ctx.now).await?;
    tx.commit().await?;
    Ok(version_done(id).with(Flash::DraftSaved))
}

pub async fn post_version(ctx: Ctx, me: Admin, Id(id): Id<RuleId>, form: Form) -> Result<Done> {
    let version = look::find_version(&mut ctx.app.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    let draft = input::read(&form, &version.code, ctx.today())?;
    let mut tx = ctx.app.db.write().await?;
    ops::rewrite(&mut tx, me.account, (id, revision(&form)), &draft, ctx.now).await?;
    tx.commit().await?;
    Ok(version_done(id).with(Flash::DraftSaved))
}

pub async fn post_version_publication(ctx: Ctx, me: Admin, Id(id): Id<RuleId>, form: Form) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    ops::publish(&mut tx, me.account, (id, revision(&form)), ctx.now).await?;
    tx.commit().await?;
    Ok(version_done(id).with(Flash::RulePublished))
}

pub async fn post_version_withdrawal(ctx: Ctx, me: Admin, Id(id): Id<RuleId>, form: Form) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    ops::withdraw(&mut tx, me.account, (id, revision(&form)), ctx.now).await?;
    tx.commit().await?;
    Ok(version_done(id).with(Flash::RuleWithdrawn))
}

pub async fn post_new_campaign(ctx: Ctx, me: Admin, form: Form) -> Result<Done> {
    let (models, dealers) = known(&ctx, &form).await?;
    let input = campaign_input::read(&form, &models, dealers, ctx.today())?;
    let mut tx = ctx.app.db.write().await?;
    let id = ops::write_campaign(&mut tx, me.account, &input, ctx.now).await?;
    tx.commit().await?;
    Ok(campaign_done(id).with(Flash::DraftSaved))
}

pub async fn post_campaign(ctx: Ctx, me: Admin, Id(id): Id<CampaignId>, form: Form) -> Result<Done> {
    let (models, dealers) = known(&ctx, &form).await?;
    let input = campaign_input::read(&form, &models, dealers, ctx.today())?;
    let mut tx = ctx.app.db.write().await?;
    ops::rewrite_campaign(&mut tx, me.account, (id, revision(&form)), &input, ctx.now).await?;
    tx.commit().await?;
    Ok(campaign_done(id).with(Flash::DraftSaved))
}

pub async fn post_campaign_publication(ctx: Ctx, me: Admin, Id(id): Id<CampaignId>, form: Form) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    ops::publish_campaign(&mut tx, me.account, (id, revision(&form)), ctx.now).await?;
    tx.commit().await?;
    Ok(campaign_done(id).with(Flash::RulePublished))
}

pub async fn post_campaign_withdrawal(ctx: Ctx, me: Admin, Id(id): Id<CampaignId>, form: Form) -> Result<Done> {
    let mut tx = ctx.app.db.write().await?;
    ops::withdraw_campaign(&mut tx, me.account, (id, revision(&form)), ctx.now).await?;
    tx.commit().await?;
    Ok(campaign_done(id).with(Flash::RuleWithdrawn))
}

pub async fn post_campaign_ending(ctx: Ctx, me: Admin, Id(id): Id<CampaignId>, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let reason = f.text("reason", END_REASON);
    let reason = f.finish(|| reason)?;
    let mut tx = ctx.app.db.write().await?;
    ops::end_campaign(&mut tx, me.account, (id, revision(&form)), &reason, ctx.now).await?;
    tx.commit().await?;
    Ok(campaign_done(id).with(Flash::CampaignEnded))
}

/// The models there are, and what the typed dealers' codes stand for.
async fn known(ctx: &Ctx, form: &Form) -> Result<(Vec<ModelId>, Vec<Option<DealerId>>)> {
    let mut tx = ctx.app.db.read().await?;
    let models = look::list_model_ids(&mut tx).await?;
    let mut dealers = Vec::new();
    for code in campaign_input::codes(form) {
        dealers.push(campaign_store::find_dealer(&mut tx, &code).await?);
    }
    Ok((models, dealers))
}

/// One that is no number is none that there ever was.
fn revision(form: &Form) -> i64 {
    form.get("revision").parse().unwrap_or(0)
}

fn version_done(id: RuleId) -> Done {
    Done::to(format!("/admin/points/versions/{id}"))
}

fn campaign_done(id: CampaignId) -> Done {
    Done::to(format!("/admin/points/campaigns/{id}"))
}
