//! `/me/events`: upcoming events, waitlists and past events.

use super::components::DateBlock;
use crate::error::Result;
use crate::events::messages;
use crate::events::model::{EventStatus, RegistrationState};
use crate::events::store::queries::{self, Registration};
use crate::ui::{Badge, Empty, PageHead, Pager};
use crate::values::points;
use crate::web::{Ctx, Cursor, Owner, Page, use_ctx};
use leptos::prelude::*;

pub async fn registrations(ctx: Ctx, me: Owner) -> Result<Page> {
    let cursor = Cursor::read(&ctx.query(), |text| text.parse().ok());
    let mut tx = ctx.app.db.read().await?;
    let ahead = queries::list_ahead(&mut tx, me.customer, ctx.now).await?;
    let behind = queries::list_behind(&mut tx, me.customer, ctx.now, cursor).await?;
    drop(tx);
    let (newer, older) = behind.links("/me/events?", |row| row.id.to_string());
    let l = ctx.locale;
    let title = tr!(l, "我的活动", "My events");
    Ok(ctx.page(title.clone(), || {
        let nothing = ahead.is_empty() && behind.rows.is_empty() && cursor == Cursor::Start;
        view! {
            <PageHead title><a class="btn btn-sm" href="/events">{tr!(l, "看看活动", "Browse events")}</a></PageHead>
            {nothing.then(|| view! { <Nothing/> })}
            <Section id="ahead" title=tr!(l, "即将参加", "Coming up") rows=ahead/>
            <Section id="behind" title=tr!(l, "往期与已取消", "Past and cancelled") rows=behind.rows/>
            <Pager newer older/>
        }
    }))
}

#[component]
fn Nothing() -> impl IntoView {
    let l = use_ctx().locale;
    let text = tr!(
        l,
        "报名的活动、候补顺位和门票都在这里。",
        "Your registrations, waitlist places and tickets will appear here."
    );
    view! {
        <Empty picture="events" title=tr!(l, "还没有报名过活动", "No events yet") text>
            <a class="btn btn-primary" href="/events">{tr!(l, "看看活动", "Browse events")}</a>
        </Empty>
    }
}

#[component]
fn Section(id: &'static str, title: String, rows: Vec<Registration>) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        view! {
            <section class="section card" aria-labelledby=id>
                <div class="card-head"><h2 id=id>{title}</h2></div>
                <ul class="list list-actions">{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</ul>
            </section>
        }
    })
}

#[component]
fn Row(row: Registration) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let (kind, badge) = badge(&ctx, &row);
    let companions = row.seats - 1;
    let place = l.pick(&row.place_zh, &row.place_en).to_owned();
    let with =
        (companions > 0).then(|| view! { <span>{tr!(l, "同伴 {companions} 人", "{companions} companions")}</span> });
    let award = points(row.award_points);
    let earned = (row.state == RegistrationState::Attended && row.award_points > 0)
        .then(|| view! { <span class="pos num">{tr!(l, "+{award} 积分", "+{award} points")}</span> });
    view! {
        <li>
            <DateBlock at=row.starts_at/>
            <div class="list-body">
                <a href=format!("/me/events/{}", row.id)>{l.pick(&row.title_zh, &row.title_en).to_owned()}</a>
                <span class="timeline-meta"><span class="nowrap">{l.date_time(row.starts_at)}</span><span>{place}</span>{with}</span>
            </div>
            <div class="list-end"><Badge kind text=badge/>{earned}</div>
        </li>
    }
}

/// Says so if a place on the waitlist came to nothing.
fn badge(ctx: &Ctx, row: &Registration) -> (&'static str, String) {
    let l = ctx.locale;
    match row.state {
        RegistrationState::Cancelled if row.status == EventStatus::Cancelled => {
            ("bad", tr!(l, "活动已取消", "Event cancelled"))
        }
        RegistrationState::Waiting if ctx.now >= row.starts_at => ("", tr!(l, "候补未成功", "No place opened")),
        RegistrationState::Confirmed if ctx.now >= row.ends_at => ("", tr!(l, "未签到", "Not checked in")),
        state => messages::registration(l, state, row.ahead),
    }
}
