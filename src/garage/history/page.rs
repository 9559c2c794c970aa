//! `/me/service`.

use super::filter::{Filter, Raw};
use super::store::{Order, list_orders, list_visits};
use super::years::{Visit, Year, per_year};
use crate::clock;
use crate::error::Result;
use crate::garage::components::{Stepper, promised};
use crate::garage::model::{Car, OrderStatus, ServiceKind, Workshop};
use crate::garage::{messages, store};
use crate::i18n::Locale;
use crate::ui::{Badge, Bar, BarChart, Empty, FilterBar, FilterSelect, Icon, ListAddress, PageHead, Pager};
use crate::values::{Fen, points, points_signed};
use crate::web::{Ctx, Cursor, Owner, Page, Query, cursor_text, parse_cursor};
use chrono::{Datelike, NaiveDate};
use leptos::prelude::*;

/// Orders on one page.
const PAGE: usize = 10;

pub async fn page(ctx: Ctx, me: Owner, Query(raw): Query<Raw>) -> Result<Page> {
    let filter = raw.filter();
    let mut tx = ctx.app.db.read().await?;
    let cars = store::list_cars(&mut tx, me.customer).await?;
    let visits = list_visits(&mut tx, me.customer, filter.car).await?;
    let cursor = Cursor::read(&ctx.query(), parse_cursor);
    let orders = list_orders(&mut tx, me.customer, &filter, ctx.locale, (cursor, PAGE)).await?;
    drop(tx);
    let (newer, older) = orders.links(&filter.address().base(), |order| cursor_text(order.opened_at, order.id.0));
    let orders = orders.rows;
    let (l, today) = (ctx.locale, ctx.today());
    let years = per_year(&visits, &cars);
    let title = tr!(l, "维保记录", "Service history");
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title=title lead=sum(l, &visits)/>
            {filter_bar(l, &filter, &cars, &years)}
            <div class="split">
                <div class="stack">{timeline(l, &filter, orders, &cars, today)}<Pager newer older/></div>
                <aside class="stack">{charts(l, years)}</aside>
            </div>
        }
    }))
}

fn sum(l: Locale, visits: &[Visit]) -> String {
    let Some(first) = visits.first().map(|visit| clock::day(visit.opened_at).year()) else {
        return tr!(l, "每次进店做了什么、花了多少，都在这里。", "What was done at every visit and what it cost.");
    };
    let (count, earned) = (visits.len(), points(visits.iter().map(|visit| visit.points).sum()));
    let paid = Fen(visits.iter().filter(|v| v.status == OrderStatus::Closed).map(|v| v.paid_fen.0).sum());
    tr!(
        l,
        "{first} 年以来进店 {count} 次，合计 {paid}，得到 {earned} 积分。",
        "{count} visits since {first}: {paid} paid, {earned} points earned."
    )
}

fn filter_bar(l: Locale, filter: &Filter, cars: &[Car], years: &[Year]) -> AnyView {
    let car = |car: &Car| {
        let name = messages::model(l, car);
        let plate = car.plate.as_ref().map(|plate| format!(" {}", plate.dotted())).unwrap_or_default();
        (car.id.to_string(), format!("{name}{plate}"))
    };
    let kind = |kind: &ServiceKind| (kind.code().to_owned(), messages::kind(l, *kind));
    let mut years: Vec<_> =
        years.iter().rev().filter(|year| year.visits > 0).map(|year| year.year.to_string()).collect();
    // Keep the selected year in the list even if the selected car had no visit in it.
    years.extend(filter.year.map(|year| year.to_string()).filter(|year| !years.contains(year)));
    let years: Vec<_> = years.into_iter().map(|year| (year.clone(), year)).collect();
    let kinds: Vec<_> = ServiceKind::ALL.iter().map(kind).collect();
    let cars: Vec<_> = cars.iter().map(car).collect();
    let car = filter.car.map(|car| car.to_string()).unwrap_or_default();
    let year = filter.year.map(|year| year.to_string()).unwrap_or_default();
    let kind = filter.kind.map_or("", ServiceKind::code);
    view! {
        <FilterBar address=ListAddress::new("/me/service")>
            <FilterSelect name="car" label=tr!(l, "车辆", "Car") all=tr!(l, "全部车辆", "All cars") options=cars value=car/>
            <FilterSelect name="year" label=tr!(l, "年份", "Year") all=tr!(l, "全部年份", "All years") options=years value=year/>
            <FilterSelect name="kind" label=tr!(l, "类型", "Type") all=tr!(l, "全部类型", "All types") options=kinds value=kind/>
        </FilterBar>
    }
    .into_any()
}

fn timeline(l: Locale, filter: &Filter, orders: Vec<Order>, cars: &[Car], today: NaiveDate) -> AnyView {
    if orders.is_empty() {
        let text = if filter.is_empty() {
            tr!(l, "首次进店后，每次维保都会记录在这里。", "Each workshop visit will appear here.")
        } else {
            tr!(l, "换个条件试试。", "Try other filters.")
        };
        return view! {
            <section class="card"><Empty picture="search" title=tr!(l, "没有维保记录", "No service records") text=text/></section>
        }
        .into_any();
    }
    let mut years: Vec<(i32, Vec<AnyView>)> = Vec::new();
    for order in orders {
        let year = clock::day(order.opened_at).year();
        let workshop = cars.iter().filter_map(|car| car.workshop.clone()).find(|workshop| workshop.order == order.id);
        let item = visit(l, order, workshop, today).into_any();
        match years.last_mut() {
            Some((last, items)) if *last == year => items.push(item),
            _ => years.push((year, vec![item])),
        }
    }
    let years = years.into_iter().map(|(year, items)| view! { <h2>{year}</h2><ol class="timeline">{items}</ol> });
    years.collect_view().into_any()
}

