use super::file_store::{Head, OverviewItem, OverviewKind, VisitLine};
use super::list::day_of_year;
use crate::garage::{messages, model::OrderStatus};
use crate::i18n::Locale;
use crate::points::model::value_fen;
use crate::referrals::model::LeadState;
use crate::ui::{Badge, Icon};
use crate::values::{Fen, PersonName, Plate, points};
use crate::web::use_locale;
use leptos::prelude::*;

/// Visits as a timeline.
pub fn visits(l: Locale, visits: &[Vec<VisitLine>]) -> AnyView {
    if visits.is_empty() {
        return view! { <p class="card muted">{tr!(l, "还没有到店记录。", "No visits here yet.")}</p> }.into_any();
    }
    let items = visits.iter().map(|lines| visit(l, lines)).collect_view();
    view! { <ol class="timeline">{items}</ol> }.into_any()
}

fn visit(l: Locale, order: &[VisitLine]) -> AnyView {
    let head = &order[0];
    let work = order.iter().filter_map(|line| {
        let title = l.pick(line.title_zh.as_deref()?, line.title_en.as_deref()?).to_owned();
        let total = line.total_fen.map(|total| total.to_string());
        Some(view! { <div><dt>{title}</dt><dd class="num">{total}</dd></div> })
    });
    let advisor = head.advisor.clone().map(|name| view! { <span>{name}</span> });
    let paid = (head.status > OrderStatus::Ready).then(|| {
        let paid = head.paid_fen.to_string();
        view! { <div class="card-foot cluster-between"><span>{tr!(l, "实付", "Paid")}</span><strong class="num">{paid}</strong></div> }
    });
    let request = head.request.clone().map(|text| view! { <p>{text}</p> });
    view! {
        <li>
            <span class="timeline-dot"><Icon name="wrench"/></span>
            <article class="card">
                <div class="card-head"><h3>{messages::kind(l, head.kind)}</h3><Badge kind="" text=messages::status(l, head.status)/></div>
                <p class="timeline-meta">
                    <time datetime=head.opened_at.to_rfc3339()>{l.date_time(head.opened_at)}</time>
                    <span>{messages::km(head.odometer_km)}</span><span>{head.order_no.clone()}</span>{advisor}
                </p>
                {request}
                <dl class="spec spec-1">{work.collect_view()}</dl>
                {paid}
            </article>
        </li>
    }
    .into_any()
}

/// Points, cars, events and referrals.
#[component]
pub fn FileAside(head: Head, overview: Vec<OverviewItem>) -> impl IntoView {
    let l = use_locale();
    let of = |kind: OverviewKind| overview.iter().filter(move |entry| entry.kind == kind);
    let cars = of(OverviewKind::Car).map(|entry| car(l, entry)).collect::<Vec<_>>();
    let events = of(OverviewKind::Event).map(|entry| event(l, entry)).collect::<Vec<_>>();
    let referrals = of(OverviewKind::Referral).map(|entry| referral(l, entry)).collect::<Vec<_>>();
    view! {
        <aside class="stack">
            {points_card(l, &head)}
            {list_card("cars", tr!(l, "车辆", "Cars"), tr!(l, "没有车辆", "No cars"), cars)}
            {list_card("events", tr!(l, "活动", "Events"), tr!(l, "没有参加过活动", "No events yet"), events)}
            {list_card("referrals", tr!(l, "推荐", "Referrals"), tr!(l, "没有推荐", "No referrals yet"), referrals)}
        </aside>
    }
    .into_any()
}

fn points_card(l: Locale, head: &Head) -> AnyView {
    let point_value = Fen(value_fen(head.available, head.points_per_yuan));
    let birthday = head.birthday.map(|day| {
        view! { <div><dt>{tr!(l, "生日", "Birthday")}</dt><dd>{day_of_year(l, day)}</dd></div> }
    });
    view! {
        <section class="card" aria-labelledby="points">
            <h2 id="points">{tr!(l, "积分", "Points")}</h2>
            <dl class="spec spec-1">
                <div><dt>{tr!(l, "可用", "Available")}</dt><dd class="num">{points(head.available)}</dd></div>
                <div><dt>{tr!(l, "价值", "Value")}</dt><dd class="num">{point_value.to_string()}</dd></div>
                <div><dt>{tr!(l, "30 天内过期", "Expiring within 30 days")}</dt><dd class="num">{points(head.expiring)}</dd></div>
                {birthday}
            </dl>
        </section>
    }
    .into_any()
}

fn list_card(id: &'static str, title: String, none: String, items: Vec<AnyView>) -> AnyView {
    let body = if items.is_empty() {
        view! { <p class="muted">{none}</p> }.into_any()
    } else {
        view! { <ul class="list">{items}</ul> }.into_any()
    };
    view! { <section class="card" aria-labelledby=id><h2 id=id>{title}</h2>{body}</section> }.into_any()
}

fn car(l: Locale, entry: &OverviewItem) -> AnyView {
    let plate = Plate::parse(&entry.state).map_or_else(|_| entry.state.clone(), |plate| plate.dotted());
    let due = entry.due_on.map(|day| {
        let day = l.date(day);
        tr!(l, "年检 {day}", "Inspection {day}")
    });
    item("car", l.pick(&entry.zh, &entry.en).to_owned(), [plate, due.unwrap_or_default()].join(" · "), None)
}

fn event(l: Locale, entry: &OverviewItem) -> AnyView {
    let at = entry.at.map(|at| l.day(at)).unwrap_or_default();
    let (kind, state) = match entry.state.as_str() {
        "confirmed" => ("info", tr!(l, "已报名", "Registered")),
        "waiting" => ("warn", tr!(l, "候补", "Waitlist")),
        "attended" => ("good", tr!(l, "已参加", "Attended")),
        _ => ("", tr!(l, "已取消", "Cancelled")),
    };
    let badge = view! { <Badge kind text=state/> };
    item("ticket", l.pick(&entry.zh, &entry.en).to_owned(), at, Some(badge.into_any()))
}

fn referral(l: Locale, entry: &OverviewItem) -> AnyView {
    let name = PersonName::parse(&entry.zh).map(|name| name.masked()).unwrap_or_default();
    let at = entry.at.map(|at| l.day(at)).unwrap_or_default();
    let badge = LeadState::from_code(&entry.state)
        .map(|state| view! { <Badge kind=state.badge() text=state.text(l)/> }.into_any());
    item("share", name, at, badge)
}

fn item(icon: &'static str, title: String, line: String, end: Option<AnyView>) -> AnyView {
    view! {
        <li>
            <span class="list-icon"><Icon name=icon/></span>
            <div class="list-body"><strong>{title}</strong><span>{line}</span></div>
            <div class="list-end">{end}</div>
        </li>
    }
    .into_any()
}
