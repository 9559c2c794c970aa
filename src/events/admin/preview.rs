//! `/admin/events/{id}/preview`: the event's page as members will see it.

use super::queries;
use crate::error::{AppError, Result};
use crate::events::model::EventStatus;
use crate::events::pages::Detail;
use crate::ui::{Icon, Notice, PageHead};
use crate::values::EventId;
use crate::web::{Admin, Ctx, Id, Page};
use leptos::prelude::*;

pub async fn preview(ctx: Ctx, _: Admin, Id(id): Id<EventId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let mut detail = queries::find_overview(&mut tx, id).await?.ok_or(AppError::NotFound)?.detail;
    drop(tx);
    let draft = detail.event.status == EventStatus::Draft;
    if draft {
        detail.event.status = EventStatus::Published;
    }
    let l = ctx.locale;
    let title = detail.event.title(l).to_owned();
    let said = if draft {
        tr!(
            l,
            "预览：发布后的会员端页面。切换语言可查看英文版。",
            "Preview: what members will see once published. Switch language to check the Chinese version."
        )
    } else {
        tr!(l, "预览：会员当前看到的页面。", "Preview: what members see now.")
    };
    Ok(ctx.page(title.clone(), || {
        let crumbs = vec![("/admin/events".to_owned(), tr!(l, "活动管理", "Events"))];
        let base = format!("/admin/events/{id}");
        let publish = draft.then(|| {
            view! {
                <form method="post" action=format!("{base}/publication")>
                    <button class="btn btn-sm btn-primary">{tr!(l, "发布活动", "Publish")}</button>
                </form>
            }
        });
        view! {
            <Notice kind="info">{said}</Notice>
            <PageHead title crumbs lead=detail.event.summary(l).to_owned()>
                {publish}
                <a class="btn btn-sm" href=format!("{base}/edit")><Icon name="edit"/>{tr!(l, "编辑", "Edit")}</a>
                <a class="btn btn-sm" href=base>{tr!(l, "报名与管理", "Manage")}</a>
            </PageHead>
            <Detail detail standing=None/>
        }
    }))
}
