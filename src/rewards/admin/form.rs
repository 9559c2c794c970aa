//! `/admin/rewards/new` and `/admin/rewards/{id}/edit`.

use super::fields::Fields;
use super::input::{self, MOST_STOCK, RewardInput};
use super::look::{Edited, find_edited};
use super::ops::{self, Step};
use super::show::crumbs;
use crate::db::Tx;
use crate::error::{AppError, Refusal, Result};
use crate::pictures::{self, Prepared, prepare};
use crate::rewards::model::RewardStatus;
use crate::ui::PageHead;
use crate::values::RewardId;
use crate::web::{Admin, Ctx, Done, Flash, Form, Id, Page, use_ctx};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

pub async fn new(ctx: Ctx, _: Admin) -> Result<Page> {
    let l = ctx.locale;
    let title = tr!(l, "新建礼品", "New reward");
    Ok(ctx.page(title.clone(), || {
        let lead = tr!(l, "先存为草稿，预览后再上架。", "It is saved as a draft; preview it, then put it on show.");
        view! { <PageHead title crumbs=crumbs(l, None) lead/><RewardForm reward=None/> }
    }))
}

pub async fn edit(ctx: Ctx, _: Admin, Id(id): Id<RewardId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let reward = find_edited(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "编辑礼品", "Edit the reward");
    Ok(ctx.page(title.clone(), || {
        let above = crumbs(l, Some((id, l.pick(&reward.title_zh, &reward.title_en))));
        view! { <PageHead title crumbs=above/><RewardForm reward=Some(reward)/> }
    }))
}

#[component]
fn RewardForm(reward: Option<Edited>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let draft = reward.as_ref().is_none_or(|reward| reward.status == RewardStatus::Draft);
    let version = reward.as_ref().map_or(0, |reward| reward.version);
    // What is wrong with a field says nothing about others' changes; only whoever was told of one goes on from it.
    let kept = ctx.form.as_ref().filter(|form| form.error != AppError::Refused(Refusal::Stale));
    let version = kept.map_or(version.to_string(), |form| form.typed.get("version").to_owned());
    let back = reward.as_ref().map_or("/admin/rewards".to_owned(), |reward| format!("/admin/rewards/{}", reward.id));
    let save = if draft { tr!(l, "保存草稿", "Save the draft") } else { tr!(l, "保存", "Save") };
    view! {
        <form class="form card" method="post" enctype="multipart/form-data" novalidate>
            <input type="hidden" name="version" value=version/>
            <Fields reward/>
            <div class="form-actions form-actions-sticky">
                <button class="btn btn-primary">{save}</button>
                <a class="btn btn-quiet" href=back>{tr!(l, "返回", "Back")}</a>
            </div>
        </form>
    }
}

pub async fn post_new(ctx: Ctx, me: Admin, form: Form) -> Result<Done> {
    let mut f = form.reader();
    let stock = f.number("stock", 0..=MOST_STOCK);
    let (read, stock) = both(read(&form).await, f.finish(|| stock))?;
    let mut tx = ctx.app.db.write().await?;
    let input = keep_photo(&mut tx, read, ctx.now).await?;
    let id = ops::create(&mut tx, me.account, &input, stock, ctx.now).await?;
    tx.commit().await?;
    Ok(Done::to(format!("/admin/rewards/{id}/preview")).with(Flash::RewardSaved))
}

pub async fn post_edit(ctx: Ctx, me: Admin, Id(id): Id<RewardId>, form: Form) -> Result<Done> {
    let read = read(&form).await?;
    // A version that is no number is none that the reward ever had.
    let version = form.get("version").parse().unwrap_or(0);
    let mut tx = ctx.app.db.write().await?;
    let input = keep_photo(&mut tx, read, ctx.now).await?;
    ops::save(&mut tx, Step { by: me.account, id, now: ctx.now }, version, &input).await?;
    tx.commit().await?;
    Ok(Done::to(format!("/admin/rewards/{id}")).with(Flash::RewardSaved))
}

/// The form, and the photo if one was chosen.
async fn read(form: &Form) -> Result<(RewardInput, Option<Prepared>)> {
    let photo = match form.file("photo") {
        Some(file) => prepare(file.clone()).await.map(Some).map_err(|problem| AppError::field("photo", problem)),
        None => Ok(None),
    };
    both(input::read(form), photo)
}

/// A chosen photo takes the place of the picture in the list.
async fn keep_photo(
    tx: &mut Tx,
    (input, photo): (RewardInput, Option<Prepared>),
    now: DateTime<Utc>,
) -> Result<RewardInput> {
    let Some(photo) = photo else { return Ok(input) };
    pictures::insert(tx, &photo, now).await?;
    Ok(RewardInput { picture: photo.address(), ..input })
}

/// Both, or all that is wrong with either.
fn both<A, B>(one: Result<A>, other: Result<B>) -> Result<(A, B)> {
    match (one, other) {
        (Err(AppError::Invalid(mut errors)), Err(AppError::Invalid(more))) => {
            errors.extend(more);
            Err(AppError::Invalid(errors))
        }
        (one, other) => Ok((one?, other?)),
    }
}
