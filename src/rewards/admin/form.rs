//! `/admin/rewards/new` and `/admin/rewards/{id}/edit`.

use super::detail::crumbs;
use super::fields::{TEXTS, values};
use super::form_fields::Fields;
use super::queries::{RewardDraft, find_draft};
use crate::actions::{Conflict, Conflicts, list_conflicts};
use crate::error::{AppError, Result};
use crate::pictures;
use crate::rewards::model::RewardStatus;
use crate::ui::PageHead;
use crate::values::RewardId;
use crate::web::{Admin, Ctx, Id, Page, use_ctx};
use leptos::prelude::*;

pub async fn new(ctx: Ctx, me: Admin) -> Result<Page> {
    let photo = pictures::find_kept(&mut ctx.app.db.read().await?, me.account, ctx.form.as_deref()).await?;
    let l = ctx.locale;
    let title = tr!(l, "新建礼品", "New reward");
    Ok(ctx.page(title.clone(), || {
        let lead = tr!(l, "先存为草稿，预览后再上架。", "Saved as a draft first. Preview it, then publish.");
        view! { <PageHead title crumbs=crumbs(l, None) lead/><RewardForm reward=None photo conflicts=Vec::new()/> }
    }))
}

pub async fn edit(ctx: Ctx, me: Admin, Id(id): Id<RewardId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let reward = find_draft(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let photo = pictures::find_kept(&mut tx, me.account, ctx.form.as_deref()).await?;
    let conflicts = list_conflicts(&mut tx, "reward", id.0, ctx.stale_version()).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "编辑礼品", "Edit the reward");
    Ok(ctx.page(title.clone(), || {
        let above = crumbs(l, Some((id, l.pick(&reward.title_zh, &reward.title_en))));
        view! { <PageHead title crumbs=above/><RewardForm reward=Some(reward) photo conflicts/> }
    }))
}

#[component]
fn RewardForm(reward: Option<RewardDraft>, photo: Option<String>, conflicts: Vec<Conflict>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let draft = reward.as_ref().is_none_or(|reward| reward.status == RewardStatus::Draft);
    let idempotency_key =
        reward.is_none().then(|| view! { <input type="hidden" name="idempotency_key" value=ctx.idempotency_key()/> });
    let version = ctx.form_version(reward.as_ref().map_or(0, |reward| reward.version));
    let new = reward.is_none();
    let values = reward.as_ref().map(values).unwrap_or_default();
    let back = reward.as_ref().map_or("/admin/rewards".to_owned(), |reward| format!("/admin/rewards/{}", reward.id));
    let save = if draft { tr!(l, "保存草稿", "Save draft") } else { tr!(l, "保存", "Save") };
    view! {
        <Conflicts conflicts texts=TEXTS/>
        <form class="form card" method="post" enctype="multipart/form-data" novalidate>
            <input type="hidden" name="version" value=version/>
            {idempotency_key}
            <Fields values photo new/>
            <div class="form-actions form-actions-sticky">
                <button class="btn btn-primary">{save}</button>
                <a class="btn btn-quiet" href=back>{tr!(l, "返回", "Back")}</a>
            </div>
        </form>
    }
}
