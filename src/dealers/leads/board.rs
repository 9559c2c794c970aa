use super::list;
use super::store::{self, LeadRow};
use crate::error::Result;
use crate::i18n::Locale;
use crate::referrals::model::LeadState;
use crate::ui::{Badge, Empty, PageHead};
use crate::values::counted;
use crate::web::{Ctx, Dealer, Page, Query, use_ctx};
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use serde::Deserialize;

#[derive(Default, Deserialize)]
pub struct Filter {
    #[serde(default)]
    state: String,
}

/// `/dealer/leads`: a board of all states, or the leads of one state.
pub async fn page(ctx: Ctx, me: Dealer, Query(filter): Query<Filter>) -> Result<Page> {
    const EACH: i64 = 8;
    let state = LeadState::from_code(&filter.state).filter(|state| LeadState::BOARD.contains(state));
    if let Some(state) = state {
        return list::page(ctx, me, state).await;
    }
    let mut tx = ctx.app.db.read().await?;
    let rows = store::list_board(&mut tx, me.dealer, EACH).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "推荐线索", "Leads");
    Ok(ctx.page(title.clone(), move || {
        let lead = tr!(l, "会员推荐的朋友，请在 24 小时内联系。", "Friends referred by members. Please call them within 24 hours.");
        let board = if rows.is_empty() {
            view! {
                <div class="card"><Empty picture="messages" title=tr!(l, "还没有线索", "No leads yet")
                    text=tr!(l, "会员推荐的朋友选择本店后，会出现在这里。", "Referred friends who choose your dealership will appear here.")/></div>
            }
            .into_any()
        } else {
            let columns = LeadState::BOARD.map(|state| column(l, state, &rows));
            view! { <div class="board">{columns}</div> }.into_any()
        };
        view! { <PageHead title lead/>{board} }
    }))
}

fn column(l: Locale, state: LeadState, rows: &[LeadRow]) -> impl IntoView + use<> {
    let here: Vec<LeadRow> = rows.iter().filter(|row| row.state == state).cloned().collect();
    let total = here.first().map_or(0, |row| row.total);
    let more = total > here.len() as i64;
    let total = counted(total);
    let id = format!("col-{state}");
    let cards = if here.is_empty() {
        view! { <p>{tr!(l, "暂无线索", "None")}</p> }.into_any()
    } else {
        view! { <ul>{here.into_iter().map(|row| view! { <Card row/> }).collect_view()}</ul> }.into_any()
    };
    view! {
        <section class="board-col" aria-labelledby=id.clone()>
            <header><h2 id=id.clone()>{state.text(l)}</h2><span class="count">{total.clone()}</span></header>
            {cards}
            {more.then(|| view! { <p><a href=format!("/dealer/leads?state={state}")>{tr!(l, "全部 {total} 条", "All {total}")}</a></p> })}
        </section>
    }
}

#[component]
fn Card(row: LeadRow) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let name = row.friend_name.masked();
    let model = row.model_zh.as_deref().zip(row.model_en.as_deref()).map(|(zh, en)| l.pick(zh, en).to_owned());
    view! {
        <li class="lead-card">
            <h3><a href=format!("/dealer/leads/{}", row.id)>{name}</a>" "{waiting(l, &row, ctx.now)}</h3>
            <p>{model.unwrap_or_else(|| tr!(l, "车型未定", "Undecided"))}<br/><span class="num">{row.friend_phone.masked()}</span></p>
            <p class="muted">{l.day(row.updated_at)}</p>
            {next_step(l, &row)}
        </li>
    }
}

/// A badge with the days since the last progress of an open lead, from a limit on.
pub fn waiting(l: Locale, row: &LeadRow, now: DateTime<Utc>) -> Option<impl IntoView + use<>> {
    const PATIENCE: i64 = 14;
    let days = (now - row.updated_at).num_days();
    match row.state {
        LeadState::Invited if days >= 1 => {
            Some(view! { <Badge kind="bad" text=tr!(l, "{days} 天未联系", "{days} days without contact")/> })
        }
        LeadState::Contacted | LeadState::TestDrive if days >= PATIENCE => {
            Some(view! { <Badge kind="warn" text=tr!(l, "{days} 天没有进展", "{days} days without progress")/> })
        }
        _ => None,
    }
}

/// The next step if it takes a single click; a delivery needs the car and is recorded on the lead's own page.
fn next_step(l: Locale, row: &LeadRow) -> Option<AnyView> {
    let next = row.state.next()?;
    let to = format!("/dealer/leads/{}", row.id);
    if next == LeadState::Delivered {
        return Some(view! { <p><a class="btn btn-sm" href=to>{next.verb(l)}</a></p> }.into_any());
    }
    let form = view! {
        <form method="post" action=format!("{to}/state")>
            <input type="hidden" name="version" value=row.version.to_string()/>
            <input type="hidden" name="from" value="board"/>
            <button class="btn btn-sm" name="to" value=next.code()>{next.verb(l)}</button>
        </form>
    };
    Some(form.into_any())
}
