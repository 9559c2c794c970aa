//! `/dealer/redeem/{id}`: points held for an order, to be settled or cancelled.

use super::messages;
use super::model::WorkshopPaymentState;
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::sql;
use crate::ui::{Badge, Notice, PageHead};
use crate::values::{DealerId, Fen, PersonName, WorkshopPaymentId, points};
use crate::web::{Ctx, Dealer, Id, Page};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

#[derive(Clone, Debug, sqlx::FromRow)]
struct WorkshopPaymentDetail {
    id: WorkshopPaymentId,
    order_no: String,
    total_fen: Fen,
    /// The order's unpaid amount after money and settled points; below 0 if it was overpaid.
    left_fen: Fen,
    /// The part of the order that earlier points paid.
    earlier_fen: Fen,
    name: PersonName,
    member_no: String,
    state: WorkshopPaymentState,
    points: i64,
    fen: Fen,
    held_at: DateTime<Utc>,
    expires_at: DateTime<Utc>,
    settled_at: Option<DateTime<Utc>>,
    refunded_at: Option<DateTime<Utc>>,
    held_by: String,
    settled_by: Option<String>,
}

impl WorkshopPaymentDetail {
    /// The amount that the owner pays in money after these points are settled.
    fn due_fen(&self) -> Option<Fen> {
        match self.state {
            WorkshopPaymentState::Open if self.left_fen >= self.fen => Some(Fen(self.left_fen.0 - self.fen.0)),
            WorkshopPaymentState::Captured if self.left_fen.0 > 0 => Some(self.left_fen),
            _ => None,
        }
    }
}

pub async fn show(ctx: Ctx, me: Dealer, Id(id): Id<WorkshopPaymentId>) -> Result<Page> {
    let found = find(&mut ctx.app.db.read().await?, me.dealer, id).await?.ok_or(AppError::NotFound)?;
    let (l, now) = (ctx.locale, ctx.now);
    let point_value = found.fen;
    let title = tr!(l, "积分抵扣 {point_value}", "{point_value} with points");
    Ok(ctx.page(title.clone(), || {
        let crumbs = vec![("/dealer/redeem".to_owned(), tr!(l, "积分抵扣", "Pay with points"))];
        view! {
            <PageHead title crumbs/>
            <div class="split"><div class="stack">{overview(l, &found)}{next(l, &found, now)}</div></div>
        }
    }))
}

async fn find(tx: &mut Tx, dealer: DealerId, id: WorkshopPaymentId) -> Result<Option<WorkshopPaymentDetail>> {
    Ok(sql!(
        tx,
        optional WorkshopPaymentDetail,
        "SELECT c.id, o.order_no, o.total_fen, o.total_fen - o.paid_fen - CAST(COALESCE((SELECT SUM(e.fen) \
         FROM workshop_payments e WHERE e.order_id = o.id AND e.state = 'captured'), 0) AS BIGINT) AS left_fen, \
         CAST(COALESCE((SELECT SUM(e.fen) FROM workshop_payments e WHERE e.order_id = o.id AND e.state = 'captured' \
         AND e.id < c.id), 0) AS BIGINT) AS earlier_fen, \
         p.name, m.member_no, c.state, c.points, c.fen, c.held_at, c.expires_at, \
         c.settled_at, c.refunded_at, a.name AS held_by, s.name AS settled_by FROM workshop_payments c \
         JOIN service_orders o ON o.id = c.order_id JOIN customers p ON p.id = c.customer_id \
         JOIN members m ON m.customer_id = c.customer_id JOIN accounts a ON a.id = c.held_by \
         LEFT JOIN accounts s ON s.id = c.settled_by WHERE c.id = $1 AND c.dealer_id = $2",
        id,
        dealer
    )?)
}

