//! `/admin/charity`: the projects by status, in the order that owners see.

use super::store;
use crate::charity::model::{ProjectStatus, percent};
use crate::charity::store::{Project, list_by_status, parse_cursor};
use crate::error::Result;
use crate::i18n::Locale;
use crate::ui::{Empty, Icon, MoveButtons, PageHead, Pager, StatusChips, on_show};
use crate::values::points;
use crate::web::{Admin, Ctx, Cursor, Page, Slice, use_ctx};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, _: Admin) -> Result<Page> {
    let query = ctx.query();
    let status = ProjectStatus::from_code(query.get("status")).unwrap_or(ProjectStatus::Published);
    let mut tx = ctx.app.db.read().await?;
    let projects = list_by_status(&mut tx, status, Cursor::read(&query, parse_cursor), ctx.now).await?;
    let counts = store::count_by_status(&mut tx).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "公益项目", "Charity");
    Ok(ctx.page(title.clone(), || {
        let (newer, older) = projects.links(&format!("/admin/charity?status={status}&"), Project::cursor);
        let lead = tr!(l, "车主捐出积分，俱乐部支付善款。", "Owners donate points; the club pays their value in cash.");
        view! {
            <PageHead title lead>
                <a class="btn btn-primary btn-sm" href="/admin/charity/new"><Icon name="plus"/>{tr!(l, "新建项目", "New project")}</a>
            </PageHead>
            <StatusChips base="/admin/charity" here=status.code() parts=parts(l, &counts)/>
            <Lines status projects/>
            <Pager newer older/>
        }
    }))
}

/// Badge colour and name of a status.
pub fn status_name(l: Locale, status: ProjectStatus) -> (&'static str, String) {
    match status {
        ProjectStatus::Draft => ("", tr!(l, "草稿", "Draft")),
        ProjectStatus::Published => ("good", tr!(l, "已发布", "Published")),
        ProjectStatus::Closed => ("warn", tr!(l, "已结束", "Closed")),
    }
}

/// The tabs of the list: statuses with their counts.
fn parts(l: Locale, counts: &[(ProjectStatus, i64)]) -> Vec<(&'static str, String, i64)> {
    let parts = [ProjectStatus::Published, ProjectStatus::Draft, ProjectStatus::Closed].map(|part| {
        let count = counts.iter().find(|(known, _)| *known == part).map_or(0, |(_, count)| *count);
        (part.code(), status_name(l, part).1, count)
    });
    parts.into()
}

#[component]
fn Lines(status: ProjectStatus, projects: Slice<Project>) -> impl IntoView {
    let l = use_ctx().locale;
    if projects.rows.is_empty() {
        return view! {
            <div class="card"><Empty picture="search" title=tr!(l, "这里没有项目", "No projects here")
                text=tr!(l, "换个状态看看，或新建一个项目。", "Try another status, or create a project.")/></div>
        }
        .into_any();
    }
    let rows = projects.with_neighbours().map(|(project, up, down)| view! { <Row project up down/> });
    view! {
        <div class="table-wrap">
            <table class="table">
                <caption class="sr-only">{status_name(l, status).1}</caption>
                <thead><tr>
                    <th scope="col">{tr!(l, "项目", "Project")}</th>
                    <th scope="col" class="num">{tr!(l, "已捐", "Donated")}</th><th scope="col" class="num">{tr!(l, "目标", "Goal")}</th>
                    <th scope="col" class="num">{tr!(l, "人数", "Donors")}</th><th scope="col">{tr!(l, "期间", "Dates")}</th>
                    <th scope="col">{tr!(l, "顺序", "Order")}</th>
                </tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Row(project: Project, up: bool, down: bool) -> impl IntoView {
    let l = use_ctx().locale;
    let reached = percent(project.donated_points, project.goal_points);
    let shown = on_show(l, project.visible_from, project.visible_until);
    let title = l.pick(&project.title_zh, &project.title_en).to_owned();
    let action = format!("/admin/charity/{}/position", project.id);
    view! {
        <tr>
            <th scope="row"><a href=format!("/admin/charity/{}", project.id)>{title.clone()}</a>
                <small>{l.pick(&project.partner_zh, &project.partner_en).to_owned()}</small></th>
            <td class="num" data-label=tr!(l, "已捐", "Donated")>{points(project.donated_points)}<small>{project.donated_fen.yuan()}</small></td>
            <td class="num" data-label=tr!(l, "目标", "Goal")>{points(project.goal_points)}<small>{format!("{reached}%")}</small></td>
            <td class="num" data-label=tr!(l, "人数", "Donors")>{points(project.donors)}</td>
            <td data-label=tr!(l, "期间", "Dates")>{shown}</td>
            <td data-label=tr!(l, "顺序", "Order")><MoveButtons action title up down seen=project.position/></td>
        </tr>
    }
}
