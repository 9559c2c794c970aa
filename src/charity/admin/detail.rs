//! `/admin/charity/{id}`: a project's figures, and the actions available on it.

use super::export::MOST_EXPORTED;
use super::fields::TEXTS;
use super::list::status_name;
use crate::actions::{self, History};
use crate::charity::components::ProjectFrame;
use crate::charity::model::{ProjectStatus, percent};
use crate::charity::store::{Project, find_any_project};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::ui::{Badge, DeleteDraft, Icon, PageHead, TextArea, TextField};
use crate::values::{ProjectId, points};
use crate::web::{Admin, Ctx, Id, Page, use_ctx, use_locale};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, _: Admin, Id(id): Id<ProjectId>) -> Result<Page> {
    let mut tx = ctx.app.db.read().await?;
    let project = find_any_project(&mut tx, id, ctx.now).await?.ok_or(AppError::NotFound)?;
    let mut done = actions::list(&mut tx, ("charity", id.0), 12).await?;
    drop(tx);
    let l = ctx.locale;
    for row in done.iter_mut().filter(|row| row.action == "create" && !row.detail.is_empty()) {
        let goal = row.detail.clone();
        row.detail = tr!(l, "目标 {goal} 积分", "Goal: {goal} points");
    }
    let title = l.pick(&project.title_zh, &project.title_en).to_owned();
    Ok(ctx.page(title.clone(), || {
        let (kind, status) = status_name(l, project.status);
        let on_show = (project.status != ProjectStatus::Draft).then(|| {
            view! { <a class="btn btn-sm" href=format!("/charity/{id}")><Icon name="eye"/>{tr!(l, "公开页面", "Public page")}</a> }
        });
        let heading = tr!(l, "项目：{title}", "Project: {title}");
        view! {
            <PageHead title=heading crumbs=crumbs(l, None)>
                <Badge kind text=status/>
                <a class="btn btn-sm" href=format!("/admin/charity/{id}/edit")><Icon name="edit"/>{tr!(l, "编辑", "Edit")}</a>
                {on_show}
            </PageHead>
            <Numbers project=project.clone()/>
            <div class="split split-even">
                <div class="stack"><Manage project=project.clone()/></div>
                <aside class="stack" aria-label=tr!(l, "捐赠与记录", "Donations and history")>
                    <Export project=project.clone()/><History done name=action texts=TEXTS/>
                </aside>
            </div>
            <section class="section" aria-label=tr!(l, "车主端预览", "Owner’s view")>
                <ProjectFrame project nested=true/>
            </section>
        }
    }))
}

/// Breadcrumbs to a project's pages, or to the list.
pub fn crumbs(l: Locale, project: Option<(ProjectId, &str)>) -> Vec<(String, String)> {
    let all = ("/admin/charity".to_owned(), tr!(l, "公益项目", "Charity"));
    let project = project.map(|(id, title)| (format!("/admin/charity/{id}"), title.to_owned()));
    std::iter::once(all).chain(project).collect()
}

#[component]
fn Numbers(project: Project) -> impl IntoView {
    let l = use_locale();
    let reached = percent(project.donated_points, project.goal_points);
    let goal = points(project.goal_points);
    let tiles = [
        (
            tr!(l, "已捐积分", "Points donated"),
            points(project.donated_points),
            tr!(l, "目标 {goal}，{reached}%", "of {goal}, {reached}%"),
        ),
        (
            tr!(l, "应付善款", "To be paid out"),
            project.donated_fen.yuan(),
            tr!(l, "全部捐赠凭证合计", "total of all receipts"),
        ),
        (tr!(l, "捐赠人数", "Donors"), points(project.donors), String::new()),
    ];
    let tiles = tiles.map(|(label, n, note)| {
        view! { <div class="stat"><p class="stat-label">{label}</p><p class="numeral">{n}</p><p class="stat-note">{note}</p></div> }
    });
    view! { <div class="stats">{tiles}</div> }
}

