//! `/admin/points`: finds a member's account; lists recent adjustments and those that wait for approval.

use super::adjustment_table::table;
use super::queries::{self, AdjustmentDetail};
use crate::error::Result;
use crate::files::finder::{self, Filter, Landing};
use crate::ui::{Empty, Icon, PageHead, Pager};
use crate::web::{Admin, Ctx, Cursor, Page, Query, Slice, use_locale};
use leptos::prelude::*;

const ACCOUNTS: Landing = Landing { search: "/admin/points", member: "/admin/points/members" };

pub async fn page(ctx: Ctx, _: Admin, Query(filter): Query<Filter>) -> Result<Page> {
    let l = ctx.locale;
    let title = tr!(l, "积分", "Points");
    let lead = tr!(
        l,
        "打开会员积分账户须说明原因，每次查看都有记录。手工调整超过额度时，由另一位管理员复核。",
        "Opening a member’s account needs a reason and is recorded. Larger adjustments need another administrator’s approval."
    );
    if filter.is_search() {
        let rows = finder::find(&ctx, &filter).await?;
        return Ok(ctx.page(title.clone(), move || {
            view! {
                <PageHead title lead/>
                {finder::search_bar(l, ACCOUNTS, &filter)}
                {finder::result(l, ACCOUNTS, rows, &filter)}
            }
        }));
    }
    let mut tx = ctx.app.db.read().await?;
    let waiting = queries::list_waiting(&mut tx).await?;
    let decided = queries::list_decided(&mut tx, Cursor::read(&ctx.query(), |text| text.parse().ok())).await?;
    drop(tx);
    Ok(ctx.page(title.clone(), move || {
        view! {
            <PageHead title lead>
                <a class="btn btn-sm" href="/admin/points/rules"><Icon name="edit"/>{tr!(l, "规则与加倍活动", "Rules and campaigns")}</a>
                <a class="btn btn-sm" href="/admin/points/board"><Icon name="gauge"/>{tr!(l, "积分负债", "Points liability")}</a>
            </PageHead>
            {finder::search_bar(l, ACCOUNTS, &filter)}
            <Waiting rows=waiting/>
            <Decided rows=decided/>
        }
    }))
}

#[component]
fn Waiting(rows: Vec<AdjustmentDetail>) -> impl IntoView {
    let l = use_locale();
    let title = tr!(l, "待复核的调整", "Adjustments awaiting approval");
    let body = if rows.is_empty() {
        view! { <p class="card muted">{tr!(l, "没有待复核的调整。", "Nothing to approve.")}</p> }.into_any()
    } else {
        table(l, title.clone(), rows, true)
    };
    view! { <section class="section" aria-labelledby="waiting"><div class="section-head"><h2 id="waiting">{title}</h2></div>{body}</section> }
}

#[component]
fn Decided(rows: Slice<AdjustmentDetail>) -> impl IntoView {
    let l = use_locale();
    let title = tr!(l, "最近的调整", "Recent adjustments");
    let (newer, older) = rows.links("/admin/points?", |row| row.id.to_string());
    let body = if rows.rows.is_empty() {
        let text = tr!(l, "手工增加或扣减的积分会列在这里。", "Points added or deducted manually will appear here.");
        view! { <div class="card"><Empty picture="points" title=tr!(l, "还没有调整", "No adjustments yet") text/></div> }
            .into_any()
    } else {
        table(l, title.clone(), rows.rows, true)
    };
    view! {
        <section class="section stack" aria-labelledby="decided">
            <div class="section-head"><h2 id="decided">{title}</h2></div>
            {body}
            <Pager newer older/>
        </section>
    }
}
