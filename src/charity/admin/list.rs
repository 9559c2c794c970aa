//! `/admin/charity`: the projects by status, in the order that owners see or by day.

use super::queries::{self, Filter, SortBy};
use super::store;
use crate::charity::model::{ProjectStatus, percent};
use crate::charity::store::Project;
use crate::error::Result;
use crate::i18n::Locale;
use crate::row;
use crate::ui::{
    Badge, Chips, Column, EmptyList, Icon, MoveButtons, PageHead, Pager, Row, SearchBar, Table, Toolbar, on_show,
    status_chips,
};
use crate::values::points;
use crate::web::{Admin, Ctx, Page, Slice, use_ctx};
use leptos::prelude::*;

const PATH: &str = "/admin/charity";
const STATUSES: [ProjectStatus; 3] = [ProjectStatus::Published, ProjectStatus::Draft, ProjectStatus::Closed];

pub async fn page(ctx: Ctx, _: Admin) -> Result<Page> {
    let query = ctx.query();
    let filter = queries::filter_of(&query);
    let mut tx = ctx.app.db.read().await?;
    let projects = queries::list_projects(&mut tx, &filter, &query, ctx.now).await?;
    let counts = store::count_by_status(&mut tx).await?;
    drop(tx);
    let l = ctx.locale;
    let title = tr!(l, "公益项目", "Charity");
    Ok(ctx.page(title.clone(), || {
        let address = filter.address(PATH);
        let (newer, older) = projects.links(&address.base(), |project| queries::cursor(project, filter.order.by));
        let lead = tr!(l, "车主捐出积分，俱乐部支付善款。", "Owners donate points; the club pays their value in cash.");
        let chips = status_chips(l, &address, filter.status, &STATUSES, |status| status_name(l, status).1, &counts);
        view! {
            <PageHead title lead>
                <a class="btn btn-primary btn-sm" href="/admin/charity/new"><Icon name="plus"/>{tr!(l, "新建项目", "New project")}</a>
            </PageHead>
            <Chips chips/>
            <SearchBar address=address.clone() label=tr!(l, "查找项目", "Find a project")
                placeholder=tr!(l, "项目或合作机构名称", "Title or partner") q=filter.q.clone()/>
            <Lines filter projects/>
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

#[component]
fn Lines(filter: Filter, projects: Slice<Project>) -> impl IntoView {
    let l = use_ctx().locale;
    let address = filter.address(PATH);
    if projects.rows.is_empty() {
        return view! {
            <EmptyList picture="search" title=tr!(l, "这里没有项目", "No projects here")
                text=tr!(l, "换个状态看看，或新建一个项目。", "Try another status, or create a project.") address>
                <a class="btn btn-primary" href="/admin/charity/new">{tr!(l, "新建项目", "New project")}</a>
            </EmptyList>
        }
        .into_any();
    }
    let columns = vec![
        Column::main(tr!(l, "项目", "Project")),
        Column::number(tr!(l, "已捐", "Donated")),
        Column::number(tr!(l, "目标", "Goal")),
        Column::number(tr!(l, "人数", "Donors")),
        Column::text(tr!(l, "期间", "Dates")).sorted(&address, filter.order, SortBy::Start),
        Column::text(tr!(l, "顺序", "Order")).sorted(&address, filter.order, SortBy::Position),
    ];
    let caption = filter.status.map_or_else(|| tr!(l, "全部", "All"), |status| status_name(l, status).1);
    let movable = filter.status.is_some() && filter.q.is_empty() && filter.order.is_up(SortBy::Position);
    let rows = projects.with_neighbours().map(|(project, up, down)| {
        let buttons = movable.then_some((up, down));
        row(l, &project, filter.status.is_none(), buttons)
    });
    let drafts = filter.status == Some(ProjectStatus::Draft);
    let publish = vec![("/admin/charity/publications", tr!(l, "发布所选", "Publish selected"))];
    view! {
        <Table caption columns rows=rows.collect()/>
        {drafts.then(|| view! { <Toolbar address actions=publish/> })}
    }
    .into_any()
}

/// `buttons` says whether the project can move up and down; `None` if the list is not in the owners' order.
fn row(l: Locale, project: &Project, with_status: bool, buttons: Option<(bool, bool)>) -> Row {
    let reached = percent(project.donated_points, project.goal_points);
    let title = l.pick(&project.title_zh, &project.title_en).to_owned();
    let (kind, badge) = status_name(l, project.status);
    let badge = with_status.then(|| view! { <Badge kind text=badge/> });
    let action = format!("/admin/charity/{}/position", project.id);
    let moves = {
        let title = title.clone();
        buttons.map(|(up, down)| view! { <MoveButtons action title up down seen=project.position/> })
    };
    let row = row![
        view! {
            <a href=format!("/admin/charity/{}", project.id)>{title.clone()}</a>" "{badge}
            <small>{l.pick(&project.partner_zh, &project.partner_en).to_owned()}</small>
        },
        view! { {points(project.donated_points)}<small>{project.donated_fen.yuan()}</small> },
        view! { {points(project.goal_points)}<small>{format!("{reached}%")}</small> },
        points(project.donors),
        on_show(l, project.visible_from, project.visible_until),
        moves,
    ];
    if project.status == ProjectStatus::Draft && !with_status { row.ticked(project.id, title) } else { row }
}
