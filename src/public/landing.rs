//! `/`.

use super::rules::{ClubRules, club_rules};
use super::store::{EventCard, RewardCard, list_next_events, list_reward_samples};
use crate::clock;
use crate::error::Result;
use crate::i18n::Locale;
use crate::points::model::TierRule;
use crate::ui::{Badge, Icon, multiplier, tier_class, tier_name};
use crate::values::points;
use crate::web::{Ctx, Page, Rights};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

pub async fn page(ctx: Ctx) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let rules = club_rules(&mut tx, ctx.now).await?;
    let events = list_next_events(&mut tx, ctx.now, 3).await?;
    let rewards = list_reward_samples(&mut tx, ctx.now, 4).await?;
    drop(tx);
    let (l, now) = (ctx.locale, ctx.now);
    let home = ctx.rights();
    Ok(ctx.full_page("", || {
        view! {
            {hero(l, home)}
            {features(l, &rules)}
            {next_events(l, now, &events)}
            {tiers(l, &rules)}
            {reward_samples(l, &rewards)}
            {how_to_join(l, &rules)}
        }
    }))
}

fn hero(l: Locale, rights: Option<Rights>) -> AnyView {
    let (href, name) = match rights {
        Some(Rights::Owner(_)) => ("/me", tr!(l, "进入我的俱乐部", "Go to my club")),
        Some(Rights::Dealer(_)) => ("/dealer", tr!(l, "进入经销商后台", "Go to the dealer desk")),
        Some(Rights::Admin) => ("/admin", tr!(l, "进入管理后台", "Go to administration")),
        None => ("/join", tr!(l, "激活会员", "Join the club")),
    };
    view! {
        <section class="hero">
            <img class="hero-art" src="/img/hero.svg" alt=""/>
            <div class="wrap"><div class="hero-text">
                <p class="eyebrow">{tr!(l, "车主俱乐部", "Owners’ Club")}</p>
                <h1>{tr!(l, "每一公里，都有回报", "Every kilometre gives something back")}</h1>
                <p class="lead">{tr!(l, "保养、活动、推荐，积分归到一处。余额值多少钱、什么时候过期，一眼看清。",
                    "Service, events, recommendations: one balance. What it is worth and when it lapses, at a glance.")}</p>
                <div class="btn-row">
                    <a class="btn btn-light" href=href>{name}</a>
                    <a class="btn btn-ghost" href="/events">{tr!(l, "看看活动", "See the events")}</a>
                </div>
            </div></div>
        </section>
    }
    .into_any()
}

fn features(l: Locale, rules: &ClubRules) -> AnyView {
    let (workshop, worth, validity) = (rules.workshop, rules.worth, rules.validity);
    let item = |icon, title: String, text: String| view! { <li><Icon name=icon/><h3>{title}</h3><p>{text}</p></li> };
    view! {
        <section class="section wrap" aria-labelledby="why">
            <h2 class="sr-only" id="why">{tr!(l, "为什么加入", "Why join")}</h2>
            <ul class="features">
                {item("points", tr!(l, "一个余额，看得懂", "One balance that makes sense"),
                    tr!(l, "维保每付 ¥1 得 {workshop} 分，{worth} 分值 ¥1，有效期 {validity} 个月。过期前 90、30、7 天各提醒一次。",
                        "{workshop} point for every ¥1 at the workshop; {worth} points are worth ¥1 and last {validity} months. We remind you 90, 30 and 7 days before they lapse."))}
                {item("wrench", tr!(l, "一份完整的维保档案", "The whole service history"),
                    tr!(l, "每次进店做了什么、换了什么、花了多少，都在这里，随时可以打印。",
                        "What was done, what was replaced and what it cost at every visit, ready to print."))}
                {item("calendar", tr!(l, "值得出门的周末", "Weekends worth leaving home for"),
                    tr!(l, "自驾、赛道、露营、工厂开放日。报名、候补、门票，都在手机上完成。",
                        "Drives, track days, camping, open days. Register, wait for a seat and show your ticket on the phone."))}
                {item("shield", tr!(l, "您的资料，您做主", "Your data stay yours"),
                    tr!(l, "谁在什么时候、为什么看过您的资料，每一次都有记录，随时可查。",
                        "Who looked at your file, when and why: every look is recorded, and you can see it."))}
            </ul>
        </section>
    }
    .into_any()
}

