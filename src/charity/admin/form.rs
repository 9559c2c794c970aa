//! `/admin/charity/new` and `/admin/charity/{id}/edit`.

use super::detail::crumbs;
use super::fields::{TEXTS, label, pictures as drawings, values};
use crate::actions::{Conflict, Conflicts, Values, list_conflicts};
use crate::charity::store::{Project, find_any_project};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::pictures::{self, PhotoField};
use crate::ui::{PageHead, SelectField, TextArea, TextField};
use crate::values::{ProjectId, date_iso};
use crate::web::{Admin, Ctx, Id, Page, use_ctx};
use leptos::prelude::*;

pub async fn new(ctx: Ctx, me: Admin) -> Result<Page> {
    let photo = pictures::find_kept(&mut ctx.app.db.read().await?, me.account, ctx.form.as_deref()).await?;
    let l = ctx.locale;
    let title = tr!(l, "新建公益项目", "New charity project");
    Ok(ctx.page(title.clone(), || {
        let lead = tr!(l, "先存为草稿，核对后再发布。", "Saved as a draft first. Check it, then publish.");
        view! { <PageHead title crumbs=crumbs(l, None) lead/><ProjectForm project=None photo conflicts=Vec::new()/> }
    }))
}

pub async fn edit(ctx: Ctx, me: Admin, Id(id): Id<ProjectId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let project = find_any_project(&mut tx, id, ctx.now).await?.ok_or(AppError::NotFound)?;
    let photo = pictures::find_kept(&mut tx, me.account, ctx.form.as_deref()).await?;
    let conflicts = list_conflicts(&mut tx, "charity", id.0, ctx.stale_version()).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "编辑公益项目", "Edit the project");
    Ok(ctx.page(title.clone(), || {
        let above = crumbs(l, Some((id, l.pick(&project.title_zh, &project.title_en))));
        view! { <PageHead title crumbs=above/><ProjectForm project=Some(project) photo conflicts/> }
    }))
}

#[component]
fn ProjectForm(project: Option<Project>, photo: Option<String>, conflicts: Vec<Conflict>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let idempotency_key =
        project.is_none().then(|| view! { <input type="hidden" name="idempotency_key" value=ctx.idempotency_key()/> });
    let version = ctx.form_version(project.as_ref().map_or(0, |project| project.version));
    let values = project.as_ref().map(values).unwrap_or_default();
    let back = project.as_ref().map_or("/admin/charity".to_owned(), |project| format!("/admin/charity/{}", project.id));
    view! {
        <Conflicts conflicts texts=TEXTS/>
        <form class="form card" method="post" enctype="multipart/form-data" novalidate>
            <input type="hidden" name="version" value=version/>
            {idempotency_key}
            <Texts values=values.clone() photo/>
            <Terms values/>
            <div class="form-actions form-actions-sticky">
                <button class="btn btn-primary">{tr!(l, "保存", "Save")}</button>
                <a class="btn btn-quiet" href=back>{tr!(l, "返回", "Back")}</a>
            </div>
        </form>
    }
}

#[component]
fn Texts(values: Values, photo: Option<String>) -> impl IntoView {
    let l = use_ctx().locale;
    let v = |name| values.get(name);
    view! {
        <section class="form-section" aria-labelledby="texts">
            <h2 id="texts">{tr!(l, "介绍", "Texts")}</h2>
            <div class="form-grid">
                <TextField name="title_zh" label=label(l, "title_zh") value=v("title_zh") maxlength=60/>
                <TextField name="title_en" label=label(l, "title_en") value=v("title_en") maxlength=100/>
                <TextField name="partner_zh" label=label(l, "partner_zh") value=v("partner_zh") maxlength=60/>
                <TextField name="partner_en" label=label(l, "partner_en") value=v("partner_en") maxlength=100/>
                <TextArea name="body_zh" label=label(l, "body_zh") value=v("body_zh")/>
                <TextArea name="body_en" label=label(l, "body_en") value=v("body_en")/>
            </div>
            <SelectField name="picture" label=label(l, "picture") options=choices(l, v("picture")) value=v("picture")/>
            <PhotoField kept=photo/>
        </section>
    }
}

/// The drawings, after the present picture if that is a photo.
fn choices(l: Locale, present: String) -> Vec<(String, String)> {
    let photo = pictures::is_address(&present).then(|| (present, tr!(l, "当前照片", "Current photo")));
    photo.into_iter().chain(drawings(l)).collect()
}

#[component]
fn Terms(values: Values) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let from = values.get_or("visible_from", &date_iso(ctx.today()));
    view! {
        <section class="form-section" aria-labelledby="terms">
            <h2 id="terms">{tr!(l, "目标与期间", "Goal and dates")}</h2>
            <div class="form-grid">
                <TextField name="goal" label=label(l, "goal") inputmode="numeric" affix=tr!(l, "积分", "points")
                    value=values.get("goal") hint=tr!(l, "达标后仍可继续捐赠。", "Donations can exceed the goal.")/>
                <TextField name="visible_from" kind="date" label=label(l, "visible_from") value=from/>
                <TextField name="visible_until" kind="date" label=label(l, "visible_until") required=false value=values.get("visible_until")/>
            </div>
        </section>
    }
}
