//! Components shared by pages about a member's points.

use super::summary::{NextTier, Summary, TierPeriod};
use crate::i18n::Locale;
use crate::ui::{Icon, TierBadge, multiplier, tier_class, tier_name};
use crate::values::points;
use crate::web::{use_ctx, use_locale};
use leptos::prelude::*;

/// Balance, value, next expiry, and the member's card.
#[component]
pub fn Wallet(summary: Summary) -> impl IntoView {
    let l = use_locale();
    let held = (summary.held > 0).then(|| {
        view! { <p class="points-card-side"><span>{tr!(l, "预留中 ", "Reserved ")}<strong>{points(summary.held)}</strong></span></p> }
    });
    let pending = (summary.pending > 0).then(|| {
        view! { <p class="points-card-side"><span>{tr!(l, "待入账 ", "Pending ")}<strong>{points(summary.pending)}</strong></span></p> }
    });
    view! {
        <div class="wallet">
            <section class="points-card" aria-labelledby="pts">
                <div>
                    <h2 class="points-card-label" id="pts">{tr!(l, "可用积分", "Points available")}</h2>
                    <p class="numeral">{points(summary.available)}<small>{tr!(l, "分", "points")}</small></p>
                    <p class="points-card-value">{tr!(l, "价值 ", "worth ")}<strong>{summary.point_value().yuan()}</strong></p>
                    {pending}
                    {held}
                </div>
                {expiry(l, &summary)}
            </section>
            <section class=format!("member-card {}", tier_class(summary.tier)) aria-label=tr!(l, "会员卡", "Member card")>
                <div class="member-card-top"><span>{tier_name(l, summary.tier)}</span><Icon name="mark"/></div>
                <p class="member-card-no"><span class="sr-only">{tr!(l, "会员号 ", "Member number ")}</span>{summary.member_no.clone()}</p>
                <dl class="member-card-meta">
                    <div><dt>{tr!(l, "会员", "Member")}</dt><dd>{summary.name.clone()}</dd></div>
                    <div><dt>{tr!(l, "维保积分", "Workshop points")}</dt><dd>{multiplier(summary.multiplier_percent)}</dd></div>
                    <div><dt>{tr!(l, "成长值", "Tier points")}</dt><dd>{points(summary.tier_points)}</dd></div>
                </dl>
            </section>
        </div>
    }
}

fn expiry(l: Locale, summary: &Summary) -> impl IntoView + use<> {
    match summary.next_expiry {
        Some(expiry) => {
            let (n, day) = (points(expiry.points), expiry.last_day());
            let date = view! { <time class="nowrap" datetime=day.to_string()><strong>{l.date(day)}</strong></time> };
            let (unit, before, after) = match l {
                Locale::Zh => (" 分", " 将于 ", " 过期"),
                Locale::En => (" points", " expire on ", ""),
            };
            let said = view! { <p><strong>{format!("{n}{unit}")}</strong>{before}{date}{after}</p> };
            view! {
                <div class="points-card-expiry">
                    <Icon name="clock"/>{said}
                    <a href="/me/points/expiry">{tr!(l, "过期日历", "Expiry calendar")}<Icon name="chevron-right"/></a>
                </div>
            }
            .into_any()
        }
        None => view! {
            <div class="points-card-expiry"><Icon name="check"/><p>{tr!(l, "没有即将过期的积分", "No points expiring soon")}</p></div>
        }
        .into_any(),
    }
}

/// The member's debt and its reason; nothing without debt.
#[component]
pub fn DebtNotice(summary: Summary) -> impl IntoView {
    let l = use_locale();
    summary.debt.map(|debt| {
        let (n, reason) = (points(debt.points), debt.reason.pick(l).to_owned());
        view! {
            <section class="notice notice-warn" aria-labelledby="debt">
                <Icon name="alert"/>
                <h2 id="debt">{tr!(l, "待补扣 {n} 分", "{n} points owed")}</h2>
                <p>
                    {tr!(l, "原因：{reason}。这笔积分您已使用，须退回。之后获得的积分会先用来补扣，无需付款。",
                        "Reason: {reason}. You had already spent these points and they must be returned. Points you earn next will cover them first. There’s nothing to pay.")}
                </p>
            </section>
        }
    })
}

/// Progress to the next tier, and how long the present one is valid; nothing for a customer who is not a member.
#[component]
pub fn TierProgress(summary: Summary) -> impl IntoView {
    let l = use_locale();
    let period = summary.period.map(|period| tier_period(l, &summary, period));
    match summary.next_tier {
        Some(next) => tier_progress(l, &summary, next, period.into_any()).into_any(),
        None => period.map(|period| view! { <section class="card tier-progress" aria-label=tr!(l, "等级有效期", "Tier period")>{period}</section> }).into_any(),
    }
}

fn tier_period(l: Locale, summary: &Summary, period: TierPeriod) -> impl IntoView + use<> {
    let (name, until) = (tier_name(l, summary.tier), l.date(period.until));
    match period.missing.map(points) {
        Some(missing) => view! {
            <p class="notice notice-warn"><Icon name="alert"/>{tr!(l, "{name}有效期至 {until}，此前再得 {missing} 成长值即可保级。",
                "You’re {name} until {until}. Earn {missing} more tier points by then to keep it.")}</p>
        }
        .into_any(),
        None => view! { <p class="muted">{tr!(l, "{name}有效期至 {until}", "You’re {name} until {until}")}</p> }.into_any(),
    }
}

fn tier_progress(l: Locale, summary: &Summary, next: NextTier, period: AnyView) -> impl IntoView + use<> {
    let (missing, name) = (points(next.missing), tier_name(l, next.tier));
    let (now, then) = (multiplier(summary.multiplier_percent), multiplier(next.multiplier_percent));
    let percent = (summary.tier_points * 100 / next.min_tier_points.max(1)).clamp(0, 100);
    view! {
        <section class="card tier-progress" aria-label=tr!(l, "等级进度", "Tier progress")>
            <div class="tier-progress-ends"><TierBadge tier=summary.tier/><TierBadge tier=next.tier/></div>
            <progress class="meter" max=next.min_tier_points.to_string() value=summary.tier_points.to_string() aria-labelledby="tp">{format!("{percent}%")}</progress>
            <p id="tp">
                {tr!(l, "再得 {missing} 成长值升级{name}，维保积分从 {now} 升至 {then}",
                    "Earn {missing} more tier points to reach {name}. Workshop points rise from {now} to {then}")}
            </p>
            {period}
        </section>
    }
}

/// Tabs between the statement and the expiry calendar.
pub fn tabs(l: Locale) -> impl IntoView {
    let path = use_ctx().path().to_owned();
    let tabs = [
        ("/me/points", tr!(l, "积分明细", "Statement")),
        ("/me/points/expiry", tr!(l, "过期日历", "Expiry calendar")),
        ("/me/wishlist", tr!(l, "积分能换", "Ways to spend")),
    ];
    let tabs = tabs
        .into_iter()
        .map(|(href, name)| view! { <li><a href=href aria-current=(path == href).then_some("page")>{name}</a></li> })
        .collect_view();
    view! { <nav class="tabs" aria-label=tr!(l, "积分", "Points")><ul>{tabs}</ul></nav> }
}
