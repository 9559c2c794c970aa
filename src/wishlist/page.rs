//! `/me/wishlist`: suggestions, the savings goal and the wishlist.

use super::store::{self, WishlistItem};
use super::suggestions::suggest;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::points::components::tabs;
use crate::points::model::value_fen;
use crate::points::summary::{NextExpiry, Summary, summary};
use crate::rewards::{Card, RewardCard, icon};
use crate::ui::{Badge, Empty, Icon, PageHead};
use crate::values::{Fen, RewardId, points};
use crate::web::{Ctx, Id, Owner, Page};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Owner) -> Result<Page> {
    show(ctx, me, None).await
}

/// The same page at the address of a wishlist item.
pub async fn page_of(ctx: Ctx, me: Owner, Id(id): Id<RewardId>) -> Result<Page> {
    show(ctx, me, Some(id)).await
}

async fn show(ctx: Ctx, me: Owner, of: Option<RewardId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let summary = summary(&mut tx, me.customer, ctx.now).await?;
    let cards = suggest(&mut tx, me.customer, &summary, ctx.now).await?;
    let items = store::list(&mut tx, me.customer, ctx.now).await?;
    drop(tx);
    if of.is_some_and(|of| items.iter().all(|item| item.id != of)) {
        return Err(AppError::NotFound);
    }
    let (l, soon, idempotency_key) = (ctx.locale, summary.expiring_soon(ctx.today()), ctx.idempotency_key());
    let title = tr!(l, "积分能换什么", "Ways to spend");
    let crumbs = vec![("/me/points".to_owned(), tr!(l, "积分", "Points"))];
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title crumbs lead=lead(l, &summary)/>
            {tabs(l)}
            {suggestions(l, soon, cards, giving(l, &summary, soon, idempotency_key))}
            {wishlist(l, &summary, items)}
        }
    }))
}

fn lead(l: Locale, summary: &Summary) -> String {
    let (have, point_value) = (points(summary.available), summary.point_value());
    tr!(l, "您有 {have} 积分，价值 {point_value}", "You have {have} points, worth {point_value}")
}

fn suggestions(l: Locale, soon: Option<NextExpiry>, cards: Vec<Card>, giving: Option<AnyView>) -> AnyView {
    let title = match soon {
        Some(expiry) => {
            let (n, day) = (points(expiry.points), l.date(expiry.last_day()));
            tr!(l, "{n} 积分将于 {day} 过期，趁早使用", "{n} points expire on {day}. Use them first")
        }
        None => tr!(l, "可以兑换", "You can redeem now"),
    };
    let body = if cards.is_empty() {
        let text = tr!(
            l,
            "积分还不够兑换礼品，也可以捐给公益项目。",
            "Not enough points for a reward yet. You can also donate them to a charity project."
        );
        view! {
            <div class="card"><Empty picture="search" title=tr!(l, "再攒一攒", "Almost there") text>
                <a class="btn btn-primary" href="/rewards">{tr!(l, "看看积分商城", "Browse rewards")}</a>
            </Empty></div>
        }
        .into_any()
    } else {
        view! { <ul class="grid grid-3">{cards.into_iter().map(|card| view! { <RewardCard card/> }).collect_view()}</ul> }
            .into_any()
    };
    view! {
        <section class="section" aria-labelledby="uses">
            <div class="section-head"><h2 id="uses">{title}</h2><a href="/rewards?affordable=yes">{tr!(l, "积分够的", "All within my points")}<Icon name="chevron-right"/></a></div>
            <div class="stack">{body}{giving}</div>
        </section>
    }
    .into_any()
}

/// Offers to donate, in one step, the points that expire soon.
fn giving(l: Locale, summary: &Summary, soon: Option<NextExpiry>, idempotency_key: String) -> Option<AnyView> {
    let (expiry, charity_project) = soon.zip(summary.charity_project.as_ref())?;
    let (n, point_value) = (points(expiry.points), Fen(value_fen(expiry.points, summary.points_per_yuan)).yuan());
    let title = charity_project.title.pick(l);
    Some(
        view! {
            <form class="card form" method="post" novalidate action=format!("/charity/{}/donation", charity_project.id)>
                <input type="hidden" name="idempotency_key" value=idempotency_key/>
                <input type="hidden" name="amount" value=expiry.points.to_string()/>
                <p>{tr!(l, "用不上？可以把这 {n} 积分（{point_value}）捐给“{title}”，捐出后不能撤回。",
                    "No use for them? Donate these {n} points ({point_value}) to “{title}”. Donations cannot be undone.")}</p>
                <div class="form-actions">
                    <button class="btn"><Icon name="heart"/>{tr!(l, "捐出这 {n} 积分", "Donate these {n} points")}</button>
                    <a class="btn btn-quiet" href="/charity">{tr!(l, "看看其他项目", "View other projects")}</a>
                </div>
            </form>
        }
        .into_any(),
    )
}

