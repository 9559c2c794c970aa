//! `/admin/points/simulations/{id}`: progress and outcome.

use super::components::{name, state, yuan};
use super::findings::{ExpiryFindings, TierFindings, Unit, ValueFindings, notes};
use super::job::window;
use super::outcome::{Moved, Outcome, Pair};
use super::store::{self, Run, State};
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::points::rules::admin::{crumbs, rule_name};
use crate::ui::{Badge, Bar, BarChart, Notice, PageHead};
use crate::values::{SimulationId, points, points_signed};
use crate::web::{Admin, Ctx, Id, Page, use_ctx};
use leptos::prelude::*;

pub async fn page(ctx: Ctx, _: Admin, Id(id): Id<SimulationId>) -> Result<Page> {
    let run = store::find_run(&mut ctx.app.db.read().await?, id).await?.ok_or(AppError::NotFound)?;
    let l = ctx.locale;
    let (rule, name) = (rule_name(l, run.code), name(l, &run));
    let title = tr!(l, "试算：{rule} · {name}", "Simulation: {rule} · {name}");
    Ok(ctx.page(title.clone(), || {
        let (kind, badge) = state(l, &run, ctx.now);
        let mut path = crumbs(l, Some(run.code));
        path.push((back(&run), name.clone()));
        let (from, until) = window(&run);
        let (from, until, by) = (l.day(from), l.date_time(until), run.name.clone());
        let lead = tr!(l, "{from} 至 {until} 的积分 · {by}", "Points from {from} to {until} · {by}");
        let body = match run.outcome() {
            Some(outcome) => view! { <Found outcome run=run.clone()/> }.into_any(),
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
    let address = format!("/admin/points/simulations/{}", run.id);
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

#[component]
fn Found(outcome: Outcome, run: Run) -> impl IntoView {
    let l = use_ctx().locale;
    let outdated = run.outdated.then(|| {
        view! { <Notice kind="warn">{tr!(l, "试算之后草稿有改动，结果是改动前的。", "The draft has changed since. These results are for the earlier version.")}</Notice> }
    });
    let notes = notes(l, &run).into_iter().map(|note| view! { <p class="hint">{note}</p> }).collect_view();
    let unit = if outcome.value.is_some() { Unit::Fen } else { Unit::Points };
    let (gained, lost) = (outcome.most_gained.clone(), outcome.most_lost.clone());
    let lists = (unit == Unit::Points).then(|| {
        view! {
            <div class="grid grid-2">
                {largest(l, "gained", tr!(l, "多得最多的会员", "Members gaining most"), gained)}
                {largest(l, "lost", tr!(l, "少得最多的会员", "Members losing most"), lost)}
            </div>
        }
    });
    let first = match (outcome.value.clone(), outcome.expiry) {
        (Some(value), _) => view! { <ValueFindings value unchanged=outcome.unchanged/> }.into_any(),
        (None, Some(left)) => view! { <ExpiryFindings outcome=outcome.clone() left/> }.into_any(),
        (None, None) => view! { <Tiles outcome=outcome.clone()/> }.into_any(),
    };
    view! {
        {outdated}
        {first}
        {notes}
        {outcome.tiers.clone().map(|tiers| view! { <TierFindings tiers gaining=outcome.gaining/> })}
        <Months outcome=outcome.clone() unit/>
        {lists}
    }
}

#[component]
fn Tiles(outcome: Outcome) -> impl IntoView {
    let l = use_ctx().locale;
    let Pair { before, after } = outcome.points;
    let difference = outcome.points.difference();
    let share = |cut: i64, rest: i64| cut.saturating_mul(1_000) / (cut + rest).max(1);
    let (was, is) = (share(outcome.cut.before, before), share(outcome.cut.after, after));
    let permille = |n: i64| format!("{}.{}%", n / 10, n % 10);
    let (was, unchanged) = (permille(was), points(outcome.unchanged));
    let cut = points(outcome.cut.after);
    view! {
        <div class="stats">
            <div class="stat"><p class="stat-label">{tr!(l, "积分", "Points")}</p><p class="numeral">{points(after)}</p>
                <p class="stat-note">{tr!(l, "实际 ", "actual ")}{points(before)}</p></div>
            <div class="stat"><p class="stat-label">{tr!(l, "差额", "Difference")}</p><p class="numeral">{points_signed(difference)}</p>
                <p class="stat-note">{yuan(difference, outcome.points_per_yuan)}</p></div>
            <div class="stat"><p class="stat-label">{tr!(l, "多得 / 少得的会员", "Members gaining / losing")}</p>
                <p class="numeral">{points(outcome.gaining)}<small>"/ "{points(outcome.losing)}</small></p>
                <p class="stat-note">{tr!(l, "{unchanged} 位不变", "{unchanged} unchanged")}</p></div>
            <div class="stat"><p class="stat-label">{tr!(l, "上限扣减的比例", "Cut by the cap")}</p><p class="numeral">{permille(is)}</p>
                <p class="stat-note">{tr!(l, "{cut} 分，实际 {was}", "{cut} points; actual {was}")}</p></div>
        </div>
    }
}

#[component]
fn Months(outcome: Outcome, unit: Unit) -> impl IntoView {
    let l = use_ctx().locale;
    let finding = tr!(l, "每月试算的结果，数字见下表", "Simulated results by month; figures in the table below");
    let bars = bars(&outcome, unit);
    let rows = outcome
        .months
        .iter()
        .map(|(month, pair)| {
            view! {
                <tr><th scope="row">{l.month(*month)}</th><td class="num" data-label=tr!(l, "实际", "Actual")>{unit.show(pair.before)}</td>
                    <td class="num" data-label=tr!(l, "试算", "Simulated")>{unit.show(pair.after)}</td>
                    <td class="num" data-label=tr!(l, "差额", "Difference")>{unit.signed(pair.difference())}</td></tr>
            }
        })
        .collect_view();
    view! {
        <section class="card stack" aria-labelledby="months">
            <h2 id="months">{tr!(l, "按月", "By month")}</h2>
            {(!bars.is_empty()).then(|| view! { <figure><BarChart bars finding/></figure> })}
            <div class="table-wrap"><table class="table">
                <caption class="sr-only">{tr!(l, "按月", "By month")}</caption>
                <thead><tr><th scope="col">{tr!(l, "月份", "Month")}</th><th scope="col" class="num">{tr!(l, "实际", "Actual")}</th>
                    <th scope="col" class="num">{tr!(l, "试算", "Simulated")}</th>
                    <th scope="col" class="num">{tr!(l, "差额", "Difference")}</th></tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </section>
    }
}

/// The last months as bars; a phone has room for the labels of only a few.
fn bars(outcome: &Outcome, unit: Unit) -> Vec<Bar> {
    const CHARTED: usize = 13;
    const WORDED: usize = 7;
    let skipped = outcome.months.len().saturating_sub(CHARTED);
    let few = outcome.months.len() <= WORDED;
    let last = outcome.months.iter().skip(skipped).enumerate();
    last.map(|(at, (month, pair))| Bar {
        name: if few || at % 3 == 0 { month.format("%y-%m").to_string() } else { String::new() },
        text: if few { unit.signed(pair.difference()) } else { String::new() },
        value: pair.after,
    })
    .collect()
}

fn largest(l: Locale, id: &'static str, title: String, members: Vec<Moved>) -> impl IntoView {
    let body = if members.is_empty() {
        view! { <p class="muted">{tr!(l, "无。", "None.")}</p> }.into_any()
    } else {
        let rows = members.into_iter().map(|(customer, number, difference)| {
            let href = format!("/admin/members/{customer}");
            view! { <li><div class="list-body"><a class="num" href=href>{number}</a></div><div class="list-end num">{points_signed(difference)}</div></li> }
        });
        view! { <ul class="list">{rows.collect_view()}</ul> }.into_any()
    };
    view! { <section class="card" aria-labelledby=id><div class="card-head"><h2 id=id>{title}</h2></div>{body}</section> }
}