fn next_events(l: Locale, now: DateTime<Utc>, events: &[EventCard]) -> AnyView {
    let cards: Vec<_> = events.iter().map(|event| event_card(l, now, event)).collect();
    (!cards.is_empty())
        .then(|| {
            view! {
                <section class="section wrap" aria-labelledby="events">
                    <div class="section-head"><h2 id="events">{tr!(l, "近期活动", "Next events")}</h2>
                        <a href="/events">{tr!(l, "全部活动", "All events")}<Icon name="chevron-right"/></a></div>
                    <ul class="grid grid-3">{cards}</ul>
                </section>
            }
        })
        .into_any()
}

fn event_card(l: Locale, now: DateTime<Utc>, event: &EventCard) -> AnyView {
    let day = clock::day(event.starts_at);
    let month = match l {
        Locale::Zh => day.format("%-m月").to_string(),
        Locale::En => day.format("%b").to_string(),
    };
    let (city, place, left) =
        (l.pick(&event.city, &event.city_en), l.pick(&event.place_zh, &event.place_en), event.seats_left);
    let seats = if left > 0 {
        tr!(l, "还有 {left} 个名额", "{left} seats left")
    } else {
        tr!(l, "已满，可候补", "Full; waitlist open")
    };
    let (kind, state) = if now < event.opens_at {
        ("", tr!(l, "即将开放", "Opens soon"))
    } else if now >= event.closes_at {
        ("", tr!(l, "报名截止", "Closed"))
    } else if left > 0 {
        ("info", tr!(l, "报名中", "Open"))
    } else {
        ("warn", tr!(l, "候补中", "Waitlist"))
    };
    let tier = event.tier_from.map(|tier| {
        let name = tier_name(l, tier);
        view! { <li><Icon name="star"/>{tr!(l, "{name}及以上", "{name} and above")}</li> }
    });
    view! {
        <li class="card card-link media-card">
            <div class="media media-scene">
                <img src=own_picture(&event.picture) alt="" width="400" height="225" loading="lazy"/>
                <div class="date-block"><strong>{day.format("%-d").to_string()}</strong><span>{month}</span></div>
            </div>
            <div class="media-body">
                <h3><a class="stretch" href=format!("/events/{}", event.id)>{l.pick(&event.title_zh, &event.title_en).to_owned()}</a></h3>
                <ul class="facts">
                    <li><Icon name="pin"/>{format!("{city} · {place}")}</li>
                    <li><Icon name="users"/>{seats}</li>
                    {tier}
                </ul>
                <div class="media-foot"><Badge kind=kind text=state/><span>{cost(l, event)}</span></div>
            </div>
        </li>
    }
    .into_any()
}

fn cost(l: Locale, event: &EventCard) -> String {
    let (fee, award) = (points(event.fee_points), points(event.award_points));
    match (event.fee_points, event.award_points) {
        (0, 0) => tr!(l, "免费", "Free"),
        (0, _) => tr!(l, "免费 · 到场得 {award} 积分", "Free · {award} points for coming"),
        (_, 0) => tr!(l, "{fee} 积分", "{fee} points"),
        (..) => tr!(l, "{fee} 积分 · 到场得 {award} 积分", "{fee} points · {award} for coming"),
    }
}

/// Pictures are files of ours; anything else is replaced.
fn own_picture(picture: &str) -> String {
    if picture.starts_with("/img/") { picture.to_owned() } else { "/img/event-drive.svg".to_owned() }
}

