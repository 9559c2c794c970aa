//! `/admin/events/{id}`: figures, registrations, waitlist, and the available actions.

use super::detail_components::{Manage, Numbers, action};
use super::fields::TEXTS;
use super::queries::{self, Overview, Registered, Search};
use crate::actions::{self, Action, History};
use crate::error::{AppError, Result};
use crate::events::messages;
use crate::events::model::RegistrationState;
use crate::i18n::Locale;
use crate::search::escaped;
use crate::ui::{Badge, Icon, PageHead, Pager, encode};
use crate::values::EventId;
use crate::values::code::parse_ticket;
use crate::web::{Admin, Ctx, Cursor, Id, Page, Query, use_ctx};
use leptos::prelude::*;
use serde::Deserialize;

const ACTIONS: i64 = 8;

/// Which registrations are shown; invalid values show all of them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Filter {
    state: String,
    /// The start of a name, the end of a phone number, or a ticket code.
    q: String,
}

pub async fn show(ctx: Ctx, _: Admin, Id(id): Id<EventId>, Query(filter): Query<Filter>) -> Result<Page> {
    let cursor = Cursor::read(&ctx.query(), |text| text.parse().ok());
    let mut tx = ctx.app.db.read().await?;
    let overview = queries::find_overview(&mut tx, id).await?.ok_or(AppError::NotFound)?;
    let rows = queries::list_registered(&mut tx, id, &filter.search(), cursor).await?;
    let done = actions::list(&mut tx, ("event", id.0), ACTIONS).await?;
    drop(tx);
    let base = format!("{}&", filter.address(id, &filter.state));
    let (newer, older) = rows.links(&base, |row| row.id.to_string());
    let rows = rows.rows;
    let title = overview.detail.event.title(ctx.locale).to_owned();
    Ok(ctx.page(title.clone(), || {
        view! { <Head title overview=overview.clone()/><Numbers overview=overview.clone()/><Body overview filter rows newer older done/> }
    }))
}

/// Breadcrumbs to the pages of one event.
pub fn crumbs(l: Locale, id: EventId, title: &str) -> Vec<(String, String)> {
    vec![("/admin/events".to_owned(), tr!(l, "活动管理", "Events")), (format!("/admin/events/{id}"), title.to_owned())]
}

impl Filter {
    fn state(&self) -> Option<RegistrationState> {
        RegistrationState::from_code(&self.state)
    }

    fn address(&self, id: EventId, state: &str) -> String {
        let state = RegistrationState::from_code(state).map_or("", RegistrationState::code);
        format!("/admin/events/{id}?state={state}&q={}", encode(self.q.trim()))
    }

    fn search(&self) -> Search {
        const LONGEST: usize = 40;
        let typed: String = self.q.trim().chars().filter(|c| !c.is_control()).take(LONGEST).collect();
        let digits = typed.len() >= 4 && typed.bytes().all(|byte| byte.is_ascii_digit());
        Search {
            state: self.state(),
            name: if typed.is_empty() { String::new() } else { format!("{}%", escaped(&typed)) },
            phone: if digits { format!("%{typed}") } else { String::new() },
            ticket: parse_ticket(&typed).unwrap_or_default(),
        }
    }
}

#[component]
fn Head(title: String, overview: Overview) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let event = &overview.detail.event;
    let base = format!("/admin/events/{}", event.id);
    let (kind, badge) = messages::phase(l, event.phase(ctx.now));
    let (start, end) = messages::span(l, event);
    let place = format!("{} · {}", event.city(l), event.place(l));
    let crumbs = vec![("/admin/events".to_owned(), tr!(l, "活动管理", "Events"))];
    view! {
        <PageHead title crumbs>
            <a class="btn btn-sm btn-primary" href=format!("{base}/check-in")><Icon name="qr"/>{tr!(l, "签到", "Check in")}</a>
            <a class="btn btn-sm" href=format!("{base}/edit")><Icon name="edit"/>{tr!(l, "编辑", "Edit")}</a>
            <a class="btn btn-sm" href=format!("{base}/preview")><Icon name="eye"/>{tr!(l, "预览", "Preview")}</a>
            <a class="btn btn-sm" href=format!("{base}/export")><Icon name="download"/>{tr!(l, "导出名单", "Export")}</a>
        </PageHead>
        <p class="cluster"><Badge kind text=badge/><span class="muted">{start}" "{end}" · "{place}</span></p>
    }
}

