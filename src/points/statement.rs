//! `/me/points` and `/me/points.csv`.

use super::choice::Choice;
use super::components::{DebtNotice, TierProgress, Wallet, tabs};
use super::filters::{accounts, below, filters};
use super::messages;
use super::model::{HoldState, TransferKind};
use super::store::{Entry, all_entries, find_former, list_entries};
use super::summary::summary;
use crate::clock;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::ui::{Empty, Icon, PageHead, Pager};
use crate::values::{date_iso, points, points_signed, time_of_day};
use crate::web::{Ctx, Cursor, Download, Owner, Page, Slice, csv_file};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Owner) -> Result<Page> {
    let (query, today) = (ctx.query(), ctx.today());
    let mut choice = Choice::read(&query, today);
    let cursor = Cursor::read(&query, |text| text.parse().ok());
    let mut tx = ctx.app.db.read().await?;
    let summary = summary(&mut tx, me.customer, ctx.now).await?;
    choice.of = choice.of.filter(|of| summary.former.iter().any(|former| former.id == *of));
    let whose = choice.of.unwrap_or(me.customer);
    let entries = list_entries(&mut tx, whose, choice.filter(today), cursor).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "积分", "Points");
    Ok(ctx.page(title.clone(), || {
        let household_transfers = summary.household_transfers;
        let csv = choice.address("/me/points.csv").trim_end_matches(['?', '&']).to_owned();
        view! {
            <PageHead title>
                <a class="btn btn-sm" href="/me/workshop-payments"><Icon name="store"/>{tr!(l, "到店抵扣", "Pay at the workshop")}</a>
                {household_transfers.then(|| view! {
                    <a class="btn btn-sm" href="/me/points/transfer"><Icon name="gift"/>{tr!(l, "转赠家人", "Give to family")}</a>
                })}
                <a class="btn btn-sm" href=csv download><Icon name="download"/>{tr!(l, "下载 CSV", "Download CSV")}</a>
            </PageHead>
            <div class="stack">
                <Wallet summary=summary.clone()/>
                <DebtNotice summary=summary.clone()/>
                <TierProgress summary=summary.clone()/>
            </div>
            <div class="section stack" id="statement">
                {tabs(l)}
                <h2 class="sr-only">{tr!(l, "积分明细", "Statement")}</h2>
                {accounts(l, &summary.former, choice.of, "/me/points")}
                {filters(l, &choice, today, "/me/points")}
                {statement(l, entries, &choice)}
            </div>
        }
    }))
}

fn statement(l: Locale, entries: Slice<Entry>, choice: &Choice) -> AnyView {
    if entries.rows.is_empty() {
        return nothing(l, choice).into_any();
    }
    let (newer, older) = entries.links(&choice.address("/me/points"), |entry| entry.id.to_string());
    // Later pages start at the statement, below the balance.
    let (newer, older) = (newer.map(below), older.map(below));
    let span = entries.rows.last().zip(entries.rows.first());
    let span =
        span.map(|(last, first)| format!("{} – {}", date_iso(clock::day(last.at)), date_iso(clock::day(first.at))));
    let rows = entries.rows.into_iter().map(|entry| row(l, entry)).collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <caption class="sr-only">{tr!(l, "积分明细", "Statement")}</caption>
                <thead><tr>
                    <th scope="col">{tr!(l, "日期", "Date")}</th>
                    <th scope="col">{tr!(l, "事项", "Description")}</th>
                    <th scope="col">{tr!(l, "来源", "Source")}</th>
                    <th scope="col" class="num">{tr!(l, "变动", "Points")}</th>
                    <th scope="col" class="num">{tr!(l, "余额", "Balance")}</th>
                </tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
        <Pager newer older label=span.unwrap_or_default()/>
    }
    .into_any()
}

fn nothing(l: Locale, choice: &Choice) -> impl IntoView + use<> {
    if *choice == Choice::default() {
        return view! {
            <Empty picture="points" title=tr!(l, "还没有积分", "No points yet")
                text=tr!(l, "进店保养、参加活动或推荐好友，积分到账后显示在这里。",
                    "Visit the workshop, join an event or refer a friend to earn your first points.")>
                <a class="btn btn-primary" href="/events">{tr!(l, "看看活动", "Browse events")}</a>
            </Empty>
        };
    }
    view! {
        <Empty picture="search" title=tr!(l, "没有符合条件的记录", "No matching records")
            text=tr!(l, "换个类型或时间试试。", "Try another type or period.")>
            <a class="btn btn-primary" href="/me/points">{tr!(l, "查看全部明细", "View full statement")}</a>
        </Empty>
    }
}