fn overview(l: Locale, found: &WorkshopPaymentDetail) -> AnyView {
    let (colour, state) = messages::state(l, found.state);
    let at = |name: String, at: DateTime<Utc>, by: Option<&String>| {
        let by = by.map(|by| view! { " "<span class="nowrap">{by.clone()}</span> });
        view! { <div><dt>{name}</dt><dd><span class="nowrap">{l.date_time(at)}</span>{by}</dd></div> }
    };
    let ended = found.settled_at.map(|time| at(tr!(l, "结束", "Ended"), time, found.settled_by.as_ref()));
    let due = found.due_fen().map(|due| {
        view! { <div><p class="muted">{tr!(l, "抵扣后应付", "Owner pays")}</p><p class="numeral">{due.yuan()}</p></div> }
    });
    let refunded = found.refunded_at.map(|time| at(tr!(l, "退回", "Returned"), time, None));
    view! {
        <section class="card stack" aria-labelledby="held">
            <div class="cluster cluster-between">
                <h2 id="held">{found.order_no.clone()}</h2><Badge kind=colour text=state/>
            </div>
            <dl class="spec spec-1">
                <div><dt>{tr!(l, "积分", "Points")}</dt><dd class="num">{points(found.points)}</dd></div>
                <div><dt>{tr!(l, "会员", "Member")}</dt><dd>{found.name.masked()}" · "{masked_no(&found.member_no)}</dd></div>
                {amounts(l, found)}
                {at(tr!(l, "预留", "Reserved"), found.held_at, Some(&found.held_by))}
                {ended}{refunded}
            </dl>
            {due}
        </section>
    }
    .into_any()
}

/// The order's total, and what remains after points and money.
fn amounts(l: Locale, found: &WorkshopPaymentDetail) -> AnyView {
    let left = (found.state == WorkshopPaymentState::Open).then(|| {
        let left = Fen(found.left_fen.0.max(0)).yuan();
        view! { <div><dt>{tr!(l, "待付", "Due")}</dt><dd class="num">{left}</dd></div> }
    });
    let earlier = (found.earlier_fen.0 > 0).then(|| {
        let earlier = found.earlier_fen.yuan();
        view! { <div><dt>{tr!(l, "此前已抵", "Paid with points before")}</dt><dd class="num">{earlier}</dd></div> }
    });
    view! {
        <div><dt>{tr!(l, "工单金额", "Order total")}</dt><dd class="num">{found.total_fen.yuan()}</dd></div>
        {earlier}{left}
    }
    .into_any()
}

/// Masks all but the last four digits.
fn masked_no(number: &str) -> String {
    let skipped = number.chars().count().saturating_sub(4);
    format!("****{}", number.chars().skip(skipped).collect::<String>())
}

fn next(l: Locale, found: &WorkshopPaymentDetail, now: DateTime<Utc>) -> Option<AnyView> {
    if found.state != WorkshopPaymentState::Open {
        let href = "/dealer/redeem";
        return Some(view! { <p><a class="btn" href=href>{tr!(l, "下一位", "Next owner")}</a></p> }.into_any());
    }
    if found.expires_at <= now {
        let said = tr!(l, "预留已超时，积分正在退回车主。", "Timed out. The points are going back to the owner.");
        return Some(view! { <Notice kind="warn">{said}</Notice> }.into_any());
    }
    Some(decide(l, found))
}

/// The buttons until the hold expires: settle and cancel, or only cancel if less of the bill is left than held.
fn decide(l: Locale, found: &WorkshopPaymentDetail) -> AnyView {
    let (id, until) = (found.id, l.time(found.expires_at));
    let fits = found.left_fen >= found.fen;
    let said = if fits {
        tr!(
            l,
            "请先在收银系统里减去这笔金额，再确认结算。超时未结算，积分自动退回。",
            "First deduct this amount in your till system, then settle. If not settled in time, the points are returned automatically."
        )
    } else {
        tr!(
            l,
            "工单已另行付款或金额减少，待付金额小于这笔抵扣，请取消抵扣。",
            "The bill was paid another way or reduced, so less is due than these points cover. Please cancel."
        )
    };
    let settle = fits.then(|| {
        view! {
            <form method="post" action=format!("/dealer/redeem/{id}/capture")>
                <button class="btn btn-primary">{tr!(l, "确认结算", "Settle")}</button>
            </form>
        }
    });
    view! {
        <section class="card stack" aria-labelledby="next">
            <h2 id="next">{tr!(l, "{until} 前结算", "Settle before {until}")}</h2>
            <p>{said}</p>
            <div class="btn-row">
                {settle}
                <form method="post" action=format!("/dealer/redeem/{id}/release")>
                    <button class="btn btn-danger">{tr!(l, "取消抵扣", "Cancel")}</button>
                </form>
            </div>
        </section>
    }
    .into_any()
}
