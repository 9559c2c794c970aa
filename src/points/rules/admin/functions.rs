//! Administrators' forms for rules and campaigns.

use super::campaign_ending::END_REASON;
use super::{campaign_input, campaign_store, input, ops, queries};
use crate::drafts::Submission;
use crate::error::{AppError, Result};
use crate::points::Flash;
use crate::points::rules::RuleCode;
use crate::protocol::Post;
use crate::values::{CampaignId, DealerId, ModelId, RuleId};
use crate::web::{Ctx, Form, IdempotencyKey, Line, Redirect, Version, use_ctx};
use leptos::prelude::*;

/// Writes a draft of a new rule version; its fields depend on the rule.
#[server(prefix = "", endpoint = "/admin/points/rules/{code}", protocol = Post)]
pub async fn write_version(code: String, idempotency_key: IdempotencyKey, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let code = RuleCode::from_code(&code).ok_or(AppError::NotFound)?;
    let draft = input::read(&form, code, ctx.today())?;
    let sent = Submission::new(&form, idempotency_key, me.account, ctx.now)?;
    let mut tx = ctx.app.db.write().await?;
    let id = ops::write(&mut tx, &sent, code, &draft).await?;
    tx.commit().await?;
    Ok(version_done(id).with(Flash::DraftSaved))
}

/// Changes a draft, unless it has changed since it was read.
#[server(prefix = "", endpoint = "/admin/points/versions/{id}", protocol = Post)]
pub async fn rewrite_version(id: RuleId, version: Version, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let found = queries::find_version(&mut ctx.app.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    let draft = input::read(&form, found.code, ctx.today())?;
    let mut tx = ctx.app.db.write().await?;
    ops::rewrite(&mut tx, me.account, (id, version.0), &draft, ctx.now).await?;
    tx.commit().await?;
    Ok(version_done(id).with(Flash::DraftSaved))
}

/// Publishes a draft from the day that it names.
#[server(prefix = "", endpoint = "/admin/points/versions/{id}/publication", protocol = Post)]
pub async fn publish_version(id: RuleId, version: Version) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::publish(&mut tx, me.account, (id, version.0), ctx.now).await?;
    tx.commit().await?;
    Ok(version_done(id).with(Flash::RulePublished))
}

/// Withdraws a version that has not begun.
#[server(prefix = "", endpoint = "/admin/points/versions/{id}/withdrawal", protocol = Post)]
pub async fn withdraw_version(id: RuleId, version: Version) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::withdraw(&mut tx, me.account, (id, version.0), ctx.now).await?;
    tx.commit().await?;
    Ok(version_done(id).with(Flash::RuleWithdrawn))
}

/// Writes a draft campaign; the models and dealers it may name depend on the database.
#[server(prefix = "", endpoint = "/admin/points/campaigns/new", protocol = Post)]
pub async fn write_campaign(idempotency_key: IdempotencyKey, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let (models, dealers) = known(&ctx, &form).await?;
    let input = campaign_input::read(&form, &models, dealers, ctx.today())?;
    let sent = Submission::new(&form, idempotency_key, me.account, ctx.now)?;
    let mut tx = ctx.app.db.write().await?;
    let id = ops::write_campaign(&mut tx, &sent, &input).await?;
    tx.commit().await?;
    Ok(campaign_done(id).with(Flash::DraftSaved))
}

/// Changes a draft, unless it has changed since it was read.
#[server(prefix = "", endpoint = "/admin/points/campaigns/{id}", protocol = Post)]
pub async fn rewrite_campaign(id: CampaignId, version: Version, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let (models, dealers) = known(&ctx, &form).await?;
    let input = campaign_input::read(&form, &models, dealers, ctx.today())?;
    let mut tx = ctx.app.db.write().await?;
    ops::rewrite_campaign(&mut tx, me.account, (id, version.0), &input, ctx.now).await?;
    tx.commit().await?;
    Ok(campaign_done(id).with(Flash::DraftSaved))
}

/// Publishes a draft for the days that it names.
#[server(prefix = "", endpoint = "/admin/points/campaigns/{id}/publication", protocol = Post)]
pub async fn publish_campaign(id: CampaignId, version: Version) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::publish_campaign(&mut tx, me.account, (id, version.0), ctx.now).await?;
    tx.commit().await?;
    Ok(campaign_done(id).with(Flash::RulePublished))
}

/// Withdraws a campaign that has not begun.
#[server(prefix = "", endpoint = "/admin/points/campaigns/{id}/withdrawal", protocol = Post)]
pub async fn withdraw_campaign(id: CampaignId, version: Version) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::withdraw_campaign(&mut tx, me.account, (id, version.0), ctx.now).await?;
    tx.commit().await?;
    Ok(campaign_done(id).with(Flash::RuleWithdrawn))
}

/// Ends a running campaign from the next day on.
#[server(prefix = "", endpoint = "/admin/points/campaigns/{id}/ending", protocol = Post)]
pub async fn end_campaign(id: CampaignId, version: Version, reason: Line<END_REASON>) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::end_campaign(&mut tx, me.account, (id, version.0), &reason.0, ctx.now).await?;
    tx.commit().await?;
    Ok(campaign_done(id).with(Flash::CampaignEnded))
}

/// All models, and the dealers for the codes typed.
async fn known(ctx: &Ctx, form: &Form) -> Result<(Vec<ModelId>, Vec<Option<DealerId>>)> {
    let mut tx = ctx.app.db.read().await?;
    let models = queries::list_models(&mut tx).await?.into_iter().map(|model| model.id).collect();
    let mut dealers = Vec::new();
    for code in campaign_input::codes(form) {
        dealers.push(campaign_store::find_dealer(&mut tx, &code).await?);
    }
    Ok((models, dealers))
}

fn version_done(id: RuleId) -> Redirect {
    Redirect::to(format!("/admin/points/versions/{id}"))
}

fn campaign_done(id: CampaignId) -> Redirect {
    Redirect::to(format!("/admin/points/campaigns/{id}"))
}
