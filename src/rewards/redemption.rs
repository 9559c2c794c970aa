//! `/me/redemptions/{id}`.

use super::messages;
use super::model::{RedemptionState, Way};
use super::store::redemptions::{Redemption, Used, find_redemption, list_used};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::points::model::last_day;
use crate::ui::islands::CopyButton;
use crate::ui::{Badge, Icon, Qr};
use crate::values::{Fen, RedemptionId, points};
use crate::web::{Ctx, Id, Owner, Page};
use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Owner, Id(id): Id<RedemptionId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let redemption = find_redemption(&mut tx, me.customer, id).await?.ok_or(AppError::NotFound)?;
    let used = list_used(&mut tx, id).await?;
    drop(tx);
    let (l, today) = (ctx.locale, ctx.today());
    let code = redemption.code(&ctx.app.voucher_keys);
    if redemption.kind.has_code() && code.is_none() {
        tracing::error!(redemption = %id, "cannot decrypt a voucher code: was it sealed with a different voucher key?");
    }
    let title = l.pick(&redemption.title_zh, &redemption.title_en).to_owned();
    Ok(ctx.page(title.clone(), || {
        let face = match redemption.kind.has_code() {
            true => voucher(l, &redemption, code, today).into_any(),
            false => receipt(l, &redemption, today).into_any(),
        };
        let cancel = redemption.can_be_cancelled(today).then(|| {
            view! {
                <p class="btn-row btn-row-center no-print"><a class="btn btn-danger" href=format!("/me/redemptions/{id}/cancellation")>{tr!(l, "取消兑换", "Cancel redemption")}</a></p>
            }
        });
        view! {
            {crumbs(l, title, None)}
            <div class="split">
                <div class="stack">{face}{cancel}</div>
                <div class="stack">{history(l, &redemption)}{delivery(l, &redemption)}{paid(l, &redemption, &used)}</div>
            </div>
        }
    }))
}

pub(super) fn crumbs(l: Locale, title: String, below: Option<(RedemptionId, String)>) -> impl IntoView {
    let last = match below {
        Some((id, here)) => view! {
            <li><a href=format!("/me/redemptions/{id}")>{title}</a></li><li aria-current="page">{here}</li>
        }
        .into_any(),
        None => view! { <li aria-current="page">{title}</li> }.into_any(),
    };
    view! {
        <div class="page-head">
            <nav class="crumbs" aria-label=tr!(l, "路径", "Path")>
                <ol><li><a href="/me/redemptions">{tr!(l, "我的兑换", "My redemptions")}</a></li>{last}</ol>
            </nav>
        </div>
    }
}

/// The code; void if it is used, cancelled or expired.
fn voucher(l: Locale, redemption: &Redemption, code: Option<String>, today: NaiveDate) -> impl IntoView + use<> {
    let over = redemption.is_over(today);
    let usable = redemption.state == RedemptionState::Issued && !over;
    let (_, state) = messages::state(l, redemption.kind, redemption.state, over);
    let class = if usable { "voucher ticket" } else { "voucher ticket is-void" };
    let cancelled = redemption.state == RedemptionState::Cancelled;
    let until = redemption.code_expires_on.filter(|_| !cancelled).map(|day| {
        let day = l.date(day);
        view! { <p>{tr!(l, "有效期至 {day}", "Valid until {day}")}</p> }
    });
    let hint = match redemption.kind.way() {
        Way::Dealer => tr!(l, "到店结算前出示", "Show it before you pay at the dealer"),
        Way::None | Way::Post => tr!(l, "结账时出示，扫码即用", "Show this code when you pay"),
    };
    let stub = if let (true, Some(code)) = (usable, code.clone()) {
        view! {
            <Qr text=code.clone() label=tr!(l, "券码二维码", "QR code")/>
            <p class="ticket-code">{code.clone()}</p>
            <p class="hint">{hint}</p>
            <CopyButton text=code label=tr!(l, "复制券码", "Copy code") done=tr!(l, "已复制", "Copied")/>
        }
        .into_any()
    } else if cancelled {
        view! { <p class="hint">{tr!(l, "已取消，券码作废。", "Cancelled. The code is no longer valid.")}</p> }
            .into_any()
    } else {
        let sorry = code.is_none().then(|| {
            view! { <p class="hint">{tr!(l, "券码暂时无法显示，请致电 400-820-0000。", "The code cannot be shown right now. Please call 400-820-0000.")}</p> }
        });
        view! { <p class="ticket-code"><s>{code}</s></p>{sorry}<p class="hint">{state.clone()}</p> }.into_any()
    };
    view! {
        <article class=class>
            <header class="ticket-head">
                <p>{messages::kind(l, redemption.kind)}" · "{state}</p>
                {retail_value(redemption.value_fen)}
                <h1>{l.pick(&redemption.title_zh, &redemption.title_en).to_owned()}</h1>
                {until}{to_pay(l, redemption.pay_fen)}
            </header>
            <div class="ticket-stub">{stub}</div>
        </article>
    }
}

