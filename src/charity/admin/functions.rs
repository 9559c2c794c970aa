//! Server functions of charity administration.

use super::input::{self, LONGEST_TEXT, ProjectInput, Report};
use super::ops::{self, Move, Step};
use super::queries;
use crate::charity::Flash;
use crate::drafts::Submission;
use crate::error::{Result, both};
use crate::pictures;
use crate::protocol::Post;
use crate::ui::{MoveTo, Ticked};
use crate::values::ProjectId;
use crate::web::{Admin, Ctx, Form, IdempotencyKey, Lines, Redirect, SeenValue, use_ctx};
use leptos::prelude::*;

/// Creates a project as a draft.
#[server(prefix = "", endpoint = "/admin/charity/new", protocol = Post)]
pub async fn create_project(idempotency_key: IdempotencyKey, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let input = read(&ctx, me, &form).await?;
    let sent = Submission::new(&form, idempotency_key, me.account, ctx.now)?;
    let mut tx = ctx.app.db.write().await?;
    let id = ops::create(&mut tx, &sent, &input).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::ProjectSaved))
}

/// Saves an edited project.
#[server(prefix = "", endpoint = "/admin/charity/{id}/edit", protocol = Post)]
pub async fn save_project(id: ProjectId, version: SeenValue, form: Form) -> Result<Redirect> {
    let ctx = use_ctx();
    let input = read(&ctx, ctx.admin()?, &form).await?;
    let step = step(&ctx, id, version)?;
    let mut tx = ctx.app.db.write().await?;
    ops::save(&mut tx, step, &input).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::ProjectSaved))
}

/// Reads the form. An uploaded photo replaces the picture chosen from the list, and is kept even if other fields are
/// invalid; that is why the fields are read here.
async fn read(ctx: &Ctx, me: Admin, form: &Form) -> Result<ProjectInput> {
    let photo = pictures::receive(&ctx.app.db, me.account, form, ctx.now).await;
    let (input, photo) = both(input::read(form), photo)?;
    Ok(ProjectInput { picture: photo.unwrap_or(input.picture), ..input })
}

/// Publishes a project.
#[server(prefix = "", endpoint = "/admin/charity/{id}/publication", protocol = Post)]
pub async fn publish_project(id: ProjectId, version: SeenValue) -> Result<Redirect> {
    let ctx = use_ctx();
    let step = step(&ctx, id, version)?;
    let mut tx = ctx.app.db.write().await?;
    ops::publish(&mut tx, step).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::ProjectPublished))
}

/// Publishes several drafts.
#[server(prefix = "", endpoint = "/admin/charity/publications", protocol = Post)]
pub async fn publish_projects(ticked: Ticked) -> Result<Redirect> {
    let ctx = use_ctx();
    let by = ctx.admin()?.account;
    let ids = ticked.ids(ProjectId)?;
    let mut tx = ctx.app.db.write().await?;
    let (done, left) = ops::publish_several(&mut tx, by, ids, ctx.now).await?;
    tx.commit().await?;
    let list = queries::filter_of(&ctx.query()).address("/admin/charity").href();
    Ok(Redirect::to(list).with(Flash::ProjectsPublished { done, left }))
}

/// Closes a project with a report on how the money was used, or replaces the report of a closed one.
#[server(prefix = "", endpoint = "/admin/charity/{id}/closure", protocol = Post)]
pub async fn close_project(
    id: ProjectId,
    report_zh: Lines<LONGEST_TEXT>,
    report_en: Lines<LONGEST_TEXT>,
    version: SeenValue,
) -> Result<Redirect> {
    let ctx = use_ctx();
    let step = step(&ctx, id, version)?;
    let mut tx = ctx.app.db.write().await?;
    ops::close(&mut tx, step, &Report { zh: report_zh.0, en: report_en.0 }).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::ProjectClosed))
}

/// Deletes a draft.
#[server(prefix = "", endpoint = "/admin/charity/{id}/deletion", protocol = Post)]
pub async fn delete_project(id: ProjectId, version: SeenValue) -> Result<Redirect> {
    let ctx = use_ctx();
    let step = step(&ctx, id, version)?;
    let mut tx = ctx.app.db.write().await?;
    ops::delete(&mut tx, step).await?;
    tx.commit().await?;
    Ok(Redirect::to("/admin/charity?status=draft").with(Flash::DraftDeleted))
}

/// Moves a project up or down by one, from the position where it was seen.
#[server(prefix = "", endpoint = "/admin/charity/{id}/position", protocol = Post)]
pub async fn move_project(id: ProjectId, to: MoveTo, seen: SeenValue) -> Result<Redirect> {
    let ctx = use_ctx();
    let by = ctx.admin()?.account;
    let step = Move { by, id, up: to == MoveTo::Up, seen: seen.get()?, now: ctx.now };
    let mut tx = ctx.app.db.write().await?;
    let status = ops::reorder(&mut tx, step).await?;
    tx.commit().await?;
    Ok(Redirect::to(format!("/admin/charity?status={status}")).with(Flash::OrderChanged))
}

fn step(ctx: &Ctx, id: ProjectId, version: SeenValue) -> Result<Step> {
    Ok(Step { by: ctx.admin()?.account, id, version: version.get()?, now: ctx.now })
}

fn done(id: ProjectId) -> Redirect {
    Redirect::to(format!("/admin/charity/{id}"))
}
