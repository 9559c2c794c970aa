//! `/events/{id}/registration`: companions, questions and the fee.

use super::components::{Answers, Declined};
use crate::error::{AppError, Result};
use crate::events::Refusal;
use crate::events::messages;
use crate::events::model::{Event, Phase, Question};
use crate::events::store::queries::{self, EventDetail, Standing};
use crate::ui::{Icon, Notice, PageHead, TextField};
use crate::values::{EventId, points};
use crate::web::{Ctx, Id, Owner, Page, use_ctx};
use leptos::prelude::*;
use uuid::Uuid;

/// Field names of the form: companions, then questions in order.
pub const COMPANIONS: [&str; 9] = [
    "companion1",
    "companion2",
    "companion3",
    "companion4",
    "companion5",
    "companion6",
    "companion7",
    "companion8",
    "companion9",
];
pub const ANSWERS: [&str; 6] = ["answer1", "answer2", "answer3", "answer4", "answer5", "answer6"];

pub async fn registration(ctx: Ctx, me: Owner, Id(id): Id<EventId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let detail = queries::find_detail(&mut tx, id).await?.filter(|detail| detail.event.is_public());
    let detail = detail.ok_or(AppError::NotFound)?;
    let standing = queries::find_standing(&mut tx, me.customer, (id, detail.event.model_id), ctx.now).await?;
    let standing = standing.ok_or(AppError::Forbidden)?;
    let questions = queries::list_questions(&mut tx, id).await?;
    drop(tx);
    let l = ctx.locale;
    let title = match detail.event.phase(ctx.now) {
        Phase::Full => tr!(l, "加入候补", "Join the waitlist"),
        _ => tr!(l, "活动报名", "Register"),
    };
    Ok(ctx.page(title.clone(), || {
        let crumbs = vec![
            ("/events".to_owned(), tr!(l, "活动", "Events")),
            (format!("/events/{id}"), detail.event.title(l).to_owned()),
        ];
        view! {
            <PageHead title crumbs/>
            {match refusal(&ctx, &detail, &standing) {
                Some(refusal) => view! { <Declined id text=messages::declined(l, &detail, &refusal)/> }.into_any(),
                None => view! { <RegistrationForm detail standing questions/> }.into_any(),
            }}
        }
    }))
}

/// Why this member cannot register now.
fn refusal(ctx: &Ctx, detail: &EventDetail, standing: &Standing) -> Option<AppError> {
    if standing.registration_id.is_some() {
        return Some(Refusal::AlreadyRegistered.into());
    }
    detail.event.admit(&standing.guest, 0, ctx.now).err()
}

#[component]
fn RegistrationForm(detail: EventDetail, standing: Standing, questions: Vec<Question>) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let event = detail.event.clone();
    let full = event.phase(ctx.now) == Phase::Full;
    let (start, _) = messages::span(l, &event);
    // A form that was rejected keeps its key: nothing was stored under it.
    let idempotency_key = ctx
        .form
        .as_ref()
        .map(|form| form.typed.get("idempotency_key").to_owned())
        .filter(|idempotency_key| !idempotency_key.is_empty());
    let idempotency_key = idempotency_key.unwrap_or_else(|| Uuid::new_v4().to_string());
    let short = !full && standing.available < event.fee_points;
    let rule =
        full.then(|| messages::waitlist_rule(l, &event)).map(|rule| view! { <Notice kind="info">{rule}</Notice> });
    let submit = if full { tr!(l, "加入候补", "Join the waitlist") } else { tr!(l, "确认报名", "Confirm") };
    view! {
        <div class="split split-aside-first">
            <form class="form card" method="post" data-live="" novalidate>
                <input type="hidden" name="idempotency_key" value=idempotency_key/>
                <input type="hidden" name="questions" value=signature(&questions)/>
                <Companions max=event.companions_allowed()/>
                <Questions questions/>
                {rule}
                <div class="form-actions">
                    <button class="btn btn-primary" disabled=short>{submit}</button>
                    <a class="btn btn-quiet" href=format!("/events/{}", event.id)>{tr!(l, "返回", "Back")}</a>
                </div>
            </form>
            <aside class="card stack" aria-label=tr!(l, "活动信息", "About this event")>
                <h2>{event.title(l).to_owned()}</h2>
                <ul class="overview">
                    <li><Icon name="clock"/>{start}</li>
                    <li><Icon name="pin"/>{event.city(l).to_owned()}" · "{event.place(l).to_owned()}</li>
                    <li><Icon name="users"/>{messages::seats(l, &detail, event.phase(ctx.now))}</li>
                </ul>
                <Cost event available=standing.available full/>
            </aside>
        </div>
    }
}

/// The fee, and the balance after it.
#[component]
fn Cost(event: Event, available: i64, full: bool) -> impl IntoView {
    let l = use_ctx().locale;
    if event.fee_points == 0 {
        return view! { <p><strong>{tr!(l, "免费参加", "Free of charge")}</strong></p> }.into_any();
    }
    let (fee, remains) = (event.fee_points, available - event.fee_points);
    let short = points(-remains);
    let note = if remains < 0 {
        view! { <Notice kind="warn">{tr!(l, "还差 {short} 积分。", "You need {short} more points.")}</Notice> }
            .into_any()
    } else if full {
        view! { <p class="hint">{tr!(l, "递补成功才扣积分。", "You pay only if you get a place.")}</p> }.into_any()
    } else {
        let free = tr!(l, "活动开始前取消，积分全部退回。", "Full refund if you cancel before the event starts.");
        view! { <p class="hint">{free}</p> }.into_any()
    };
    view! {
        <dl class="spec spec-1 spec-total">
            <div><dt>{tr!(l, "可用积分", "Available")}</dt><dd>{points(available)}</dd></div>
            <div><dt>{tr!(l, "报名费", "Fee")}</dt><dd>{format!("−{}", points(fee))}</dd></div>
            <div><dt>{tr!(l, "报名后剩余", "Left after this")}</dt><dd>{points(remains.max(0))}</dd></div>
        </dl>
        {note}
    }
    .into_any()
}

#[component]
fn Companions(max: i64) -> impl IntoView {
    let l = use_ctx().locale;
    (max > 0).then(|| {
        let fields = COMPANIONS.iter().take(max as usize).enumerate().map(|(at, name)| {
            let n = at + 1;
            let label = tr!(l, "同行者 {n} 的姓名", "Name of companion {n}");
            view! { <TextField name label required=false maxlength=40/> }
        });
        view! {
            <fieldset class="form-section">
                <legend>{tr!(l, "同行者", "Companions")}</legend>
                <p class="hint">{tr!(l, "最多 {max} 位，每位占一个名额；独自参加请留空。", "Up to {max}, one seat each. Leave empty if you’re coming alone.")}</p>
                <div class="form-grid">{fields.collect_view()}</div>
            </fieldset>
        }
    })
}

#[component]
fn Questions(questions: Vec<Question>) -> impl IntoView {
    let l = use_ctx().locale;
    (!questions.is_empty()).then(|| {
        view! {
            <section class="form-section" aria-labelledby="questions">
                <h2 id="questions">{tr!(l, "请回答几个问题", "A few questions")}</h2>
                {questions.into_iter().zip(ANSWERS).map(|(question, name)| view! { <Answers question name/> }).collect_view()}
            </section>
        }
    })
}

/// Identifies the questions that a form asked, so that answers are not stored for other questions.
pub fn signature(questions: &[Question]) -> String {
    questions.iter().map(|question| question.id.to_string()).collect::<Vec<_>>().join(",")
}
