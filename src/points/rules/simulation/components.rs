use super::findings::Unit;
use super::outcome::{Outcome, Pair};
use super::store::{Run, State, Subject};
use crate::i18n::Locale;
use crate::points::model::value_fen;
use crate::ui::{Badge, SelectField};
use crate::values::Fen;
use crate::web::use_ctx;
use leptos::prelude::*;

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
    let description = outcome.as_ref().and_then(|outcome| outcome.description.as_ref());
    let description = description.map(|description| view! { <small>{description.text(l, run.code)}</small> });
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
            <th scope="row"><a href=format!("/admin/points/simulations/{}", run.id)>{name}</a>{description}
                <small>{format!("{months} · {at}")}</small></th>
            <td data-label=tr!(l, "状态", "Status")><Badge kind text=badge/></td>
            <td class="num" data-label=tr!(l, "实际", "Actual")>{before}</td>
            <td class="num" data-label=tr!(l, "试算", "Simulated")>{after}</td>
            <td class="num" data-label=tr!(l, "差额", "Difference")>{difference}</td>
        </tr>
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
pub fn name(l: Locale, run: &Run) -> String {
    let title = run.title_zh.as_deref().zip(run.title_en.as_deref()).map(|(zh, en)| l.pick(zh, en).to_owned());
    let n = run.version.unwrap_or(0);
    title.unwrap_or_else(|| tr!(l, "第 {n} 版", "Version {n}"))
}

pub fn state(l: Locale, run: &Run, now: chrono::DateTime<chrono::Utc>) -> (&'static str, String) {
    let n = run.progress;
    match run.state {
        _ if run.stopped(now) => ("bad", tr!(l, "已中断", "Interrupted")),
        State::Waiting => ("", tr!(l, "排队中", "Queued")),
        State::Running => ("info", tr!(l, "进行中 {n}%", "Running {n}%")),
        State::Done if run.outdated => ("warn", tr!(l, "草稿已改", "Draft changed")),
        State::Done | State::Failed => ("good", tr!(l, "完成", "Done")),
    }
}

/// The value of points, with a sign.
pub fn yuan(difference: i64, points_per_yuan: i64) -> String {
    let sign = match difference {
        ..0 => "−",
        0 => "",
        1.. => "+",
    };
    format!("{sign}{}", Fen(value_fen(difference.saturating_abs(), points_per_yuan)).yuan())
}
