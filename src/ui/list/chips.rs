use super::ListAddress;
use crate::i18n::Locale;
use crate::ui::components::Icon;
use crate::web::use_locale;
use leptos::prelude::*;
use std::fmt::Display;

/// One choice of a filter.
pub struct Chip {
    href: String,
    name: String,
    count: Option<i64>,
    icon: Option<&'static str>,
    current: bool,
}

impl Chip {
    pub fn new(href: impl Into<String>, name: String, current: bool) -> Self {
        Self { href: href.into(), name, count: None, icon: None, current }
    }

    pub fn with_icon(self, icon: &'static str) -> Self {
        Self { icon: Some(icon), ..self }
    }

    pub fn counted(self, count: i64) -> Self {
        Self { count: Some(count), ..self }
    }
}

/// A filter as links, one of which is current. A phone scrolls them sideways.
#[component]
pub fn Chips(
    chips: Vec<Chip>,
    /// What is filtered; by default the status.
    #[prop(optional, into)]
    label: Option<String>,
) -> impl IntoView {
    let l = use_locale();
    let label = label.unwrap_or_else(|| tr!(l, "状态", "Status"));
    let chips = chips.into_iter().map(|chip| {
        let count = chip.count.map(|count| view! { <span class="count">{count}</span> });
        let icon = chip.icon.map(|name| view! { <Icon name/> });
        let current = chip.current.then_some("true");
        view! { <a class="chip" href=chip.href aria-current=current>{icon}{chip.name}{count}</a> }
    });
    view! { <nav class="chips chips-scroll" aria-label=label>{chips.collect_view()}</nav> }
}

/// The tabs of a list: each status with the number of its rows, and all of them.
pub fn status_chips<S: Copy + PartialEq + Display>(
    l: Locale,
    address: &ListAddress,
    here: Option<S>,
    statuses: &[S],
    name: impl Fn(S) -> String,
    counts: &[(S, i64)],
) -> Vec<Chip> {
    let to = |code: String| address.clone().with("status", code).href();
    let count = |status| counts.iter().find(|(known, _)| *known == status).map_or(0, |(_, count)| *count);
    let each = statuses
        .iter()
        .map(|&status| Chip::new(to(status.to_string()), name(status), here == Some(status)).counted(count(status)));
    let all = Chip::new(to("all".to_owned()), tr!(l, "全部", "All"), here.is_none());
    each.chain([all.counted(counts.iter().map(|(_, count)| count).sum())]).collect()
}
