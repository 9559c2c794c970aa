//! `/dealer/redeem/checks/{id}`: the owner's orders here, from which staff choose the one to pay with points.

use super::checks::{self, Checked, Payable};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::ui::{Choice, Empty, Notice, PageHead, RadioCards, TextField};
use crate::values::{Fen, PaymentCodeCheckId, Plate, points};
use crate::web::{Ctx, Dealer, Id, Page};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Dealer, Id(id): Id<PaymentCodeCheckId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let checked = checks::find(&mut tx, me.account, id, ctx.now).await?.ok_or(AppError::NotFound)?;
    let orders = match checked.is_live(ctx.now) {
        true => checks::list_payable(&mut tx, me.dealer, checked.customer_id).await?,
        false => Vec::new(),
    };
    drop(tx);
    let (l, now, idempotency_key) = (ctx.locale, ctx.now, ctx.idempotency_key());
    let name = checked.name.masked();
    let title = tr!(l, "{name}的工单", "Orders of {name}");
    Ok(ctx.page(title.clone(), || {
        let crumbs = vec![("/dealer/redeem".to_owned(), tr!(l, "积分抵扣", "Pay with points"))];
        view! { <PageHead title crumbs/> {body(l, &checked, orders, now, idempotency_key)} }
    }))
}

fn body(l: Locale, checked: &Checked, orders: Vec<Payable>, now: DateTime<Utc>, idempotency_key: String) -> AnyView {
    let next = move || view! { <p><a class="btn" href="/dealer/redeem">{tr!(l, "输入另一个抵扣码", "Enter another code")}</a></p> };
    let Some(until) = checked.expires_at.filter(|_| checked.is_live(now)) else {
        return view! {
            <Notice kind="warn">{tr!(l, "抵扣码已使用或已失效。如需抵扣，请车主重新生成一个。",
                "The code has been used or is no longer valid. For another payment, ask the owner for a new one.")}</Notice>
            {next()}
        }
        .into_any();
    };
    if orders.is_empty() {
        let text = tr!(
            l,
            "车主在本店没有可抵扣的未结算工单；已预留积分的工单，请先结算或取消。",
            "This owner has no open order here that points can pay. Settle or cancel any order with reserved points first."
        );
        return view! {
            <div class="card"><Empty picture="search" title=tr!(l, "没有可抵扣的工单", "No orders to pay") text>{next()}</Empty></div>
        }
        .into_any();
    }
    if checked.available < checked.points_per_yuan {
        let have = points(checked.available);
        return view! {
            <Notice kind="warn">{tr!(l, "车主现有 {have} 积分，不足抵扣 ¥1。", "The owner has {have} points, worth less than ¥1.")}</Notice>
            {next()}
        }
        .into_any();
    }
    form(l, checked, orders, l.time(until), idempotency_key)
}

fn form(l: Locale, checked: &Checked, orders: Vec<Payable>, until: String, idempotency_key: String) -> AnyView {
    // A single order is preselected.
    let only = if let [order] = orders.as_slice() { order.id.to_string() } else { String::new() };
    let (n, rate) = (points(checked.available), points(checked.points_per_yuan));
    let choices: Vec<Choice> = orders.into_iter().map(|order| choice(l, checked, order)).collect();
    view! {
        <form class="card form" method="post" action=format!("/dealer/redeem/checks/{}", checked.id) novalidate>
            <input type="hidden" name="idempotency_key" value=idempotency_key/>
            <input type="hidden" name="rate" value=checked.points_per_yuan.to_string()/>
            <p>{tr!(l, "抵扣码有效，{until} 前可用一次。车主有 {n} 可用积分。",
                "Code accepted, valid for one payment until {until}. The owner has {n} points.")}</p>
            <RadioCards name="order" legend=tr!(l, "抵扣哪张工单", "Which order to pay") choices value=only/>
            <TextField name="yuan" label=tr!(l, "抵扣金额", "Amount to pay with points")
                hint=tr!(l, "整元，{rate} 积分抵 ¥1；金额由车主决定", "Whole yuan, {rate} points = ¥1. The owner decides the amount")
                affix=tr!(l, "元", "yuan") inputmode="numeric" autocomplete="off" maxlength=7 class="control-short"/>
            <div class="form-actions">
                <button class="btn btn-primary">{tr!(l, "预留积分", "Reserve points")}</button>
                <a class="btn btn-quiet" href="/dealer/redeem">{tr!(l, "返回", "Back")}</a>
            </div>
        </form>
    }
    .into_any()
}

fn choice(l: Locale, checked: &Checked, order: Payable) -> Choice {
    let yuan = checked.most_yuan(order.left_fen);
    let (left, most) = (order.left_fen.yuan(), Fen(yuan.saturating_mul(100)).yuan());
    let n = points(yuan.saturating_mul(checked.points_per_yuan));
    let (id, number) = (order.id, order.order_no);
    Choice {
        value: id.to_string(),
        title: order.plate.as_ref().map_or_else(|| number.clone(), Plate::dotted),
        note: tr!(
            l,
            "工单 {number}，待付 {left}，最多用 {n} 积分抵 {most}",
            "Order {number}: {left} due; up to {n} points pay {most}"
        ),
    }
}