fn visit(l: Locale, order: Order, workshop: Option<Workshop>, today: NaiveDate) -> AnyView {
    let (dot, icon) =
        if order.is_open() { ("timeline-dot timeline-dot-now", "wrench") } else { ("timeline-dot", "check") };
    let day = clock::day(order.opened_at);
    let foot = (!order.is_open()).then(|| {
        let earned = (order.points != 0).then(|| {
            let n = points_signed(order.points);
            view! { <span class="pos num">{tr!(l, "{n} 积分", "{n} points")}</span> }
        });
        view! { <div class="card-foot cluster-between"><strong class="num">{order.paid_fen.yuan()}</strong>{earned}</div> }
    });
    let promise =
        order.promised_at.filter(|_| order.is_open()).map(|at| view! { <span>{promised(l, at, today)}</span> });
    let steps = workshop.map(|w| view! { <Stepper status=w.status opened_at=w.opened_at today steps=w.steps/> });
    let badge = match order.status {
        status if order.is_open() => ("info", messages::status(l, status)),
        OrderStatus::Credited => ("warn", messages::status(l, order.status)),
        _ => ("", messages::kind(l, order.kind)),
    };
    let title = order.title(l);
    let parts =
        order.parts.map(|parts| view! { <p><span class="muted">{tr!(l, "配件：", "Parts: ")}</span>{parts}</p> });
    view! {
        <li>
            <span class=dot><Icon name=icon/></span>
            <article class="card">
                <div class="card-head"><h3><a href=format!("/me/service/{}", order.id)>{title}</a></h3><Badge kind=badge.0 text=badge.1/></div>
                <p class="timeline-meta">
                    <time datetime=day.to_string()>{l.date(day)}</time>
                    <span>{l.pick(&order.model_zh, &order.model_en).to_owned()}</span>
                    <span>{l.pick(&order.dealer_zh, &order.dealer_en).to_owned()}</span>
                    <span class="num">{messages::km(order.odometer_km)}</span>
                    {promise}
                </p>
                {parts}
                {steps}
                {foot}
            </article>
        </li>
    }
    .into_any()
}

fn charts(l: Locale, mut years: Vec<Year>) -> AnyView {
    const MOST: usize = 6;
    years.drain(..years.len().saturating_sub(MOST));
    (!years.is_empty()).then(|| {
        let cost = years.iter().map(|y| bar(y, points(y.paid.0 / 100), y.paid.0)).collect();
        let distance = years.iter().map(|y| bar(y, points(y.km), y.km)).collect();
        let spent = finding(&years, |y| y.paid.yuan());
        let driven = finding(&years, |y| messages::km(y.km));
        view! {
            <section class="card" aria-labelledby="cost">
                <div class="card-head"><h2 id="cost">{tr!(l, "每年费用", "Cost per year")}</h2><span class="muted small">{tr!(l, "元", "yuan")}</span></div>
                <figure><BarChart bars=cost finding=tr!(l, "每年维保费用：{spent}", "Cost per year: {spent}")/></figure>
                <div class="card-head"><h2>{tr!(l, "每年里程", "Distance per year")}</h2><span class="muted small">"km"</span></div>
                <figure><BarChart bars=distance second=true finding=tr!(l, "每年行驶里程：{driven}", "Distance per year: {driven}")/></figure>
                <p class="hint">{tr!(l, "里程按相邻两次进店读数估算。", "Distance is estimated from odometer readings at visits.")}</p>
                {table(l, &years)}
            </section>
        }
    })
    .into_any()
}

fn bar(year: &Year, text: String, value: i64) -> Bar {
    Bar { name: year.year.to_string(), text, value }
}

fn finding(years: &[Year], value: impl Fn(&Year) -> String) -> String {
    years.iter().map(|year| format!("{} {}", year.year, value(year))).collect::<Vec<_>>().join(", ")
}

fn table(l: Locale, years: &[Year]) -> AnyView {
    let rows = years.iter().rev().map(|year| {
        let n = year.visits;
        view! {
            <tr>
                <th scope="row">{year.year}<small>{tr!(l, "进店 {n} 次", "visits: {n}")}</small></th>
                <td class="num">{year.paid.yuan()}</td>
                <td class="num">{messages::km(year.km)}</td>
            </tr>
        }
    });
    view! {
        <div class="table-wrap">
            <table class="table table-plain">
                <caption class="sr-only">{tr!(l, "每年费用与里程", "Cost and distance per year")}</caption>
                <thead><tr>
                    <th scope="col">{tr!(l, "年份", "Year")}</th>
                    <th scope="col" class="num">{tr!(l, "费用", "Cost")}</th>
                    <th scope="col" class="num">{tr!(l, "里程", "Distance")}</th>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}
