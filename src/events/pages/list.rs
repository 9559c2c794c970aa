//! `/events`.

use super::components::EventCard;
use crate::clock;
use crate::db::Tx;
use crate::error::Result;
use crate::events::store::queries::{self, EventDetail, Place, Selection};
use crate::i18n::Locale;
use crate::ui::{Chip, Chips, Empty, FilterBar, FilterSelect, ListAddress, PageHead, Pager};
use crate::values::add_months;
use crate::web::{Ctx, Cursor, Page, Query, Slice, cursor_text, parse_cursor};
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use leptos::prelude::*;
use serde::Deserialize;

const PAGE: usize = 12;

/// The position of an event in the list: its start and its id.
type Key = (DateTime<Utc>, i64);

/// What the address asks for; what cannot be read asks for everything.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    city: String,
    /// 2026-03.
    month: String,
    /// `past`, or what is ahead.
    when: String,
}

pub async fn list(ctx: Ctx, Query(filter): Query<Filter>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let places = queries::list_places(&mut tx, filter.past(), ctx.now).await?;
    let cursor = Cursor::read(&ctx.query(), parse_cursor);
    let events = filter.load(&mut tx, cursor, ctx.now).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "活动", "Events");
    let lead = tr!(l, "与志同道合的车主一起出发。", "Get out with fellow owners.");
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title lead/>
            <When past=filter.past() l/>
            <Filters filter=filter.clone() places l/>
            {if events.rows.is_empty() {
                let filtered = filter.is_set() || cursor != Cursor::Start;
                view! { <Nothing past=filter.past() filtered l/> }.into_any()
            } else {
                let key = |row: &EventDetail| cursor_text(row.event.starts_at, row.event.id.0);
                let (newer, older) = events.links(&filter.base(), key);
                view! {
                    <h2 class="sr-only">{tr!(l, "活动列表", "List of events")}</h2>
                    <ul class="grid grid-3">{events.rows.into_iter().map(|detail| view! { <EventCard detail/> }).collect_view()}</ul>
                    <Pager newer older/>
                }.into_any()
            }}
        }
    }))
}

impl Filter {
    fn is_set(&self) -> bool {
        !self.city.is_empty() || !self.month.is_empty()
    }

    fn past(&self) -> bool {
        self.when == "past"
    }

    fn selection(&self, now: DateTime<Utc>) -> Selection {
        let month = NaiveDate::parse_from_str(&format!("{}-01", self.month), "%Y-%m-%d").ok();
        let month = month.filter(|day| (2000..2200).contains(&day.year()));
        let (from, until) = match month {
            Some(first) => (clock::start_of(first), clock::start_of(add_months(first, 1))),
            None => (EARLIEST, LATEST),
        };
        Selection { past: self.past(), city: self.city.clone(), from, until, now }
    }

    /// One page of rows in reading order: upcoming events from the earliest on, past ones from the latest back.
    async fn load(&self, tx: &mut Tx, cursor: Cursor<Key>, now: DateTime<Utc>) -> Result<Slice<EventDetail>> {
        let selection = self.selection(now);
        let key = match cursor {
            Cursor::Start => None,
            Cursor::After(key) | Cursor::Before(key) => Some(key),
        };
        let ascending = self.past() == matches!(cursor, Cursor::Before(_));
        let rows = if ascending {
            queries::list_after(tx, &selection, key.unwrap_or((EARLIEST, 0)), PAGE as i64 + 1).await?
        } else {
            queries::list_before(tx, &selection, key.unwrap_or((LATEST, i64::MAX)), PAGE as i64 + 1).await?
        };
        Ok(Slice::cut(rows, PAGE, &cursor))
    }

    /// The address of the first page, ready for a cursor to be appended.
    fn base(&self) -> String {
        let Self { city, month, when } = self;
        ListAddress::new("/events").with("city", city).with("month", month).with("when", when).base()
    }
}

/// Before and after every event.
const EARLIEST: DateTime<Utc> = DateTime::from_timestamp(946_684_800, 0).expect("the year 2000");
const LATEST: DateTime<Utc> = DateTime::from_timestamp(7_258_118_400, 0).expect("the year 2200");

#[component]
fn When(past: bool, l: Locale) -> impl IntoView {
    let chips = vec![
        Chip::new("/events", tr!(l, "即将举行", "Upcoming"), !past),
        Chip::new("/events?when=past", tr!(l, "往期活动", "Past"), past),
    ];
    view! { <Chips chips label=tr!(l, "时间", "Time")/> }
}

#[component]
fn Filters(filter: Filter, places: Vec<Place>, l: Locale) -> impl IntoView {
    let mut cities: Vec<(String, String)> = Vec::new();
    let mut months: Vec<NaiveDate> = Vec::new();
    for Place { city, starts_at } in places {
        let day = clock::day(starts_at);
        let month = day - TimeDelta::days(i64::from(day.day0()));
        if !cities.iter().any(|(known, _)| *known == city.zh) {
            cities.push((city.zh.clone(), city.pick(l).to_owned()));
        }
        if !months.contains(&month) {
            months.push(month);
        }
    }
    let months = months.into_iter().map(|month| (month.format("%Y-%m").to_string(), l.month(month))).collect();
    let address = ListAddress::new("/events").with("when", if filter.past() { "past" } else { "" });
    view! {
        <FilterBar address>
            <FilterSelect name="city" label=tr!(l, "城市", "City") all=tr!(l, "全部城市", "All cities") value=filter.city options=cities/>
            <FilterSelect name="month" label=tr!(l, "月份", "Month") all=tr!(l, "全部月份", "All months") value=filter.month options=months/>
        </FilterBar>
    }
}

#[component]
fn Nothing(past: bool, filtered: bool, l: Locale) -> impl IntoView {
    let title = if filtered {
        tr!(l, "没有符合条件的活动", "No matching events")
    } else {
        tr!(l, "目前没有活动", "No events right now")
    };
    let text =
        tr!(l, "换个城市或月份看看，新活动会发布在这里。", "Try another city or month. New events will appear here.");
    let all = if past { "/events?when=past" } else { "/events" };
    view! {
        <Empty picture="events" title text>
            {filtered.then(|| view! { <a class="btn btn-primary" href=all>{tr!(l, "查看全部活动", "View all events")}</a> })}
        </Empty>
    }
}
