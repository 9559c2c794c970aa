use super::board::waiting;
use super::store::{self, LeadRow};
use crate::error::Result;
use crate::i18n::Locale;
use crate::referrals::model::LeadState;
use crate::ui::{Empty, PageHead, Pager};
use crate::web::{Ctx, Cursor, Dealer, Page, use_ctx};
use leptos::prelude::*;

/// The leads of one state, paged.
pub async fn page(ctx: Ctx, me: Dealer, state: LeadState) -> Result<Page> {
    let cursor = Cursor::read(&ctx.query(), |text| text.parse().ok());
    let mut tx = ctx.app.db.read().await?;
    let rows = store::list_state(&mut tx, me.dealer, state, cursor).await?;
    drop(tx);
    let (newer, older) = rows.links(&format!("/dealer/leads?state={state}&"), |row| row.id.to_string());
    let rows = rows.rows;
    let l = ctx.locale;
    let title = state.text(l);
    Ok(ctx.page(title.clone(), move || {
        let crumbs = vec![("/dealer/leads".to_owned(), tr!(l, "推荐线索", "Leads"))];
        let body = if rows.is_empty() {
            view! {
                <div class="card"><Empty picture="messages" title=tr!(l, "没有线索", "No leads here")
                    text=tr!(l, "换个状态看看。", "Try another status.")/></div>
            }
            .into_any()
        } else {
            table(l, rows).into_any()
        };
        view! {
            <PageHead title crumbs/>
            <nav class="chips chips-scroll" aria-label=tr!(l, "状态", "Status")>{chips(l, state)}</nav>
            {body}
            <Pager newer older/>
        }
    }))
}

fn chips(l: Locale, here: LeadState) -> impl IntoView {
    LeadState::BOARD.map(|state| {
        let current = (state == here).then_some("true");
        view! { <a class="chip" href=format!("/dealer/leads?state={state}") aria-current=current>{state.text(l)}</a> }
    })
}

fn table(l: Locale, rows: Vec<LeadRow>) -> impl IntoView {
    view! {
        <div class="table-wrap">
            <table class="table">
                <caption class="sr-only">{tr!(l, "线索", "Leads")}</caption>
                <thead><tr>
                    <th scope="col">{tr!(l, "朋友", "Friend")}</th>
                    <th scope="col">{tr!(l, "意向车型", "Model")}</th>
                    <th scope="col">{tr!(l, "手机号", "Phone")}</th>
                    <th scope="col">{tr!(l, "最近进展", "Last update")}</th>
                </tr></thead>
                <tbody>{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</tbody>
            </table>
        </div>
    }
}

#[component]
fn Row(row: LeadRow) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let model = row.model_zh.as_deref().zip(row.model_en.as_deref()).map(|(zh, en)| l.pick(zh, en).to_owned());
    let badge = waiting(l, &row, ctx.now);
    view! {
        <tr>
            <th scope="row"><a href=format!("/dealer/leads/{}", row.id)>{row.friend_name.masked()}</a></th>
            <td data-label=tr!(l, "意向车型", "Model")>{model.unwrap_or_else(|| "—".to_owned())}</td>
            <td data-label=tr!(l, "手机号", "Phone")><span class="num nowrap">{row.friend_phone.masked()}</span></td>
            <td data-label=tr!(l, "最近进展", "Last update")><span class="nowrap">{l.day(row.updated_at)}</span>" "{badge}</td>
        </tr>
    }
}
