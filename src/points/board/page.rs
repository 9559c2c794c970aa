//! `/admin/points/board`: the liability in points, its history and its forecast.

use super::figures::{self, Board, Ending};
use super::reconciliation::reconciliation;
use super::sums::{AGES, Flow, MONTHS, months};
use crate::error::Result;
use crate::figures::{self as club, Figure, Figures};
use crate::i18n::Locale;
use crate::points::model::value_fen;
use crate::ui::{Bar, BarChart, Notice, PageHead, TierBadge};
use crate::values::{Fen, Tier, points};
use crate::web::{Admin, Ctx, Page};
use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;

/// Benchmark of other programmes: percentage of points redeemed, and percentage of members who redeem.
const INDUSTRY_RATE: i64 = 15;
const INDUSTRY_SHARE: i64 = 42;

pub async fn page(ctx: Ctx, _: Admin) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let board = figures::load(&mut tx).await?;
    let club = club::load(&mut tx).await?;
    drop(tx);
    let (l, today) = (ctx.locale, ctx.today());
    let endings = board.endings(ctx.now);
    let title = tr!(l, "积分负债", "Points liability");
    let lead = board.made_at.map(|at| {
        let at = l.date_time(at);
        tr!(l, "数字截至 {at}，每小时更新。", "Figures as of {at}, updated hourly.")
    });
    let crumbs = vec![("/admin/points".to_owned(), tr!(l, "积分", "Points"))];
    Ok(ctx.page(title.clone(), move || {
        let waiting = lead.is_none().then(|| {
            view! { <Notice kind="info">{tr!(l, "数字正在计算，稍后刷新即可看到。", "Figures are being calculated. Please refresh in a moment.")}</Notice> }
        });
        view! {
            <PageHead title lead=lead.unwrap_or_default() crumbs/>
            {waiting}
            {tiles(l, (&board, &club), &endings)}
            {flows(l, today, &board)}
            {reconciliation(l, today, &board, per_yuan(&club))}
            {by_tier(l, &board, per_yuan(&club))}
            {to_come(l, &endings, per_yuan(&club))}
        }
    }))
}

fn per_yuan(club: &Figures) -> i64 {
    club.get(Figure::PointsPerYuan)
}

pub fn yuan(points: i64, per_yuan: i64) -> String {
    Fen(value_fen(points, per_yuan)).to_string()
}

fn percent(part: i64, whole: i64) -> i64 {
    if whole <= 0 { 0 } else { part.saturating_mul(100) / whole }
}

fn tiles(l: Locale, (board, club): (&Board, &Figures), endings: &[Ending]) -> AnyView {
    let per_yuan = per_yuan(club);
    let outstanding = board.outstanding();
    let expiring: i64 = endings.iter().map(|ending| ending.forecast).sum();
    let (point_value, lost) = (yuan(outstanding, per_yuan), yuan(expiring, per_yuan));
    let share = percent(expiring, board.ending());
    let (held, owed) = (points(board.set_aside()), points(board.owed()));
    let tile = |label: String, value: String, unit: &'static str, note: String| {
        let unit = (!unit.is_empty()).then(|| view! { <small>{unit}</small> });
        view! {
            <div class="stat"><p class="stat-label">{label}</p><p class="numeral">{value}{unit}</p><p class="stat-note">{note}</p></div>
        }
    };
    view! {
        <div class="stats">
            {tile(tr!(l, "会员持有积分", "Held by members"), points(outstanding), "", 
                tr!(l, "价值 {point_value}，含预留 {held}，已减会员所欠 {owed}", "worth {point_value}, including {held} reserved, less {owed} owed by members"))}
            {tile(tr!(l, "预计过期", "Expected to expire"), points(expiring), "", tr!(l, "占可用积分的 {share}%，价值 {lost}", "{share}% of spendable points, worth {lost}"))}
            {tile(tr!(l, "近 12 个月兑换率", "12-month redemption rate"),
                club.percent(Figure::Redeemed, Figure::Issued).to_string(), "%", tr!(l, "行业 {INDUSTRY_RATE}%", "industry {INDUSTRY_RATE}%"))}
            {tile(tr!(l, "近 12 个月兑换过的会员", "Members who redeemed in 12 months"),
                club.percent(Figure::Redeemers, Figure::Members).to_string(), "%", tr!(l, "行业 {INDUSTRY_SHARE}%", "industry {INDUSTRY_SHARE}%"))}
        </div>
    }
    .into_any()
}