/// The actions available in the project's status.
#[component]
fn Manage(project: Project) -> impl IntoView {
    let (l, ctx) = (use_locale(), use_ctx());
    let version = ctx.form_version(project.version);
    let base = format!("/admin/charity/{}", project.id);
    let from = l.day(project.visible_from);
    if project.status == ProjectStatus::Draft {
        let shown = match project.visible_from > ctx.now {
            true => {
                tr!(
                    l,
                    "发布后从 {from} 起可见，可以捐赠。",
                    "Once published, owners can see it and donate from {from}."
                )
            }
            false => tr!(l, "发布后立即可见，可以捐赠。", "Once published, owners can see it and donate right away."),
        };
        return view! {
            <section class="card stack" aria-labelledby="manage">
                <h2 id="manage">{tr!(l, "发布", "Publish")}</h2>
                <form class="form" method="post" action=format!("{base}/publication")>
                    <input type="hidden" name="version" value=version/>
                    <p class="hint">{shown}</p>
                    <div class="form-actions"><button class="btn btn-primary btn-block">{tr!(l, "发布项目", "Publish project")}</button></div>
                </form>
                <DeleteDraft action=format!("{base}/deletion") version=project.version/>
            </section>
        }
        .into_any();
    }
    let closed = project.status == ProjectStatus::Closed;
    let (heading, button) = match closed {
        true => (tr!(l, "结项报告", "Closing report"), tr!(l, "更新报告", "Update the report")),
        false => (tr!(l, "结束项目", "Close the project"), tr!(l, "结束并公布报告", "Close and publish report")),
    };
    let hint = tr!(
        l,
        "结束后不再接受捐赠；报告公布在项目页面上。",
        "Donations stop, and the report appears on the project page."
    );
    view! {
        <section class="card stack" aria-labelledby="manage">
            <h2 id="manage">{heading}</h2>
            <form class="form" method="post" novalidate action=format!("{base}/closure")>
                <input type="hidden" name="version" value=version/>
                <TextArea name="report_zh" label=tr!(l, "善款去向（中文）", "How the money was used (Chinese)") value=project.report_zh hint/>
                <TextArea name="report_en" label=tr!(l, "善款去向（英文）", "How the money was used (English)") value=project.report_en/>
                <div class="form-actions"><button class=if closed { "btn" } else { "btn btn-danger" }>{button}</button></div>
            </form>
        </section>
    }
    .into_any()
}

#[component]
fn Export(project: Project) -> impl IntoView {
    let (l, most) = (use_locale(), points(MOST_EXPORTED));
    (project.donated_points > 0).then(|| {
        view! {
            <section class="card stack" aria-labelledby="export">
                <h2 id="export">{tr!(l, "捐赠清单", "Donations")}</h2>
                <form class="form" method="post" novalidate action=format!("/admin/charity/{}/export", project.id)>
                    <p class="hint">{tr!(l, "不含姓名，会员号打码；导出会留下记录。", "No names, masked member numbers. The export is recorded.")}</p>
                    <div class="form-grid">
                        <TextField name="from" kind="date" label=tr!(l, "从", "From") required=false
                            hint=tr!(l, "留空即从第一笔起", "Leave empty to start from the first")/>
                        <TextField name="until" kind="date" label=tr!(l, "到", "Until") required=false
                            hint=tr!(l, "留空即到今天", "Leave empty for today")/>
                    </div>
                    <p class="hint">{tr!(l, "文件含这段时间的全部捐赠，最多 {most} 笔；超过时请分段下载。", "The file holds every donation in this period, up to {most}. For more, download it in parts.")}</p>
                    <div class="form-actions"><button class="btn"><Icon name="download"/>{tr!(l, "下载 XLSX", "Download XLSX")}</button></div>
                </form>
            </section>
        }
    })
}

fn action(l: Locale, action: &str) -> String {
    match action {
        "create" => tr!(l, "新建", "Created"),
        "edit" => tr!(l, "编辑", "Edited"),
        "move" => tr!(l, "调整顺序", "Order changed"),
        "publish" => tr!(l, "发布", "Published"),
        "delete" => tr!(l, "删除草稿", "Draft deleted"),
        "close" => tr!(l, "结束", "Closed"),
        "report" => tr!(l, "更新报告", "Report updated"),
        "export" => tr!(l, "导出", "Exported"),
        other => other.to_owned(),
    }
}