fn wishlist(l: Locale, summary: &Summary, items: Vec<WishlistItem>) -> AnyView {
    let title = tr!(l, "心愿单", "Wishlist");
    let body = if items.is_empty() {
        let text = tr!(
            l,
            "在礼品页点“加入心愿单”，随时看还差多少积分；已兑完的，到货短信通知您。",
            "Add rewards on their pages to see how many points you still need. We’ll text you when something is back in stock."
        );
        view! { <div class="card"><Empty picture="search" title=tr!(l, "心愿单还是空的", "Your wishlist is empty") text/></div> }
            .into_any()
    } else {
        let rows = items.into_iter().map(|item| row(l, summary, item)).collect_view();
        view! { <div class="card card-flush"><ul class="list list-actions">{rows}</ul></div> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="wishlist">
            <div class="section-head"><h2 id="wishlist">{title}</h2></div>
            {body}
        </section>
    }
    .into_any()
}

fn row(l: Locale, summary: &Summary, item: WishlistItem) -> AnyView {
    let id = item.id;
    let title = l.pick(&item.title_zh, &item.title_en).to_owned();
    let badge = match (item.is_over, item.stock_left, item.is_savings_goal) {
        (true, ..) => Some(("plain", tr!(l, "已下架", "No longer offered"))),
        (_, 0, _) => Some(("warn", tr!(l, "已兑完，到货通知您", "Out of stock, we’ll notify you"))),
        (.., true) => Some(("info", tr!(l, "攒分目标", "Goal"))),
        _ => None,
    };
    let badge = badge.map(|(kind, text)| view! { <p><Badge kind text/></p> });
    let (savings_goal, label) = if item.is_savings_goal {
        ("no", tr!(l, "取消攒分目标", "Clear goal"))
    } else {
        ("yes", tr!(l, "设为攒分目标", "Set as goal"))
    };
    let (save, remove) = (tr!(l, "{label}：{title}", "{label}: {title}"), tr!(l, "移除：{title}", "Remove: {title}"));
    let price = item.points(summary.tier);
    let (far, bar) = (how_far(l, price, summary), meter(l, price, summary));
    view! {
        <li>
            <span class="list-icon"><Icon name=icon(item.kind)/></span>
            <div class="list-body">
                <a href=format!("/rewards/{id}")>{title}</a>
                <p>{bar}</p><span>{far}</span>
                {badge}
            </div>
            <div class="list-end">
                <form method="post" novalidate action=format!("/me/wishlist/{id}/goal")>
                    <button class="btn btn-sm" name="savings_goal" value=savings_goal aria-label=save>{label}</button></form>
                <form method="post" novalidate action=format!("/me/wishlist/{id}/removal")>
                    <button class="btn btn-sm btn-quiet" aria-label=remove>{tr!(l, "移除", "Remove")}</button></form>
            </div>
        </li>
    }
    .into_any()
}

/// What a reward costs and how many points are missing.
pub fn how_far(l: Locale, price: i64, summary: &Summary) -> String {
    let (cost, missing) = (points(price), price - summary.available);
    let point_value = Fen(value_fen(missing.max(0), summary.points_per_yuan));
    if missing > 0 {
        let missing = points(missing);
        tr!(
            l,
            "{cost} 积分，还差 {missing} 积分（约 {point_value}）",
            "{cost} points, {missing} more to go (worth {point_value})"
        )
    } else {
        tr!(l, "{cost} 积分，积分已够，可兑换", "{cost} points, enough to redeem")
    }
}

/// The same as a progress bar.
pub fn meter(l: Locale, price: i64, summary: &Summary) -> AnyView {
    let (text, have) = (how_far(l, price, summary), summary.available.min(price));
    view! { <progress class="meter" max=price.to_string() value=have.to_string() aria-label=text></progress> }
        .into_any()
}
