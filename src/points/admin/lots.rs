//! `/admin/points/members/{id}/lots`: the points that a member can spend, in order of expiry.

use super::account::{Top, closed};
use super::account_components::tabs;
use super::queries;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::points::messages;
use crate::points::model::{last_day, value_fen};
use crate::points::store::{Lot, list_lots, parse_cursor};
use crate::ui::{Day, Empty, Pager};
use crate::values::{CustomerId, Fen, points};
use crate::web::{Admin, Ctx, Cursor, Id, Page, Slice};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Admin, Id(id): Id<CustomerId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let head = queries::find_head(&mut tx, id, me.account, ctx.now).await?.ok_or(AppError::NotFound)?;
    if head.opened_at.is_none() {
        return Ok(closed(&ctx, &head));
    }
    let lots = list_lots(&mut tx, id, ctx.now, Cursor::read(&ctx.query(), parse_cursor)).await?;
    drop(tx);
    let l = ctx.locale;
    Ok(ctx.page(head.name.to_string(), move || {
        let per_yuan = head.points_per_yuan;
        view! { <Top head/><div class="section stack">{tabs(l, id, "/lots")}{list(l, id, lots, per_yuan)}</div> }
    }))
}

fn list(l: Locale, id: CustomerId, lots: Slice<Lot>, per_yuan: i64) -> AnyView {
    if lots.rows.is_empty() {
        let text = tr!(l, "这位会员没有可用的积分。", "This member has no points to spend.");
        return view! { <div class="card"><Empty picture="points" title=tr!(l, "没有批次", "No lots") text/></div> }
            .into_any();
    }
    let (newer, older) = lots.links(&format!("/admin/points/members/{id}/lots?"), Lot::cursor);
    let rows = lots.rows.into_iter().map(|lot| row(l, lot, per_yuan)).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <caption class="sr-only">{tr!(l, "积分批次", "Lots")}</caption>
                <thead><tr>
                    <th scope="col">{tr!(l, "可用至", "Use by")}</th><th scope="col">{tr!(l, "来自", "From")}</th>
                    <th scope="col">{tr!(l, "来源", "Source")}</th><th scope="col" class="num">{tr!(l, "获得", "Earned")}</th>
                    <th scope="col" class="num">{tr!(l, "剩余", "Left")}</th><th scope="col" class="num">{tr!(l, "价值", "Value")}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager newer older/>
    }
    .into_any()
}

fn row(l: Locale, lot: Lot, per_yuan: i64) -> AnyView {
    let earned = l.day(lot.earned_at);
    view! {
        <tr>
            <td class="cell-bare"><Day day=last_day(lot.expires_at)/></td>
            <th scope="row">{l.pick(&lot.label_zh, &lot.label_en).to_owned()}<small>{tr!(l, "{earned} 获得", "earned on {earned}")}</small></th>
            <td data-label=tr!(l, "来源", "Source")>{messages::source(l, lot.source)}</td>
            <td class="num" data-label=tr!(l, "获得", "Earned")>{points(lot.issued)}</td>
            <td class="cell-amount">{points(lot.remaining)}</td>
            <td class="num cell-side" data-label=tr!(l, "价值", "Value")>{Fen(value_fen(lot.remaining, per_yuan)).yuan()}</td>
        </tr>
    }
    .into_any()
}