/// The retail value, if known.
fn retail_value(fen: Fen) -> Option<impl IntoView> {
    (fen.0 > 0).then(|| view! { <p class="ticket-value">{fen.yuan()}</p> })
}

fn to_pay(l: Locale, pay: Fen) -> Option<impl IntoView> {
    (pay.0 > 0).then(|| view! { <p>{tr!(l, "到店另付 {pay}", "Pay {pay} at the dealer")}</p> })
}

/// A redemption without a code: goods to be delivered.
fn receipt(l: Locale, redemption: &Redemption, today: NaiveDate) -> impl IntoView + use<> {
    let (colour, state) = messages::state(l, redemption.kind, redemption.state, redemption.is_over(today));
    let number = redemption.id;
    let retail_value = (redemption.value_fen.0 > 0).then(|| redemption.value_fen.yuan());
    let pay = (redemption.pay_fen.0 > 0).then(|| redemption.pay_fen.yuan());
    view! {
        <article class="card stack">
            <div class="cluster cluster-between">
                <p class="eyebrow">{messages::kind(l, redemption.kind)}</p>
                <Badge kind=colour text=state/>
            </div>
            <h1>{l.pick(&redemption.title_zh, &redemption.title_en).to_owned()}</h1>
            <div class="media"><img src=redemption.picture.clone() alt="" width="240" height="150"/></div>
            <dl class="spec spec-1">
                <div><dt>{tr!(l, "编号", "Number")}</dt><dd>{format!("RD-{number}")}</dd></div>
                <div><dt>{tr!(l, "积分", "Points")}</dt><dd>{points(redemption.points)}</dd></div>
                {pay.map(|pay| view! { <div><dt>{tr!(l, "到店另付", "Pay at the dealer")}</dt><dd>{pay}</dd></div> })}
                {retail_value.map(|retail_value| view! { <div><dt>{tr!(l, "价值", "Value")}</dt><dd>{retail_value}</dd></div> })}
            </dl>
        </article>
    }
}

/// The states it has been in, newest last.
fn history(l: Locale, redemption: &Redemption) -> impl IntoView + use<> {
    let first = tr!(l, "已兑换", "Redeemed");
    let state = |state| messages::state(l, redemption.kind, state, false).1;
    let place = redemption.at_zh.as_deref().zip(redemption.at_en.as_deref()).map(|(zh, en)| l.pick(zh, en));
    let done = match (state(RedemptionState::Fulfilled), place) {
        (done, Some(place)) => format!("{done} · {place}"),
        (done, None) => done,
    };
    let steps = [
        Some((messages::icon(redemption.kind), first, redemption.created_at)),
        redemption.picked_at.map(|at| ("check", state(RedemptionState::Picked), at)),
        redemption.ready_at.map(|at| ("store", state(RedemptionState::Ready), at)),
        redemption.fulfilled_at.map(|at| ("check", done, at)),
        redemption.cancelled_at.map(|at| ("x", tr!(l, "已取消，积分已退回", "Cancelled, points refunded"), at)),
    ];
    let steps = steps.into_iter().flatten().map(|(icon, what, at)| step(l, icon, what, at)).collect_view();
    view! {
        <section class="card" aria-labelledby="hi">
            <h2 id="hi">{tr!(l, "进度", "Progress")}</h2>
            <ol class="timeline timeline-tight">{steps}</ol>
            {status_notice(l, redemption)}
        </section>
    }
}

