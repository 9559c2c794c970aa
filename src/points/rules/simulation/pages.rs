//! `/admin/points/simulations/{id}`: progress and outcome; and on the pages of drafts, the form that starts a
//! simulation, and a comparison of those that were started.

use super::findings::Findings;
use super::model::{Draft, Outcome, Pair, Unit, yuan};
use super::store::{self, Run, State, Subject};
use crate::error::{AppError, Conflict, Result};
use crate::i18n::Locale;
use crate::points::Flash;
use crate::points::rules::RuleCode;
use crate::points::rules::admin::{crumbs, rule_name, value_text};
use crate::protocol::Post;
use crate::ui::{Badge, PageHead, SelectField, multiplier, tier_name};
use crate::values::{CampaignId, RuleId, SimulationId, points};
use crate::web::{Admin, Ctx, Id, Number, Page, Redirect, use_ctx};
use chrono::{DateTime, Utc};
use leptos::prelude::*;

/// Simulates a rule's draft on past data.
#[server(prefix = "", endpoint = "/admin/points/versions/{id}/simulation", protocol = Post)]
pub async fn simulate_version(id: RuleId, months: Number<1, 24>) -> Result<Redirect> {
    start(&use_ctx(), Subject::Rule(id), months.0).await
}

/// Simulates a campaign's draft on its days of the previous year, which fewer months would not contain.
#[server(prefix = "", endpoint = "/admin/points/campaigns/{id}/simulation", protocol = Post)]
pub async fn simulate_campaign(id: CampaignId, months: Number<12, 24>) -> Result<Redirect> {
    start(&use_ctx(), Subject::Campaign(id), months.0).await
}

async fn start(ctx: &Ctx, subject: Subject, months: i64) -> Result<Redirect> {
    let me = ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    let id = store::insert(&mut tx, me.account, subject, months, ctx.now).await?.ok_or(Conflict::WrongState)?;
    tx.commit().await?;
    Ok(started(id))
}

/// Restarts a simulation that has stopped.
#[server(prefix = "", endpoint = "/admin/points/simulations/{id}", protocol = Post)]
pub async fn restart_simulation(id: SimulationId) -> Result<Redirect> {
    let ctx = use_ctx();
    ctx.admin()?;
    let mut tx = ctx.app.db.write().await?;
    if !store::restart(&mut tx, id, ctx.now).await? {
        return Err(Conflict::WrongState.into());
    }
    tx.commit().await?;
    Ok(started(id))
}

fn started(id: SimulationId) -> Redirect {
    Redirect::to(address(id)).with(Flash::SimulationStarted)
}

fn address(id: SimulationId) -> String {
    format!("/admin/points/simulations/{id}")
}

pub async fn page(ctx: Ctx, _: Admin, Id(id): Id<SimulationId>) -> Result<Page> {
    let run = store::find_run(&mut ctx.app.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    let l = ctx.locale;
    let (rule, name) = (rule_name(l, run.code), name(l, &run));
    let title = tr!(l, "试算：{rule} · {name}", "Simulation: {rule} · {name}");
    Ok(ctx.page(title.clone(), || {
        let (kind, badge) = state(l, &run, ctx.now);
        let mut path = crumbs(l, Some(run.code));
        path.push((back(&run), name.clone()));
        let window = run.window();
        let (from, until, by) = (l.day(window.from), l.date_time(window.until), run.name.clone());
        let lead = tr!(l, "{from} 至 {until} 的积分 · {by}", "Points from {from} to {until} · {by}");
        let body = match run.outcome() {
            Some(outcome) => view! { <Findings outcome run=run.clone()/> }.into_any(),
            None => view! { <Underway run=run.clone()/> }.into_any(),
        };
        view! { <PageHead title lead crumbs=path><Badge kind text=badge/></PageHead>{body} }
    }))
}

/// Address of the draft that was simulated.
fn back(run: &Run) -> String {
    match (run.rule_id, run.campaign_id) {
        (Some(id), _) => format!("/admin/points/versions/{id}"),
        (None, Some(id)) => format!("/admin/points/campaigns/{id}"),
        (None, None) => "/admin/points/rules".to_owned(),
    }
}

#[component]
fn Underway(run: Run) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let address = address(run.id);
    let n = run.progress;
    let (text, step) = if run.stopped(ctx.now) {
        (
            tr!(l, "试算在 {n}% 处中断，没有结果，请重新开始。", "The simulation stopped at {n}% without a result. Please start again."),
            view! { <form method="post" action=address><button class="btn btn-primary">{tr!(l, "重新开始", "Start again")}</button></form> }
                .into_any(),
        )
    } else {
        let text = if run.state == State::Waiting {
            tr!(l, "排队中，即将开始。", "Queued, starting soon.")
        } else {
            tr!(l, "已完成 {n}%。", "{n}% done.")
        };
        (text, view! { <p><a class="btn" href=address>{tr!(l, "刷新进度", "Refresh progress")}</a></p> }.into_any())
    };
    view! {
        <section class="card stack" aria-labelledby="far">
            <h2 id="far">{tr!(l, "进度", "Progress")}</h2>
            <progress class="meter" max="100" value=n.to_string() aria-labelledby="far">{format!("{n}%")}</progress>
            <p>{text}</p>
            {step}
        </section>
    }
}

