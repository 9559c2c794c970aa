//! `/me/vehicles/{id}`: all data of one car.

use super::components::{CarPicture, DueBadge, DueBar, Stepper, dues, promised};
use super::history::{self, Filter, Order};
use super::model::Car;
use super::vehicles::owned;
use super::{catalog, messages, overview, store};
use crate::error::Result;
use crate::i18n::Locale;
use crate::ui::{Badge, Day, Icon, Notice, PageHead};
use crate::values::{VehicleId, points};
use crate::web::{Ctx, Cursor, Id, Owner, Page};
use chrono::NaiveDate;
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Owner, Id(id): Id<i64>) -> Result<Page> {
    const VISITS: usize = 4;
    let mut tx = ctx.app.db.read().await?;
    let car = store::get_car(&mut tx, me.customer, VehicleId(id)).await?;
    let model = catalog::summary(&mut tx, &car.model_code).await?;
    let filter = Filter { car: Some(car.id), ..Filter::default() };
    let visits = history::list_orders(&mut tx, me.customer, &filter, ctx.locale, (Cursor::Start, VISITS)).await?;
    drop(tx);
    let (l, today) = (ctx.locale, ctx.today());
    let name = messages::model(l, &car);
    let crumbs = vec![("/me/vehicles".to_owned(), tr!(l, "我的车辆", "My cars"))];
    Ok(ctx.page(name.clone(), || {
        let manual = format!("/models/{}/manual", car.model_code);
        view! {
            <PageHead title=name crumbs=crumbs>
                <a class="btn btn-sm" href=manual><Icon name="document"/>{tr!(l, "用车手册", "Manual")}</a>
            </PageHead>
            {notices(l, &car)}
            {glance(l, &car, today)}
            <div class="split split-aside-first">
                <div class="stack">
                    {summary_of(l, &car)}
                    {overview::plan(l, &model, Some(&car))}
                    {overview::specification(l, &model)}
                </div>
                <aside class="stack">{in_workshop(l, &car, today)}{due(l, &car, today)}{visited(l, &car, visits.rows)}</aside>
            </div>
        }
    }))
}

fn notices(l: Locale, car: &Car) -> AnyView {
    let former = car.is_former().then(|| {
        let owned = owned(l, car);
        view! {
            <Notice kind="info">{tr!(l, "这辆车已不在您名下（{owned}）。您仍可查看拥有期间的资料与维保记录。",
                "This car is no longer yours ({owned}). You can still see its details and service history from that time.")}</Notice>
        }
    });
    let check = (!car.vin.check_digit_ok()).then(|| {
        view! {
            <Notice kind="warn">{tr!(l, "车架号的校验位不符，登记时可能有误。请与行驶证核对；如不一致，请联系您的经销商更正。",
                "The VIN’s check digit does not match, so it may have been recorded wrongly. Please compare it with your vehicle licence and contact your dealer if it differs.")}</Notice>
        }
    });
    view! { {former}{check} }.into_any()
}

fn glance(l: Locale, car: &Car, today: NaiveDate) -> AnyView {
    let plate = car.plate.as_ref().map(|plate| {
        let green = plate.is_new_energy().then(|| view! { <Badge kind="good" text=tr!(l, "新能源", "New energy")/> });
        view! { <p class="cluster"><span class="plate">{plate.dotted()}</span>{green}</p> }
    });
    let odometer =
        (!car.is_former()).then(|| view! { <p class="cost numeral">{points(car.odometer_km)}<small>" km"</small></p> });
    let badge = dues(car, today).first().map(|(due, left)| view! { <DueBadge due=*due left=*left/> });
    view! {
        <div class="card vehicle">
            <div class="vehicle-pic"><CarPicture body=car.body.clone()/></div>
            <div class="stack">{plate}{odometer}<p class="cluster"><span class="muted">{owned(l, car)}</span>{badge}</p></div>
        </div>
    }
    .into_any()
}

