//! `/events`.

use super::components::EventCard;
use crate::clock;
use crate::error::Result;
use crate::events::store::queries::{self, Cursor, EventDetail, Selection};
use crate::i18n::Locale;
use crate::ui::{Empty, Icon, PageHead, Pager, encode};
use crate::values::add_months;
use crate::web::{Ctx, Page};
use axum::extract::Query;
use chrono::{DateTime, Datelike, NaiveDate, TimeDelta, Utc};
use leptos::prelude::*;
use serde::Deserialize;

const PAGE: i64 = 12;

/// What the address asks for; what cannot be read asks for everything.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    city: String,
    /// 2026-03.
    month: String,
    /// `past`, or what is ahead.
    when: String,
    after: String,
    before: String,
}

pub async fn list(ctx: Ctx, Query(filter): Query<Filter>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let places = queries::list_places(&mut tx, filter.past(), ctx.now).await?;
    let (events, newer, older) = filter.load(&mut tx, ctx.now).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "活动", "Events");
    let lead = tr!(l, "与车主同好一起出发。", "Out and about with other owners.");
    Ok(ctx.page(title.clone(), || {
        view! {
            <PageHead title lead/>
            <When past=filter.past() l/>
            <FilterBar filter=filter.clone() places l/>
            {if events.is_empty() {
                view! { <Nothing filter l/> }.into_any()
            } else {
                view! {
                    <h2 class="sr-only">{tr!(l, "活动列表", "List of events")}</h2>
                    <ul class="grid grid-3">{events.into_iter().map(|detail| view! { <EventCard detail/> }).collect_view()}</ul>
                    <Pager newer older/>
                }.into_any()
            }}
        }
    }))
}

impl Filter {
    fn past(&self) -> bool {
        self.when == "past"
    }

    fn selection(&self, now: DateTime<Utc>) -> Selection {
        let month = NaiveDate::parse_from_str(&format!("{}-01", self.month), "%Y-%m-%d").ok();
        let month = month.filter(|day| (2000..2200).contains(&day.year()));
        let (from, until) = match month {
            Some(first) => (clock::start_of(first), clock::start_of(add_months(first, 1))),
            None => (EARLIEST.starts_at(), LATEST.starts_at()),
        };
        Selection { past: self.past(), city: self.city.clone(), from, until, now }
    }

    /// One page of rows in reading order, and the addresses of the pages before and after it.
    async fn load(
        &self,
        tx: &mut crate::db::Tx,
        now: DateTime<Utc>,
    ) -> Result<(Vec<EventDetail>, Option<String>, Option<String>)> {
        let selection = self.selection(now);
        let (after, before) = (parse_cursor(&self.after), parse_cursor(&self.before));
        let backward = before.is_some();
        // What is ahead is read from the earliest on, what is over from the latest back.
        let ascending = self.past() == backward;
        let mut rows = if ascending {
            queries::list_after(tx, &selection, before.or(after).unwrap_or(EARLIEST.cursor()), PAGE + 1).await?
        } else {
            queries::list_before(tx, &selection, before.or(after).unwrap_or(LATEST.cursor()), PAGE + 1).await?
        };
        let more = rows.len() as i64 > PAGE;
        rows.truncate(PAGE as usize);
        if backward {
            rows.reverse();
        }
        let link = |field: &str, row: Option<&EventDetail>| row.map(|row| self.address(field, row));
        let newer = link("before", rows.first().filter(|_| if backward { more } else { after.is_some() }));
        let older = link("after", rows.last().filter(|_| backward || more));
        Ok((rows, newer, older))
    }

    fn address(&self, field: &str, row: &EventDetail) -> String {
        let Self { city, month, when, .. } = self;
        let cursor = format!("{}-{}", row.event.starts_at.timestamp_micros(), row.event.id);
        format!("/events?city={}&month={}&when={}&{field}={cursor}", encode(city), encode(month), encode(when))
    }
}

