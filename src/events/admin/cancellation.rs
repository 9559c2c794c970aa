//! `/admin/events/{id}/cancellation`: explains the consequences and asks for confirmation.

use super::queries;
use crate::error::{AppError, Result};
use crate::ui::{PageHead, TextField};
use crate::values::EventId;
use crate::web::{Admin, Ctx, Id, Page};
use leptos::prelude::*;

pub async fn cancellation(ctx: Ctx, _: Admin, Id(id): Id<EventId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let overview = queries::find_overview(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "取消活动", "Cancel the event");
    let parties = overview.confirmed + overview.detail.waiting;
    let event = overview.detail.event;
    Ok(ctx.page(title.clone(), || {
        let crumbs = super::detail::crumbs(l, id, event.title(l));
        view! {
            <PageHead title crumbs/>
            <section class="confirm confirm-danger" aria-labelledby="cf">
                <h2 id="cf">{event.title(l).to_owned()}</h2>
                <p>{tr!(l, "将短信通知 {parties} 组报名者，并退回全部报名费。取消后不能恢复。",
                    "{parties} parties will be notified by SMS and refunded. This cannot be undone.")}</p>
                <form class="form" method="post" novalidate>
                    <TextField name="reason" label=tr!(l, "取消原因", "Reason") maxlength=100
                        hint=tr!(l, "写入短信和活动页，报名者可见。", "Shown in the SMS and on the event page.")/>
                    <div class="form-actions">
                        <button class="btn btn-danger">{tr!(l, "取消活动并通知", "Cancel and notify")}</button>
                        <a class="btn btn-quiet" href=format!("/admin/events/{id}")>{tr!(l, "返回", "Back")}</a>
                    </div>
                </form>
            </section>
        }
    }))
}