#[component]
fn Body(
    overview: Overview,
    filter: Filter,
    rows: Vec<Registered>,
    newer: Option<String>,
    older: Option<String>,
    done: Vec<Action>,
) -> impl IntoView {
    let l = use_ctx().locale;
    let id = overview.detail.event.id;
    view! {
        <div class="split split-sticky">
            <section class="stack" aria-labelledby="registered">
                <h2 id="registered">{tr!(l, "报名与候补", "Registrations and waitlist")}</h2>
                <States filter=filter.clone() overview=overview.clone()/>
                <SearchForm filter id/>
                <Rows rows/>
                <Pager newer older/>
            </section>
            <aside class="stack" aria-label=tr!(l, "管理", "Manage")>
                <Manage event=overview.detail.event/>
                <History done name=action texts=TEXTS/>
            </aside>
        </div>
    }
}

#[component]
fn States(filter: Filter, overview: Overview) -> impl IntoView {
    let l = use_ctx().locale;
    let id = overview.detail.event.id;
    let o = &overview;
    let all = o.confirmed + o.detail.waiting + o.attended + o.cancelled;
    let chips = [
        ("", tr!(l, "全部", "All"), all),
        ("confirmed", tr!(l, "已报名", "Registered"), o.confirmed),
        ("waiting", tr!(l, "候补", "Waitlist"), o.detail.waiting),
        ("attended", tr!(l, "已参加", "Attended"), o.attended),
        ("cancelled", tr!(l, "已取消", "Cancelled"), o.cancelled),
    ];
    let current = filter.state().map_or("", RegistrationState::code);
    let chips = chips.map(|(code, name, count)| {
        let here = (code == current).then_some("true");
        view! { <a class="chip" href=filter.address(id, code) aria-current=here>{name}<span class="count">{count}</span></a> }
    });
    view! { <nav class="chips chips-scroll" aria-label=tr!(l, "状态", "Status")>{chips}</nav> }
}

#[component]
fn SearchForm(filter: Filter, id: EventId) -> impl IntoView {
    let l = use_ctx().locale;
    view! {
        <form class="filter-bar" method="get" action=format!("/admin/events/{id}") role="search">
            <input type="hidden" name="state" value=filter.state.clone()/>
            <div class="field field-grow">
                <label for="q">{tr!(l, "搜索", "Search")}</label>
                <div class="search"><Icon name="search"/><input class="control" type="search" id="q" name="q" value=filter.q
                    placeholder=tr!(l, "姓名、手机号后四位或票码", "Name, last 4 digits of phone, or ticket code")/></div>
            </div>
            <button class="btn">{tr!(l, "搜索", "Search")}</button>
        </form>
    }
}

#[component]
fn Rows(rows: Vec<Registered>) -> impl IntoView {
    let l = use_ctx().locale;
    if rows.is_empty() {
        return view! { <p class="muted">{tr!(l, "没有符合条件的报名。", "No matching registrations.")}</p> }
            .into_any();
    }
    view! {
        <div class="table-wrap">
            <table class="table">
                <caption class="sr-only">{tr!(l, "报名名单", "Registrations")}</caption>
                <thead><tr>
                    <th scope="col">{tr!(l, "会员", "Member")}</th><th scope="col">{tr!(l, "状态", "Status")}</th>
                    <th scope="col">{tr!(l, "报名时间", "Registered")}</th><th scope="col" class="num">{tr!(l, "名额", "Seats")}</th>
                </tr></thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// Names and phones are masked; the full file is opened, with a reason, in member administration.
#[component]
fn Row(row: Registered) -> impl IntoView {
    let l = use_ctx().locale;
    let (kind, badge) = messages::registration(l, row.state, row.ahead);
    let phone = row.phone.as_ref().map(crate::values::Phone::masked);
    let moved_up =
        row.promoted_at.is_some().then(|| view! { <small>{tr!(l, "候补递补", "from the waitlist")}</small> });
    view! {
        <tr>
            <th scope="row"><a href=format!("/admin/members/{}", row.customer_id)>{row.name.masked()}</a><small>{phone}</small></th>
            <td data-label=tr!(l, "状态", "Status")><Badge kind text=badge/>{moved_up}</td>
            <td class="cell-bare"><span class="nowrap">{l.date_time(row.created_at)}</span></td>
            <td class="num cell-side" data-label=tr!(l, "名额", "Seats")>{row.seats}</td>
        </tr>
    }
}
