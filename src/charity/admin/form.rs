//! `/admin/charity/new` and `/admin/charity/{id}/edit`.

use super::detail::crumbs;
use super::input::DRAWN;
use crate::charity::store::{Project, find_any_project};
use crate::clock::day;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::pictures::{self, PhotoField};
use crate::ui::{PageHead, SelectField, TextArea, TextField};
use crate::values::ProjectId;
use crate::web::{Admin, Ctx, Id, Page, use_ctx};
use chrono::TimeDelta;
use leptos::prelude::*;

pub async fn new(ctx: Ctx, me: Admin) -> Result<Page> {
    let photo = pictures::find_kept(&mut ctx.app.db.read().await?, me.account, ctx.form.as_deref()).await?;
    let l = ctx.locale;
    let title = tr!(l, "新建公益项目", "New charity project");
    Ok(ctx.page(title.clone(), || {
        let lead = tr!(l, "先存为草稿，核对后再发布。", "Saved as a draft first. Check it, then publish.");
        view! { <PageHead title crumbs=crumbs(l, None) lead/><ProjectForm project=None photo/> }
    }))
}

pub async fn edit(ctx: Ctx, me: Admin, Id(id): Id<ProjectId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let project = find_any_project(&mut tx, id, ctx.now).await?.ok_or(AppError::NotFound)?;
    let photo = pictures::find_kept(&mut tx, me.account, ctx.form.as_deref()).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "编辑公益项目", "Edit the project");
    Ok(ctx.page(title.clone(), || {
        let above = crumbs(l, Some((id, l.pick(&project.title_zh, &project.title_en))));
        view! { <PageHead title crumbs=above/><ProjectForm project=Some(project) photo/> }
    }))
}

#[component]
fn ProjectForm(project: Option<Project>, photo: Option<String>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let idempotency_key =
        project.is_none().then(|| view! { <input type="hidden" name="idempotency_key" value=ctx.idempotency_key()/> });
    let version = ctx.form_version(project.as_ref().map_or(0, |project| project.version));
    let back = project.as_ref().map_or("/admin/charity".to_owned(), |project| format!("/admin/charity/{}", project.id));
    view! {
        <form class="form card" method="post" enctype="multipart/form-data" novalidate>
            <input type="hidden" name="version" value=version/>
            {idempotency_key}
            <Texts project=project.clone() photo/>
            <Terms project/>
            <div class="form-actions form-actions-sticky">
                <button class="btn btn-primary">{tr!(l, "保存", "Save")}</button>
                <a class="btn btn-quiet" href=back>{tr!(l, "返回", "Back")}</a>
            </div>
        </form>
    }
}

fn text(project: &Option<Project>, field: impl Fn(&Project) -> String) -> String {
    project.as_ref().map(field).unwrap_or_default()
}

#[component]
fn Texts(project: Option<Project>, photo: Option<String>) -> impl IntoView {
    let l = use_ctx().locale;
    let p = &project;
    view! {
        <section class="form-section" aria-labelledby="texts">
            <h2 id="texts">{tr!(l, "介绍", "Texts")}</h2>
            <div class="form-grid">
                <TextField name="title_zh" label=tr!(l, "名称（中文）", "Title (Chinese)") value=text(p, |p| p.title_zh.clone()) maxlength=60/>
                <TextField name="title_en" label=tr!(l, "名称（英文）", "Title (English)") value=text(p, |p| p.title_en.clone()) maxlength=100/>
                <TextField name="partner_zh" label=tr!(l, "执行机构（中文）", "Run by (Chinese)") value=text(p, |p| p.partner_zh.clone()) maxlength=60/>
                <TextField name="partner_en" label=tr!(l, "执行机构（英文）", "Run by (English)") value=text(p, |p| p.partner_en.clone()) maxlength=100/>
                <TextArea name="body_zh" label=tr!(l, "介绍（中文）", "Text (Chinese)") value=text(p, |p| p.body_zh.clone())/>
                <TextArea name="body_en" label=tr!(l, "介绍（英文）", "Text (English)") value=text(p, |p| p.body_en.clone())/>
            </div>
            <SelectField name="picture" label=tr!(l, "图片", "Picture") options=pictures(l, p.as_ref().map(|p| p.picture.as_str()))
                value=text(p, |p| p.picture.clone())/>
            <PhotoField kept=photo/>
        </section>
    }
}

fn pictures(l: Locale, present: Option<&str>) -> Vec<(String, String)> {
    let names = [tr!(l, "植树", "Trees"), tr!(l, "乡村学校", "Village school")];
    let uploaded = present.filter(|picture| crate::pictures::is_address(picture));
    let uploaded = uploaded.map(|picture| (picture.to_owned(), tr!(l, "当前照片", "Current photo")));
    let drawn = DRAWN.iter().map(|part| format!("/img/rewards.svg#{part}")).zip(names);
    uploaded.into_iter().chain(drawn).collect()
}

#[component]
fn Terms(project: Option<Project>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let p = &project;
    let from = p.as_ref().map_or(ctx.today(), |p| day(p.visible_from)).to_string();
    let until = |p: &Project| p.visible_until.map(|until| day(until - TimeDelta::seconds(1)).to_string());
    view! {
        <section class="form-section" aria-labelledby="terms">
            <h2 id="terms">{tr!(l, "目标与期间", "Goal and dates")}</h2>
            <div class="form-grid">
                <TextField name="goal" label=tr!(l, "目标", "Goal") inputmode="numeric" affix=tr!(l, "积分", "points")
                    value=text(p, |p| p.goal_points.to_string()) hint=tr!(l, "达标后仍可继续捐赠。", "Donations can exceed the goal.")/>
                <TextField name="visible_from" kind="date" label=tr!(l, "第一天", "First day") value=from/>
                <TextField name="visible_until" kind="date" label=tr!(l, "最后一天", "Last day") required=false
                    value=text(p, |p| until(p).unwrap_or_default())/>
            </div>
        </section>
    }
}
