//! Components about a car that several pages share.

use super::messages;
use super::model::{Car, Due, DueKind, Left, OrderStatus, Workshop};
use crate::clock;
use crate::i18n::Locale;
use crate::ui::Badge;
use crate::web::use_locale;
use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::*;

/// The steps through the workshop, with the time each was reached, and the date if that was not today.
#[component]
pub fn Stepper(
    status: OrderStatus,
    opened_at: DateTime<Utc>,
    today: NaiveDate,
    steps: Vec<(OrderStatus, DateTime<Utc>)>,
) -> impl IntoView {
    let l = use_locale();
    let items = Workshop::STEPS.map(|step| {
        let reached = steps.iter().find(|(reached, _)| *reached == step).map(|(_, at)| *at);
        let reached = reached.or((step == OrderStatus::Received).then_some(opened_at)).filter(|_| step <= status);
        let (class, current) = match step.cmp(&status) {
            std::cmp::Ordering::Less => (Some("is-done"), None),
            std::cmp::Ordering::Equal => (Some("is-current"), Some("step")),
            std::cmp::Ordering::Greater => (None, None),
        };
        let when = reached.map(|at| {
            let day = clock::day(at);
            let day = (day != today).then(|| view! { <small>{day.format("%m-%d").to_string()}</small> });
            view! { {day}<small>{l.time(at)}</small> }
        });
        view! { <li class=class aria-current=current>{messages::status(l, step)}{when}</li> }
    });
    view! { <ol class="stepper" aria-label=tr!(l, "维修进度", "Repair progress")>{items.into_iter().collect_view()}</ol> }
}

/// The promised delivery time: 预计今天 16:30 交车.
pub fn promised(l: Locale, at: DateTime<Utc>, today: NaiveDate) -> String {
    let time = l.time(at);
    if clock::day(at) == today {
        return tr!(l, "预计今天 {time} 交车", "ready today at {time}");
    }
    let day = l.short_date(clock::day(at));
    tr!(l, "预计 {day} {time} 交车", "ready {day} at {time}")
}

/// One due item of a car, with what is left of its interval.
#[component]
pub fn DueBar(due: Due, left: Left) -> impl IntoView {
    let l = use_locale();
    let name = messages::due(l, due.kind);
    let percent = left.percent.to_string();
    let used = tr!(l, "{name}：周期已过 {percent}%", "{name}: {percent}% of the interval used");
    let remaining = left.km.filter(|km| *km > 0 && left.days >= 0).map(|km| {
        let km = messages::km(km);
        tr!(l, "；还可行驶 {km}", "; {km} to go")
    });
    view! {
        <div class="due">
            <p class="due-top"><span>{name}</span><strong>{messages::left(l, due.kind, left)}</strong></p>
            <progress class="meter meter-sm" max="100" value=percent aria-label=used></progress>
            <p class="hint">{messages::limit(l, &due)}{remaining}</p>
        </div>
    }
}

/// A warning badge if something is due within a month or overdue; an expired warranty gets none.
#[component]
pub fn DueBadge(due: Due, left: Left) -> impl IntoView {
    let l = use_locale();
    let (kind, text) = match (due.kind, left.days) {
        (DueKind::Warranty, _) => return None,
        (_, n) if n < 0 || left.km.is_some_and(|km| km <= 0) => ("bad", tr!(l, "已逾期", "Overdue")),
        (_, n) if n <= 30 => ("warn", tr!(l, "即将到期", "Due soon")),
        _ => return None,
    };
    Some(view! { <Badge kind=kind text=text/> })
}

/// A car's due items, soonest first.
pub fn dues(car: &Car, today: NaiveDate) -> Vec<(Due, Left)> {
    let pace = car.pace(today);
    let mut all: Vec<(Due, Left)> = car.dues().into_iter().filter_map(|due| Some((due, due.left(pace)?))).collect();
    // Sort warranties last: an expired one requires no action.
    all.sort_by_key(|(due, left)| (due.kind == DueKind::Warranty, left.days));
    all
}

/// The drawing of a body shape.
#[component]
pub fn CarPicture(body: String) -> impl IntoView {
    view! { <img src=format!("/img/car-{body}.svg") alt="" width="320" height="130"/> }
}
