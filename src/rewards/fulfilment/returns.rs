//! `/admin/redemptions/{id}/return`: goods that were shipped or handed over are back at the club.

use super::cancellation::{too_late, why_fields};
use super::detail::crumbs;
use super::functions::{done, step};
use super::model::CallOff;
use super::ops;
use super::queries::{RedemptionDetail, find_detail};
use crate::error::{AppError, Problem, Result};
use crate::form_argument;
use crate::i18n::Locale;
use crate::points::returns::{ExpectedReturn, expected_return};
use crate::protocol::Post;
use crate::rewards::Flash;
use crate::rewards::model::CancelReason;
use crate::ui::{Choice, PageHead, RadioCards};
use crate::values::RedemptionId;
use crate::web::{Admin, Ctx, FromForm, Id, Page, Reader, Redirect, use_ctx};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Admin, Id(id): Id<RedemptionId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let redemption = find_detail(&mut tx, id, me.account, ctx.now).await?.ok_or(AppError::NotFound)?;
    let back = expected_return(&mut tx, redemption.transfer_id, ctx.now).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "登记退回", "Record return");
    Ok(ctx.page(title.clone(), || {
        let body = if redemption.can_be_returned() {
            question(l, &redemption, back).into_any()
        } else {
            too_late(
                l,
                id,
                tr!(
                    l,
                    "只有已寄出或已领取、尚未退回的礼品可以登记退回。",
                    "Only rewards shipped or handed over and not yet returned can be recorded as returned."
                ),
            )
        };
        view! { <PageHead title crumbs=crumbs(l, Some(id))/>{body} }
    }))
}

fn question(l: Locale, redemption: &RedemptionDetail, back: ExpectedReturn) -> impl IntoView + use<> {
    let id = redemption.id;
    let choice = |value: &str, title, note| Choice { value: value.to_owned(), title, note };
    let choices = vec![
        choice("yes", tr!(l, "放回库存", "Restock"), tr!(l, "可以再次兑换。", "It can be redeemed again.")),
        choice("no", tr!(l, "不再入库", "Do not restock"), tr!(l, "破损、遗失或已拆封。", "Damaged, lost or opened.")),
    ];
    view! {
        <section class="confirm confirm-danger" aria-labelledby="cf">
            <h2 id="cf">{l.pick(&redemption.title_zh, &redemption.title_en).to_owned()}</h2>
            <p>{back.describe(l)}</p>
            <p>{tr!(l, "将短信通知车主。登记后不能恢复。", "The owner will be notified by SMS. This cannot be undone.")}</p>
            <form class="form" method="post" novalidate>
                {why_fields(l, &CancelReason::AFTER)}
                <RadioCards name="restock" legend=tr!(l, "礼品", "Returned item") choices=choices/>
                <div class="form-actions">
                    <button class="btn btn-danger">{tr!(l, "登记退回并退还积分", "Record return and refund points")}</button>
                    <a class="btn btn-quiet" href=format!("/admin/redemptions/{id}")>{tr!(l, "返回", "Back")}</a>
                </div>
            </form>
        </section>
    }
}

/// Why the goods came back, and whether they can be redeemed again.
#[derive(Clone, Debug)]
pub struct Returned {
    why: CallOff,
    restock: bool,
}
form_argument!(Returned);

impl FromForm for Returned {
    fn read(f: &mut Reader<'_>) -> Option<Self> {
        let why = CallOff::read(f, &CancelReason::AFTER);
        let restock = f.choose("restock", |typed| match typed {
            "yes" => Ok(true),
            "no" => Ok(false),
            _ => Err(Problem::NotAChoice),
        });
        Some(Self { why: why?, restock: restock? })
    }
}

/// Takes the goods back and refunds the points.
#[server(prefix = "", endpoint = "/admin/redemptions/{id}/return", protocol = Post)]
pub async fn return_goods(id: RedemptionId, returned: Returned) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    ops::return_goods(&mut tx, step(&ctx, me, id), &returned.why, returned.restock).await?;
    tx.commit().await?;
    Ok(done(id).with(Flash::GoodsReturned))
}