fn row(l: Locale, entry: Entry) -> impl IntoView {
    let day = date_iso(clock::day(entry.at));
    let document = messages::document(l, entry.source, entry.source_id, entry.event_id);
    let document = document.map(|(href, name)| view! { <a href=href>{name}</a> });
    let class = match entry.amount {
        ..0 => "cell-amount neg",
        0 => "cell-amount",
        1.. => "cell-amount pos",
    };
    let amount = points_signed(entry.amount);
    let version = rule(l, &entry).map(|(_, version)| tr!(l, "规则第 {version} 版", "Rule version {version}"));
    view! {
        <tr>
            <td class="cell-bare"><time datetime=day.clone()>{day.clone()}</time></td>
            <th scope="row">{l.pick(&entry.label_zh, &entry.label_en).to_owned()}<small title=version>{why(l, &entry)}</small>
                {cut(l, &entry).map(|text| view! { <small>{text}</small> })}{owed(l, &entry)}</th>
            <td class="cell-ref" data-label=tr!(l, "来源", "Source")>{document}</td>
            <td class=class>{amount}</td>
            <td class="num cell-side" data-label=tr!(l, "余额", "Balance")>{points(entry.balance_after)}</td>
        </tr>
    }
}

/// The kind; earnings by a rule name the rule instead, and the campaign that gave more.
fn why(l: Locale, entry: &Entry) -> String {
    let kind = kind(l, entry);
    match rule(l, entry) {
        Some((title, _)) if matches!(entry.kind, TransferKind::Earn) => format!("{title}{}", campaign(l, entry)),
        Some((title, _)) => format!("{kind} · {title}{}", campaign(l, entry)),
        None => kind,
    }
}

/// The kind, with the state of a hold.
pub(super) fn kind(l: Locale, entry: &Entry) -> String {
    let kind = messages::kind(l, entry.kind);
    let became = match entry.hold {
        Some(HoldState::Open) => tr!(l, "预留中", "reserved"),
        Some(HoldState::Captured) => tr!(l, "已使用", "spent"),
        Some(HoldState::Released) => tr!(l, "未使用，已退回", "not spent, returned"),
        None => return kind,
    };
    format!("{kind} · {became}")
}

/// The campaign's title, to follow the rule's; empty if there was none.
pub(super) fn campaign(l: Locale, entry: &Entry) -> String {
    let title = entry.campaign_zh.as_deref().zip(entry.campaign_en.as_deref()).map(|(zh, en)| l.pick(zh, en));
    title.map(|title| format!(" · {title}")).unwrap_or_default()
}

/// What the rule's cap cut, if anything.
pub(super) fn cut(l: Locale, entry: &Entry) -> Option<String> {
    let n = points(entry.cut);
    (entry.cut > 0).then(|| tr!(l, "已达每月上限，少得 {n} 积分", "Monthly cap reached, {n} points fewer"))
}

/// The debt that remains after this line, where the line is about debt.
fn owed(l: Locale, entry: &Entry) -> Option<impl IntoView + use<>> {
    let n = points(entry.debt_after);
    let text = match (entry.kind, entry.debt_after) {
        (TransferKind::Settle, 0) => tr!(l, "已全部补清", "nothing owed any more"),
        (_, 0) => return None,
        _ => tr!(l, "待补扣 {n} 分", "{n} points owed"),
    };
    Some(view! { <small>{text}</small> })
}

/// The rule of an earning or a reversal; rules of other movements are only shown to staff.
fn rule(l: Locale, entry: &Entry) -> Option<(&str, i64)> {
    if !matches!(entry.kind, TransferKind::Earn | TransferKind::Reverse) {
        return None;
    }
    Some((l.pick(entry.rule_zh.as_deref()?, entry.rule_en.as_deref()?), entry.rule_version?))
}

/// Downloads the filtered statement in full.
pub async fn download(ctx: Ctx, me: Owner) -> Result<Download> {
    let (l, today) = (ctx.locale, ctx.today());
    let choice = Choice::read(&ctx.query(), today);
    let mut tx = ctx.app.db.read().await?;
    let whose = match choice.of {
        Some(of) => find_former(&mut tx, me.customer, of).await?.ok_or(AppError::NotFound)?,
        None => me.customer,
    };
    let entries = all_entries(&mut tx, whose, choice.filter(today)).await?;
    drop(tx);
    let head = [
        tr!(l, "日期", "Date"),
        tr!(l, "时间", "Time"),
        tr!(l, "类型", "Type"),
        tr!(l, "事项", "Description"),
        tr!(l, "规则", "Rule"),
        tr!(l, "规则版本", "Rule version"),
        tr!(l, "变动", "Points"),
        tr!(l, "余额", "Balance"),
        tr!(l, "待补扣", "Owed"),
    ];
    let lines = entries.iter().map(|entry| line(l, entry));
    csv_file(&format!("points-{today}.csv"), std::iter::once(head.to_vec()).chain(lines))
}

fn line(l: Locale, entry: &Entry) -> Vec<String> {
    let cut = cut(l, entry).map(|text| format!(" · {text}")).unwrap_or_default();
    let (rule, version) = rule(l, entry)
        .map_or_else(Default::default, |(title, n)| (format!("{title}{}{cut}", campaign(l, entry)), n.to_string()));
    vec![
        date_iso(clock::day(entry.at)),
        time_of_day(entry.at),
        kind(l, entry),
        l.pick(&entry.label_zh, &entry.label_en).to_owned(),
        rule,
        version,
        entry.amount.to_string(),
        entry.balance_after.to_string(),
        entry.debt_after.to_string(),
    ]
}
