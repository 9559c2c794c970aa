use crate::ui::SearchBox;
use leptos::prelude::*;

/// Which question the island asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    Rewards,
    Members,
}

impl Question {
    /// As `browser` knows it.
    const fn code(self) -> &'static str {
        match self {
            Self::Rewards => "rewards",
            Self::Members => "members",
        }
    }
}

/// One box, and hidden fields as children.
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

/// What was found, under a heading; scripts say the heading of new results in the line before.
#[component]
pub fn Results(children: Children) -> impl IntoView {
    view! {
        <p class="sr-only" id="found-said" aria-live="polite"></p>
        <div id="found">{children()}</div>
    }
}

/// The heading of results: how many were found, where something was searched for.
#[component]
pub fn ResultsHeading(#[prop(into)] text: String, is_search: bool) -> impl IntoView {
    let class = if is_search { "found" } else { "sr-only" };
    view! { <h2 class=class>{text}</h2> }
}
