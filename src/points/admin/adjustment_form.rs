//! `/admin/points/members/{id}/adjustments`: the form for a manual adjustment, above earlier adjustments.

use super::account::{Top, closed};
use super::account_components::tabs;
use super::adjustment_table::table;
use super::model::{AdjustmentReason, Direction, MOST, REASON};
use super::queries::{self, Head};
use crate::error::{AppError, Result};
use crate::ui::{Choice, RadioCards, SelectField, TextField};
use crate::values::{CustomerId, points};
use crate::web::{Admin, Ctx, Id, Page, use_locale};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Admin, Id(id): Id<CustomerId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let head = queries::find_head(&mut tx, id, me.account, ctx.now).await?.ok_or(AppError::NotFound)?;
    if head.opened_at.is_none() {
        return Ok(closed(&ctx, &head));
    }
    let before = queries::list_of_member(&mut tx, id).await?;
    drop(tx);
    let (l, idempotency_key) = (ctx.locale, ctx.idempotency_key());
    Ok(ctx.page(head.name.to_string(), move || {
        let before = (!before.is_empty()).then(|| {
            let title = tr!(l, "此前的调整", "Previous adjustments");
            view! {
                <section class="stack" aria-labelledby="before">
                    <h2 id="before">{title.clone()}</h2>{table(l, title, before, false)}
                </section>
            }
        });
        view! {
            <Top head=head.clone()/>
            <div class="section stack">{tabs(l, id, "/adjustments")}<AdjustForm head idempotency_key/>{before}</div>
        }
    }))
}

/// Submitting it twice adjusts once.
#[component]
fn AdjustForm(head: Head, idempotency_key: String) -> impl IntoView {
    let l = use_locale();
    let choice =
        |direction: Direction, title| Choice { value: direction.code().to_owned(), title, note: String::new() };
    let choices = vec![
        choice(Direction::Give, tr!(l, "增加积分", "Add points")),
        choice(Direction::Take, tr!(l, "扣减积分", "Deduct points")),
    ];
    let reason_code =
        AdjustmentReason::ALL.iter().map(|reason_code| (reason_code.code().to_owned(), reason_code.name(l))).collect();
    let single_limit = points(head.single_limit);
    let most = MOST.to_string().len() as u32;
    view! {
        <section class="card stack" aria-labelledby="adjust">
            <h2 id="adjust">{tr!(l, "手工调整", "Manual adjustment")}</h2>
            <p class="hint">{tr!(l, "同一会员一天内合计不超过 {single_limit} 分，立即入账；超过须另一位管理员批准。",
                "Up to {single_limit} points per member per day are posted at once. Above that, another administrator must approve.")}</p>
            <form class="form" method="post" novalidate action=format!("/admin/points/members/{}/adjustments", head.id)>
                <input type="hidden" name="idempotency_key" value=idempotency_key/>
                <RadioCards name="direction" legend=tr!(l, "方向", "Direction") choices value=Direction::Give.code()/>
                <TextField name="points" label=tr!(l, "积分", "Points") inputmode="numeric" maxlength=most class="control-short" autocomplete="off"/>
                <TextField name="reason" label=tr!(l, "原因", "Reason") maxlength=REASON as u32
                    hint=tr!(l, "仅工作人员可见。", "Visible to staff only.")/>
                <SelectField name="reason_code" label=tr!(l, "会员看到的说明", "Shown to the member") options=reason_code
                    hint=tr!(l, "会写入短信和积分明细；扣减积分只能用于更正错误。",
                        "Shown in the SMS and the statement. Points may be deducted only to correct a mistake.")/>
                <div class="form-actions"><button class="btn btn-primary">{tr!(l, "提交调整", "Submit adjustment")}</button></div>
            </form>
        </section>
    }
}