fn flows(l: Locale, today: NaiveDate, board: &Board) -> AnyView {
    let used = |month| board.flow(month, Flow::Redeemed) + board.flow(month, Flow::Donated);
    let mut oldest_first: Vec<NaiveDate> = months(today, MONTHS).collect();
    oldest_first.reverse();
    let bars = |value: &dyn Fn(NaiveDate) -> i64| {
        let bar = |month: &NaiveDate| {
            let value = value(*month);
            Bar { name: month.month().to_string(), text: short(l, value), value: value.max(0) }
        };
        oldest_first.iter().map(bar).collect::<Vec<_>>()
    };
    let (issued, redeemed) = (bars(&|month| board.flow(month, Flow::Issued)), bars(&used));
    let said = |value: i64| points(value);
    let (all_issued, all_used) =
        (said(board.year(today, Flow::Issued)), said(oldest_first.iter().copied().map(used).sum()));
    let rows = months(today, MONTHS).map(|month| row(l, board, month)).collect_view();
    view! {
        <section class="section stack" aria-labelledby="flow">
            <div class="section-head"><h2 id="flow">{tr!(l, "按月", "By month")}</h2></div>
            <div class="grid grid-2">
                <figure class="card"><figcaption>{tr!(l, "发放", "Issued")}</figcaption>
                    <BarChart bars=issued finding=tr!(l, "近 12 个月共发放 {all_issued} 分", "{all_issued} points issued in 12 months")/></figure>
                <figure class="card"><figcaption>{tr!(l, "兑换与捐赠", "Redeemed and donated")}</figcaption>
                    <BarChart bars=redeemed second=true finding=tr!(l, "近 12 个月共使用 {all_used} 分", "{all_used} points used in 12 months")/></figure>
            </div>
            <div class="table-wrap"><table class="table">
                <caption class="sr-only">{tr!(l, "每月积分变动", "Points by month")}</caption>
                <thead><tr><th scope="col">{tr!(l, "月份", "Month")}</th>{Flow::ALL.iter().map(|flow| view! { <th scope="col" class="num">{name(l, *flow)}</th> }).collect_view()}</tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}

fn row(l: Locale, board: &Board, month: NaiveDate) -> AnyView {
    let cells = Flow::ALL
        .iter()
        .map(|flow| view! { <td class="num" data-label=name(l, *flow)>{points(board.flow(month, *flow))}</td> })
        .collect_view();
    view! { <tr><th scope="row">{l.month(month)}</th>{cells}</tr> }.into_any()
}

pub fn name(l: Locale, flow: Flow) -> String {
    match flow {
        Flow::Issued => tr!(l, "发放", "Issued"),
        Flow::Reversed => tr!(l, "撤销", "Reversed"),
        Flow::Adjusted => tr!(l, "调整", "Adjusted"),
        Flow::Redeemed => tr!(l, "兑换", "Redeemed"),
        Flow::Donated => tr!(l, "捐赠", "Donated"),
        Flow::Expired => tr!(l, "过期", "Expired"),
    }
}

/// A short number for the label of a bar: 12,345 → 1.2万 or 12k.
fn short(l: Locale, value: i64) -> String {
    let (unit, name) = match l {
        Locale::Zh => (10_000, "万"),
        Locale::En => (1_000, "k"),
    };
    match value {
        _ if value < unit => points(value),
        _ if value < 10 * unit => format!("{}.{}{name}", value / unit, value % unit * 10 / unit),
        _ => format!("{}{name}", points(value / unit)),
    }
}

fn by_tier(l: Locale, board: &Board, per_yuan: i64) -> AnyView {
    let ages =
        [tr!(l, "不到 1 年", "Under a year"), tr!(l, "1 至 2 年", "1 to 2 years"), tr!(l, "2 年以上", "Over 2 years")];
    let rows = Tier::ALL
        .iter()
        .map(|tier| {
            let parts: Vec<i64> = (0..AGES).map(|age| board.left(*tier, age)).collect();
            let all: i64 = parts.iter().sum();
            let cells = parts
                .into_iter()
                .zip(&ages)
                .map(|(part, age)| view! { <td class="num" data-label=age.clone()>{points(part)}</td> })
                .collect_view();
            view! {
                <tr><th scope="row"><TierBadge tier=*tier/></th>{cells}
                    <td class="num" data-label=tr!(l, "合计", "Total")>{points(all)}</td>
                    <td class="num" data-label=tr!(l, "价值", "Value")>{yuan(all, per_yuan)}</td></tr>
            }
        })
        .collect_view();
    let heads = ages.iter().map(|age| view! { <th scope="col" class="num">{age.clone()}</th> }).collect_view();
    view! {
        <section class="section" aria-labelledby="tiers">
            <div class="section-head"><h2 id="tiers">{tr!(l, "按等级与获得时间", "By tier and age")}</h2></div>
            <div class="table-wrap"><table class="table">
                <caption class="sr-only">{tr!(l, "持有积分", "Points held")}</caption>
                <thead><tr><th scope="col">{tr!(l, "等级", "Tier")}</th>{heads}
                    <th scope="col" class="num">{tr!(l, "合计", "Total")}</th><th scope="col" class="num">{tr!(l, "价值", "Value")}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}

fn to_come(l: Locale, endings: &[Ending], per_yuan: i64) -> AnyView {
    let rows = endings
        .iter()
        .filter(|ending| ending.months_left < MONTHS)
        .map(|ending| {
            view! {
                <tr><th scope="row">{l.month(ending.month)}</th>
                    <td class="num" data-label=tr!(l, "现有", "Current")>{points(ending.points)}</td>
                    <td class="num" data-label=tr!(l, "预计过期", "Expected to expire")>{points(ending.forecast)}</td>
                    <td class="num" data-label=tr!(l, "预计过期价值", "Forecast value")>{yuan(ending.forecast, per_yuan)}</td></tr>
            }
        })
        .collect_view();
    view! {
        <section class="section stack" aria-labelledby="ends">
            <div class="section-head"><h2 id="ends">{tr!(l, "未来 12 个月到期", "Expiring in the next 12 months")}</h2></div>
            <p class="muted">{tr!(l, "预计过期按近 12 个月到期批次的实际过期比例推算，距到期时间相同（或更长）的剩余积分作为基数。",
                "The forecast uses the actual share of lots due in the last 12 months that expired, based on points left equally long (or longer) before the due date.")}</p>
            <div class="table-wrap"><table class="table">
                <caption class="sr-only">{tr!(l, "即将到期", "Expiring soon")}</caption>
                <thead><tr><th scope="col">{tr!(l, "月份", "Month")}</th><th scope="col" class="num">{tr!(l, "现有", "Current")}</th>
                    <th scope="col" class="num">{tr!(l, "预计过期", "Expected to expire")}</th><th scope="col" class="num">{tr!(l, "预计过期价值", "Forecast value")}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </section>
    }
    .into_any()
}
