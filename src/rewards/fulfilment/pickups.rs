//! `/dealer/pickups`: redemptions that wait at a dealer, longest waiting first, and their handover.

use super::model::number;
use super::ops::{self, Step};
use super::pickup_store::{self, Pickup};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::protocol::Post;
use crate::rewards::Flash;
use crate::rewards::messages;
use crate::rewards::model::{RedemptionState, RewardKind};
use crate::row;
use crate::ui::{Badge, Column, Empty, Notice, PageHead, Pager, Row, Table};
use crate::values::{Fen, RedemptionId};
use crate::web::{Ctx, Cursor, Dealer, Id, Page, Redirect, parse_cursor, use_ctx};
use leptos::prelude::*;

pub async fn list(ctx: Ctx, me: Dealer) -> Result<Page> {
    let cursor = Cursor::read(&ctx.query(), parse_cursor);
    let rows = pickup_store::list(&mut ctx.app.db.read().await?, me.dealer, cursor).await?;
    let l = ctx.locale;
    let title = tr!(l, "待领礼品", "Pick-ups");
    Ok(ctx.page(title.clone(), || {
        let (newer, older) = rows.links("/dealer/pickups?", Pickup::cursor);
        let lead = tr!(
            l,
            "已到本店、待车主领取的礼品。请先核对手机号后四位并收取应收金额，再登记领取。",
            "Rewards here for pick-up. Check the last 4 digits of the member’s mobile number, collect any amount due, then hand over."
        );
        view! { <PageHead title lead/>{table(l, rows.rows)}<Pager newer older/> }
    }))
}

fn table(l: Locale, rows: Vec<Pickup>) -> AnyView {
    if rows.is_empty() {
        return view! {
            <div class="card"><Empty picture="search" title=tr!(l, "没有待领的礼品", "No pick-ups waiting")
                text=tr!(l, "礼品到店后会列在这里，车主会收到短信。", "Rewards that arrive are listed here, and owners are notified by SMS.")/></div>
        }
        .into_any();
    }
    let columns = vec![
        Column::main(tr!(l, "礼品", "Reward")),
        Column::number(tr!(l, "编号", "Number")),
        Column::text(tr!(l, "会员", "Member")),
        Column::number(tr!(l, "手机尾号", "Mobile ends in")),
        Column::text(tr!(l, "到店时间", "Arrived")),
        Column::number(tr!(l, "应收", "Amount due")),
        Column::text(tr!(l, "领取", "Pick-up")),
    ];
    let rows = rows.iter().map(|row| line(l, row)).collect();
    view! { <Table caption=tr!(l, "待领礼品", "Pick-ups") columns rows/> }.into_any()
}

fn line(l: Locale, row: &Pickup) -> Row {
    let page = format!("/dealer/pickups/{}", row.id);
    let action = format!("{page}/handover");
    row![
        l.pick(&row.title_zh, &row.title_en).to_owned(),
        view! { <a href=page>{number(row.id)}</a> },
        row.name.masked(),
        row.last_four(),
        view! { <span class="nowrap">{l.date_time(row.ready_at)}</span> },
        to_pay(l, row.pay_fen),
        view! { <form method="post" action=action><button class="btn btn-sm">{tr!(l, "已交给车主", "Handed over")}</button></form> },
    ]
}

fn to_pay(l: Locale, pay: Fen) -> String {
    if pay.0 > 0 { pay.yuan() } else { tr!(l, "无", "nothing") }
}

/// `/dealer/pickups/{id}`: a redemption that arrived here; one of another dealer is not found.
pub async fn show(ctx: Ctx, me: Dealer, Id(id): Id<RedemptionId>) -> Result<Page> {
    let found = pickup_store::find(&mut ctx.app.db.read().await?, me.dealer, id).await?.ok_or(AppError::NotFound)?;
    let l = ctx.locale;
    let title = number(id);
    Ok(ctx.page(title.clone(), || {
        let crumbs = vec![("/dealer/pickups".to_owned(), tr!(l, "待领礼品", "Pick-ups"))];
        let (kind, state) = messages::state(l, RewardKind::Accessory, found.state, false);
        view! {
            <PageHead title crumbs><Badge kind text=state/></PageHead>
            <section class="card stack" aria-labelledby="what">
                <h2 id="what">{l.pick(&found.title_zh, &found.title_en).to_owned()}</h2>
                {overview(l, &found)}{next(l, &found)}
            </section>
        }
    }))
}

fn overview(l: Locale, found: &Pickup) -> impl IntoView + use<> {
    let fact = |what: String, is: String| view! { <div><dt>{what}</dt><dd>{is}</dd></div> };
    let done = found.fulfilled_at.map(|at| fact(tr!(l, "领取时间", "Handed over"), l.date_time(at)));
    view! {
        <dl class="spec spec-1">
            {fact(tr!(l, "会员", "Member"), found.name.masked())}
            {fact(tr!(l, "手机尾号", "Mobile ends in"), found.last_four())}
            {fact(tr!(l, "应收", "Amount due"), to_pay(l, found.pay_fen))}
            {fact(tr!(l, "到店时间", "Arrived"), l.date_time(found.ready_at))}
            {done}
        </dl>
    }
}

fn next(l: Locale, found: &Pickup) -> AnyView {
    let no = |text: String| view! { <Notice kind="warn">{text}</Notice> }.into_any();
    match found.state {
        RedemptionState::Ready => view! {
            <form class="btn-row" method="post" action=format!("/dealer/pickups/{}/handover", found.id)>
                <button class="btn btn-primary">{tr!(l, "已交给车主", "Handed over")}</button>
            </form>
        }
        .into_any(),
        RedemptionState::Cancelled => no(tr!(l, "已取消，请不要交给车主。", "Cancelled. Do not hand it over.")),
        _ => no(tr!(l, "已领取。", "Picked up.")),
    }
}

/// Marks a redemption as handed over.
#[server(prefix = "", endpoint = "/dealer/pickups/{id}/handover", protocol = Post)]
pub async fn hand_over(id: RedemptionId) -> Result<Redirect> {
    let ctx = use_ctx();
    let me = ctx.dealer()?;
    let mut tx = ctx.app.db.write().await?;
    ops::hand_over_at(&mut tx, me.dealer, Step { by: me.account, id, now: ctx.now }).await?;
    tx.commit().await?;
    Ok(Redirect::to("/dealer/pickups").with(Flash::RedemptionsHandedOver { done: 1, left: 0 }))
}
