//! `/admin/redemptions/{id}/cancellation`: explains the consequences and asks for confirmation.

use super::detail::crumbs;
use super::functions::{done, step};
use super::model::CallOff;
use super::ops;
use super::queries::{RedemptionDetail, find_detail};
use crate::error::{AppError, Conflict, Result};
use crate::form_argument;
use crate::i18n::Locale;
use crate::points::returns::{ExpectedReturn, expected_return};
use crate::protocol::Post;
use crate::rewards::Flash;
use crate::rewards::messages;
use crate::rewards::model::{CancelReason, RedemptionState};
use crate::ui::{Notice, PageHead, SelectField, TextField};
use crate::values::RedemptionId;
use crate::web::{Admin, Ctx, FromForm, Id, Page, Reader, Redirect, use_ctx};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Admin, Id(id): Id<RedemptionId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let redemption = find_detail(&mut tx, id, me.account, ctx.now).await?.ok_or(AppError::NotFound)?;
    let back = expected_return(&mut tx, redemption.transfer_id, ctx.now).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "取消兑换", "Cancel the redemption");
    Ok(ctx.page(title.clone(), || {
        let body = if redemption.state.is_waiting() {
            question(l, &redemption, back).into_any()
        } else {
            too_late(l, id, tr!(l, "此兑换已完成或已取消，不能再取消。", "It is already completed or cancelled."))
        };
        view! { <PageHead title crumbs=crumbs(l, Some(id))/>{body} }
    }))
}

/// Replaces the form if the step is not available.
pub(super) fn too_late(l: Locale, id: RedemptionId, why: String) -> AnyView {
    view! {
        <Notice kind="info">{why}</Notice>
        <p><a class="btn" href=format!("/admin/redemptions/{id}")>{tr!(l, "返回", "Back")}</a></p>
    }
    .into_any()
}

fn question(l: Locale, redemption: &RedemptionDetail, back: ExpectedReturn) -> impl IntoView + use<> {
    let id = redemption.id;
    view! {
        <section class="confirm confirm-danger" aria-labelledby="cf">
            <h2 id="cf">{l.pick(&redemption.title_zh, &redemption.title_en).to_owned()}</h2>
            <p>{back.describe(l)}</p>
            <p>{tr!(l, "礼品退回库存，积分退还，并短信通知车主。取消后不能恢复。",
                "The reward returns to stock, the points are refunded and the owner is notified by SMS. This cannot be undone.")}</p>
            <form class="form" method="post" novalidate>
                <input type="hidden" name="seen" value=redemption.state.code()/>
                {why_fields(l, &CancelReason::BEFORE)}
                <div class="form-actions">
                    <button class="btn btn-danger">{tr!(l, "取消兑换并退回积分", "Cancel and refund points")}</button>
                    <a class="btn btn-quiet" href=format!("/admin/redemptions/{id}")>{tr!(l, "返回", "Back")}</a>
                </div>
            </form>
        </section>
    }
}

/// The reason that the owner reads, and an internal one for staff.
pub(super) fn why_fields(l: Locale, choices: &[CancelReason]) -> impl IntoView + use<> {
    let choose = (String::new(), tr!(l, "请选择", "Please choose"));
    let choices =
        choices.iter().map(|reason_code| (reason_code.code().to_owned(), messages::cancel_reason(l, *reason_code)));
    view! {
        <SelectField name="reason_code" label=tr!(l, "车主看到的说明", "Shown to the owner")
            options=std::iter::once(choose).chain(choices).collect()
            hint=tr!(l, "写进短信和车主的兑换页。", "Shown in the SMS and on the owner’s redemption page.")/>
        <TextField name="reason" label=tr!(l, "原因", "Reason") maxlength=100
            hint=tr!(l, "仅工作人员可见。", "Visible to staff only.")/>
    }
}

/// The reason for cancelling before the member has received anything.
#[derive(Clone, Debug)]
pub struct Before(CallOff);
form_argument!(Before);

impl FromForm for Before {
    fn read(f: &mut Reader<'_>) -> Option<Self> {
        CallOff::read(f, &CancelReason::BEFORE).map(Self)
    }
}

/// Cancels a redemption if it is still in the state in which it was `seen`.
#[server(prefix = "", endpoint = "/admin/redemptions/{id}/cancellation", protocol = Post)]
pub async fn cancel(id: RedemptionId, why: Before, seen: String) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    // The page always contains a valid state; anything else did not come from our form.
    let seen = RedemptionState::from_code(&seen).ok_or(Conflict::Handled)?;
    let mut tx = ctx.app.db.write().await?;
    ops::cancel(&mut tx, step(&ctx, me, id), seen, &why.0).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::RedemptionCalledOff))
}
