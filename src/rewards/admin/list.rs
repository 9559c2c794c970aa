//! `/admin/rewards`: the catalogue by status, in the order that owners see.

use super::queries::{self, Line};
use super::store;
use crate::error::Result;
use crate::i18n::Locale;
use crate::rewards::messages;
use crate::rewards::model::RewardStatus;
use crate::rewards::store::catalogue::parse_cursor;
use crate::ui::{Badge, Empty, Icon, MoveButtons, PageHead, Pager, StatusChips, on_show};
use crate::values::points;
use crate::web::{Admin, Ctx, Cursor, Page, Slice, use_ctx};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, _: Admin) -> Result<Page> {
    let query = ctx.query();
    let status = queries::status_of(&query);
    let mut tx = ctx.app.db.read().await?;
    let lines = queries::list_lines(&mut tx, status, Cursor::read(&query, parse_cursor)).await?;
    let counts = store::count_by_status(&mut tx).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "积分商城管理", "Catalogue");
    Ok(ctx.page(title.clone(), || {
        let (newer, older) = lines.links(&format!("/admin/rewards?status={status}&"), Line::cursor);
        let lead = tr!(l, "车主端按此顺序展示。", "Owners see rewards in this order.");
        view! {
            <PageHead title lead>
                <a class="btn btn-primary btn-sm" href="/admin/rewards/new"><Icon name="plus"/>{tr!(l, "新建礼品", "New reward")}</a>
            </PageHead>
            <StatusChips base="/admin/rewards" here=status.code() parts=parts(l, &counts)/>
            <Lines status lines/>
            <Pager newer older/>
        }
    }))
}

/// Badge colour and name of a status.
pub fn status_name(l: Locale, status: RewardStatus) -> (&'static str, String) {
    match status {
        RewardStatus::Draft => ("", tr!(l, "草稿", "Draft")),
        RewardStatus::Published => ("good", tr!(l, "已上架", "Published")),
        RewardStatus::Retired => ("warn", tr!(l, "已下架", "Taken off")),
    }
}

/// The tabs of the list: statuses with their counts.
fn parts(l: Locale, counts: &[(RewardStatus, i64)]) -> Vec<(&'static str, String, i64)> {
    let parts = [RewardStatus::Published, RewardStatus::Draft, RewardStatus::Retired].map(|part| {
        let count = counts.iter().find(|(known, _)| *known == part).map_or(0, |(_, count)| *count);
        (part.code(), status_name(l, part).1, count)
    });
    parts.into()
}

#[component]
fn Lines(status: RewardStatus, lines: Slice<Line>) -> impl IntoView {
    let l = use_ctx().locale;
    if lines.rows.is_empty() {
        return view! {
            <div class="card"><Empty picture="search" title=tr!(l, "这里没有礼品", "No rewards here")
                text=tr!(l, "换个状态看看，或新建一个礼品。", "Try another status, or create a reward.")/></div>
        }
        .into_any();
    }
    let rows = lines.with_neighbours().map(|(line, up, down)| view! { <Row line up down/> });
    view! {
        <div class="table-wrap">
            <table class="table">
                <caption class="sr-only">{status_name(l, status).1}</caption>
                <thead><tr>
                    <th scope="col">{tr!(l, "礼品", "Reward")}</th><th scope="col">{tr!(l, "价格", "Price")}</th>
                    <th scope="col" class="num">{tr!(l, "库存", "In stock")}</th><th scope="col" class="num">{tr!(l, "已兑", "Redeemed")}</th>
                    <th scope="col">{tr!(l, "展示", "Published")}</th><th scope="col">{tr!(l, "顺序", "Order")}</th>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(line: Line, up: bool, down: bool) -> impl IntoView {
    let l = use_ctx().locale;
    let title = l.pick(&line.title_zh, &line.title_en).to_owned();
    let price = line.prices.of(None).text(l);
    let cheaper = crate::rewards::components::cheaper(l, &line.prices, None);
    let empty = (line.stock_left == 0).then(|| view! { <Badge kind="warn" text=tr!(l, "已兑完", "Out of stock")/> });
    let shown = on_show(l, line.visible_from, line.visible_until);
    view! {
        <tr>
            <th scope="row"><a href=format!("/admin/rewards/{}", line.id)>{title.clone()}</a><small>{messages::kind(l, line.kind)}</small></th>
            <td data-label=tr!(l, "价格", "Price")><span class="nowrap">{price}</span><small>{cheaper}</small></td>
            <td class="num" data-label=tr!(l, "库存", "In stock")>{empty}{points(line.stock_left)}</td>
            <td class="num" data-label=tr!(l, "已兑", "Redeemed")>{points(line.stock_received - line.stock_left)}</td>
            <td data-label=tr!(l, "展示", "Published")>{shown}</td>
            <td data-label=tr!(l, "顺序", "Order")><MoveButtons action=format!("/admin/rewards/{}/position", line.id) title up down/></td>
        </tr>
    }
}