fn summary_of(l: Locale, car: &Car) -> AnyView {
    let row = |name: String, value: String| view! { <div><dt>{name}</dt><dd>{value}</dd></div> };
    let delivered =
        car.delivered_on.map(|day| view! { <div><dt>{tr!(l, "交付日期", "Delivered")}</dt><dd><Day day/></dd></div> });
    let dealer = car.dealer_zh.as_ref().zip(car.dealer_en.as_ref());
    let dealer = dealer.map(|(zh, en)| row(tr!(l, "购车经销商", "Sold by"), l.pick(zh, en).to_owned()));
    let price = car.price_fen.map(|price| row(tr!(l, "购车价格", "Price paid"), price.yuan()));
    view! {
        <section class="card" aria-labelledby="overview">
            <div class="card-head"><h2 id="overview">{tr!(l, "车辆资料", "The car")}</h2></div>
            <dl class="spec">
                <div><dt>{tr!(l, "车架号", "VIN")}</dt><dd class="mono">{car.vin.to_string()}</dd></div>
                {row(tr!(l, "能源", "Energy"), messages::energy(l, car.energy))}
                {row(tr!(l, "车身颜色", "Colour"), l.pick(&car.colour_zh, &car.colour_en).to_owned())}
                <div><dt>{tr!(l, "出厂日期", "Built")}</dt><dd><Day day=car.built_on/></dd></div>
                {delivered}
                {dealer}
                {price}
            </dl>
        </section>
    }
    .into_any()
}

fn in_workshop(l: Locale, car: &Car, today: NaiveDate) -> AnyView {
    car.workshop.clone().map(|workshop| {
        let promised = workshop.promised_at.map(|at| view! { <span>{promised(l, at, today)}</span> });
        view! {
            <section class="card" aria-labelledby="workshop">
                <div class="card-head">
                    <h2 id="workshop">{tr!(l, "正在店内", "In the workshop")}</h2>
                    <a href=format!("/me/service/{}", workshop.order)>{tr!(l, "工单详情", "Details")}</a>
                </div>
                <p class="timeline-meta"><span>{l.pick(&workshop.dealer_zh, &workshop.dealer_en).to_owned()}</span>{promised}</p>
                <Stepper status=workshop.status opened_at=workshop.opened_at today steps=workshop.steps/>
            </section>
        }
    })
    .into_any()
}

fn due(l: Locale, car: &Car, today: NaiveDate) -> AnyView {
    let dues = dues(car, today);
    (!dues.is_empty())
        .then(|| {
            let bars = dues.into_iter().map(|(due, left)| view! { <DueBar due left/> }).collect_view();
            view! {
                <section class="card" aria-labelledby="due">
                    <h2 id="due">{tr!(l, "近期提醒", "Coming up")}</h2>
                    <div class="stack">{bars}</div>
                </section>
            }
        })
        .into_any()
}

fn visited(l: Locale, car: &Car, visits: Vec<Order>) -> AnyView {
    let all = format!("/me/service?car={}", car.id);
    let body = if visits.is_empty() {
        view! { <p class="muted">{tr!(l, "还没有维保记录。", "No service records yet.")}</p> }.into_any()
    } else {
        let rows = visits.iter().map(|visit| visit_row(l, visit)).collect_view();
        view! { <ul class="list">{rows}</ul> }.into_any()
    };
    view! {
        <section class="card" aria-labelledby="visits">
            <div class="card-head"><h2 id="visits">{tr!(l, "最近维保", "Latest visits")}</h2><a href=all>{tr!(l, "全部", "All")}</a></div>
            {body}
        </section>
    }
    .into_any()
}

fn visit_row(l: Locale, visit: &Order) -> AnyView {
    let end = if visit.is_open() {
        view! { <Badge kind="info" text=messages::status(l, visit.status)/> }.into_any()
    } else {
        view! { <span>{visit.paid_fen.yuan()}</span> }.into_any()
    };
    view! {
        <li>
            <div class="list-body">
                <a href=format!("/me/service/{}", visit.id)>{visit.title(l)}</a>
                <span>{format!("{} · {}", messages::kind(l, visit.kind), l.day(visit.opened_at))}</span>
            </div>
            <div class="list-end">{end}</div>
        </li>
    }
    .into_any()
}
