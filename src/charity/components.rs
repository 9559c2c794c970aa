//! Components that several project pages share.

use super::model::{ProjectStatus, percent};
use super::store::Project;
use crate::clock::day;
use crate::i18n::Locale;
use crate::points::model::value_fen;
use crate::rewards::Picture;
use crate::values::{Fen, points};
use crate::web::{use_ctx, use_locale};
use chrono::TimeDelta;
use leptos::prelude::*;

/// Value of points in yuan under the current rule. Past donations keep their own value.
pub fn yuan(points: i64, per_yuan: i64) -> String {
    Fen(value_fen(points, per_yuan)).yuan()
}

/// The badge on a project's picture.
pub fn state(l: Locale, project: &Project, is_open: bool) -> String {
    match (is_open, project.closed_at) {
        _ if project.status == ProjectStatus::Draft => tr!(l, "草稿", "Draft"),
        (true, _) if project.donated_points >= project.goal_points => tr!(l, "已达目标，仍可捐赠", "Goal reached"),
        (true, _) => tr!(l, "进行中", "Open"),
        (false, Some(_)) => tr!(l, "已结束", "Closed"),
        (false, None) => tr!(l, "已截止", "Ended"),
    }
}

/// Total, goal, number of donors and a progress bar.
#[component]
pub fn Progress(project: Project) -> impl IntoView {
    let l = use_locale();
    let id = format!("progress-{}", project.id);
    let Project { donated_points, donated_fen, goal_points, donors, points_per_yuan, .. } = project;
    let (given, goal) = (points(donated_points), points(goal_points));
    let (given_yuan, goal_yuan) = (donated_fen.yuan(), yuan(goal_points, points_per_yuan));
    let reached = percent(donated_points, goal_points);
    let donors = points(donors);
    view! {
        <div class="stack stack-sm">
            <p class="cluster cluster-between" id=id.clone()>
                <span><strong class="num">{given}</strong>" "{tr!(l, "积分", "points")}<span class="muted nowrap">{format!(" · {given_yuan}")}</span></span>
                <span class="num nowrap">{format!("{reached}%")}</span>
            </p>
            <progress class="meter" max=goal_points.to_string() value=donated_points.min(goal_points).to_string() aria-labelledby=id>{format!("{reached}%")}</progress>
            <p class="muted small">{tr!(l, "目标 {goal} 积分（约 {goal_yuan}） · {donors} 人已捐",
                "Goal: {goal} points (about {goal_yuan}) · {donors} donors")}</p>
        </div>
    }
}

#[component]
pub fn ProjectCard(project: Project) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let badge = state(l, &project, project.is_open(ctx.now));
    let report = (!l.pick(&project.report_zh, &project.report_en).is_empty())
        .then(|| view! { <p class="small">{tr!(l, "已公布结项报告", "Closing report published")}</p> });
    let partner = l.pick(&project.partner_zh, &project.partner_en).to_owned();
    view! {
        <li class="card card-link media-card">
            <Picture src=project.picture.clone() badge lazy=true/>
            <div class="media-body">
                <h3><a class="stretch" href=format!("/charity/{}", project.id)>{l.pick(&project.title_zh, &project.title_en).to_owned()}</a></h3>
                <p class="muted small">{partner}</p>
                {report}
                <Progress project/>
            </div>
        </li>
    }
}

/// The partner, and the period in which the project accepts donations.
#[component]
pub fn Overview(project: Project) -> impl IntoView {
    let l = use_locale();
    let until = project.visible_until.map(|until| l.date(day(until - TimeDelta::seconds(1))));
    let closed = project.closed_at.map(|at| l.day(at));
    let fact = |what: String, is: String| view! { <div><dt>{what}</dt><dd>{is}</dd></div> };
    view! {
        <dl class="spec spec-1">
            {fact(tr!(l, "执行机构", "Run by"), l.pick(&project.partner_zh, &project.partner_en).to_owned())}
            {fact(tr!(l, "开始", "Start"), l.day(project.visible_from))}
            {until.map(|until| fact(tr!(l, "截止", "Last day"), until))}
            {closed.map(|closed| fact(tr!(l, "结束", "Closed"), closed))}
        </dl>
    }
}

/// Picture, text, figures and report: the public view of a project, beside the visitor's actions.
#[component]
pub fn ProjectFrame(
    project: Project,
    /// Whether the page has its own title.
    #[prop(optional)]
    nested: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let title = l.pick(&project.title_zh, &project.title_en).to_owned();
    let title = match nested {
        true => view! { <h2>{title}</h2> }.into_any(),
        false => view! { <h1>{title}</h1> }.into_any(),
    };
    let badge = state(l, &project, project.is_open(ctx.now));
    view! {
        <div class="split split-even split-foot">
            <div class="card media-card"><Picture src=project.picture.clone() badge/></div>
            <div class="stack">
                <div class="stack stack-sm">{title}{paragraphs(l.pick(&project.body_zh, &project.body_en))}</div>
                <section class="card" aria-label=tr!(l, "进展", "Progress")><Progress project=project.clone()/></section>
                {report(l, &project)}
                {children.map(|children| children())}
            </div>
            <section class="card" aria-labelledby="overview">
                <h2 id="overview">{tr!(l, "项目信息", "The project")}</h2>
                <Overview project=project.clone()/>
            </section>
        </div>
    }
}

fn report(l: Locale, project: &Project) -> Option<impl IntoView + use<>> {
    let text = l.pick(&project.report_zh, &project.report_en);
    (!text.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="report">
                <h2 id="report">{tr!(l, "善款去向", "How the money was used")}</h2>
                {paragraphs(text)}
            </section>
        }
    })
}

fn paragraphs(text: &str) -> impl IntoView + use<> {
    let lines: Vec<String> = text.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
    lines.into_iter().map(|line| view! { <p>{line}</p> }).collect_view()
}
