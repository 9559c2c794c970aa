//! The code form, and the payments with points here in the last 30 days.

use super::messages;
use super::model::WorkshopPaymentState;
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Locale;
use crate::ui::{Badge, Column, Empty, Icon, PageHead, Pager, Row, Table, TextField};
use crate::values::{DealerId, Fen, PersonName, WorkshopPaymentId, points};
use crate::web::{Ctx, Cursor, Page, Slice, cursor_text};
use crate::{row, sql};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;

const SIZE: usize = 20;
const LISTED: TimeDelta = TimeDelta::days(30);

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    pub id: WorkshopPaymentId,
    pub order_no: String,
    pub name: PersonName,
    pub state: WorkshopPaymentState,
    pub points: i64,
    pub fen: Fen,
    pub held_at: DateTime<Utc>,
    pub staff: String,
}

macro_rules! lines {
    ($compared:literal) => {
        concat!(
            "SELECT c.id, o.order_no, p.name, c.state, c.points, c.fen, c.held_at, a.name AS staff \
             FROM workshop_payments c JOIN service_orders o ON o.id = c.order_id \
             JOIN customers p ON p.id = c.customer_id JOIN accounts a ON a.id = c.held_by \
             WHERE c.dealer_id = $1 AND ",
            $compared,
            " LIMIT 21"
        )
    };
}

/// Parameters: dealer, (held_at, id) to start before, earliest held_at.
const OLDER: &str = lines!("(c.held_at, c.id) < ($2, $3) AND c.held_at > $4 ORDER BY c.held_at DESC, c.id DESC");
/// Parameters: dealer, (held_at, id) to start after.
const NEWER: &str = lines!("(c.held_at, c.id) > ($2, $3) ORDER BY c.held_at, c.id");

/// Lists a dealer's payments of the last 30 days, newest first.
pub async fn list(
    tx: &mut Tx,
    dealer: DealerId,
    cursor: Cursor<(DateTime<Utc>, i64)>,
    now: DateTime<Utc>,
) -> Result<Slice<Line>> {
    let since = now - LISTED;
    let rows = match cursor {
        Cursor::Start => sql!(tx, all Line, OLDER, dealer, now + LISTED, i64::MAX, since)?,
        Cursor::After((at, id)) => sql!(tx, all Line, OLDER, dealer, at, id, since)?,
        Cursor::Before((at, id)) => sql!(tx, all Line, NEWER, dealer, at.max(since), id)?,
    };
    Ok(Slice::cut(rows, SIZE, &cursor))
}

pub fn view_page(ctx: &Ctx, lines: Slice<Line>) -> Page {
    let l = ctx.locale;
    let title = tr!(l, "积分抵扣", "Pay with points");
    ctx.page(title.clone(), move || {
        let lead = tr!(
            l,
            "请车主在手机上打开「到店抵扣」出示抵扣码。输入后选择工单，积分先预留 30 分钟，确认后结算。",
            "Ask the owner to open “Pay at the workshop” and show a code. Enter it and choose the order. Points are reserved for 30 minutes until you settle."
        );
        let (newer, older) = lines.links("/dealer/redeem?", |line| cursor_text(line.held_at, line.id.0));
        view! {
            <PageHead title lead/>
            {form(l)}
            <section class="section stack" aria-labelledby="recent">
                <h2 id="recent">{tr!(l, "近 30 天", "Last 30 days")}</h2>
                {table(l, lines.rows)}
                <Pager newer older/>
            </section>
        }
    })
}

fn form(l: Locale) -> AnyView {
    view! {
        <form class="card form" method="post" data-live="" action="/dealer/redeem" novalidate>
            <TextField name="code" label=tr!(l, "抵扣码", "Code") hint=tr!(l, "8 位，扫码或输入", "8 characters: scan or type them")
                autocomplete="off" maxlength=20 class="control-short" autofocus=true/>
            <div class="form-actions">
                <button class="btn btn-primary"><Icon name="qr"/>{tr!(l, "查看可抵扣的工单", "Show the orders")}</button>
            </div>
        </form>
    }
    .into_any()
}

fn table(l: Locale, rows: Vec<Line>) -> AnyView {
    if rows.is_empty() {
        return view! {
            <div class="card"><Empty picture="points" title=tr!(l, "还没有抵扣", "No payments yet")
                text=tr!(l, "近 30 天没有用积分抵扣的工单。", "No order was paid with points in the last 30 days.")/></div>
        }
        .into_any();
    }
    let columns = vec![
        Column::main(tr!(l, "工单", "Order")),
        Column::text(tr!(l, "会员", "Member")),
        Column::text(tr!(l, "状态", "Status")),
        Column::text(tr!(l, "时间", "Time")),
        Column::text(tr!(l, "经办人", "Staff")),
        Column::number(tr!(l, "积分", "Points")),
        Column::number(tr!(l, "金额", "Amount")),
    ];
    let rows = rows.into_iter().map(|line| row(l, line)).collect();
    view! { <Table caption=tr!(l, "积分抵扣记录", "Orders paid with points") columns rows/> }.into_any()
}

fn row(l: Locale, line: Line) -> Row {
    let (kind, state) = messages::state(l, line.state);
    row![
        view! { <a href=format!("/dealer/redeem/{}", line.id)>{line.order_no}</a> },
        line.name.masked(),
        view! { <Badge kind text=state/> },
        view! { <span class="nowrap">{l.date_time(line.held_at)}</span> },
        line.staff,
        points(line.points),
        line.fen.yuan(),
    ]
}
