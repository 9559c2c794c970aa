use super::board::waiting;
use super::store::{self, LeadRow};
use crate::error::Result;
use crate::i18n::Locale;
use crate::referrals::model::LeadState;
use crate::row;
use crate::ui::{Chip, Chips, Column, Empty, PageHead, Pager, Row, Table};
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
            table(l, rows)
        };
        view! {
            <PageHead title crumbs/>
            {chips(l, state)}
            {body}
            <Pager newer older/>
        }
    }))
}

fn chips(l: Locale, here: LeadState) -> AnyView {
    let chips =
        LeadState::BOARD.map(|state| Chip::new(format!("/dealer/leads?state={state}"), state.text(l), state == here));
    view! { <Chips chips=chips.into()/> }.into_any()
}

fn table(l: Locale, rows: Vec<LeadRow>) -> AnyView {
    let columns = vec![
        Column::main(tr!(l, "朋友", "Friend")),
        Column::text(tr!(l, "意向车型", "Model")),
        Column::text(tr!(l, "手机号", "Phone")),
        Column::text(tr!(l, "最近进展", "Last update")),
    ];
    let rows = rows.iter().map(row).collect();
    view! { <Table caption=tr!(l, "线索", "Leads") columns rows/> }.into_any()
}

fn row(row: &LeadRow) -> Row {
    let ctx = use_ctx();
    let l = ctx.locale;
    let model = row.model_zh.as_deref().zip(row.model_en.as_deref()).map(|(zh, en)| l.pick(zh, en).to_owned());
    let badge = waiting(l, row, ctx.now);
    row![
        view! { <a href=format!("/dealer/leads/{}", row.id)>{row.friend_name.masked()}</a> },
        model.unwrap_or_else(|| "—".to_owned()),
        view! { <span class="num nowrap">{row.friend_phone.masked()}</span> },
        view! { <span class="nowrap">{l.day(row.updated_at)}</span>" "{badge} },
    ]
}
