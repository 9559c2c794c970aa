//! `/charity`: open projects, and reports of past ones. Public.

use super::components::ProjectCard;
use super::store::{Project, list_open, list_over};
use crate::error::Result;
use crate::i18n::Locale;
use crate::ui::{Empty, Icon, PageHead, Pager};
use crate::values::{Fen, ProjectId, points};
use crate::web::{Ctx, Cursor, Page, Rights, Slice};
use leptos::prelude::*;

pub async fn page(ctx: Ctx) -> Result<Page> {
    let cursor = Cursor::read(&ctx.query(), |text| text.parse::<ProjectId>().ok());
    let mut tx = ctx.app.db.read().await?;
    let open = list_open(&mut tx, ctx.now).await?;
    let over = list_over(&mut tx, ctx.now, cursor).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "公益捐赠", "Charity");
    let mine = matches!(ctx.rights(), Some(Rights::Owner(_)));
    Ok(ctx.page(title.clone(), || {
        let mine = mine.then(|| {
            view! { <a class="btn btn-sm" href="/me/donations"><Icon name="heart"/>{tr!(l, "我的捐赠", "My donations")}</a> }
        });
        view! {
            <PageHead title lead=lead(l)>{mine}</PageHead>
            {running(l, open)}
            {finished(l, over)}
        }
    }))
}

fn lead(l: Locale) -> String {
    tr!(
        l,
        "积分换成善款，由俱乐部全额支付给执行机构；每个项目的进展和去向都公开在这里。",
        "Your points become money: the club pays their full value to the project. Totals and results are public."
    )
}

fn running(l: Locale, open: Vec<Project>) -> impl IntoView {
    if open.is_empty() {
        return view! {
            <Empty picture="search" title=tr!(l, "暂时没有进行中的项目", "No open projects right now")
                text=tr!(l, "新项目发布后会出现在这里。", "New projects will appear here.")/>
        }
        .into_any();
    }
    let total = points(open.iter().map(|project| project.donated_points).sum());
    let point_value = Fen(open.iter().map(|project| project.donated_fen.0).sum()).yuan();
    let count = open.len();
    view! {
        <section class="section" aria-labelledby="open">
            <div class="section-head">
                <h2 id="open">{tr!(l, "进行中的项目", "Open projects")}</h2>
                <span class="muted">{tr!(l, "{count} 个项目共获捐 {total} 积分（{point_value}）", "{count} projects, {total} points so far ({point_value})")}</span>
            </div>
            <ul class="grid grid-3">{open.into_iter().map(|project| view! { <ProjectCard project/> }).collect_view()}</ul>
        </section>
    }
    .into_any()
}

fn finished(l: Locale, over: Slice<Project>) -> Option<impl IntoView> {
    (!over.rows.is_empty()).then(|| {
        let (newer, older) = over.links("/charity?", |project| project.id.to_string());
        view! {
            <section class="section" aria-labelledby="over">
                <div class="section-head"><h2 id="over">{tr!(l, "已结束的项目", "Closed projects")}</h2></div>
                <ul class="grid grid-3">{over.rows.into_iter().map(|project| view! { <ProjectCard project/> }).collect_view()}</ul>
                <Pager newer older/>
            </section>
        }
    })
}
