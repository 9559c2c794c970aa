//! `/admin`: key figures of the club.

use crate::db::{DbResult, Tx};
use crate::error::Result;
use crate::figures::{self, Figure, Figures};
use crate::i18n::Locale;
use crate::points::model::value_fen;
use crate::ui::{Column, Icon, Notice, PageHead, Row, Table};
use crate::values::{EventId, Fen, counted, points};
use crate::web::{Admin, Ctx, Page};
use crate::{counted, row, sql};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Benchmarks of other loyalty programmes: points redeemed and members who redeem, in percent.
const INDUSTRY_RATE: i64 = 15;
const INDUSTRY_SHARE: i64 = 42;

#[derive(sqlx::FromRow)]
struct EventRow {
    id: EventId,
    title_zh: String,
    title_en: String,
    starts_at: DateTime<Utc>,
    taken: i64,
    capacity: i64,
    waiting: i64,
}

pub async fn page(ctx: Ctx, _: Admin) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let figures = figures::load(&mut tx).await?;
    let events = list_upcoming(&mut tx, ctx.now).await?;
    let now = find_now(&mut tx).await?;
    let l = ctx.locale;
    let title = tr!(l, "概览", "Overview");
    Ok(ctx.page(title.clone(), move || {
        let made = figures.made_at.map(|at| {
            let at = l.date_time(at);
            tr!(l, "数字截至 {at}，每小时更新。", "Figures as of {at}, updated hourly.")
        });
        let waiting = made.is_none().then(|| {
            view! { <Notice kind="info">{tr!(l, "数字正在计算，稍后刷新即可看到。", "Figures are being calculated. Please refresh in a moment.")}</Notice> }
        });
        view! {
            <PageHead title lead=made.unwrap_or_default()/>
            {waiting}
            {tiles(l, &figures, &now)}
            {upcoming(l, events)}
        }
    }))
}

/// Counts queried when the page is loaded, because they must agree with the pages they link to.
#[derive(sqlx::FromRow)]
struct Now {
    open_redemptions: i64,
    fed_at: Option<DateTime<Utc>>,
}

async fn find_now(tx: &mut Tx) -> DbResult<Now> {
    sql!(
        tx,
        one Now,
        concat!(
            "SELECT ",
            counted!("redemptions WHERE state IN ('ordered', 'picked', 'ready')"),
            " AS open_redemptions, (SELECT MAX(updated_at) FROM service_orders) AS fed_at"
        )
    )
}

async fn list_upcoming(tx: &mut Tx, now: DateTime<Utc>) -> DbResult<Vec<EventRow>> {
    sql!(
        tx,
        all EventRow,
        "SELECT e.id, e.title_zh, e.title_en, e.starts_at, e.taken, e.capacity, \
         (SELECT COUNT(*) FROM registrations r WHERE r.event_id = e.id AND r.state = 'waiting') AS waiting \
         FROM events e WHERE e.status IN ('published', 'closed') AND e.starts_at > $1 \
         ORDER BY e.starts_at, e.id LIMIT 6",
        now
    )
}

fn tiles(l: Locale, f: &Figures, now: &Now) -> AnyView {
    let point_value = Fen(value_fen(f.get(Figure::Outstanding), f.get(Figure::PointsPerYuan))).to_string();
    let redeemed = points(f.get(Figure::Redeemed));
    let rate = f.percent(Figure::Redeemed, Figure::Issued);
    let share = f.percent(Figure::Redeemers, Figure::Members);
    let verified = f.percent(Figure::Verified, Figure::Members);
    let fed = now.fed_at.map_or_else(
        || tr!(l, "尚无维保数据", "No workshop data yet"),
        |at| {
            let at = l.date_time(at);
            tr!(l, "维保数据更新于 {at}", "Workshop data as of {at}")
        },
    );
    let tiles = [
        ("users", tr!(l, "会员", "Members"), points(f.get(Figure::Members)), "", String::new()),
        (
            "points",
            tr!(l, "未兑换积分", "Points outstanding"),
            points(f.get(Figure::Outstanding)),
            "",
            tr!(l, "价值 {point_value}", "worth {point_value}"),
        ),
        (
            "gift",
            tr!(l, "12 个月兑换率", "12-month redemption rate"),
            rate.to_string(),
            "%",
            tr!(l, "兑换 {redeemed} 分 · 行业 {INDUSTRY_RATE}%", "{redeemed} points · industry {INDUSTRY_RATE}%"),
        ),
        (
            "heart",
            tr!(l, "12 个月内兑换过的会员", "Members who redeemed in 12 months"),
            share.to_string(),
            "%",
            tr!(l, "行业 {INDUSTRY_SHARE}%", "industry {INDUSTRY_SHARE}%"),
        ),
        ("truck", tr!(l, "待处理兑换", "Open redemptions"), counted(now.open_redemptions), "", tr!(l, "当前", "Now")),
        ("check", tr!(l, "12 个月内核实过手机号", "Phone verified in 12 months"), verified.to_string(), "%", fed),
    ];
    let tiles = tiles.map(|(icon, name, value, unit, note)| {
        let unit = (!unit.is_empty()).then(|| view! { <small>{unit}</small> });
        let tile = view! {
            <p class="stat-label"><Icon name=icon/>{name}</p>
            <p class="numeral">{value}{unit}</p>
            <p class="stat-note">{note}</p>
        };
        match icon {
            "truck" => view! { <a class="stat" href="/admin/redemptions">{tile}</a> }.into_any(),
            _ => view! { <div class="stat">{tile}</div> }.into_any(),
        }
    });
    view! { <div class="stats">{tiles}</div> }.into_any()
}

fn upcoming(l: Locale, events: Vec<EventRow>) -> AnyView {
    let body = if events.is_empty() {
        view! { <p class="card muted">{tr!(l, "近期没有活动。", "No upcoming events.")}</p> }.into_any()
    } else {
        let columns = vec![
            Column::main(tr!(l, "活动", "Event")),
            Column::text(tr!(l, "时间", "When")),
            Column::text(tr!(l, "名额", "Seats")),
            Column::number(tr!(l, "候补", "Waitlist")),
        ];
        let rows = events.into_iter().map(|event| event_row(l, &event)).collect();
        view! { <Table caption=tr!(l, "近期活动", "Upcoming events") columns rows/> }.into_any()
    };
    view! {
        <section class="section" aria-labelledby="events">
            <div class="section-head"><h2 id="events">{tr!(l, "近期活动", "Upcoming events")}</h2>
                <a href="/admin/events">{tr!(l, "全部活动", "All events")}<Icon name="chevron-right"/></a></div>
            {body}
        </section>
    }
    .into_any()
}

fn event_row(l: Locale, event: &EventRow) -> Row {
    let (taken, capacity) = (event.taken, event.capacity);
    let filled = tr!(l, "{capacity} 个名额已占 {taken} 个", "{taken} of {capacity} seats taken");
    row![
        view! { <a href=format!("/admin/events/{}", event.id)>{l.pick(&event.title_zh, &event.title_en).to_owned()}</a> },
        view! { <span class="nowrap">{l.date_time(event.starts_at)}</span> },
        view! {
            <span class="nowrap num">{format!("{taken} / {capacity}")}</span>
            <progress class="meter meter-sm" max=capacity.to_string() value=taken.to_string() aria-label=filled></progress>
        },
        event.waiting,
    ]
}
