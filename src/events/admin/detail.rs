//! `/admin/events/{id}`: figures, registrations, waitlist, and the available actions.

use super::detail_components::{Manage, Numbers, action};
use super::fields::TEXTS;
use super::queries::{self, Overview, Registered, Search};
use crate::actions::{self, Action, History};
use crate::error::{AppError, Result};
use crate::events::messages;
use crate::events::model::RegistrationState;
use crate::i18n::Locale;
use crate::row;
use crate::search::escaped;
use crate::ui::{Badge, Chip, Chips, Column, Icon, ListAddress, PageHead, Pager, Row, SearchBar, Table};
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
    let (newer, older) = rows.links(&filter.address(id).base(), |row| row.id.to_string());
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

    fn address(&self, id: EventId) -> ListAddress {
        let state = self.state().map_or("", RegistrationState::code);
        ListAddress::new(format!("/admin/events/{id}")).with("state", state).with("q", self.q.trim())
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
                <SearchBar address=filter.address(id) label=tr!(l, "查找报名", "Find a registration")
                    placeholder=tr!(l, "姓名、手机号后四位或票码", "Name, last 4 digits of phone, or ticket code") q=filter.q.clone()/>
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
    let address = filter.address(id);
    let chips = chips.map(|(code, name, count)| {
        Chip::new(address.clone().with("state", code).href(), name, code == current).counted(count)
    });
    view! { <Chips chips=chips.into()/> }
}

#[component]
fn Rows(rows: Vec<Registered>) -> impl IntoView {
    let l = use_ctx().locale;
    if rows.is_empty() {
        return view! { <p class="muted">{tr!(l, "没有符合条件的报名。", "No matching registrations.")}</p> }
            .into_any();
    }
    let columns = vec![
        Column::main(tr!(l, "会员", "Member")),
        Column::text(tr!(l, "状态", "Status")),
        Column::bare(tr!(l, "报名时间", "Registered")),
        Column::side(tr!(l, "名额", "Seats")),
    ];
    let rows = rows.iter().map(|registered| row(l, registered)).collect();
    view! { <Table caption=tr!(l, "报名名单", "Registrations") columns rows/> }.into_any()
}

/// Names and phones are masked; the full file is opened, with a reason, in member administration.
fn row(l: Locale, row: &Registered) -> Row {
    let (kind, badge) = messages::registration(l, row.state, row.ahead);
    let phone = row.phone.as_ref().map(crate::values::Phone::masked);
    let moved_up =
        row.promoted_at.is_some().then(|| view! { <small>{tr!(l, "候补递补", "from the waitlist")}</small> });
    row![
        view! { <a href=format!("/admin/members/{}", row.customer_id)>{row.name.masked()}</a><small>{phone}</small> },
        view! { <Badge kind text=badge/>{moved_up} },
        view! { <span class="nowrap">{l.date_time(row.created_at)}</span> },
        row.seats,
    ]
}
