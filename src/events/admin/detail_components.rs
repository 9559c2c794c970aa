use super::queries::Overview;
use crate::events::messages;
use crate::events::model::{Event, EventStatus};
use crate::i18n::Locale;
use crate::ui::TextField;
use crate::values::points;
use crate::web::use_ctx;
use leptos::prelude::*;

#[component]
pub fn Numbers(overview: Overview) -> impl IntoView {
    let l = use_ctx().locale;
    let event = &overview.detail.event;
    let percent = event.taken * 100 / event.capacity.max(1);
    let (parties, here) = (overview.confirmed + overview.attended, overview.attended);
    let (waiting, seats) = (overview.detail.waiting, overview.waiting_seats);
    let award = points(event.award_points);
    view! {
        <div class="stats">
            <div class="stat"><p class="stat-label">{tr!(l, "已占名额", "Seats taken")}</p>
                <p class="numeral">{event.taken}<small>{format!("/ {}", event.capacity)}</small></p>
                <p class="stat-note">{tr!(l, "{percent}% · {parties} 组", "{percent}% · {parties} parties")}</p></div>
            <div class="stat"><p class="stat-label">{tr!(l, "候补", "Waitlist")}</p>
                <p class="numeral">{waiting}<small>{tr!(l, "组", "parties")}</small></p>
                <p class="stat-note">{tr!(l, "共 {seats} 人", "{seats} seats in total")}</p></div>
            <div class="stat"><p class="stat-label">{tr!(l, "已签到", "Checked in")}</p>
                <p class="numeral">{overview.attended_seats}<small>{tr!(l, "人", "people")}</small></p>
                <p class="stat-note">{tr!(l, "{here} / {parties} 组", "{here} of {parties} parties")}</p></div>
            <div class="stat"><p class="stat-label">{tr!(l, "报名费", "Fee")}</p>
                <p class="numeral">{points(event.fee_points)}<small>{tr!(l, "积分", "points")}</small></p>
                <p class="stat-note">{tr!(l, "到场奖励 {award} 积分", "{award} points for attending")}</p></div>
        </div>
    }
}

/// The actions available in the event's state.
#[component]
pub fn Manage(event: Event) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let base = format!("/admin/events/{}", event.id);
    let post = |to: &str, class: &'static str, text: String| {
        view! { <form method="post" action=format!("{base}/{to}")><button class=class>{text}</button></form> }
            .into_any()
    };
    let step = match event.status {
        EventStatus::Draft => Some(post("publication", "btn btn-primary btn-block", tr!(l, "发布活动", "Publish"))),
        EventStatus::Published if event.promotes(ctx.now) => {
            Some(post("closure", "btn btn-block", tr!(l, "关闭报名", "Close registration")))
        }
        EventStatus::Closed if event.promotes(ctx.now) => {
            Some(post("publication", "btn btn-block", tr!(l, "重新开放报名", "Reopen registration")))
        }
        _ => None,
    };
    let cancel = event.promotes(ctx.now).then(|| {
        view! { <a class="btn btn-danger btn-block" href=format!("{base}/cancellation")>{tr!(l, "取消活动", "Cancel the event")}</a> }
    });
    let reason = event.cancel_reason.clone().map(|reason| {
        view! { <p>{tr!(l, "取消原因：{reason}", "Reason for cancelling: {reason}")}</p> }
    });
    let closes = l.date_time(event.closes_at);
    view! {
        <section class="card stack" aria-labelledby="manage">
            <h2 id="manage">{tr!(l, "管理", "Manage")}</h2>
            <p class="muted">{messages::window(l, &event, ctx.now)}" "{tr!(l, "报名截止 {closes}", "Registration ends {closes}")}</p>
            {reason}{step}
            {(event.status != EventStatus::Cancelled).then(|| view! { <Capacity event/> })}
            {cancel}
        </section>
    }
}

#[component]
fn Capacity(event: Event) -> impl IntoView {
    let l = use_ctx().locale;
    let taken = event.taken;
    let hint = tr!(
        l,
        "已占 {taken} 个。调高后按候补顺序自动递补。",
        "{taken} seats taken. New seats go to the waitlist in order."
    );
    view! {
        <form class="form" method="post" action=format!("/admin/events/{}/capacity", event.id) novalidate>
            <TextField name="capacity" label=tr!(l, "总名额", "Capacity") value=event.capacity.to_string() hint
                inputmode="numeric" class="control-short" affix=tr!(l, "个", "seats")/>
            <div class="form-actions"><button class="btn btn-sm">{tr!(l, "调整名额", "Change capacity")}</button></div>
        </form>
    }
}

/// Display name of a staff action.
pub fn action(l: Locale, action: &str) -> String {
    match action {
        "create" => tr!(l, "新建", "Created"),
        "edit" => tr!(l, "编辑", "Edited"),
        "publish" => tr!(l, "发布", "Published"),
        "close" => tr!(l, "关闭报名", "Registration closed"),
        "cancel" => tr!(l, "取消活动", "Event cancelled"),
        "capacity" => tr!(l, "调整名额", "Capacity changed"),
        "export" => tr!(l, "导出名单", "List exported"),
        other => other.to_owned(),
    }
}
