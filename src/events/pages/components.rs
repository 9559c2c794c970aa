use crate::clock::day;
use crate::events::messages;
use crate::events::model::{Question, QuestionKind};
use crate::events::store::queries::EventDetail;
use crate::i18n::Locale;
use crate::ui::{Badge, Choice, Icon, Notice, RadioCards, SelectField, TextField};
use crate::values::EventId;
use crate::web::use_ctx;
use chrono::{DateTime, Datelike, Utc};
use leptos::prelude::*;

/// An event in a list.
#[component]
pub fn EventCard(detail: EventDetail) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let phase = detail.event.phase(ctx.now);
    let (kind, badge) = messages::phase(l, phase);
    let (seats, who) = (messages::seats(l, &detail, phase), messages::who(l, &detail));
    let event = detail.event;
    let place = tr!(l, "{} · {}", "{} · {}", event.city(l), event.place(l));
    view! {
        <li class="card card-link media-card">
            <div class="media media-scene">
                <img src=event.picture.clone() alt="" width="400" height="225" loading="lazy"/>
                <DateBlock at=event.starts_at/>
            </div>
            <div class="media-body">
                <h3><a class="stretch" href=format!("/events/{}", event.id)>{event.title(l).to_owned()}</a></h3>
                <ul class="overview">
                    <li><Icon name="clock"/>{l.date_time(event.starts_at)}</li>
                    <li><Icon name="pin"/>{place}</li>
                    <li><Icon name="users"/>{seats}</li>
                    <li><Icon name="star"/>{who}</li>
                </ul>
                <div class="media-foot"><Badge kind text=badge/><span>{messages::fee_and_award(l, &event)}</span></div>
            </div>
        </li>
    }
}

/// Day and month as a calendar sheet; the full date is beside it.
#[component]
pub fn DateBlock(at: DateTime<Utc>) -> impl IntoView {
    let l = use_ctx().locale;
    let day = day(at);
    let month = match l {
        Locale::Zh => format!("{}月", day.month()),
        Locale::En => day.format("%b").to_string(),
    };
    view! { <div class="date-block" aria-hidden="true"><strong>{day.day()}</strong><span>{month}</span></div> }
}

/// A multi-line text as paragraphs.
#[component]
pub fn Paragraphs(text: String) -> impl IntoView {
    let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    lines.map(|line| view! { <p>{line.to_owned()}</p> }).collect_view()
}

/// The form control for one question.
#[component]
pub fn Answers(question: Question, name: &'static str) -> impl IntoView {
    const AT_ONCE: usize = 4;
    let l = use_ctx().locale;
    let label = question.label(l).to_owned();
    let required = question.required;
    let choices = match question.kind {
        QuestionKind::Text => return view! { <TextField name label required maxlength=500/> }.into_any(),
        QuestionKind::YesNo => vec![("yes".to_owned(), tr!(l, "是", "Yes")), ("no".to_owned(), tr!(l, "否", "No"))],
        QuestionKind::Choice => question.choices(l),
    };
    if choices.len() > AT_ONCE {
        let mut options = vec![(String::new(), tr!(l, "请选择", "Please choose"))];
        options.extend(choices);
        return view! { <SelectField name label options required/> }.into_any();
    }
    let legend = if required { label } else { tr!(l, "{label}（选填）", "{label} (optional)") };
    let choices = choices.into_iter().map(|(value, title)| Choice { value, title, note: String::new() }).collect();
    view! { <RadioCards name legend choices/> }.into_any()
}

/// Why there is no form, with a link back.
#[component]
pub fn Declined(id: EventId, text: String) -> impl IntoView {
    let l = use_ctx().locale;
    view! {
        <Notice kind="warn">{text}</Notice>
        <p><a class="btn" href=format!("/events/{id}")>{tr!(l, "回到活动", "Back to the event")}</a></p>
    }
}
