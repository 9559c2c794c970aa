//! `/me/workshop-payments`: the code that a member shows at the dealer’s, and past payments.
//!
//! While it is valid, the code lives in a cookie of the browser that requested it: it is in no address, log or table,
//! and a reload shows it again.

use super::messages;
use super::model::{Code, WorkshopPaymentState, whole_yuan};
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Locale;
use crate::sql;
use crate::ui::{Badge, Empty, Icon, Notice, PageHead, Qr};
use crate::values::code::parse_payment_code;
use crate::values::{CustomerId, Fen, ServiceOrderId, points};
use crate::web::{Cookie, Ctx, Owner, Page, cookie, find_cookie};
use axum::http::HeaderMap;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use tower_sessions::cookie::SameSite;

const NAME: &str = "workshop_payment";
/// Payments shown.
const ROWS: i64 = 10;

pub async fn page(ctx: Ctx, me: Owner, headers: HeaderMap) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let stand = stand(&mut tx, me.customer, ctx.now).await?;
    let bills = list_bills(&mut tx, me.customer).await?;
    drop(tx);
    let (l, now) = (ctx.locale, ctx.now);
    let live = stand.code().filter(|code| code.is_live(now));
    let shown = live.as_ref().and_then(|code| kept(&headers, code));
    let title = tr!(l, "到店抵扣", "Pay at the workshop");
    Ok(ctx.page(title.clone(), || {
        let crumbs = vec![("/me/points".to_owned(), tr!(l, "积分", "Points"))];
        let lead = tr!(
            l,
            "结算维保费用时出示抵扣码，用积分付一部分。",
            "Show a code when you pay at the workshop and cover part of the bill with points."
        );
        view! {
            <PageHead title crumbs lead/>
            <div class="split">
                <div class="stack">{code_card(l, live, shown)}{have(l, &stand)}</div>
                <div class="stack">{history(l, bills)}</div>
            </div>
        }
    }))
}

/// The cookie that lets the browser which requested a code show it while it is valid.
pub(super) fn keep(ctx: &Ctx, made: &Code, code: &str) -> Cookie<'static> {
    let value = format!("{}.{code}", made.created_at.timestamp_micros());
    let cookie = cookie(NAME, value, made.expires_at - made.created_at);
    cookie.path("/me/workshop-payments").same_site(SameSite::Strict).secure(ctx.app.config.https()).build()
}

/// The code, if this browser requested the latest one.
fn kept(headers: &HeaderMap, newest: &Code) -> Option<String> {
    let cookie = find_cookie(headers, NAME)?;
    let (made, code) = cookie.split_once('.')?;
    (made == newest.created_at.timestamp_micros().to_string()).then(|| parse_payment_code(code))?
}

#[derive(Clone, sqlx::FromRow)]
struct Stand {
    available: i64,
    points_per_yuan: i64,
    created_at: Option<DateTime<Utc>>,
    expires_at: Option<DateTime<Utc>>,
    used_at: Option<DateTime<Utc>>,
}

impl Stand {
    fn code(&self) -> Option<Code> {
        Some(Code { created_at: self.created_at?, expires_at: self.expires_at?, used_at: self.used_at })
    }
}

