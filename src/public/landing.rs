//! `/`.

use super::rules::{ClubRules, club_rules};
use crate::error::Result;
use crate::events::pages::EventCard;
use crate::events::store::queries::{EventDetail, list_next};
use crate::i18n::Locale;
use crate::points::model::TierRule;
use crate::rewards::{Card, RewardCard, list_samples};
use crate::ui::{Icon, multiplier, tier_class, tier_name};
use crate::values::points;
use crate::web::{Ctx, Page, Rights};
use leptos::prelude::*;

pub async fn page(ctx: Ctx) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let rules = club_rules(&mut tx, ctx.now).await?;
    let events = list_next(&mut tx, ctx.now, 3).await?;
    let rewards = list_samples(&mut tx, ctx.now, 4).await?;
    drop(tx);
    let l = ctx.locale;
    let home = ctx.rights();
    Ok(ctx.full_page("", || {
        view! {
            {hero(l, home)}
            {features(l, &rules)}
            {next_events(l, events)}
            {tiers(l, &rules)}
            {reward_samples(l, rewards)}
            {how_to_join(l, &rules)}
        }
    }))
}

fn hero(l: Locale, rights: Option<Rights>) -> AnyView {
    let href = rights.map_or("/join", Rights::home);
    let name = match rights {
        Some(Rights::Owner(_)) => tr!(l, "进入我的俱乐部", "Go to my club"),
        Some(Rights::Dealer(_)) => tr!(l, "进入经销商后台", "Go to the dealer workspace"),
        Some(Rights::Admin) => tr!(l, "进入管理后台", "Go to administration"),
        None => tr!(l, "激活会员", "Join the club"),
    };
    view! {
        <section class="hero">
            <img class="hero-art" src="/img/hero.svg" alt=""/>
            <div class="wrap"><div class="hero-text">
                <p class="eyebrow">{tr!(l, "车主俱乐部", "Owners’ Club")}</p>
                <h1>{tr!(l, "每一公里，都有回报", "Every kilometre pays you back")}</h1>
                <p class="lead">{tr!(l, "保养、活动、推荐，积分合在一处。值多少钱、何时过期，一眼看清。",
                    "Service, events, referrals: one balance. See its value and expiry dates at a glance.")}</p>
                <div class="btn-row">
                    <a class="btn btn-light" href=href>{name}</a>
                    <a class="btn btn-ghost" href="/events">{tr!(l, "看看活动", "Browse events")}</a>
                </div>
            </div></div>
        </section>
    }
    .into_any()
}

fn features(l: Locale, rules: &ClubRules) -> AnyView {
    let (workshop, point_value, validity) = (rules.workshop, rules.point_value, rules.validity);
    let item = |icon, title: String, text: String| view! { <li><Icon name=icon/><h3>{title}</h3><p>{text}</p></li> };
    view! {
        <section class="section wrap" aria-labelledby="why">
            <h2 class="sr-only" id="why">{tr!(l, "为什么加入", "Why join")}</h2>
            <ul class="features">
                {item("points", tr!(l, "一个余额，看得懂", "One balance that makes sense"),
                    tr!(l, "维保每付 ¥1 得 {workshop} 分，{point_value} 分值 ¥1，有效期 {validity} 个月。过期前 90、30、7 天各提醒一次。",
                        "Earn {workshop} point for every ¥1 at the workshop. {point_value} points are worth ¥1 and last {validity} months. We’ll remind you 90, 30 and 7 days before they expire."))}
                {item("wrench", tr!(l, "一份完整的维保档案", "The whole service history"),
                    tr!(l, "每次进店做了什么、换了什么、花了多少，一一在案，随时可打印。",
                        "What was done, what was replaced and what it cost at every visit, ready to print."))}
                {item("calendar", tr!(l, "值得出门的周末", "Weekends worth leaving home for"),
                    tr!(l, "自驾、赛道、露营、工厂开放日。报名、候补、门票，都在手机上完成。",
                        "Drives, track days, camping, open days. Register, join the waitlist and show your ticket, all on your phone."))}
                {item("shield", tr!(l, "您的资料，您做主", "Your data stays yours"),
                    tr!(l, "谁在什么时候、为什么看过您的资料，每一次都有记录，随时可查。",
                        "Who viewed your file, when and why: every view is recorded for you to see."))}
            </ul>
        </section>
    }
    .into_any()
}

