//! `/events/{id}`, for the public and for members with their own registration.

use super::components::Paragraphs;
use crate::error::{AppError, Result};
use crate::events::Refusal;
use crate::events::islands::SeatCounter;
use crate::events::messages;
use crate::events::model::{Phase, RegistrationState};
use crate::events::store::queries::{self, EventDetail, Standing};
use crate::i18n::Locale;
use crate::ui::{Badge, Icon, Notice, PageHead, is_staff_page};
use crate::values::{EventId, points};
use crate::web::{Ctx, Id, Page, Rights, use_ctx};
use leptos::prelude::*;

pub async fn detail(ctx: Ctx, Id(id): Id<EventId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let detail = queries::find_detail(&mut tx, id).await?.filter(|detail| detail.event.is_public());
    let detail = detail.ok_or(AppError::NotFound)?;
    let standing = match ctx.rights() {
        Some(Rights::Owner(customer)) => {
            queries::find_standing(&mut tx, customer, (id, detail.event.model_id), ctx.now).await?
        }
        _ => None,
    };
    drop(tx);
    let l = ctx.locale;
    let title = detail.event.title(l).to_owned();
    Ok(ctx.page(title.clone(), || {
        let crumbs = vec![("/events".to_owned(), tr!(l, "活动", "Events"))];
        view! { <PageHead title crumbs lead=detail.event.summary(l).to_owned()/><Detail detail standing/> }
    }))
}

/// Everything below the page's head.
#[component]
pub fn Detail(detail: EventDetail, standing: Option<Standing>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let phase = detail.event.phase(ctx.now);
    let cancelled = (phase == Phase::Cancelled).then(|| {
        let reason = detail.event.cancel_reason.clone().unwrap_or_default();
        view! {
            <Notice kind="bad">
                <strong>{tr!(l, "活动已取消。", "This event has been cancelled.")}</strong>" "{reason}" "
                {tr!(l, "已通知所有报名者，积分已退回。", "Everyone registered has been notified and refunded.")}
            </Notice>
        }
    });
    let body = l.pick(&detail.event.body_zh, &detail.event.body_en).to_owned();
    let lists_waiting = matches!(phase, Phase::Full).then(|| {
        let rule = messages::waitlist_rule(l, &detail.event);
        view! { <section aria-labelledby="wait"><h2 id="wait">{tr!(l, "候补规则", "How the waitlist works")}</h2><p>{rule}</p></section> }
    });
    view! {
        {cancelled}
        <div class="split split-sticky split-aside-first">
            <div class="stack">
                <div class="card media-card"><div class="media media-scene"><img src=detail.event.picture.clone() alt="" width="400" height="225"/></div></div>
                <div class="prose"><Paragraphs text=body/>{lists_waiting}</div>
            </div>
            <aside class="card stack" aria-label=tr!(l, "活动信息", "About this event")>
                <Seats detail=detail.clone() phase/>
                <Overview detail=detail.clone()/>
                <WhatToDo detail phase standing/>
            </aside>
        </div>
    }
}

/// The badge, and the number of free seats, which refreshes itself.
#[component]
fn Seats(detail: EventDetail, phase: Phase) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let (kind, badge) = messages::phase(l, phase);
    // A preview does not poll: the public counter knows no drafts.
    let live = matches!(phase, Phase::Open | Phase::Full) && !is_staff_page(&ctx);
    let left = detail.event.seats_left();
    let text = messages::seats(l, &detail, phase);
    let waiting = (phase == Phase::Full).then(|| text.clone());
    view! {
        <p class="cluster">
            <Badge kind text=badge/>
            {match (live, waiting) {
                (true, None) => view! {
                    <SeatCounter event_id=detail.event.id.0 left many=tr!(l, "还有 # 个名额", "# seats left")
                        one=messages::free_seats(l, 1) none=messages::free_seats(l, 0)/>
                }.into_any(),
                _ => view! { <span>{text}</span> }.into_any(),
            }}
        </p>
    }
}