async fn stand(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<Stand> {
    Ok(sql!(
        tx,
        one Stand,
        "SELECT CAST(COALESCE((SELECT SUM(remaining) FROM point_lots WHERE customer_id = $1 AND remaining > 0 \
         AND expires_at > $2), 0) AS BIGINT) AS available, COALESCE((SELECT value FROM point_rules \
         WHERE code = 'point_value' AND valid_from <= $2 ORDER BY valid_from DESC, version DESC LIMIT 1), 0) AS points_per_yuan, \
         k.created_at, k.expires_at, k.used_at \
         FROM (SELECT 1 AS one) x LEFT JOIN payment_codes k ON k.customer_id = $1",
        customer,
        now
    )?)
}

#[derive(Clone, sqlx::FromRow)]
struct Bill {
    order_id: ServiceOrderId,
    order_no: String,
    dealer_zh: String,
    dealer_en: String,
    state: WorkshopPaymentState,
    points: i64,
    fen: Fen,
    held_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
}

async fn list_bills(tx: &mut Tx, customer: CustomerId) -> Result<Vec<Bill>> {
    Ok(sql!(
        tx,
        all Bill,
        "SELECT c.order_id, o.order_no, d.name_zh AS dealer_zh, d.name_en AS dealer_en, c.state, c.points, c.fen, \
         c.held_at, c.expires_at FROM workshop_payments c JOIN service_orders o ON o.id = c.order_id \
         JOIN dealers d ON d.id = c.dealer_id WHERE c.customer_id = $1 ORDER BY c.id DESC LIMIT $2",
        customer,
        ROWS
    )?)
}

fn code_card(l: Locale, live: Option<Code>, shown: Option<String>) -> AnyView {
    let until = live.map(|code| l.time(code.expires_at));
    let face = match (until, shown) {
        (Some(until), Some(code)) => face(l, &until, code),
        (Some(until), None) => view! {
            <Notice kind="info">{tr!(l, "您的抵扣码 {until} 前有效，只在生成时的浏览器里显示。重新生成后，之前的立即失效。",
                "Your code is valid until {until} and shown only in the browser where you created it. A new one replaces it.")}</Notice>
        }
        .into_any(),
        (None, _) => return none(l),
    };
    view! {
        {face}
        <form method="post" action="/me/workshop-payments">
            <button class="btn btn-block">{tr!(l, "重新生成抵扣码", "Get a new code")}</button>
        </form>
    }
    .into_any()
}

fn none(l: Locale) -> AnyView {
    view! {
        <section class="card stack" aria-labelledby="code">
            <h2 id="code">{tr!(l, "抵扣码", "Payment code")}</h2>
            <p>{tr!(l, "抵扣码 10 分钟内有效，只能用一次。请到店结算时再生成，只出示给经销商工作人员。",
                "A code is valid for 10 minutes and one payment. Get it when you’re about to pay, and show it only to dealer staff.")}</p>
            <form method="post" action="/me/workshop-payments">
                <button class="btn btn-primary btn-block">{tr!(l, "生成抵扣码", "Get a code")}</button>
            </form>
        </section>
    }
    .into_any()
}

fn face(l: Locale, until: &str, code: String) -> AnyView {
    view! {
        <article class="voucher ticket">
            <header class="ticket-head">
                <p>{tr!(l, "抵扣码", "Payment code")}</p>
                <h2>{tr!(l, "{until} 前有效", "Valid until {until}")}</h2>
                <p>{tr!(l, "请工作人员扫码或输入", "Let dealer staff scan or enter it")}</p>
            </header>
            <div class="ticket-stub">
                <Qr text=code.clone() label=tr!(l, "抵扣码二维码", "QR code")/>
                <p class="ticket-code">{code}</p>
                <p class="hint">{tr!(l, "有效期内可用一次。",
                    "Valid for one payment before it expires.")}</p>
                <p><a href="/me/workshop-payments">{tr!(l, "查看是否已使用", "Check if it was used")}</a></p>
            </div>
        </article>
    }
    .into_any()
}

fn have(l: Locale, stand: &Stand) -> AnyView {
    let point_value = Fen(whole_yuan(stand.available, stand.points_per_yuan).saturating_mul(100)).yuan();
    let (n, rate) = (points(stand.available), points(stand.points_per_yuan));
    view! {
        <section class="card stack" aria-labelledby="have">
            <h2 id="have">{tr!(l, "可以抵扣多少", "How much you can cover")}</h2>
            <dl class="spec spec-1">
                <div><dt>{tr!(l, "可用积分", "Points available")}</dt><dd class="num">{n}</dd></div>
                <div><dt>{tr!(l, "最多抵扣", "Up to")}</dt><dd class="num">{point_value}</dd></div>
            </dl>
            <p class="hint">{tr!(l, "{rate} 积分抵 ¥1，按整元抵扣，不超过工单金额。积分先预留 30 分钟，结算时才扣除。",
                "{rate} points = ¥1, in whole yuan, up to the bill amount. Points are reserved for 30 minutes and spent when the bill is settled.")}</p>
        </section>
    }
    .into_any()
}

fn history(l: Locale, bills: Vec<Bill>) -> AnyView {
    let body = if bills.is_empty() {
        view! {
            <Empty picture="points" title=tr!(l, "还没有抵扣记录", "No payments yet")
                text=tr!(l, "经销商预留和结算的积分会显示在这里。", "Points your dealer reserves and settles will appear here.")/>
        }
        .into_any()
    } else {
        view! { <ul class="list">{bills.into_iter().map(|bill| line(l, bill)).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="card card-flush" aria-labelledby="bills">
            <div class="card-head"><h2 id="bills">{tr!(l, "抵扣记录", "Paid with points")}</h2></div>
            {body}
        </section>
    }
    .into_any()
}

fn line(l: Locale, bill: Bill) -> impl IntoView {
    let (colour, state) = messages::state(l, bill.state);
    let dealer = l.pick(&bill.dealer_zh, &bill.dealer_en).to_owned();
    let until = (bill.state == WorkshopPaymentState::Open).then(|| {
        let until = l.time(bill.expires_at);
        view! { <span>{tr!(l, "{until} 前未结算将自动退回", "returned if not settled by {until}")}</span> }
    });
    view! {
        <li>
            <span class="list-icon"><Icon name="wrench"/></span>
            <div class="list-body">
                <a href=format!("/me/service/{}", bill.order_id)>{bill.order_no}</a>
                <span>{dealer}</span>
                <span class="nowrap">{l.date_time(bill.held_at)}</span>
                {until}
                <span><Badge kind=colour text=state/></span>
            </div>
            <div class="list-end"><strong class="num">{points(bill.points)}</strong><span class="num">{bill.fen.yuan()}</span></div>
        </li>
    }
}
