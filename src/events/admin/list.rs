//! `/admin/events`.

use super::queries::{self, Line, Wanted};
use crate::error::Result;
use crate::events::messages;
use crate::events::model::EventStatus;
use crate::i18n::Locale;
use crate::ui::{Badge, Empty, Icon, PageHead, Pager};
use crate::web::{Admin, Ctx, Cursor, Page, Query, use_ctx};
use leptos::prelude::*;
use serde::Deserialize;

/// The filter in the address; invalid values are ignored.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    status: String,
    /// `upcoming`, `past`, or anything else for both.
    when: String,
}

pub async fn list(ctx: Ctx, _: Admin, Query(filter): Query<Filter>) -> Result<Page> {
    let wanted = Wanted {
        status: EventStatus::from_code(&filter.status),
        past: match filter.when.as_str() {
            "upcoming" => Some(false),
            "past" => Some(true),
            _ => None,
        },
        now: ctx.now,
    };
    let cursor = Cursor::read(&ctx.query(), queries::parse_cursor);
    let mut tx = ctx.app.db.read().await?;
    let lines = queries::list(&mut tx, &wanted, cursor).await?;
    let counts = queries::count_by_status(&mut tx).await?;
    drop(tx);
    let (newer, older) = lines.links(&format!("{}&", filter.address(&filter.status)), Line::cursor);
    let l = ctx.locale;
    let title = tr!(l, "活动管理", "Events");
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title>
                <a class="btn btn-primary btn-sm" href="/admin/events/new"><Icon name="plus"/>{tr!(l, "新建活动", "New event")}</a>
            </PageHead>
            <Statuses filter=filter.clone() counts/>
            <WhenForm filter/>
            {if lines.rows.is_empty() { view! { <Nothing l/> }.into_any() } else { view! { <Lines lines=lines.rows/> }.into_any() }}
            <Pager newer older/>
        }
    }))
}

impl Filter {
    fn address(&self, status: &str) -> String {
        let when = if matches!(self.when.as_str(), "upcoming" | "past") { self.when.as_str() } else { "" };
        let status = EventStatus::from_code(status).map_or("", EventStatus::code);
        format!("/admin/events?status={status}&when={when}")
    }
}

pub fn status_name(l: Locale, status: EventStatus) -> String {
    match status {
        EventStatus::Draft => tr!(l, "草稿", "Draft"),
        EventStatus::Published => tr!(l, "已发布", "Published"),
        EventStatus::Closed => tr!(l, "已关闭报名", "Closed"),
        EventStatus::Cancelled => tr!(l, "已取消", "Cancelled"),
    }
}

#[component]
fn Statuses(filter: Filter, counts: Vec<(EventStatus, i64)>) -> impl IntoView {
    let l = use_ctx().locale;
    let count = |status| counts.iter().find(|(known, _)| *known == status).map_or(0, |(_, count)| *count);
    let chips = EventStatus::ALL.iter().map(|&status| {
        let here = (filter.status == status.code()).then_some("true");
        view! {
            <a class="chip" href=filter.address(status.code()) aria-current=here>
                {status_name(l, status)}<span class="count">{count(status)}</span>
            </a>
        }
    });
    let all = EventStatus::from_code(&filter.status).is_none().then_some("true");
    view! {
        <nav class="chips chips-scroll" aria-label=tr!(l, "状态", "Status")>
            <a class="chip" href=filter.address("") aria-current=all>{tr!(l, "全部", "All")}</a>
            {chips.collect_view()}
        </nav>
    }
}

#[component]
fn WhenForm(filter: Filter) -> impl IntoView {
    let l = use_ctx().locale;
    let options =
        [("", tr!(l, "全部", "All")), ("upcoming", tr!(l, "未结束", "Upcoming")), ("past", tr!(l, "已结束", "Past"))];
    let options = options.map(|(key, text)| {
        let selected = key == filter.when;
        view! { <option value=key selected=selected>{text}</option> }
    });
    view! {
        <form class="filter-bar" method="get" action="/admin/events">
            <input type="hidden" name="status" value=filter.status.clone()/>
            <div class="field"><label for="when">{tr!(l, "时间", "Time")}</label>
                <select class="control" id="when" name="when">{options}</select></div>
            <button class="btn"><Icon name="filter"/>{tr!(l, "筛选", "Filter")}</button>
        </form>
    }
}

#[component]
fn Nothing(l: Locale) -> impl IntoView {
    view! {
        <Empty picture="events" title=tr!(l, "没有活动", "No events")
            text=tr!(l, "换个筛选条件，或新建一个活动。", "Try another filter, or create an event.")>
            <a class="btn btn-primary" href="/admin/events/new">{tr!(l, "新建活动", "New event")}</a>
        </Empty>
    }
}

#[component]
fn Lines(lines: Vec<Line>) -> impl IntoView {
    let l = use_ctx().locale;
    view! {
        <div class="table-wrap">
            <table class="table">
                <caption class="sr-only">{tr!(l, "活动列表", "Events")}</caption>
                <thead><tr>
                    <th scope="col">{tr!(l, "活动", "Event")}</th><th scope="col">{tr!(l, "开始", "Starts")}</th>
                    <th scope="col">{tr!(l, "状态", "Status")}</th><th scope="col" class="num">{tr!(l, "名额", "Seats")}</th>
                    <th scope="col" class="num">{tr!(l, "候补", "Waitlist")}</th><th scope="col" class="num">{tr!(l, "签到", "Checked in")}</th>
                </tr></thead>
                <tbody>{lines.into_iter().map(|line| view! { <Row line/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(line: Line) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let (kind, badge) = messages::phase(l, line.window.phase(ctx.now));
    let seats = format!("{} / {}", line.taken, line.capacity);
    view! {
        <tr>
            <th scope="row"><a href=format!("/admin/events/{}", line.id)>{l.pick(&line.title_zh, &line.title_en).to_owned()}</a>
                <small>{l.pick(&line.city, &line.city_en).to_owned()}</small></th>
            <td data-label=tr!(l, "开始", "Starts")><span class="nowrap">{l.date_time(line.window.starts_at)}</span></td>
            <td data-label=tr!(l, "状态", "Status")><Badge kind text=badge/></td>
            <td class="num" data-label=tr!(l, "名额", "Seats")>{seats}</td>
            <td class="num" data-label=tr!(l, "候补", "Waitlist")>{line.waiting}</td>
            <td class="num" data-label=tr!(l, "签到", "Checked in")>{line.attended}</td>
        </tr>
    }
}
