//! Reconciles the opening balance with the closing balance through the year's movements, and breaks the latter down.

use super::figures::Board;
use super::page::{name, yuan};
use super::sums::Flow;
use crate::i18n::Locale;
use crate::values::{points, points_signed};
use chrono::NaiveDate;
use leptos::prelude::*;

pub fn reconciliation(l: Locale, today: NaiveDate, board: &Board, per_yuan: i64) -> AnyView {
    let stood = |label: String, n: i64| line(label, points(n), yuan(n, per_yuan));
    let moved = |label: String, n: i64| line(label, points_signed(n), yuan(n, per_yuan));
    let flows =
        Flow::ALL.iter().map(|flow| moved(name(l, *flow), flow.sign() * board.year(today, *flow))).collect_view();
    view! {
        <section class="section stack" aria-labelledby="adds">
            <div class="section-head"><h2 id="adds">{tr!(l, "近 12 个月的变化", "Changes over 12 months")}</h2></div>
            <p class="muted">{tr!(l, "会员持有积分包括预留的积分，并减去会员所欠的积分。",
                "Points held by members include reserved points, less points members owe.")}</p>
            <div class="table-wrap"><table class="table">
                <caption class="sr-only">{tr!(l, "积分变化", "Points movements")}</caption>
                <thead><tr><th scope="col">{tr!(l, "项目", "Item")}</th><th scope="col" class="num">{tr!(l, "积分", "Points")}</th>
                    <th scope="col" class="num">{tr!(l, "价值", "Value")}</th></tr></thead>
                <tbody>
                    {stood(tr!(l, "期初", "Opening"), board.opening(today))}
                    {flows}
                    {stood(tr!(l, "现在", "Now"), board.outstanding())}
                </tbody>
                <tbody>
                    {stood(tr!(l, "其中可用", "Of which spendable"), board.available())}
                    {moved(tr!(l, "预留", "Reserved"), board.set_aside())}
                    {moved(tr!(l, "会员所欠", "Owed by members"), -board.owed())}
                </tbody>
            </table></div>
        </section>
    }
    .into_any()
}

fn line(label: String, points: String, point_value: String) -> AnyView {
    view! { <tr><th scope="row">{label}</th><td class="num">{points}</td><td class="num">{point_value}</td></tr> }
        .into_any()
}
