//! `/me/redemptions/{id}/cancellation`.

use super::redemption::{crumbs, too_late};
use super::store::redemptions::{Redemption, find_redemption};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::points::returns::{ExpectedReturn, expected_return};
use crate::ui::Notice;
use crate::values::RedemptionId;
use crate::web::{Ctx, Id, Owner, Page};
use leptos::prelude::*;

/// Asks for confirmation and shows what is refunded.
pub async fn page(ctx: Ctx, me: Owner, Id(id): Id<RedemptionId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let redemption = find_redemption(&mut tx, me.customer, id).await?.ok_or(AppError::NotFound)?;
    let back = expected_return(&mut tx, redemption.transfer_id, ctx.now).await?;
    drop(tx);
    let (l, today) = (ctx.locale, ctx.today());
    let title = l.pick(&redemption.title_zh, &redemption.title_en).to_owned();
    let here = tr!(l, "取消兑换", "Cancel redemption");
    Ok(ctx.page(here.clone(), || {
        let body = if redemption.can_be_cancelled(today) {
            question(l, &redemption, back).into_any()
        } else {
            let why = if redemption.state.is_waiting() {
                too_late(l)
            } else {
                tr!(
                    l,
                    "此兑换已配货、使用或取消，不能再取消。",
                    "This is packed, used or cancelled already, so it can no longer be cancelled."
                )
            };
            view! {
                <h1>{here.clone()}</h1>
                <Notice kind="info">{why}</Notice>
                <p><a class="btn" href=format!("/me/redemptions/{id}")>{tr!(l, "返回", "Back")}</a></p>
            }
            .into_any()
        };
        view! { {crumbs(l, title, Some((id, here)))}<div class="stack">{body}</div> }
    }))
}

fn question(l: Locale, redemption: &Redemption, back: ExpectedReturn) -> impl IntoView + use<> {
    let id = redemption.id;
    let name = l.pick(&redemption.title_zh, &redemption.title_en);
    let title = tr!(l, "取消“{name}”？", "Cancel “{name}”?");
    let code = redemption.kind.has_code().then(|| {
        view! { <p>{tr!(l, "券码将立即失效。", "Its code will stop working right away.")}</p> }
    });
    view! {
        <section class="confirm confirm-danger" aria-labelledby="cf">
            <h1 id="cf">{title}</h1>
            <p>{back.describe(l)}</p>
            {code}
            <form class="form" method="post" novalidate action=format!("/me/redemptions/{id}/cancellation")>
                <div class="form-actions">
                    <button class="btn btn-danger">{tr!(l, "确认取消", "Yes, cancel it")}</button>
                    <a class="btn btn-quiet" href=format!("/me/redemptions/{id}")>{tr!(l, "不取消", "Keep it")}</a>
                </div>
            </form>
        </section>
    }
}
