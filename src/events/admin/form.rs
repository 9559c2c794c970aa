//! `/admin/events/new` and `/admin/events/{id}/edit`.

use super::fields::{TEXTS, values};
use super::form_fields::Fields;
use super::store as admin_store;
use crate::actions::{Conflict, Conflicts, list_conflicts};
use crate::error::{AppError, Result};
use crate::events::model::{Event, EventStatus, Question};
use crate::events::store::{self, queries};
use crate::garage::model::ModelName;
use crate::ui::PageHead;
use crate::values::EventId;
use crate::web::{Admin, Ctx, Id, Page, use_ctx};
use leptos::prelude::*;

pub async fn new(ctx: Ctx, _: Admin) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let models = admin_store::list_models(&mut tx).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "新建活动", "New event");
    Ok(ctx.page(title.clone(), || {
        let crumbs = vec![("/admin/events".to_owned(), tr!(l, "活动管理", "Events"))];
        let lead = tr!(l, "先存为草稿，预览后再发布。", "Saved as a draft first. Preview it, then publish.");
        view! { <PageHead title crumbs lead/><EventForm event=None questions=Vec::new() models conflicts=Vec::new()/> }
    }))
}

pub async fn edit(ctx: Ctx, _: Admin, Id(id): Id<EventId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let event = store::find_event(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let questions = queries::list_questions(&mut tx, id).await?;
    let models = admin_store::list_models(&mut tx).await?;
    let conflicts = list_conflicts(&mut tx, "event", id.0, ctx.stale_version()).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "编辑活动", "Edit the event");
    Ok(ctx.page(title.clone(), || {
        let crumbs = super::detail::crumbs(l, id, event.title(l));
        view! { <PageHead title crumbs/><EventForm event=Some(event) questions models conflicts/> }
    }))
}

#[component]
fn EventForm(
    event: Option<Event>,
    questions: Vec<Question>,
    models: Vec<ModelName>,
    conflicts: Vec<Conflict>,
) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let draft = event.as_ref().is_none_or(|event| event.status == EventStatus::Draft);
    let version = ctx.form_version(event.as_ref().map_or(0, |event| event.version));
    let values = event.as_ref().map(|event| values(event, &questions)).unwrap_or_default();
    let questions = questions.iter().map(|question| question.id).collect();
    let idempotency_key =
        event.is_none().then(|| view! { <input type="hidden" name="idempotency_key" value=ctx.idempotency_key()/> });
    let back = event.as_ref().map_or("/admin/events".to_owned(), |event| format!("/admin/events/{}", event.id));
    let save = if draft { tr!(l, "保存草稿", "Save draft") } else { tr!(l, "保存", "Save") };
    view! {
        <Conflicts conflicts texts=TEXTS/>
        <form class="form card" method="post" novalidate>
            <input type="hidden" name="version" value=version/>
            {idempotency_key}
            <Fields values questions models/>
            <div class="form-actions form-actions-sticky">
                <button class="btn btn-primary">{save}</button>
                <a class="btn btn-quiet" href=back>{tr!(l, "返回", "Back")}</a>
            </div>
        </form>
    }
}