fn next_events(l: Locale, events: Vec<EventDetail>) -> AnyView {
    let cards = events.into_iter().map(|detail| view! { <EventCard detail/> }.into_any()).collect();
    let all = ("/events", tr!(l, "全部活动", "All events"));
    cards_section("events", tr!(l, "近期活动", "Next events"), all, ("grid grid-3", cards))
}

/// A heading, the way to all of them, and some; nothing where there are none.
fn cards_section(
    id: &'static str,
    title: String,
    (href, all): (&'static str, String),
    (class, cards): (&'static str, Vec<AnyView>),
) -> AnyView {
    (!cards.is_empty())
        .then(|| {
            view! {
                <section class="section wrap" aria-labelledby=id>
                    <div class="section-head"><h2 id=id>{title}</h2>
                        <a href=href>{all}<Icon name="chevron-right"/></a></div>
                    <ul class=class>{cards}</ul>
                </section>
            }
        })
        .into_any()
}

fn tiers(l: Locale, rules: &ClubRules) -> AnyView {
    let item = |rule: &TierRule| {
        let from = points(rule.min_tier_points);
        let from = if rule.min_tier_points == 0 {
            tr!(l, "激活即享", "from the first day")
        } else {
            tr!(l, "成长值 {from}", "{from} tier points")
        };
        view! {
            <li class=tier_class(rule.tier)>
                <strong>{tier_name(l, rule.tier)}</strong>
                <p>{from}</p>
                <p class="numeral">{multiplier(rule.multiplier_percent)}</p>
                <p>{tr!(l, "维保积分", "workshop points")}</p>
            </li>
        }
    };
    let (tiers, months) = (rules.tiers.len(), crate::points::model::TIER_POINTS_MONTHS);
    view! {
        <section class="band section" aria-labelledby="tiers"><div class="wrap stack">
            <div class="page-head">
                <h2 id="tiers">{tr!(l, "{tiers} 个等级，用车就会升级", "{tiers} tiers. Just drive to move up")}</h2>
                <p class="lead">{tr!(l, "成长值按 {months} 个月累计，花掉积分不影响等级。",
                    "Tier points count what you earned in {months} months. Spending points never lowers your tier.")}</p>
            </div>
            <ul class="tier-table">{rules.tiers.iter().map(item).collect_view()}</ul>
        </div></section>
    }
    .into_any()
}

fn reward_samples(l: Locale, rewards: Vec<Card>) -> AnyView {
    let cards = rewards.into_iter().map(|card| view! { <RewardCard card/> }.into_any()).collect();
    let all = ("/rewards", tr!(l, "积分商城", "All rewards"));
    cards_section("rewards", tr!(l, "积分能换什么", "What your points can buy"), all, ("grid grid-4", cards))
}

fn how_to_join(l: Locale, rules: &ClubRules) -> AnyView {
    let validity = rules.validity;
    let question = |open: bool, asked: String, answer: String| {
        view! { <details name="faq" open=open><summary>{asked}<Icon name="chevron-down"/></summary><p>{answer}</p></details> }
    };
    view! {
        <section class="section wrap" aria-labelledby="join">
            <div class="section-head"><h2 id="join">{tr!(l, "如何加入", "How to join")}</h2>
                <a href="/terms">{tr!(l, "会员章程", "Club rules")}<Icon name="chevron-right"/></a></div>
            <div class="faq">
                {question(true, tr!(l, "如何激活会员？", "How do I join?"),
                    tr!(l, "输入车架号和购车手机号，收一条短信验证码，设好密码即可，免费。",
                        "Enter your VIN and the phone number given at purchase, type in the code we text you and choose a password. It’s free."))}
                {question(false, tr!(l, "积分多久过期？", "When do points expire?"),
                    tr!(l, "{validity} 个月后，到当月最后一天。每一笔何时过期，都在过期日历里。",
                        "After {validity} months, at the end of that month. Your expiry calendar shows the date for every batch."))}
                {question(false, tr!(l, "车卖了，积分还在吗？", "I sold my car. Do I keep my points?"),
                    tr!(l, "在。积分属于您本人，不随车走。过户后，您看不到这辆车之后的记录，新车主也看不到您的。",
                        "Yes. Points belong to you, not the car. After the transfer you no longer see the car’s new records, and the new owner can’t see yours."))}
            </div>
            <p class="section"><a class="btn btn-primary" href="/join">{tr!(l, "激活会员", "Join the club")}</a></p>
        </section>
    }
    .into_any()
}
