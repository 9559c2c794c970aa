//! `/admin/redemptions`: the fulfilment queue, longest waiting first.

use super::model::{Filter, SortBy, WAITING, moved, number};
use super::queries::{self, Line, Waiting};
use crate::clock::day;
use crate::error::Result;
use crate::i18n::Locale;
use crate::rewards::messages;
use crate::rewards::model::{RedemptionState, RewardKind};
use crate::row;
use crate::ui::{Chip, Chips, Column, EmptyList, Icon, PageHead, Pager, Row, Table, Toolbar};
use crate::values::points;
use crate::web::{Admin, Ctx, Page, use_ctx};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, _: Admin) -> Result<Page> {
    let query = ctx.query();
    let filter = Filter::read(&query);
    let mut tx = ctx.app.db.read().await?;
    let lines = queries::list_lines(&mut tx, filter, &query).await?;
    let waiting = queries::list_waiting(&mut tx).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "兑换履约", "Redemptions");
    Ok(ctx.page(title.clone(), || {
        let address = filter.address();
        let (newer, older) = lines.links(&address.base(), Line::cursor);
        let lead = tr!(
            l,
            "等待最久的在前。配货后车主不能再自行取消。",
            "Longest waiting first. Once packed, the owner can no longer cancel."
        );
        view! {
            <PageHead title lead>
                <a class="btn btn-sm" href="/admin/redemptions/failed-attempts"><Icon name="shield"/>{tr!(l, "核销异常", "Failed attempts")}</a>
                <a class="btn btn-sm" href=address.at("/admin/redemptions/export").href()>
                    <Icon name="download"/>{tr!(l, "导出 XLSX", "Export XLSX")}</a>
            </PageHead>
            <Tiles filter waiting=waiting.clone()/>
            <Chips chips=states(l, filter, &waiting)/>
            <Chips chips=kinds(l, filter, &waiting) label=tr!(l, "类型", "Type")/>
            <Lines filter lines=lines.rows/>
            <Pager newer older/>
        }
    }))
}

/// Name of a state; waiting states are called the same for every kind.
fn state_name(l: Locale, state: RedemptionState) -> String {
    messages::state(l, RewardKind::Goods, state, false).1
}

/// Name of a part of the queue.
pub fn name(l: Locale, filter: Filter) -> String {
    let kind = filter.kind.map_or_else(|| tr!(l, "全部类型", "all kinds"), |kind| messages::kind(l, kind));
    format!("{} · {kind}", state_name(l, filter.state))
}

/// How many redemptions a part of the queue has, and since when the first one waits.
pub fn count(waiting: &[Waiting], filter: Filter) -> (i64, Option<DateTime<Utc>>) {
    let here = waiting.iter().filter(|part| part.state == filter.state && filter.kind.is_none_or(|k| k == part.kind));
    here.fold((0, None), |(count, since), part| {
        (count + part.count, Some(since.map_or(part.since, |since: DateTime<Utc>| since.min(part.since))))
    })
}

#[component]
fn Tiles(filter: Filter, waiting: Vec<Waiting>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let tiles = WAITING.map(|state| {
        let (count, since) = count(&waiting, Filter { state, ..filter });
        let note = since.map_or_else(
            || tr!(l, "无待处理", "none waiting"),
            |since| {
                let (days, since) = ((ctx.today() - day(since)).num_days(), l.day(since));
                tr!(l, "最早 {since}，已等 {days} 天", "oldest {since}, waiting {days} days")
            },
        );
        view! {
            <div class="stat">
                <p class="stat-label">{state_name(l, state)}</p>
                <p class="numeral">{points(count)}</p>
                <p class="stat-note">{note}</p>
            </div>
        }
    });
    view! { <div class="stats">{tiles}</div> }
}

fn states(l: Locale, filter: Filter, waiting: &[Waiting]) -> Vec<Chip> {
    let chip = |state| {
        let part = Filter { state, ..filter };
        Chip::new(part.address().href(), state_name(l, state), part == filter).counted(count(waiting, part).0)
    };
    WAITING.map(chip).into()
}

fn kinds(l: Locale, filter: Filter, waiting: &[Waiting]) -> Vec<Chip> {
    let chip = |kind: Option<RewardKind>| {
        let part = Filter { kind, ..filter };
        let name = kind.map_or_else(|| tr!(l, "全部类型", "All kinds"), |kind| messages::kind(l, kind));
        Chip::new(part.address().href(), name, part == filter).counted(count(waiting, part).0)
    };
    [None].into_iter().chain(moved().map(Some)).map(chip).collect()
}

#[component]
fn Lines(filter: Filter, lines: Vec<Line>) -> impl IntoView {
    let l = use_ctx().locale;
    let address = filter.address();
    if lines.is_empty() {
        let all = filter.kind.map(|_| Filter { kind: None, ..filter }.address().href());
        return view! {
            <EmptyList picture="search" title=tr!(l, "没有待处理的兑换", "Nothing to process")
                text=tr!(l, "换个状态或类型看看。", "Try another status or type.") address>
                {all.map(|href| view! { <a class="btn btn-primary" href=href>{tr!(l, "查看全部类型", "All kinds")}</a> })}
            </EmptyList>
        }
        .into_any();
    }
    let columns = vec![
        Column::main(tr!(l, "礼品", "Reward")),
        Column::number(tr!(l, "编号", "Number")),
        Column::text(tr!(l, "会员", "Member")),
        Column::text(tr!(l, "去向", "Destination")),
        Column::text(tr!(l, "兑换时间", "Redeemed")).sorted(&address, filter.order, SortBy::Redeemed),
        Column::amount(tr!(l, "积分", "Points")),
    ];
    let together = lines.iter().any(Line::goes_together);
    let rows = lines.into_iter().map(|line| row(l, &line)).collect();
    view! {
        <Table caption=name(l, filter) columns rows/>
        {together.then(|| view! { <Toolbar address actions=vec![action(l, filter.state)]/> })}
    }
    .into_any()
}

/// The next step of several redemptions in a state. Pick-ups and parcels are picked together, but only pick-ups arrive.
fn action(l: Locale, state: RedemptionState) -> (&'static str, String) {
    match state {
        RedemptionState::Picked => ("/admin/redemptions/arrivals", tr!(l, "所选登记到店", "Mark selected as arrived")),
        RedemptionState::Ready => ("/admin/redemptions/handovers", tr!(l, "所选登记领取", "Hand over selected")),
        _ => ("/admin/redemptions/picking", tr!(l, "所选标记为已配货", "Mark selected as packed")),
    }
}

fn row(l: Locale, line: &Line) -> Row {
    let number = number(line.id);
    let title = l.pick(&line.title_zh, &line.title_en).to_owned();
    let goes = match line.dealer_zh.as_deref().zip(line.dealer_en.as_deref()) {
        Some((zh, en)) => l.pick(zh, en).to_owned(),
        None => tr!(l, "快递", "Courier"),
    };
    let row = row![
        view! { {title.clone()}<small>{messages::kind(l, line.kind)}</small> },
        view! { <a href=format!("/admin/redemptions/{}", line.id)>{number.clone()}</a> },
        view! { <a href=format!("/admin/members/{}", line.customer_id)>{line.name.masked()}</a> },
        goes,
        view! { <span class="nowrap">{l.date_time(line.created_at)}</span> },
        points(line.points),
    ];
    if line.goes_together() { row.ticked(line.id, format!("{number} {title}")) } else { row }
}