#[component]
fn Overview(detail: EventDetail) -> impl IntoView {
    let l = use_ctx().locale;
    let event = &detail.event;
    let (start, end) = messages::span(l, event);
    let companions = match event.companions_allowed() {
        0 => tr!(l, "仅限本人", "None"),
        n => tr!(l, "最多 {n} 位", "Up to {n}"),
    };
    let award = points(event.award_points);
    let city = event.city(l).to_owned();
    view! {
        <dl class="spec spec-1">
            <div><dt>{tr!(l, "时间", "When")}</dt><dd>{start}<small>{end}</small></dd></div>
            <div><dt>{tr!(l, "地点", "Where")}</dt><dd>{event.place(l).to_owned()}<small>{city}" · "<span lang="zh-CN">{event.address.clone()}</span></small></dd></div>
            <div><dt>{tr!(l, "报名时间", "Registration")}</dt><dd>{l.date_time(event.opens_at)}<small>{tr!(l, "至 {}", "until {}", l.date_time(event.closes_at))}</small></dd></div>
            <div><dt>{tr!(l, "参加条件", "Who can join")}</dt><dd>{messages::who(l, &detail)}</dd></div>
            <div><dt>{tr!(l, "可带同伴", "Companions")}</dt><dd>{companions}</dd></div>
            <div><dt>{tr!(l, "费用", "Fee")}</dt><dd>{messages::fee(l, event.fee_points)}</dd></div>
            {(event.award_points > 0).then(|| view! {
                <div><dt>{tr!(l, "到场奖励", "Attendance reward")}</dt><dd>{tr!(l, "{award} 积分", "{award} points")}</dd></div>
            })}
        </dl>
    }
}

/// The viewer's registration, the button to register, or why there is none.
#[component]
fn WhatToDo(detail: EventDetail, phase: Phase, standing: Option<Standing>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let form = format!("/events/{}/registration", detail.event.id);
    let open = matches!(phase, Phase::Open | Phase::Full);
    let registration = standing.as_ref().and_then(|s| Some((s.registration_id?, s.state?, s.ahead)));
    let uninvited = standing.as_ref().and_then(|s| detail.event.invites(&s.guest).err());
    match (registration, uninvited) {
        (Some((id, state, ahead)), _) => {
            let can_cancel = match state {
                RegistrationState::Waiting => phase != Phase::Over,
                RegistrationState::Confirmed => detail.event.promotes(ctx.now),
                _ => false,
            };
            view! { <RegistrationCard ticket=format!("/me/events/{id}") cancel=can_cancel.then(|| format!("{form}/cancellation")) state ahead/> }.into_any()
        }
        (None, Some(refusal)) if open || phase == Phase::Early => declined(l, &detail, refusal).into_any(),
        (None, _) if open => view! { <Enter form full=phase == Phase::Full/> }.into_any(),
        (None, _) if phase == Phase::Early => {
            let opens = l.date_time(detail.event.opens_at);
            view! { <p class="muted">{tr!(l, "{opens} 开放报名", "Registration opens on {opens}")}</p> }.into_any()
        }
        _ => ().into_any(),
    }
}

fn declined(l: Locale, detail: &EventDetail, refusal: Refusal) -> impl IntoView + use<> {
    let text = messages::declined(l, detail, &refusal.into());
    view! { <Notice kind="info">{text}</Notice> }
}

#[component]
fn Enter(form: String, full: bool) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let text = match (ctx.rights(), full) {
        (Some(Rights::Owner(_)), false) => tr!(l, "去报名", "Register"),
        (Some(Rights::Owner(_)), true) => tr!(l, "加入候补", "Join the waitlist"),
        (None, _) => tr!(l, "登录后报名", "Sign in to register"),
        (Some(_), _) => return ().into_any(),
    };
    view! { <a class="btn btn-primary btn-block" href=form>{text}</a> }.into_any()
}

#[component]
fn RegistrationCard(ticket: String, cancel: Option<String>, state: RegistrationState, ahead: i64) -> impl IntoView {
    let l = use_ctx().locale;
    let (kind, badge) = messages::registration(l, state, ahead);
    let waiting = state == RegistrationState::Waiting;
    let see = if waiting { tr!(l, "查看候补", "My place in line") } else { tr!(l, "查看门票", "My ticket") };
    let leave = if waiting {
        tr!(l, "退出候补", "Leave the waitlist")
    } else {
        tr!(l, "取消报名", "Cancel registration")
    };
    view! {
        <p class="cluster"><Badge kind text=badge/></p>
        <a class="btn btn-primary btn-block" href=ticket><Icon name="ticket"/>{see}</a>
        {cancel.map(|href| view! { <a class="btn btn-quiet btn-block" href=href>{leave}</a> })}
    }
}
