//! `/admin/rewards`: the catalogue by status, in the order that owners see or by day.

use super::queries::{self, Filter, Line, SortBy};
use super::store;
use crate::error::Result;
use crate::i18n::Locale;
use crate::rewards::messages;
use crate::rewards::model::RewardStatus;
use crate::row;
use crate::ui::{
    Badge, Chips, Column, EmptyList, Icon, MoveButtons, PageHead, Pager, Row, SearchBar, Table, Toolbar, on_show,
    status_chips,
};
use crate::values::points;
use crate::web::{Admin, Ctx, Page, Slice, use_ctx};
use leptos::prelude::*;

const PATH: &str = "/admin/rewards";
const STATUSES: [RewardStatus; 3] = [RewardStatus::Published, RewardStatus::Draft, RewardStatus::Retired];

pub async fn page(ctx: Ctx, _: Admin) -> Result<Page> {
    let query = ctx.query();
    let filter = queries::filter_of(&query);
    let mut tx = ctx.app.db.read().await?;
    let lines = queries::list_lines(&mut tx, &filter, &query).await?;
    let counts = store::count_by_status(&mut tx).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "积分商城管理", "Catalogue");
    Ok(ctx.page(title.clone(), || {
        let address = filter.address(PATH);
        let (newer, older) = lines.links(&address.base(), |line| line.cursor(filter.order.by));
        let lead = tr!(l, "车主端按此顺序展示。", "Owners see rewards in this order.");
        let chips = status_chips(l, &address, filter.status, &STATUSES, |status| status_name(l, status).1, &counts);
        view! {
            <PageHead title lead>
                <a class="btn btn-primary btn-sm" href="/admin/rewards/new"><Icon name="plus"/>{tr!(l, "新建礼品", "New reward")}</a>
            </PageHead>
            <Chips chips/>
            <SearchBar address=address.clone() label=tr!(l, "查找礼品", "Find a reward") placeholder=tr!(l, "礼品名称", "Title") q=filter.q.clone()/>
            <Lines filter lines/>
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

#[component]
fn Lines(filter: Filter, lines: Slice<Line>) -> impl IntoView {
    let l = use_ctx().locale;
    let address = filter.address(PATH);
    if lines.rows.is_empty() {
        return view! {
            <EmptyList picture="search" title=tr!(l, "这里没有礼品", "No rewards here")
                text=tr!(l, "换个状态看看，或新建一个礼品。", "Try another status, or create a reward.") address>
                <a class="btn btn-primary" href="/admin/rewards/new">{tr!(l, "新建礼品", "New reward")}</a>
            </EmptyList>
        }
        .into_any();
    }
    let columns = vec![
        Column::main(tr!(l, "礼品", "Reward")),
        Column::text(tr!(l, "价格", "Price")),
        Column::number(tr!(l, "库存", "In stock")),
        Column::number(tr!(l, "已兑", "Redeemed")),
        Column::text(tr!(l, "展示", "Shown")).sorted(&address, filter.order, SortBy::Start),
        Column::text(tr!(l, "顺序", "Order")).sorted(&address, filter.order, SortBy::Position),
    ];
    let caption = filter.status.map_or_else(|| tr!(l, "全部", "All"), |status| status_name(l, status).1);
    let movable = filter.status.is_some() && filter.q.is_empty() && filter.order.is_up(SortBy::Position);
    let rows = lines.with_neighbours().map(|(line, up, down)| {
        let buttons = movable.then_some((up, down));
        row(l, line, filter.status.is_none(), buttons)
    });
    view! {
        <Table caption columns rows=rows.collect()/>
        <Toolbar address actions=actions(l, filter.status)/>
    }
    .into_any()
}

/// What can be done with several rewards at once.
fn actions(l: Locale, status: Option<RewardStatus>) -> Vec<(&'static str, String)> {
    let publish = ("/admin/rewards/publications", tr!(l, "上架所选", "Publish selected"));
    let retire = ("/admin/rewards/retirements", tr!(l, "下架所选", "Take off selected"));
    match status {
        Some(RewardStatus::Published) => vec![retire],
        Some(RewardStatus::Draft | RewardStatus::Retired) => vec![publish],
        None => vec![publish, retire],
    }
}

/// `buttons` says whether the reward can move up and down; `None` if the list is not in catalogue order.
fn row(l: Locale, line: Line, with_status: bool, buttons: Option<(bool, bool)>) -> Row {
    let title = l.pick(&line.title_zh, &line.title_en).to_owned();
    let price = line.prices.of(None).text(l);
    let cheaper = crate::rewards::components::cheaper(l, &line.prices, None);
    let empty = (line.stock_left == 0).then(|| view! { <Badge kind="warn" text=tr!(l, "已兑完", "Out of stock")/> });
    let (kind, badge) = status_name(l, line.status);
    let badge = with_status.then(|| view! { <Badge kind text=badge/> });
    let action = format!("/admin/rewards/{}/position", line.id);
    let moves = {
        let title = title.clone();
        buttons.map(|(up, down)| view! { <MoveButtons action title up down/> })
    };
    row![
        view! {
            <a href=format!("/admin/rewards/{}", line.id)>{title.clone()}</a>" "{badge}
            <small>{messages::kind(l, line.kind)}</small>
        },
        view! { {price}<small>{cheaper}</small> },
        view! { {empty}{points(line.stock_left)} },
        points(line.stock_received - line.stock_left),
        on_show(l, line.visible_from, line.visible_until),
        moves,
    ]
    .ticked(line.id, title)
}
