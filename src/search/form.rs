use crate::ui::SearchBox;
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

/// A search form of one box; its children are hidden fields.
#[component]
pub fn SearchForm(
    question: Question,
    action: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] placeholder: String,
    #[prop(into)] q: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <form class="filter-bar" method="get" action=action role="search" data-live-search=question.code()>
            {children.map(|children| children())}
            <SearchBox label placeholder q/>
        </form>
    }
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