fn tiers(l: Locale, rules: &ClubRules) -> AnyView {
    let item = |rule: &TierRule| {
        let from = points(rule.growth_from);
        let from = if rule.growth_from == 0 {
            tr!(l, "激活即享", "from the first day")
        } else {
            tr!(l, "成长值 {from}", "{from} growth")
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
    let months = crate::points::model::GROWTH_MONTHS;
    view! {
        <section class="band section" aria-labelledby="tiers"><div class="wrap stack">
            <div class="page-head">
                <h2 id="tiers">{tr!(l, "四个等级，用车就会升级", "Four tiers; simply driving takes you up")}</h2>
                <p class="lead">{tr!(l, "成长值按 {months} 个月累计，花掉积分不影响等级。",
                    "Growth counts what you earned in {months} months. Spending points never lowers your tier.")}</p>
            </div>
            <ul class="tier-table">{rules.tiers.iter().map(item).collect_view()}</ul>
        </div></section>
    }
    .into_any()
}

fn reward_samples(l: Locale, rewards: &[RewardCard]) -> AnyView {
    let cards: Vec<_> = rewards
        .iter()
        .map(|reward| {
            view! {
                <li class="card card-link media-card">
                    <div class="media"><img src=own_picture(&reward.picture) alt="" width="240" height="150" loading="lazy"/></div>
                    <div class="media-body">
                        <h3><a class="stretch" href=format!("/rewards/{}", reward.id)>{l.pick(&reward.title_zh, &reward.title_en).to_owned()}</a></h3>
                        <div class="media-foot"><span class="cost">{points(reward.points)}<small>{tr!(l, "积分", "points")}</small></span></div>
                    </div>
                </li>
            }
        })
        .collect();
    (!cards.is_empty())
        .then(|| {
            view! {
                <section class="section wrap" aria-labelledby="rewards">
                    <div class="section-head"><h2 id="rewards">{tr!(l, "积分能换什么", "What points can buy")}</h2>
                        <a href="/rewards">{tr!(l, "积分商城", "All rewards")}<Icon name="chevron-right"/></a></div>
                    <ul class="grid grid-4">{cards}</ul>
                </section>
            }
        })
        .into_any()
}

fn how_to_join(l: Locale, rules: &ClubRules) -> AnyView {
    let validity = rules.validity;
    let question = |open: bool, asked: String, answer: String| {
        view! { <details name="faq" open=open><summary>{asked}<Icon name="chevron-down"/></summary><p>{answer}</p></details> }
    };
    view! {
        <section class="section wrap" aria-labelledby="join">
            <div class="section-head"><h2 id="join">{tr!(l, "怎么加入", "How to join")}</h2>
                <a href="/terms">{tr!(l, "会员章程", "Club rules")}<Icon name="chevron-right"/></a></div>
            <div class="faq">
                {question(true, tr!(l, "怎么激活会员？", "How do I join?"),
                    tr!(l, "输入车架号和购车时留下的手机号，收一条短信，设好密码即可。不收费。",
                        "Enter your VIN and the phone number you gave when you bought the car, type in the code we send you, and choose a password. It is free."))}
                {question(false, tr!(l, "积分多久过期？", "When do points lapse?"),
                    tr!(l, "{validity} 个月后，到当月最后一天。每一笔何时过期，都在过期日历里。",
                        "After {validity} months, at the end of that month. Your lapse calendar shows every single one."))}
                {question(false, tr!(l, "车卖了，积分还在吗？", "I sold my car. Do I keep my points?"),
                    tr!(l, "积分属于会员，不属于车。过户后，您不再看到这辆车之后的记录，新车主也看不到您的。",
                        "Points belong to the member, not to the car. After the hand-over you no longer see what happens to the car, and the new owner does not see your visits."))}
            </div>
            <p class="section"><a class="btn btn-primary" href="/join">{tr!(l, "激活会员", "Join the club")}</a></p>
        </section>
    }
    .into_any()
}
