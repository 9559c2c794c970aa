use super::queries::RewardDraft;
use crate::i18n::Locale;
use crate::rewards::model::{CodeOrigin, RewardStatus};
use crate::ui::{DeleteDraft, TextField};
use crate::values::points;
use crate::web::{use_ctx, use_locale};
use leptos::prelude::*;

/// The actions available in the reward's status.
#[component]
pub fn Manage(reward: RewardDraft) -> impl IntoView {
    let (l, now) = (use_locale(), use_ctx().now);
    let base = format!("/admin/rewards/{}", reward.id);
    let button = |to: &str, class: &'static str, text: String, hint: String| {
        view! {
            <form class="form" method="post" action=format!("{base}/{to}")>
                <p class="hint">{hint}</p>
                <div class="form-actions"><button class=class>{text}</button></div>
            </form>
        }
    };
    let draft = reward.status == RewardStatus::Draft;
    let over = reward.visible_until.is_some_and(|until| until <= now);
    let from = l.day(reward.visible_from);
    let shown = match reward.visible_from > now {
        true => {
            tr!(l, "上架后从 {from} 起可见，可以兑换。", "Once published, owners can see and redeem it from {from}.")
        }
        false => tr!(l, "上架后立即可见，可以兑换。", "Once published, owners can see and redeem it right away."),
    };
    let retired = reward.retired_at.filter(|_| reward.status == RewardStatus::Retired).map(|at| {
        let at = l.date_time(at);
        view! { <p>{tr!(l, "已于 {at} 下架，不能再兑换。", "Taken off on {at}. It can no longer be redeemed.")}</p> }
    });
    let step = match reward.status {
        RewardStatus::Published => button(
            "retirement",
            "btn btn-danger btn-block",
            tr!(l, "下架", "Take it off"),
            tr!(l, "下架后停止新的兑换，已兑换的照常履约和使用。", "Taking it off stops new redemptions; existing ones stay valid."),
        )
        .into_any(),
        _ if over => view! {
            <p class="hint">{tr!(l, "展示期已过，请先编辑日期再上架。", "Its last day has passed. Edit the dates before publishing it.")}</p>
        }
        .into_any(),
        _ => button(
            "publication",
            "btn btn-primary btn-block",
            tr!(l, "上架", "Publish"),
            shown,
        )
        .into_any(),
    };
    view! {
        <section class="card stack" aria-labelledby="manage">
            <h2 id="manage">{tr!(l, "上架与下架", "Publish or take off")}</h2>
            {retired}
            {step}
            {draft.then(|| view! { <DeleteDraft action=format!("{base}/deletion") version=reward.version/> })}
        </section>
    }
}

/// How to add stock: a delivery, or a file of codes.
#[component]
pub fn StockOrCodes(reward: RewardDraft) -> impl IntoView {
    let l = use_locale();
    if reward.codes == CodeOrigin::Generated {
        return view! { <Stock reward/> }.into_any();
    }
    let left = points(reward.stock_left);
    view! {
        <section class="card stack" aria-labelledby="stock">
            <h2 id="stock">{tr!(l, "券码", "Codes")}</h2>
            <p>{tr!(l, "还有 {left} 个没有发出。", "{left} not issued yet.")}</p>
            <p class="btn-row"><a class="btn" href=format!("/admin/rewards/{}/codes", reward.id)>{tr!(l, "导入或生成券码", "Import or generate codes")}</a></p>
        </section>
    }
    .into_any()
}

/// Records a delivery, or corrects the stock downwards.
#[component]
fn Stock(reward: RewardDraft) -> impl IntoView {
    let l = use_locale();
    let base = format!("/admin/rewards/{}/stock", reward.id);
    let seen = reward.stock_received.to_string();
    let (left, pieces) = (reward.stock_left, tr!(l, "件", "pieces"));
    let hint =
        tr!(l, "库存还有 {left} 件；已兑换的不受影响。", "{left} in stock. Existing redemptions are not affected.");
    view! {
        <section class="card stack" aria-labelledby="stock">
            <h2 id="stock">{tr!(l, "库存", "Stock")}</h2>
            <form class="form" method="post" novalidate action=format!("{base}/receipt")>
                <input type="hidden" name="seen" value=seen.clone()/>
                <TextField name="more" label=tr!(l, "新到", "Received") inputmode="numeric" class="control-short" affix=pieces.clone()/>
                <div class="form-actions"><button class="btn btn-sm">{tr!(l, "入库", "Add to stock")}</button></div>
            </form>
            <form class="form" method="post" novalidate action=format!("{base}/correction")>
                <input type="hidden" name="seen" value=seen/>
                <TextField name="fewer" label=tr!(l, "盘亏", "Missing") inputmode="numeric" class="control-short" affix=pieces hint/>
                <TextField name="reason" label=tr!(l, "原因", "Reason") maxlength=100/>
                <div class="form-actions"><button class="btn btn-sm">{tr!(l, "更正库存", "Correct stock")}</button></div>
            </form>
        </section>
    }
}

/// Display name of a staff action.
pub fn action(l: Locale, action: &str) -> String {
    match action {
        "create" => tr!(l, "新建", "Created"),
        "edit" => tr!(l, "编辑", "Edited"),
        "publish" => tr!(l, "上架", "Published"),
        "retire" => tr!(l, "下架", "Taken off"),
        "receive" => tr!(l, "入库", "Received"),
        "correct" => tr!(l, "更正库存", "Stock corrected"),
        "import" => tr!(l, "导入券码", "Codes imported"),
        "order_codes" => tr!(l, "开始生成券码", "Code generation started"),
        "make" => tr!(l, "生成的券码入库", "Generated codes added"),
        "hand_over" => tr!(l, "下载券码清单", "Code list downloaded"),
        "write_off" => tr!(l, "退回品未入库", "Returned, not restocked"),
        "delete" => tr!(l, "删除草稿", "Draft deleted"),
        "move" => tr!(l, "调整顺序", "Order changed"),
        other => other.to_owned(),
    }
}

/// Display text of an action's recorded detail: the initial price and stock are spelled out.
pub fn detail(l: Locale, action: &str, noted: &str) -> String {
    match (action, noted.rsplit_once(", ")) {
        ("create", Some((price, stock))) => {
            let price = price_text(l, price);
            tr!(l, "{price}，首批 {stock} 件", "{price}, initial stock {stock}")
        }
        _ => noted.to_owned(),
    }
}

fn price_text(l: Locale, noted: &str) -> String {
    let (n, pay) = noted.split_once(" + ").map_or((noted, None), |(n, pay)| (n, Some(pay)));
    let n = tr!(l, "{n} 积分", "{n} points");
    pay.map_or_else(|| n.clone(), |pay| format!("{n} + {pay}"))
}
