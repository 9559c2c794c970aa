//! The cards below the points on the owner's home page.

use super::store::{Ahead, What};
use crate::clock;
use crate::garage::components::{CarPicture, DueBar, Stepper, dues, promised};
use crate::garage::messages;
use crate::garage::model::{Car, Workshop};
use crate::i18n::Locale;
use crate::points::summary::Summary;
use crate::rewards::{self, model::RedemptionState};
use crate::ui::{Badge, Empty, Icon};
use crate::wishlist;
use chrono::NaiveDate;
use leptos::prelude::*;

pub fn in_workshop(l: Locale, car: &Car, workshop: Workshop, today: NaiveDate) -> AnyView {
    let (id, name) = (format!("ws-{}", workshop.order), messages::model(l, car));
    let promised = workshop.promised_at.map(|at| view! { <span>{promised(l, at, today)}</span> });
    view! {
        <section class="card" aria-labelledby=id.clone()>
            <div class="card-head">
                <h2 id=id.clone()>{tr!(l, "{name} 正在店内", "{name} is in the workshop")}</h2>
                <a href=format!("/me/service/{}", workshop.order)>{tr!(l, "工单详情", "Details")}</a>
            </div>
            <p class="timeline-meta">
                <span>{messages::kind(l, workshop.kind)}</span>
                <span>{l.pick(&workshop.dealer_zh, &workshop.dealer_en).to_owned()}</span>
                {promised}
            </p>
            <Stepper status=workshop.status opened_at=workshop.opened_at today steps=workshop.steps/>
        </section>
    }
    .into_any()
}

/// At most three cars; a link leads to the rest.
pub fn garage(l: Locale, cars: Vec<Car>, today: NaiveDate) -> AnyView {
    const MOST: usize = 3;
    if cars.is_empty() {
        return view! {
            <section class="card">
                <Empty picture="car" title=tr!(l, "名下还没有车辆", "No cars yet")
                    text=tr!(l, "购车交付后，车辆会自动出现在这里。", "Your car will appear here once it is delivered.")/>
            </section>
        }
        .into_any();
    }
    let more = (cars.len() > MOST).then(|| {
        let n = cars.len();
        view! { <p><a href="/me/vehicles">{tr!(l, "查看全部 {n} 辆车", "All {n} cars")}</a></p> }
    });
    view! { {cars.into_iter().take(MOST).map(|car| car_card(l, car, today)).collect_view()}{more} }.into_any()
}

fn car_card(l: Locale, car: Car, today: NaiveDate) -> AnyView {
    let dues = dues(&car, today);
    let others: Vec<String> = dues
        .iter()
        .skip(1)
        .map(|(due, left)| format!("{} {}", messages::due(l, due.kind), messages::left(l, due.kind, *left)))
        .collect();
    let others = (!others.is_empty()).then(|| view! { <p class="muted small">{others.join(" · ")}</p> });
    let first = dues.first().map(|(due, left)| view! { <DueBar due=*due left=*left/> });
    let plate = car.plate.as_ref().map(|plate| view! { <span class="plate">{plate.dotted()}</span> });
    let name = messages::model(l, &car);
    view! {
        <article class="card vehicle">
            <div class="vehicle-pic"><CarPicture body=car.body/></div>
            <div class="stack">
                <div>
                    <h2>{name}</h2>
                    <p class="cluster">{plate}<span class="muted num">{messages::km(car.odometer_km)}</span></p>
                </div>
                {first}
                {others}
                <div class="btn-row">
                    <a class="btn btn-sm" href=format!("/me/vehicles/{}", car.id)>{tr!(l, "车辆详情", "Car details")}</a>
                    <a class="btn btn-sm btn-quiet" href=format!("/me/service?car={}", car.id)>{tr!(l, "维保记录", "Service history")}</a>
                </div>
            </div>
        </article>
    }
    .into_any()
}

pub fn next_event(l: Locale, ahead: &[Ahead]) -> AnyView {
    let own = ahead.iter().find(|row| row.what == What::Registered);
    let title = if own.is_some() {
        tr!(l, "我的下一场活动", "My next event")
    } else {
        tr!(l, "近期活动", "Next event")
    };
    let row = own.or_else(|| ahead.iter().find(|row| row.what == What::Open));
    let body = match row {
        Some(row) => event_row(l, row).into_any(),
        None => {
            view! { <p class="muted">{tr!(l, "目前没有开放报名的活动。", "No events are open for registration.")}</p> }
                .into_any()
        }
    };
    view! {
        <section class="card" aria-labelledby="nx">
            <div class="card-head"><h2 id="nx">{title}</h2><a href="/events">{tr!(l, "全部活动", "All events")}</a></div>
            {body}
        </section>
    }
    .into_any()
}

