//! `/admin/events`: the events by status and time, by when they start.

use super::queries::{self, Filter, Line, SortBy};
use crate::error::Result;
use crate::events::messages;
use crate::events::model::EventStatus;
use crate::i18n::Locale;
use crate::row;
use crate::ui::{
    Badge, Chips, Column, EmptyList, FilterSelect, Icon, PageHead, Pager, Row, SearchBar, Table, Toolbar, status_chips,
};
use crate::web::{Admin, Ctx, Page, use_ctx};
use leptos::prelude::*;

const PATH: &str = "/admin/events";
const STATUSES: [EventStatus; 4] =
    [EventStatus::Published, EventStatus::Draft, EventStatus::Closed, EventStatus::Cancelled];

pub async fn list(ctx: Ctx, _: Admin) -> Result<Page> {
    let query = ctx.query();
    let filter = Filter::read(&query);
    let mut tx = ctx.app.db.read().await?;
    let lines = queries::list(&mut tx, &filter, &query, ctx.now).await?;
    let counts = queries::count_by_status(&mut tx).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "活动管理", "Events");
    Ok(ctx.page(title.clone(), || {
        let address = filter.address(PATH);
        let (newer, older) = lines.links(&address.base(), Line::cursor);
        let lead = tr!(l, "草稿发布后，车主才能看到并报名。", "Owners see an event, and can register, once it is published.");
        let chips = status_chips(l, &address, filter.list.status, &STATUSES, |status| status_name(l, status), &counts);
        view! {
            <PageHead title lead>
                <a class="btn btn-primary btn-sm" href="/admin/events/new"><Icon name="plus"/>{tr!(l, "新建活动", "New event")}</a>
            </PageHead>
            <Chips chips/>
            <Search filter=filter.clone()/>
            <Lines filter lines=lines.rows/>
            <Pager newer older/>
        }
    }))
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
fn Search(filter: Filter) -> impl IntoView {
    let l = use_ctx().locale;
    let option = |code: &str, name: String| (code.to_owned(), name);
    let options = vec![option("upcoming", tr!(l, "未结束", "Upcoming")), option("past", tr!(l, "已结束", "Past"))];
    let address = filter.address(PATH).without("when");
    view! {
        <SearchBar address label=tr!(l, "查找活动", "Find an event") placeholder=tr!(l, "活动名称或城市", "Title or city")
            q=filter.list.q.clone() filters=filter.past.is_some()>
            <FilterSelect name="when" label=tr!(l, "时间", "Time") all=tr!(l, "全部", "All") options value=filter.when()/>
        </SearchBar>
    }
}

#[component]
fn Lines(filter: Filter, lines: Vec<Line>) -> impl IntoView {
    let l = use_ctx().locale;
    let address = filter.address(PATH);
    if lines.is_empty() {
        return view! {
            <EmptyList picture="events" title=tr!(l, "没有活动", "No events")
                text=tr!(l, "换个筛选条件，或新建一个活动。", "Try another filter, or create an event.") address>
                <a class="btn btn-primary" href="/admin/events/new">{tr!(l, "新建活动", "New event")}</a>
            </EmptyList>
        }
        .into_any();
    }
    let columns = vec![
        Column::main(tr!(l, "活动", "Event")),
        Column::text(tr!(l, "开始", "Starts")).sorted(&address, filter.list.order, SortBy::Start),
        Column::text(tr!(l, "状态", "Status")),
        Column::number(tr!(l, "名额", "Seats")),
        Column::number(tr!(l, "候补", "Waitlist")),
        Column::number(tr!(l, "签到", "Checked in")),
    ];
    let actions = actions(l, filter.list.status);
    let selectable = !actions.is_empty();
    let rows = lines.into_iter().map(|line| row(&line, selectable)).collect();
    view! {
        <Table caption=tr!(l, "活动列表", "Events") columns rows/>
        {selectable.then(|| view! { <Toolbar address actions/> })}
    }
    .into_any()
}

/// What can be done with several events at once.
fn actions(l: Locale, status: Option<EventStatus>) -> Vec<(&'static str, String)> {
    match status {
        Some(EventStatus::Draft) => vec![("/admin/events/publications", tr!(l, "发布所选", "Publish selected"))],
        Some(EventStatus::Published) => {
            vec![("/admin/events/closures", tr!(l, "关闭所选的报名", "Close registration of selected"))]
        }
        Some(EventStatus::Closed) => {
            vec![("/admin/events/publications", tr!(l, "重新开放所选的报名", "Reopen registration of selected"))]
        }
        Some(EventStatus::Cancelled) | None => Vec::new(),
    }
}

fn row(line: &Line, selectable: bool) -> Row {
    let ctx = use_ctx();
    let l = ctx.locale;
    let (kind, badge) = messages::phase(l, line.window.phase(ctx.now));
    let title = l.pick(&line.title_zh, &line.title_en).to_owned();
    let row = row![
        view! {
            <a href=format!("/admin/events/{}", line.id)>{title.clone()}</a>
            <small>{l.pick(&line.city, &line.city_en).to_owned()}</small>
        },
        view! { <span class="nowrap">{l.date_time(line.window.starts_at)}</span> },
        view! { <Badge kind text=badge/> },
        format!("{} / {}", line.taken, line.capacity),
        line.waiting,
        line.attended,
    ];
    if selectable { row.ticked(line.id, title) } else { row }
}
