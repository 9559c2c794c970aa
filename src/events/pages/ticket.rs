//! `/me/events/{id}`: the ticket, or the place on the waitlist.

use crate::error::{AppError, Result};
use crate::events::messages;
use crate::events::model::RegistrationState;
use crate::events::store::queries::{self, Registration};
use crate::i18n::Locale;
use crate::ui::{Badge, Icon, Notice, PageHead, Qr};
use crate::values::{RegistrationId, points};
use crate::web::{Ctx, Id, Owner, Page};
use leptos::prelude::*;

pub async fn ticket(ctx: Ctx, me: Owner, Id(id): Id<RegistrationId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let registration = queries::find_registration(&mut tx, me.customer, id).await?.ok_or(AppError::NotFound)?;
    drop(tx);
    let l = ctx.locale;
    let title = l.pick(&registration.title_zh, &registration.title_en).to_owned();
    let live = matches!(registration.state, RegistrationState::Confirmed | RegistrationState::Waiting);
    let can_cancel = live && ctx.now < registration.starts_at;
    let form = format!("/events/{}/registration/cancellation", registration.event_id);
    Ok(ctx.page(title.clone(), || {
        let crumbs = vec![("/me/events".to_owned(), tr!(l, "我的活动", "My events"))];
        let waiting = registration.state == RegistrationState::Waiting;
        let leave = if waiting { tr!(l, "退出候补", "Leave the waitlist") } else { tr!(l, "取消报名", "Cancel") };
        let file = (registration.state == RegistrationState::Confirmed).then(|| format!("/me/events/{id}/calendar.ics"));
        view! {
            <PageHead title crumbs>
                <a class="btn btn-sm" href=format!("/events/{}", registration.event_id)>{tr!(l, "活动详情", "About the event")}</a>
                {file.map(|href| view! { <a class="btn btn-sm" href=href><Icon name="calendar"/>{tr!(l, "加入日历", "Add to calendar")}</a> })}
                {can_cancel.then(|| view! { <a class="btn btn-sm btn-quiet" href=form>{leave}</a> })}
            </PageHead>
            <div class="stack">
                {waiting.then(|| view! { <Waiting ahead=registration.ahead l/> })}
                <Ticket registration l/>
            </div>
        }
    }))
}

#[component]
fn Waiting(ahead: i64, l: Locale) -> impl IntoView {
    let text = match ahead {
        0 => tr!(
            l,
            "您排在第一位，有空位将自动为您报名，并短信通知您。",
            "You’re next: if a place opens, it’s yours. We’ll text you."
        ),
        _ => tr!(
            l,
            "您前面还有 {ahead} 组。轮到您时自动报名，并短信通知您。",
            "{ahead} ahead of you. When it’s your turn, we’ll register you and text you."
        ),
    };
    view! { <Notice kind="info">{text}</Notice> }
}

#[component]
fn Ticket(registration: Registration, l: Locale) -> impl IntoView {
    let (kind, badge) = messages::registration(l, registration.state, registration.ahead);
    let void = matches!(registration.state, RegistrationState::Cancelled | RegistrationState::Attended);
    let what = match registration.state {
        RegistrationState::Waiting => tr!(l, "候补", "Waitlist"),
        _ => tr!(l, "活动门票", "Event ticket"),
    };
    let paid = points(registration.paid);
    let fee = if registration.state == RegistrationState::Cancelled {
        tr!(l, "已退回", "Refunded")
    } else {
        tr!(l, "已付", "Paid")
    };
    let who = if registration.companions.is_empty() {
        registration.name.clone()
    } else {
        format!("{}\n{}", registration.name, registration.companions)
    };
    let who = who.lines().collect::<Vec<_>>().join(l.pick("、", ", "));
    let seat_count = match registration.seats {
        1 => tr!(l, "共 1 个名额", "1 seat"),
        seats => tr!(l, "共 {seats} 个名额", "{seats} seats"),
    };
    let code = registration.ticket_code.clone();
    let (place, city) =
        (l.pick(&registration.place_zh, &registration.place_en), l.pick(&registration.city, &registration.city_en));
    view! {
        <article class="ticket" class:is-void=void>
            <header class="ticket-head">
                <p>{what}</p>
                <h2>{l.pick(&registration.title_zh, &registration.title_en).to_owned()}</h2>
                <p>{l.date_time(registration.starts_at)}</p>
            </header>
            <div class="ticket-body">
                <dl class="spec spec-1">
                    <div><dt>{tr!(l, "状态", "Status")}</dt><dd><Badge kind text=badge/></dd></div>
                    <div><dt>{tr!(l, "结束", "Ends")}</dt><dd>{l.date_time(registration.ends_at)}</dd></div>
                    <div><dt>{tr!(l, "地点", "Where")}</dt><dd>{place.to_owned()}<small>{city.to_owned()}" · "<span lang="zh-CN">{registration.address.clone()}</span></small></dd></div>
                    <div><dt>{tr!(l, "参加人", "Attending")}</dt><dd>{who}<small>{seat_count}</small></dd></div>
                    {(registration.paid > 0).then(|| view! { <div><dt>{fee}</dt><dd>{tr!(l, "{paid} 积分", "{paid} points")}</dd></div> })}
                </dl>
            </div>
            {(registration.state == RegistrationState::Confirmed).then(|| view! {
                <div class="ticket-stub">
                    <Qr text=code.clone() label=tr!(l, "签到二维码", "QR code for check-in")/>
                    <p class="ticket-code">{code}</p>
                    <p class="hint">{tr!(l, "到场出示此码签到", "Show this code at check-in")}</p>
                </div>
            })}
        </article>
    }
}
