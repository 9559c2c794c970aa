use crate::ui::{ListAddress, SearchBar};
use leptos::prelude::*;

/// The search that the island runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    Rewards,
    Members,
}

impl Question {
    /// The name that `browser` knows it by.
    const fn code(self) -> &'static str {
        match self {
            Self::Rewards => "rewards",
            Self::Members => "members",
        }
    }
}

/// A search form of one box; the filters of the address are kept.
#[component]
pub fn SearchForm(
    question: Question,
    address: ListAddress,
    #[prop(into)] label: String,
    #[prop(into)] placeholder: String,
    #[prop(into)] q: String,
) -> impl IntoView {
    view! { <SearchBar address label placeholder q live=question.code()/> }
}

/// The results under a heading; scripts announce a new heading in the live region above.
#[component]
pub fn Results(children: Children) -> impl IntoView {
    view! {
        <p class="sr-only" id="found-said" aria-live="polite"></p>
        <div id="found">{children()}</div>
    }
}

/// The heading of results: their number, visible if something was searched for.
#[component]
pub fn ResultsHeading(#[prop(into)] text: String, is_search: bool) -> impl IntoView {
    let class = if is_search { "found" } else { "sr-only" };
    view! { <h2 class=class>{text}</h2> }
}
