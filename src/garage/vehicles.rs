//! `/me/vehicles`.

use super::components::{CarPicture, DueBadge, DueBar, dues};
use super::model::Car;
use super::{messages, store};
use crate::error::Result;
use crate::i18n::Locale;
use crate::ui::{Badge, Empty, Icon, PageHead};
use crate::web::{Ctx, Owner, Page};
use chrono::NaiveDate;
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Owner) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let cars = store::list_cars(&mut tx, me.customer).await?;
    drop(tx);
    let (l, today) = (ctx.locale, ctx.today());
    let (former, present): (Vec<Car>, Vec<Car>) = cars.into_iter().partition(Car::is_former);
    let title = tr!(l, "我的车辆", "My cars");
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title=title>
                <a class="btn btn-sm" href="/me/service"><Icon name="wrench"/>{tr!(l, "维保记录", "Service history")}</a>
            </PageHead>
            {present_cars(l, present, today)}
            {former_cars(l, former)}
        }
    }))
}

fn present_cars(l: Locale, cars: Vec<Car>, today: NaiveDate) -> AnyView {
    if cars.is_empty() {
        return view! {
            <section class="card">
                <Empty picture="car" title=tr!(l, "名下没有车辆", "No cars in your name")
                    text=tr!(l, "购车交付或过户登记后，车辆会自动出现在这里。如有疑问请致电服务热线。",
                        "Your car will appear here once it is delivered or transferred to you. If it doesn’t, please call us.")/>
            </section>
        }
        .into_any();
    }
    view! { <div class="stack">{cars.into_iter().map(|car| present(l, car, today)).collect_view()}</div> }.into_any()
}

fn present(l: Locale, car: Car, today: NaiveDate) -> AnyView {
    let dues = dues(&car, today);
    let badge = dues.first().map(|(due, left)| view! { <DueBadge due=*due left=*left/> });
    let dues = dues.into_iter().map(|(due, left)| view! { <DueBar due left/> }).collect_view();
    let plate = car.plate.as_ref().map(|plate| view! { <span class="plate">{plate.dotted()}</span> });
    let workshop = car.workshop.as_ref().map(|workshop| {
        view! {
            <a href=format!("/me/service/{}", workshop.order)>
                <Badge kind="info" text=tr!(l, "正在店内", "In the workshop")/>
            </a>
        }
    });
    let name = messages::model(l, &car);
    view! {
        <article class="card vehicle">
            <div class="vehicle-pic"><CarPicture body=car.body/></div>
            <div class="stack">
                <div>
                    <h2><a href=format!("/me/vehicles/{}", car.id)>{name}</a></h2>
                    <p class="cluster">{plate}<span class="muted num">{messages::km(car.odometer_km)}</span>{badge}{workshop}</p>
                </div>
                {dues}
                <div class="btn-row">
                    <a class="btn btn-sm" href=format!("/me/vehicles/{}", car.id)>{tr!(l, "车辆详情", "Car details")}</a>
                    <a class="btn btn-sm btn-quiet" href=format!("/me/service?car={}", car.id)>{tr!(l, "维保记录", "Service history")}</a>
                </div>
            </div>
        </article>
    }
    .into_any()
}

fn former_cars(l: Locale, cars: Vec<Car>) -> AnyView {
    (!cars.is_empty())
        .then(|| {
            let rows = cars.into_iter().map(|car| former(l, &car)).collect_view();
            view! {
                <section class="section" aria-labelledby="former">
                    <div class="section-head"><h2 id="former">{tr!(l, "曾经拥有", "Former cars")}</h2></div>
                    <div class="card card-flush"><ul class="list">{rows}</ul></div>
                </section>
            }
        })
        .into_any()
}

fn former(l: Locale, car: &Car) -> AnyView {
    view! {
        <li>
            <span class="list-icon"><Icon name="car"/></span>
            <div class="list-body">
                <a href=format!("/me/vehicles/{}", car.id)>{messages::model(l, car)}</a>
                <span>{owned(l, car)}</span>
            </div>
            <div class="list-end"><Badge kind="" text=tr!(l, "已过户", "Transferred")/></div>
        </li>
    }
    .into_any()
}

/// The period of an ownership.
pub fn owned(l: Locale, car: &Car) -> String {
    let from = l.date(car.from_on);
    match car.until_on.map(|day| l.date(day)) {
        Some(until) => tr!(l, "{from} 至 {until}", "{from} to {until}"),
        None => tr!(l, "{from} 起归您所有", "Yours since {from}"),
    }
}
