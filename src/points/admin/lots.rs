//! `/admin/points/members/{id}/lots`: the points that a member can spend, in order of expiry.

use super::account::{Top, closed};
use super::account_components::tabs;
use super::queries;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::points::messages;
use crate::points::model::{last_day, value_fen};
use crate::points::store::{Lot, list_lots, parse_cursor};
use crate::row;
use crate::ui::{Column, Day, Empty, Pager, Row, Table};
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
    let columns = vec![
        Column::bare(tr!(l, "可用至", "Use by")),
        Column::main(tr!(l, "来自", "From")),
        Column::text(tr!(l, "来源", "Source")),
        Column::number(tr!(l, "获得", "Earned")),
        Column::amount(tr!(l, "剩余", "Left")),
        Column::side(tr!(l, "价值", "Value")),
    ];
    let rows = lots.rows.into_iter().map(|lot| row(l, &lot, per_yuan)).collect();
    view! { <Table caption=tr!(l, "积分批次", "Lots") columns rows/><Pager newer older/> }.into_any()
}

fn row(l: Locale, lot: &Lot, per_yuan: i64) -> Row {
    let earned = l.day(lot.earned_at);
    row![
        view! { <Day day=last_day(lot.expires_at)/> },
        view! {
            {l.pick(&lot.label_zh, &lot.label_en).to_owned()}
            <small>{tr!(l, "{earned} 获得", "earned on {earned}")}</small>
        },
        messages::source(l, lot.source),
        points(lot.issued),
        points(lot.remaining),
        Fen(value_fen(lot.remaining, per_yuan)).yuan(),
    ]
}
