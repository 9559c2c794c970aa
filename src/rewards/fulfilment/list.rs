//! `/admin/redemptions`: the fulfilment queue, longest waiting first.

use super::model::{Filter, WAITING, moved, number};
use super::queries::{self, Line, Waiting, parse_cursor};
use crate::clock::day;
use crate::error::Result;
use crate::i18n::Locale;
use crate::rewards::messages;
use crate::rewards::model::{RedemptionState, RewardKind};
use crate::ui::{Empty, Icon, PageHead, Pager};
use crate::values::points;
use crate::web::{Admin, Ctx, Cursor, Page, Slice, use_ctx};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, _: Admin) -> Result<Page> {
    let query = ctx.query();
    let filter = Filter::read(&query);
    let mut tx = ctx.app.db.read().await?;
    let lines = queries::list_lines(&mut tx, filter, Cursor::read(&query, parse_cursor)).await?;
    let waiting = queries::list_waiting(&mut tx).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "兑换履约", "Redemptions");
    Ok(ctx.page(title.clone(), || {
        let (newer, older) = lines.links(&format!("{}&", filter.address()), Line::cursor);
        let lead = tr!(
            l,
            "等待最久的在前。配货后车主不能再自行取消。",
            "Longest waiting first. Once packed, the owner can no longer cancel."
        );
        view! {
            <PageHead title lead>
                <a class="btn btn-sm" href="/admin/redemptions/failed-attempts"><Icon name="shield"/>{tr!(l, "核销异常", "Failed attempts")}</a>
                <a class="btn btn-sm" href=format!("/admin/redemptions/export?{}", filter.query())>
                    <Icon name="download"/>{tr!(l, "导出 XLSX", "Export XLSX")}</a>
            </PageHead>
            <Tiles filter waiting=waiting.clone()/>
            <States filter waiting/>
            <Kinds filter/>
            <Lines filter lines/>
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

#[component]
fn States(filter: Filter, waiting: Vec<Waiting>) -> impl IntoView {
    let l = use_ctx().locale;
    let chips = WAITING.map(|state| {
        let part = Filter { state, ..filter };
        let here = (part == filter).then_some("true");
        let (count, _) = count(&waiting, part);
        view! { <a class="chip" href=part.address() aria-current=here>{state_name(l, state)}<span class="count">{count}</span></a> }
    });
    view! { <nav class="chips chips-scroll" aria-label=tr!(l, "状态", "Status")>{chips}</nav> }
}

#[component]
fn Kinds(filter: Filter) -> impl IntoView {
    let l = use_ctx().locale;
    let all = view! { <option value="">{tr!(l, "全部", "All")}</option> };
    let options = moved().map(|kind| {
        let selected = filter.kind == Some(kind);
        view! { <option value=kind.code() selected=selected>{messages::kind(l, kind)}</option> }
    });
    let options: Vec<_> = options.collect();
    view! {
        <form class="filter-bar" method="get" action="/admin/redemptions">
            <input type="hidden" name="state" value=filter.state.code()/>
            <div class="field"><label for="kind">{tr!(l, "类型", "Type")}</label>
                <select class="control" id="kind" name="kind">{all}{options}</select></div>
            <button class="btn"><Icon name="filter"/>{tr!(l, "筛选", "Filter")}</button>
        </form>
    }
}

#[component]
fn Lines(filter: Filter, lines: Slice<Line>) -> impl IntoView {
    let l = use_ctx().locale;
    if lines.rows.is_empty() {
        return view! {
            <div class="card"><Empty picture="search" title=tr!(l, "没有待处理的兑换", "Nothing to process")
                text=tr!(l, "换个状态或类型看看。", "Try another status or type.")/></div>
        }
        .into_any();
    }
    let together = lines.rows.iter().any(Line::goes_together);
    let table = view! { <Table filter rows=lines.rows/> };
    if !together {
        return table.into_any();
    }
    let (path, ticked, all) = buttons(l, filter.state);
    view! {
        <form class="stack" method="post" action=format!("/admin/redemptions/{path}?{}", filter.query())>
            {table}
            <div class="btn-row">
                <button class="btn btn-primary">{ticked}</button>
                <button class="btn" name="which" value="all">{all}</button>
            </div>
        </form>
    }
    .into_any()
}

/// The target of the form, and the labels of its two buttons.
fn buttons(l: Locale, state: RedemptionState) -> (&'static str, String, String) {
    match state {
        RedemptionState::Picked => (
            "arrivals",
            tr!(l, "勾选项登记到店", "Mark ticked as arrived"),
            tr!(l, "本页到店领取的全部登记到店", "Mark all pick-ups on this page as arrived"),
        ),
        RedemptionState::Ready => (
            "handovers",
            tr!(l, "勾选项登记领取", "Hand over ticked"),
            tr!(l, "本页全部登记领取", "Hand over all on this page"),
        ),
        _ => (
            "picking",
            tr!(l, "勾选项标记为已配货", "Mark ticked as packed"),
            tr!(l, "本页全部标记为已配货", "Mark all on this page as packed"),
        ),
    }
}

#[component]
fn Table(filter: Filter, rows: Vec<Line>) -> impl IntoView {
    let l = use_ctx().locale;
    view! {
        <div class="table-wrap">
            <table class="table">
                <caption class="sr-only">{name(l, filter)}</caption>
                <thead><tr>
                    <th scope="col">{tr!(l, "礼品", "Reward")}</th><th scope="col">{tr!(l, "编号", "Number")}</th>
                    <th scope="col">{tr!(l, "会员", "Member")}</th><th scope="col">{tr!(l, "去向", "Destination")}</th>
                    <th scope="col">{tr!(l, "兑换时间", "Redeemed")}</th><th scope="col" class="num">{tr!(l, "积分", "Points")}</th>
                </tr></thead>
                <tbody>{rows.into_iter().map(|line| view! { <Row line/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(line: Line) -> impl IntoView {
    let l = use_ctx().locale;
    let number = number(line.id);
    let goes = match line.dealer_zh.as_deref().zip(line.dealer_en.as_deref()) {
        Some((zh, en)) => l.pick(zh, en).to_owned(),
        None => tr!(l, "快递", "Courier"),
    };
    view! {
        <tr>
            <th scope="row"><What line=line.clone()/></th>
            <td class="num" data-label=tr!(l, "编号", "Number")><a href=format!("/admin/redemptions/{}", line.id)>{number}</a></td>
            <td data-label=tr!(l, "会员", "Member")><a href=format!("/admin/members/{}", line.customer_id)>{line.name.masked()}</a></td>
            <td data-label=tr!(l, "去向", "Destination")>{goes}</td>
            <td data-label=tr!(l, "兑换时间", "Redeemed")><span class="nowrap">{l.date_time(line.created_at)}</span></td>
            <td class="cell-amount">{points(line.points)}</td>
        </tr>
    }
}

/// The reward's title, with a checkbox if its step can be taken for several at once.
#[component]
fn What(line: Line) -> impl IntoView {
    let l = use_ctx().locale;
    let (title, kind) = (l.pick(&line.title_zh, &line.title_en).to_owned(), messages::kind(l, line.kind));
    if !line.goes_together() {
        return view! { {title}<small>{kind}</small> }.into_any();
    }
    let (id, field) = (line.id.to_string(), format!("f-{}", line.id));
    let target = field.clone();
    view! {
        <input type="hidden" name="shown" value=id.clone()/>
        <label class="check" for=target>
            <input type="checkbox" id=field name="redemption" value=id/>
            <span>{title}<small>{kind}</small></span>
        </label>
    }
    .into_any()
}