/// The form that simulates a draft on past data.
#[component]
pub fn Start(subject: Subject, draft: bool) -> impl IntoView {
    let l = use_ctx().locale;
    let (action, months, hint) = match subject {
        Subject::Rule(id) => (
            format!("/admin/points/versions/{id}/simulation"),
            vec![1, 3, 6, 12, 24],
            tr!(
                l,
                "按已保存的草稿重算过去的积分，不会入账。",
                "Recalculates past points with the saved draft. Nothing is posted."
            ),
        ),
        Subject::Campaign(id) => (
            format!("/admin/points/campaigns/{id}/simulation"),
            vec![12, 24],
            tr!(l, "按去年同期重算，不会入账。", "Recalculates the same days last year. Nothing is posted."),
        ),
    };
    let options = months.into_iter().map(|n: i64| (n.to_string(), last_months(l, n))).collect();
    draft.then(|| {
        view! {
            <section class="card stack" aria-labelledby="try">
                <h2 id="try">{tr!(l, "试算", "Simulate")}</h2>
                <form class="form" method="post" novalidate action=action>
                    <SelectField name="months" label=tr!(l, "范围", "Range") options value="12" hint/>
                    <div class="form-actions"><button class="btn">{tr!(l, "开始试算", "Start simulation")}</button></div>
                </form>
            </section>
        }
    })
}

fn last_months(l: Locale, n: i64) -> String {
    match n {
        1 => tr!(l, "最近 1 个月", "The last month"),
        _ => tr!(l, "最近 {n} 个月", "The last {n} months"),
    }
}

/// Simulations side by side, including those of other drafts of the same rule.
#[component]
pub fn Runs(runs: Vec<Run>, subject: Subject) -> impl IntoView {
    let l = use_ctx().locale;
    (!runs.is_empty()).then(|| {
        let rows = runs.into_iter().map(|run| view! { <Row run subject/> }).collect_view();
        view! {
            <section class="section stack" aria-labelledby="runs">
                <h2 id="runs">{tr!(l, "试算结果比较", "Comparison of simulations")}</h2>
                <div class="table-wrap">
                    <table class="table">
                        <caption class="sr-only">{tr!(l, "试算结果比较", "Comparison of simulations")}</caption>
                        <thead><tr>
                            <th scope="col">{tr!(l, "试算", "Simulation")}</th>
                            <th scope="col">{tr!(l, "状态", "Status")}</th>
                            <th scope="col" class="num">{tr!(l, "实际", "Actual")}</th>
                            <th scope="col" class="num">{tr!(l, "试算", "Simulated")}</th>
                            <th scope="col" class="num">{tr!(l, "差额", "Difference")}</th>
                        </tr></thead>
                        <tbody>{rows}</tbody>
                    </table>
                </div>
            </section>
        }
    })
}

