//! The parts that the findings of a simulation are shown with.

use super::model::{Pair, Unit};
use crate::i18n::Locale;
use leptos::prelude::*;

#[component]
pub fn Stat(label: String, note: String, children: Children) -> impl IntoView {
    view! {
        <div class="stat"><p class="stat-label">{label}</p><p class="numeral">{children()}</p><p class="stat-note">{note}</p></div>
    }
}

/// `head` names the columns, of which all but the first have numbers; `children` are above the table.
#[component]
pub fn TableCard<V: IntoView + 'static>(
    id: &'static str,
    title: String,
    head: Vec<String>,
    rows: V,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let head = head.into_iter().enumerate();
    let head =
        head.map(|(n, name)| view! { <th scope="col" class=(n > 0).then_some("num")>{name}</th> }).collect_view();
    view! {
        <section class="card stack" aria-labelledby=id>
            <h2 id=id>{title.clone()}</h2>
            {children.map(|children| children())}
            <div class="table-wrap"><table class="table">
                <caption class="sr-only">{title}</caption>
                <thead><tr>{head}</tr></thead>
                <tbody>{rows}</tbody>
            </table></div>
        </section>
    }
}

pub fn cell(label: String, number: String) -> impl IntoView {
    view! { <td class="num" data-label=label>{number}</td> }
}

pub fn cells(l: Locale, unit: Unit, pair: Pair) -> impl IntoView {
    view! {
        {cell(actual(l), unit.show(pair.before))}{cell(simulated(l), unit.show(pair.after))}
        {cell(difference(l), unit.signed(pair.difference()))}
    }
}

pub fn actual(l: Locale) -> String {
    tr!(l, "实际", "Actual")
}

pub fn simulated(l: Locale) -> String {
    tr!(l, "试算", "Simulated")
}

pub fn difference(l: Locale) -> String {
    tr!(l, "差额", "Difference")
}