/// The tracking information, or why it was cancelled or can no longer be.
fn status_notice(l: Locale, redemption: &Redemption) -> Option<AnyView> {
    if let Some(reason_code) = redemption.cancel_reason_code {
        let why = messages::cancel_reason(l, reason_code);
        let said = tr!(l, "俱乐部取消的原因：{why}", "Cancelled by the club: {why}");
        return Some(view! { <p>{said}</p> }.into_any());
    }
    if let Some((carrier, number)) = redemption.carrier.zip(redemption.tracking_no.clone()) {
        let copy = tr!(l, "复制运单号", "Copy tracking number");
        return Some(
            view! {
                <dl class="spec spec-1">
                    <div><dt>{tr!(l, "快递公司", "Carrier")}</dt><dd>{messages::carrier(l, carrier)}</dd></div>
                    <div><dt>{tr!(l, "运单号", "Tracking number")}</dt><dd class="num">{number.clone()}</dd></div>
                </dl>
                <CopyButton text=number label=copy done=tr!(l, "已复制", "Copied")/>
            }
            .into_any(),
        );
    }
    matches!(redemption.state, RedemptionState::Picked | RedemptionState::Ready)
        .then(|| view! { <p class="hint">{too_late(l)}</p> }.into_any())
}

pub(super) fn too_late(l: Locale) -> String {
    tr!(
        l,
        "已为您配货，不能再自行取消。如需帮助请致电 400-820-0000。",
        "Already packed, so you can no longer cancel here. For help, call 400-820-0000."
    )
}

fn step(l: Locale, icon: &'static str, what: String, at: DateTime<Utc>) -> impl IntoView {
    view! {
        <li>
            <span class="timeline-dot"><Icon name=icon/></span>
            <div class="timeline-body"><h3>{what}</h3><p class="timeline-meta"><time datetime=at.to_rfc3339()>{l.date_time(at)}</time></p></div>
        </li>
    }
}

/// The delivery address, or the dealer for pick-up.
fn delivery(l: Locale, redemption: &Redemption) -> Option<AnyView> {
    if let Some(address) = redemption.address.clone() {
        let to = format!("{} {}", redemption.recipient.clone()?, redemption.recipient_phone.clone()?);
        return Some(
            view! {
                <section class="card" aria-labelledby="ad">
                    <h2 id="ad">{tr!(l, "收货地址", "Delivery address")}</h2>
                    <p><strong>{to}</strong></p><p>{address}</p>
                </section>
            }
            .into_any(),
        );
    }
    let name = l.pick(redemption.dealer_zh.as_deref()?, redemption.dealer_en.as_deref()?).to_owned();
    let phone = redemption.dealer_phone.clone()?;
    Some(
        view! {
            <section class="card" aria-labelledby="ad">
                <h2 id="ad">{if redemption.kind.has_code() { tr!(l, "使用经销商", "Use at") } else { tr!(l, "领取经销商", "Pick up at") }}</h2>
                <p><strong>{name}</strong></p><p>{redemption.dealer_address.clone()}</p>
                <p><a class="nowrap" href=format!("tel:{phone}")>{phone.clone()}</a></p>
            </section>
        }
        .into_any(),
    )
}

/// The lots that were spent, and whether they were refunded.
fn paid(l: Locale, redemption: &Redemption, used: &[Used]) -> impl IntoView + use<> {
    let back = redemption.state == RedemptionState::Cancelled;
    let title =
        if back { tr!(l, "退回的积分", "Points refunded") } else { tr!(l, "使用的积分", "Points used") };
    let rows = used
        .iter()
        .map(|used| {
            let (earned, expiries) = (l.day(used.earned_at), l.date(last_day(used.expires_at)));
            view! {
                <li>
                    <div class="list-body">
                        <span>{l.pick(&used.label_zh, &used.label_en).to_owned()}</span>
                        <span>
                    <span class="nowrap">{tr!(l, "{expiries} 到期", "use by {expiries}")}</span>" · "
                    <span class="nowrap">{tr!(l, "{earned} 获得", "earned {earned}")}</span>
                </span>
                    </div>
                    <div class="list-end"><strong class="num">{points(used.amount)}</strong></div>
                </li>
            }
        })
        .collect_view();
    view! {
        <section class="card card-flush" aria-labelledby="lo">
            <div class="card-head"><h2 id="lo">{title}</h2></div>
            <ul class="list">{rows}</ul>
        </section>
    }
}
