//! `/me`.

use super::cards::{garage, in_workshop, next_event, quick_links, redemptions, savings_goal};
use super::store::{AHEAD, Ahead, in_order};
use crate::clock;
use crate::error::Result;
use crate::garage::store::{self, CARS};
use crate::i18n::Locale;
use crate::pipeline;
use crate::points::components::{DebtNotice, TierProgress, Wallet};
use crate::points::summary::{self, SUMMARY};
use crate::values::VehicleId;
use crate::web::{Ctx, Owner, Page};
use chrono::Timelike;
use leptos::prelude::*;

pub async fn page(ctx: Ctx, me: Owner) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let today = ctx.today();
    let (points, cars, ahead) = pipeline!(tx,
        optional summary::Row, SUMMARY, [me.customer, ctx.now];
        all store::Row, CARS, [me.customer, None::<VehicleId>];
        all Ahead, AHEAD, [me.customer, ctx.now, today];
    )?;
    let summary = summary::complete(&mut tx, me.customer, points).await?;
    drop(tx);
    let mut cars = store::fold(cars);
    let ahead = in_order(ahead);
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
            <Wallet summary=summary.clone()/>
            <div class="stack section">
                <DebtNotice summary=summary.clone()/>
                <TierProgress summary=summary.clone()/>
                <div class="split">
                    <div class="stack">{workshops}{garage(l, cars, today)}</div>
                    <div class="stack">{savings_goal(l, &ahead, &summary)}{next_event(l, &ahead)}{redemptions(l, &ahead)}{quick_links(l)}</div>
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