/// The ends of every list.
struct End(i32, i64);
const EARLIEST: End = End(2000, 0);
const LATEST: End = End(2200, i64::MAX);

impl End {
    fn starts_at(&self) -> DateTime<Utc> {
        NaiveDate::from_ymd_opt(self.0, 1, 1).map(clock::start_of).unwrap_or_default()
    }

    fn cursor(&self) -> Cursor {
        Cursor { starts_at: self.starts_at(), id: self.1 }
    }
}

fn parse_cursor(text: &str) -> Option<Cursor> {
    let (micros, id) = text.split_once('-')?;
    let starts_at = DateTime::from_timestamp_micros(micros.parse().ok()?)?;
    let known = EARLIEST.starts_at()..LATEST.starts_at();
    Some(Cursor { starts_at: known.contains(&starts_at).then_some(starts_at)?, id: id.parse().ok()? })
}

#[component]
fn When(past: bool, l: Locale) -> impl IntoView {
    let current = |here: bool| here.then_some("true");
    view! {
        <nav class="chips" aria-label=tr!(l, "时间", "Time")>
            <a class="chip" href="/events" aria-current=current(!past)>{tr!(l, "即将举行", "Upcoming")}</a>
            <a class="chip" href="/events?when=past" aria-current=current(past)>{tr!(l, "往期活动", "Past")}</a>
        </nav>
    }
}

#[component]
fn FilterBar(filter: Filter, places: Vec<(String, String, DateTime<Utc>)>, l: Locale) -> impl IntoView {
    let mut cities: Vec<(String, String)> = Vec::new();
    let mut months: Vec<NaiveDate> = Vec::new();
    for (city, city_en, starts_at) in places {
        let day = clock::day(starts_at);
        let month = day - TimeDelta::days(i64::from(day.day0()));
        if !cities.iter().any(|(known, _)| *known == city) {
            cities.push((city.clone(), l.pick(&city, &city_en).to_owned()));
        }
        if !months.contains(&month) {
            months.push(month);
        }
    }
    let months = months.into_iter().map(|month| (month.format("%Y-%m").to_string(), l.month(month))).collect();
    view! {
        <form class="filter-bar" method="get" action="/events">
            {filter.past().then(|| view! { <input type="hidden" name="when" value="past"/> })}
            <Options name="city" label=tr!(l, "城市", "City") all=tr!(l, "全部城市", "All cities") value=filter.city options=cities/>
            <Options name="month" label=tr!(l, "月份", "Month") all=tr!(l, "全部月份", "All months") value=filter.month options=months/>
            <button class="btn"><Icon name="filter"/>{tr!(l, "筛选", "Filter")}</button>
        </form>
    }
}

#[component]
fn Options(
    name: &'static str,
    label: String,
    all: String,
    value: String,
    options: Vec<(String, String)>,
) -> impl IntoView {
    let options = options
        .into_iter()
        .map(|(key, text)| {
            let selected = key == value;
            view! { <option value=key selected=selected>{text}</option> }
        })
        .collect_view();
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select class="control" id=name name=name><option value="">{all}</option>{options}</select>
        </div>
    }
}

#[component]
fn Nothing(filter: Filter, l: Locale) -> impl IntoView {
    let filtered = !filter.city.is_empty() || !filter.month.is_empty() || !filter.after.is_empty();
    let title = if filtered {
        tr!(l, "没有符合条件的活动", "No event matches")
    } else {
        tr!(l, "目前没有活动", "No events at present")
    };
    let text = tr!(l, "换个城市或月份看看，新活动会在这里发布。", "Try another city or month; new events appear here.");
    let all = if filter.past() { "/events?when=past" } else { "/events" };
    view! {
        <Empty picture="events" title text>
            {filtered.then(|| view! { <a class="btn btn-primary" href=all>{tr!(l, "查看全部活动", "Show all events")}</a> })}
        </Empty>
    }
}
