//! Filters of a statement, for the member's page and for staff's.

use super::choice::{Choice, Period};
use super::messages;
use super::model::TransferKind;
use super::summary::Former;
use crate::i18n::Locale;
use crate::ui::Icon;
use crate::values::CustomerId;
use chrono::NaiveDate;
use leptos::prelude::*;

/// Appends the anchor of the statement, which is below the page's figures.
pub fn below(href: String) -> String {
    format!("{href}#statement")
}

/// The filter form above the statement at `path`.
pub fn filters(l: Locale, choice: &Choice, today: NaiveDate, path: &str) -> impl IntoView + use<> {
    let kinds = TransferKind::choices().map(move |kind| (kind.code().to_owned(), messages::kind(l, kind)));
    let kinds = options(tr!(l, "全部类型", "All types"), kinds, choice.kind.map(|kind| kind.code().to_owned()));
    let periods = Period::offered(today).map(move |period| (period.code(), period.name(l)));
    let periods = options(tr!(l, "全部时间", "All time"), periods, choice.period.map(Period::code));
    view! {
        <form class="filter-bar" method="get" action=below(path.to_owned())>
            {choice.of.map(|of| view! { <input type="hidden" name="of" value=of.to_string()/> })}
            <div class="field"><label for="kind">{tr!(l, "类型", "Type")}</label><select class="control" id="kind" name="kind">{kinds}</select></div>
            <div class="field"><label for="period">{tr!(l, "时间", "Period")}</label><select class="control" id="period" name="period">{periods}</select></div>
            <button class="btn"><Icon name="filter"/>{tr!(l, "筛选", "Filter")}</button>
        </form>
    }
}

/// If others were merged into the member: links to choose whose statement to show.
pub fn accounts(l: Locale, former: &[Former], of: Option<CustomerId>, path: &str) -> Option<impl IntoView + use<>> {
    let chip = |href: String, name: String, here: bool| {
        view! { <a class="chip" href=below(href) aria-current=here.then_some("true")>{name}</a> }
    };
    let own = chip(path.to_owned(), tr!(l, "当前账户", "This account"), of.is_none());
    let others = former.iter().map(|former| {
        let Former { id, number } = former;
        chip(format!("{path}?of={id}"), tr!(l, "合并前的 {number}", "{number}, before the merge"), of == Some(*id))
    });
    let others = others.collect_view();
    (!former.is_empty()).then(|| view! { <nav class="chips" aria-label=tr!(l, "账户", "Account")>{own}{others}</nav> })
}

fn options(all: String, others: impl Iterator<Item = (String, String)>, chosen: Option<String>) -> AnyView {
    let options = std::iter::once((String::new(), all)).chain(others);
    options
        .map(|(code, name)| {
            let selected = chosen.as_deref().unwrap_or_default() == code;
            view! { <option value=code selected=selected>{name}</option> }
        })
        .collect_view()
        .into_any()
}
