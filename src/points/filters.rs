//! Filters of a statement, for the member's page and for staff's.

use super::choice::{Choice, Period};
use super::messages;
use super::model::TransferKind;
use super::summary::Former;
use crate::i18n::Locale;
use crate::ui::{Chip, Chips, FilterBar, FilterSelect, ListAddress};
use crate::values::CustomerId;
use chrono::NaiveDate;
use leptos::prelude::*;

/// Appends the anchor of the statement, which is below the page's figures.
pub fn below(href: String) -> String {
    format!("{href}#statement")
}

/// The filter form above the statement at `path`.
pub fn filters(l: Locale, choice: &Choice, today: NaiveDate, path: &str) -> impl IntoView + use<> {
    let kinds = TransferKind::choices().map(|kind| (kind.code().to_owned(), messages::kind(l, kind)));
    let periods = Period::offered(today).map(|period| (period.code(), period.name(l)));
    let (kinds, periods): (Vec<_>, Vec<_>) = (kinds.collect(), periods.collect());
    let kind = choice.kind.map(|kind| kind.code().to_owned()).unwrap_or_default();
    let period = choice.period.map(Period::code).unwrap_or_default();
    let of = choice.of.map(|of| of.to_string()).unwrap_or_default();
    let address = ListAddress::new(below(path.to_owned())).with("of", of);
    view! {
        <FilterBar address>
            <FilterSelect name="kind" label=tr!(l, "类型", "Type") all=tr!(l, "全部类型", "All types") options=kinds value=kind/>
            <FilterSelect name="period" label=tr!(l, "时间", "Period") all=tr!(l, "全部时间", "All time") options=periods value=period/>
        </FilterBar>
    }
}

/// If others were merged into the member: links to choose whose statement to show.
pub fn accounts(l: Locale, former: &[Former], of: Option<CustomerId>, path: &str) -> Option<impl IntoView + use<>> {
    let own = Chip::new(below(path.to_owned()), tr!(l, "当前账户", "This account"), of.is_none());
    let others = former.iter().map(|former| {
        let Former { id, number } = former;
        let name = tr!(l, "合并前的 {number}", "{number}, before the merge");
        Chip::new(below(format!("{path}?of={id}")), name, of == Some(*id))
    });
    let chips: Vec<Chip> = [own].into_iter().chain(others).collect();
    (!former.is_empty()).then(|| view! { <Chips chips label=tr!(l, "账户", "Account")/> })
}
