//! `/me/points/expiry`: points by expiry date, per month and per lot.

use super::components::tabs;
use super::messages;
use super::model::{last_day, value_fen};
use super::store::{Expiry, Lot, list_expiries, list_lots, parse_cursor};
use super::summary::{Summary, summary};
use crate::error::Result;
use crate::i18n::Locale;
use crate::ui::{Day, Empty, Icon, PageHead, Pager};
use crate::values::{Fen, points};
use crate::web::{Ctx, Cursor, Owner, Page, Slice};
use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;
use std::collections::BTreeMap;

/// Points that expire in a month, by year and month.
type Months = BTreeMap<(i32, u32), i64>;

pub async fn page(ctx: Ctx, me: Owner) -> Result<Page> {
    let cursor = Cursor::read(&ctx.query(), parse_cursor);
    let mut tx = ctx.app.db.read().await?;
    let summary = summary(&mut tx, me.customer, ctx.now).await?;
    let expiries = list_expiries(&mut tx, me.customer, ctx.now).await?;
    let lots = list_lots(&mut tx, me.customer, ctx.now, cursor).await?;
    drop(tx);
    let (l, today) = (ctx.locale, ctx.today());
    let title = tr!(l, "过期日历", "Expiry calendar");
    let crumbs = vec![("/me/points".to_owned(), tr!(l, "积分", "Points"))];
    Ok(ctx.page(title.clone(), || {
        let body = if expiries.is_empty() {
            empty(l).into_any()
        } else {
            view! {
                <div class="stack stack-lg">{calendar(l, &months(&expiries), today, summary.points_per_yuan)}{list(l, lots, summary.points_per_yuan)}</div>
            }
            .into_any()
        };
        view! {
            <PageHead title crumbs lead=lead(l, &summary)>{give_away(l, &summary)}</PageHead>
            {tabs(l)}
            <div class="section">{body}</div>
        }
    }))
}

fn lead(l: Locale, summary: &Summary) -> String {
    match summary.next_expiry {
        Some(expiry) => {
            let (n, day) = (points(expiry.points), l.date(expiry.last_day()));
            tr!(
                l,
                "最近一批 {n} 分，可用至{day}。先到期的总是先用。",
                "Next: {n} points, use by {day}. Points expiring first are always spent first."
            )
        }
        None => tr!(l, "先到期的总是先用。", "Points expiring first are always spent first."),
    }
}

/// Suggests donating points that expire soon.
fn give_away(l: Locale, summary: &Summary) -> Option<impl IntoView + use<>> {
    summary.next_expiry.map(|_| {
        view! { <a class="btn btn-sm" href="/charity"><Icon name="heart"/>{tr!(l, "捐给公益项目", "Donate points")}</a> }
    })
}

fn empty(l: Locale) -> impl IntoView {
    view! {
        <Empty picture="points" title=tr!(l, "没有会过期的积分", "No points to expire")
            text=tr!(l, "积分有效期 36 个月，到账后按过期月份列在这里。", "Points you earn will be listed here by expiry month.")>
            <a class="btn btn-primary" href="/me/points">{tr!(l, "查看积分明细", "View statement")}</a>
        </Empty>
    }
}

fn months(expiries: &[Expiry]) -> Months {
    let mut months = Months::new();
    for Expiry { expires_at, points } in expiries {
        let day = last_day(*expires_at);
        *months.entry((day.year(), day.month())).or_default() += points;
    }
    months
}

/// Every month from January of this year to the last with an expiry.
fn calendar(l: Locale, months: &Months, today: NaiveDate, per_yuan: i64) -> impl IntoView + use<> {
    /// Longer than lots live under any sensible rule.
    const YEARS: i32 = 10;
    let last = months.keys().next_back().map_or(today.year(), |(year, _)| *year);
    let years = (today.year()..=last.min(today.year() + YEARS))
        .map(|year| {
            let cells = (1..=12).map(|month| cell(l, (year, month), months, today, per_yuan)).collect_view();
            view! { <h2>{tr!(l, "{year}年", "{year}")}</h2><ol class="months">{cells}</ol> }
        })
        .collect_view();
    view! { <div class="stack">{years}</div> }
}

fn cell(
    l: Locale,
    (year, month): (i32, u32),
    months: &Months,
    today: NaiveDate,
    per_yuan: i64,
) -> impl IntoView + use<> {
    const SOON: i32 = 3;
    const NAMES: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let ahead = (year - today.year()) * 12 + month as i32 - today.month() as i32;
    let expiring = months.get(&(year, month)).copied().unwrap_or(0);
    let class = match (ahead, expiring) {
        (..0, _) => Some("is-past"),
        (_, 0) => None,
        (..=SOON, _) => Some("is-soon"),
        _ => Some("is-some"),
    };
    let content = match (ahead, expiring) {
        (..0, _) => view! { <small>{tr!(l, "已过", "past")}</small> }.into_any(),
        (_, 0) => view! { <small>{tr!(l, "无", "none")}</small> }.into_any(),
        _ => view! { <div><strong>{points(expiring)}</strong><small>{Fen(value_fen(expiring, per_yuan)).yuan()}</small></div> }.into_any(),
    };
    let name = NAMES[month as usize - 1];
    view! { <li class=class><span>{tr!(l, "{month}月", "{name}")}</span>{content}</li> }
}

fn list(l: Locale, lots: Slice<Lot>, per_yuan: i64) -> impl IntoView {
    let (newer, older) = lots.links("/me/points/expiry?", Lot::cursor);
    let rows = lots.rows.into_iter().map(|lot| row(l, lot, per_yuan)).collect_view();
    view! {
        <section class="stack" aria-labelledby="lots">
            <h2 id="lots">{tr!(l, "按笔查看", "By batch")}</h2>
            <div class="table-wrap">
                <table class="table">
                    <caption class="sr-only">{tr!(l, "每一笔积分的到期日", "Expiry date of each batch")}</caption>
                    <thead><tr>
                        <th scope="col">{tr!(l, "可用至", "Use by")}</th>
                        <th scope="col">{tr!(l, "来自", "From")}</th>
                        <th scope="col">{tr!(l, "来源", "Source")}</th>
                        <th scope="col" class="num">{tr!(l, "剩余", "Left")}</th>
                        <th scope="col" class="num">{tr!(l, "价值", "Value")}</th>
                    </tr></thead>
                    <tbody>{rows}</tbody>
                </table>
            </div>
            <Pager newer older/>
        </section>
    }
}

fn row(l: Locale, lot: Lot, per_yuan: i64) -> impl IntoView {
    let (earned, issued) = (l.day(lot.earned_at), points(lot.issued));
    let document = messages::document(l, lot.source, lot.source_id, lot.event_id);
    let document = document.map(|(href, name)| view! { <a href=href>{name}</a> });
    view! {
        <tr>
            <td class="cell-bare"><Day day=last_day(lot.expires_at)/></td>
            <th scope="row">
                {l.pick(&lot.label_zh, &lot.label_en).to_owned()}
                <small>{tr!(l, "{earned} 获得 {issued} 分", "{issued} earned on {earned}")}</small>
            </th>
            <td class="cell-ref" data-label=tr!(l, "来源", "Source")>{document}</td>
            <td class="cell-amount">{points(lot.remaining)}</td>
            <td class="num cell-side" data-label=tr!(l, "价值", "Value")>{Fen(value_fen(lot.remaining, per_yuan)).yuan()}</td>
        </tr>
    }
}
