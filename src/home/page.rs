//! `/me`.

use super::cards::{garage, in_workshop, next_event, quick_links, redemptions};
use super::store::list_ahead;
use crate::clock;
use crate::error::Result;
use crate::garage::store;
use crate::i18n::Locale;
use crate::points::summary::{NextTier, Summary, summary};
use crate::ui::{Icon, TierBadge, multiplier, tier_class, tier_name};
use crate::values::points;
use crate::web::{Ctx, Owner, Page};
use chrono::Timelike;
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Owner) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let today = ctx.today();
    let summary = summary(&mut tx, me.customer, ctx.now).await?;
    let mut cars = store::list_cars(&mut tx, me.customer).await?;
    let ahead = list_ahead(&mut tx, me.customer, ctx.now, today).await?;
    drop(tx);
    cars.retain(|car| !car.is_former());
    let l = ctx.locale;
    let hour = clock::shanghai(ctx.now).hour();
    Ok(ctx.page(tr!(l, "首页", "Home"), || {
        let workshops = cars.iter().filter_map(|car| Some(in_workshop(l, car, car.workshop.clone()?, today)));
        let workshops = workshops.collect_view();
        view! {
            <div class="page-head">
                <p class="eyebrow">{l.short_date(today)}</p>
                <h1>{greeting(l, &summary.name, hour)}</h1>
            </div>
            {wallet(l, &summary)}
            <div class="stack section">
                {summary.next_tier.map(|next| tier_progress(l, &summary, next))}
                <div class="split">
                    <div class="stack">{workshops}{garage(l, cars, today)}</div>
                    <div class="stack">{next_event(l, &ahead)}{redemptions(l, &ahead)}{quick_links(l)}</div>
                </div>
            </div>
        }
    }))
}

fn greeting(l: Locale, name: &str, hour: u32) -> String {
    match hour {
        5..=10 => tr!(l, "{name}，早上好", "Good morning, {name}"),
        11..=12 => tr!(l, "{name}，中午好", "Hello, {name}"),
        13..=17 => tr!(l, "{name}，下午好", "Good afternoon, {name}"),
        _ => tr!(l, "{name}，晚上好", "Good evening, {name}"),
    }
}

fn wallet(l: Locale, summary: &Summary) -> AnyView {
    let pending = (summary.pending > 0).then(|| {
        view! { <p class="points-card-side"><span>{tr!(l, "待入账 ", "Pending ")}<strong>{points(summary.pending)}</strong></span></p> }
    });
    view! {
        <div class="wallet">
            <section class="points-card" aria-labelledby="pts">
                <div>
                    <h2 class="points-card-label" id="pts">{tr!(l, "可用积分", "Points available")}</h2>
                    <p class="numeral">{points(summary.available)}<small>{tr!(l, "分", "points")}</small></p>
                    <p class="points-card-worth">{tr!(l, "价值 ", "worth ")}<strong>{summary.worth().yuan()}</strong></p>
                    {pending}
                </div>
                {lapse(l, summary)}
            </section>
            <section class=format!("member-card {}", tier_class(summary.tier)) aria-label=tr!(l, "会员卡", "Member card")>
                <div class="member-card-top"><span>{tier_name(l, summary.tier)}</span><Icon name="mark"/></div>
                <p class="member-card-no"><span class="sr-only">{tr!(l, "会员号 ", "Member number ")}</span>{summary.member_no.clone()}</p>
                <dl class="member-card-meta">
                    <div><dt>{tr!(l, "会员", "Member")}</dt><dd>{summary.name.clone()}</dd></div>
                    <div><dt>{tr!(l, "维保积分", "Workshop points")}</dt><dd>{multiplier(summary.multiplier_percent)}</dd></div>
                    <div><dt>{tr!(l, "成长值", "Growth")}</dt><dd>{points(summary.growth)}</dd></div>
                </dl>
            </section>
        </div>
    }
    .into_any()
}

fn lapse(l: Locale, summary: &Summary) -> AnyView {
    match summary.next_lapse {
        Some(lapse) => {
            let (n, day) = (points(lapse.points), lapse.last_day());
            let date = view! { <time class="nowrap" datetime=day.to_string()><strong>{l.date(day)}</strong></time> };
            let (unit, before, after) = match l {
                Locale::Zh => (" 分", " 将于 ", " 过期"),
                Locale::En => (" points", " lapse after ", ""),
            };
            let said = view! { <p><strong>{format!("{n}{unit}")}</strong>{before}{date}{after}</p> };
            view! {
                <div class="points-card-lapse">
                    <Icon name="clock"/>{said}
                    <a href="/me/points/lapses">{tr!(l, "过期日历", "Lapse calendar")}<Icon name="chevron-right"/></a>
                </div>
            }
            .into_any()
        }
        None => view! {
            <div class="points-card-lapse"><Icon name="check"/><p>{tr!(l, "没有即将过期的积分", "No points are about to lapse")}</p></div>
        }
        .into_any(),
    }
    .into_any()
}

fn tier_progress(l: Locale, summary: &Summary, next: NextTier) -> AnyView {
    let (missing, name) = (points(next.missing), tier_name(l, next.tier));
    let (now, then) = (multiplier(summary.multiplier_percent), multiplier(next.multiplier_percent));
    let percent = (summary.growth * 100 / next.growth_from.max(1)).clamp(0, 100);
    view! {
        <section class="card tier-progress" aria-label=tr!(l, "等级进度", "Tier progress")>
            <div class="tier-progress-ends"><TierBadge tier=summary.tier/><TierBadge tier=next.tier/></div>
            <progress class="meter" max=next.growth_from.to_string() value=summary.growth.to_string() aria-labelledby="tp">{format!("{percent}%")}</progress>
            <p id="tp">
                {tr!(l, "再得 {missing} 成长值升级{name}，维保积分从 {now} 升至 {then}",
                    "{missing} growth to go to {name}; workshop points rise from {now} to {then}")}
            </p>
        </section>
    }
    .into_any()
}