fn event_row(l: Locale, row: &Ahead) -> AnyView {
    let day = clock::day(row.at);
    let month = match l {
        Locale::Zh => day.format("%-m月").to_string(),
        Locale::En => day.format("%b").to_string(),
    };
    let (city, seats) = (l.pick(&row.city, &row.city_en), row.seats);
    let note = match (row.what, row.state.as_str()) {
        (What::Registered, "waiting") => tr!(l, "{city} · 候补中", "{city} · on the waitlist"),
        (What::Registered, _) => tr!(l, "{city} · 已确认 {seats} 人", "{city} · confirmed, party of {seats}"),
        _ => {
            let time = l.time(row.at);
            tr!(l, "{city} · {time} · 报名中", "{city} · {time} · open for registration")
        }
    };
    view! {
        <ul class="list"><li>
            <div class="date-block"><strong>{day.format("%-d").to_string()}</strong><span>{month}</span></div>
            <div class="list-body">
                <a href=format!("/events/{}", row.id)>{l.pick(&row.title_zh, &row.title_en).to_owned()}</a>
                <span>{note}</span>
            </div>
        </li></ul>
    }
    .into_any()
}

/// The savings goal and the progress towards it; nothing if none is set.
pub fn savings_goal(l: Locale, ahead: &[Ahead], summary: &Summary) -> Option<AnyView> {
    let row = ahead.iter().find(|row| row.what == What::SavingsGoal)?;
    let icon = row.kind.map_or("gift", rewards::icon);
    let end = match row.state.as_str() {
        "over" => view! { <Badge kind="" text=tr!(l, "已下架", "No longer offered")/> }.into_any(),
        "out" => view! { <Badge kind="warn" text=tr!(l, "已兑完", "Out of stock")/> }.into_any(),
        _ if summary.available >= row.price => view! {
            <a class="btn btn-sm" href=format!("/rewards/{}/redemption", row.id)>{tr!(l, "去兑换", "Redeem")}</a>
        }
        .into_any(),
        _ => ().into_any(),
    };
    let view = view! {
        <section class="card" aria-labelledby="savings_goal">
            <div class="card-head"><h2 id="savings_goal">{tr!(l, "我的攒分目标", "Saving up for")}</h2><a href="/me/wishlist">{tr!(l, "心愿单", "Wishlist")}</a></div>
            <ul class="list"><li>
                <span class="list-icon"><Icon name=icon/></span>
                <div class="list-body">
                    <a href=format!("/rewards/{}", row.id)>{l.pick(&row.title_zh, &row.title_en).to_owned()}</a>
                    <span>{wishlist::how_far(l, row.price, summary)}</span>
                </div>
                <div class="list-end">{end}</div>
            </li></ul>
            {wishlist::meter(l, row.price, summary)}
        </section>
    };
    Some(view.into_any())
}

pub fn redemptions(l: Locale, ahead: &[Ahead]) -> AnyView {
    let rows: Vec<_> =
        ahead.iter().filter(|row| row.what == What::Redemption).map(|row| redemption_row(l, row)).collect();
    (!rows.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="op">
                <div class="card-head"><h2 id="op">{tr!(l, "待使用兑换", "Open redemptions")}</h2><a href="/me/redemptions">{tr!(l, "全部", "All")}</a></div>
                <ul class="list">{rows}</ul>
            </section>
        }
    })
    .into_any()
}

fn redemption_row(l: Locale, row: &Ahead) -> AnyView {
    let state = RedemptionState::from_code(&row.state).zip(row.kind);
    let state = state.map(|(state, kind)| rewards::state(l, kind, state, false));
    let badge = state.map(|(kind, text)| view! { <Badge kind text/> });
    let icon = row.kind.map_or("gift", rewards::icon);
    let note = match row.until_on {
        Some(day) => {
            let day = l.date(day);
            tr!(l, "有效期至 {day}", "valid until {day}")
        }
        None => {
            let day = l.day(row.at);
            tr!(l, "{day} 兑换", "redeemed on {day}")
        }
    };
    view! {
        <li>
            <span class="list-icon"><Icon name=icon/></span>
            <div class="list-body">
                <a href=format!("/me/redemptions/{}", row.id)>{l.pick(&row.title_zh, &row.title_en).to_owned()}</a>
                <span>{note}</span>
            </div>
            <div class="list-end">{badge}</div>
        </li>
    }
    .into_any()
}

pub fn quick_links(l: Locale) -> AnyView {
    let links = [
        ("/me/points", "points", tr!(l, "积分明细", "Statement")),
        ("/rewards", "gift", tr!(l, "积分商城", "Rewards")),
        ("/me/wishlist", "star", tr!(l, "心愿单", "Wishlist")),
        ("/charity", "heart", tr!(l, "公益捐赠", "Charity")),
        ("/me/service", "wrench", tr!(l, "维保记录", "Service history")),
        ("/me/referrals", "share", tr!(l, "推荐有礼", "Refer a friend")),
        ("/offers", "ticket", tr!(l, "售后优惠", "Offers")),
        ("/me/profile", "user", tr!(l, "个人资料", "My details")),
    ];
    let links =
        links.map(|(href, icon, name)| view! { <a class="chip" href=href><Icon name=icon/>{name}</a> }).collect_view();
    view! { <nav class="chips" aria-label=tr!(l, "快捷入口", "Quick links")>{links}</nav> }.into_any()
}