#[component]
fn Row(run: Run, subject: Subject) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let own = match subject {
        Subject::Rule(id) => run.rule_id == Some(id),
        Subject::Campaign(id) => run.campaign_id == Some(id),
    };
    let (kind, badge) = state(l, &run, ctx.now);
    let outcome = run.outcome();
    let draft = outcome.as_ref().and_then(|outcome| outcome.draft.as_ref());
    let draft = draft.map(|draft| view! { <small>{draft.text(l, run.code)}</small> });
    let (before, after) = outcome.as_ref().map_or_else(Default::default, |o| {
        let (unit, pair) = compared(o);
        (unit.show(pair.before), unit.show(pair.after))
    });
    let difference = outcome.map(|o| {
        let (unit, pair) = compared(&o);
        let point_value =
            (unit == Unit::Points).then(|| view! { <small>{yuan(pair.difference(), o.points_per_yuan)}</small> });
        view! { {unit.signed(pair.difference())}{point_value} }
    });
    let (months, at) = (last_months(l, run.months), l.date_time(run.started_at));
    let name = name(l, &run);
    let name =
        if own { view! { <strong>{name}</strong> }.into_any() } else { view! { <span>{name}</span> }.into_any() };
    view! {
        <tr>
            <th scope="row"><a href=address(run.id)>{name}</a>{draft}
                <small>{format!("{months} · {at}")}</small></th>
            <td data-label=tr!(l, "状态", "Status")><Badge kind text=badge/></td>
            <td class="num" data-label=tr!(l, "实际", "Actual")>{before}</td>
            <td class="num" data-label=tr!(l, "试算", "Simulated")>{after}</td>
            <td class="num" data-label=tr!(l, "差额", "Difference")>{difference}</td>
        </tr>
    }
}

impl Draft {
    /// `code` is the rule's code.
    pub fn text(&self, l: Locale, code: RuleCode) -> String {
        match self {
            Self::Version(terms) => value_text(l, code, terms.value, terms.cap),
            Self::PointValue(per_yuan) => value_text(l, code, *per_yuan, None),
            Self::Validity(months) => value_text(l, code, i64::from(*months), None),
            Self::Campaign(campaign) => multiplier(campaign.percent),
            Self::Tiers(tiers) => {
                let each = tiers.iter().map(|rule| {
                    let name = tier_name(l, rule.tier);
                    let (from, times) = (points(rule.min_tier_points), multiplier(rule.multiplier_percent));
                    tr!(l, "{name} {from} 起 {times}", "{name} from {from}, {times}")
                });
                each.collect::<Vec<_>>().join(&tr!(l, "；", "; "))
            }
        }
    }
}

/// What two simulations are compared by: points, or the value of outstanding points.
fn compared(outcome: &Outcome) -> (Unit, Pair) {
    match &outcome.value {
        Some(value) => (Unit::Fen, value.liability),
        None => (Unit::Points, outcome.points),
    }
}

/// Title or version of the draft that was simulated.
fn name(l: Locale, run: &Run) -> String {
    let title = run.title_zh.as_deref().zip(run.title_en.as_deref()).map(|(zh, en)| l.pick(zh, en).to_owned());
    let n = run.version.unwrap_or(0);
    title.unwrap_or_else(|| tr!(l, "第 {n} 版", "Version {n}"))
}

fn state(l: Locale, run: &Run, now: DateTime<Utc>) -> (&'static str, String) {
    let n = run.progress;
    match run.state {
        _ if run.stopped(now) => ("bad", tr!(l, "已中断", "Interrupted")),
        State::Waiting => ("", tr!(l, "排队中", "Queued")),
        State::Running => ("info", tr!(l, "进行中 {n}%", "Running {n}%")),
        State::Done if run.outdated => ("warn", tr!(l, "草稿已改", "Draft changed")),
        State::Done | State::Failed => ("good", tr!(l, "完成", "Done")),
    }
}
