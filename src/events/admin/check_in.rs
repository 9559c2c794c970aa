//! `/admin/events/{id}/check-in`: check-in by ticket code, typed or scanned, and the latest arrivals.

use super::queries::{self, Overview, Registered};
use crate::clock::day;
use crate::error::{AppError, Result};
use crate::ui::{Notice, PageHead, TextField};
use crate::values::EventId;
use crate::web::{Admin, Ctx, Id, Page, use_ctx};
use leptos::prelude::*;

const LAST: i64 = 10;

pub async fn check_in(ctx: Ctx, _: Admin, Id(id): Id<EventId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let overview = queries::find_overview(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let arrived = queries::list_arrived(&mut tx, id, LAST).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "签到", "Check in");
    let today = day(ctx.now);
    let event = &overview.detail.event;
    let other_day = today < day(event.starts_at) || today > day(event.ends_at);
    let start = l.date_time(event.starts_at);
    let crumbs = super::detail::crumbs(l, id, event.title(l));
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title crumbs/>
            {other_day.then(|| view! {
                <Notice kind="warn">{tr!(l, "请注意：活动时间是 {start}，不是今天。", "Please note: the event is on {start}, not today.")}</Notice>
            })}
            <div class="split">
                <CodeForm overview/>
                <Arrived arrived/>
            </div>
        }
    }))
}

/// Scanners work too: they type the code and press Enter.
#[component]
fn CodeForm(overview: Overview) -> impl IntoView {
    let l = use_ctx().locale;
    let (here, parties) = (overview.attended, overview.attended + overview.confirmed);
    view! {
        <section class="card stack" aria-labelledby="code">
            <h2 id="code">{tr!(l, "已签到 {here} / {parties} 组", "{here} of {parties} parties checked in")}</h2>
            <progress class="meter" max=parties.max(1) value=here aria-labelledby="code"></progress>
            <form class="form" method="post" data-live="" novalidate autocomplete="off">
                <TextField name="code" label=tr!(l, "票码", "Ticket code") maxlength=40 class="control-num" autofocus=true
                    hint=tr!(l, "扫描门票二维码，或输入 T- 开头的票码；大小写和横线都可以省。", "Scan the ticket’s QR code or enter the code starting with T-. Case and dashes are optional.")/>
                <div class="form-actions"><button class="btn btn-primary">{tr!(l, "签到", "Check in")}</button></div>
            </form>
        </section>
    }
}

#[component]
fn Arrived(arrived: Vec<Registered>) -> impl IntoView {
    let l = use_ctx().locale;
    let empty = arrived
        .is_empty()
        .then(|| view! { <p class="muted">{tr!(l, "还没有人签到。", "No one has checked in yet.")}</p> });
    let rows = arrived.into_iter().map(|row| {
        let seats = row.seats;
        let at = row.checked_in_at.map(|at| l.time(at));
        let phone = row.phone.as_ref().map(crate::values::Phone::masked);
        view! {
            <li>
                <div class="list-body"><strong>{row.name.masked()}</strong><span>{phone}</span></div>
                <div class="list-end"><span>{tr!(l, "{seats} 人", "party of {seats}")}</span><span class="num">{at}</span></div>
            </li>
        }
    });
    view! {
        <section class="card" aria-labelledby="arrived">
            <div class="card-head"><h2 id="arrived">{tr!(l, "最近签到", "Latest check-ins")}</h2></div>
            {empty}
            <ul class="list">{rows.collect_view()}</ul>
        </section>
    }
}
