use super::ListAddress;
use crate::ui::components::Empty;
use crate::web::use_locale;
use leptos::prelude::*;

/// A list without rows: says why, and offers the next step. `children` are the step if nothing was searched for.
#[component]
pub fn EmptyList(
    picture: &'static str,
    #[prop(into)] title: String,
    #[prop(into)] text: String,
    /// The list as it is filtered now.
    address: ListAddress,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let l = use_locale();
    let q = address.filters().iter().find(|(name, _)| *name == "q").map(|(_, q)| q.clone());
    let body = match q {
        Some(q) => {
            let title = tr!(l, "没有找到“{q}”", "Nothing found for “{q}”");
            let text = tr!(l, "可在全部状态中查找，或清除搜索条件。", "Search in every status, or clear the search.");
            let all = address.clone().with("status", "all").href();
            view! {
                <Empty picture="search" title text>
                    <div class="btn-row">
                        <a class="btn" href=all>{tr!(l, "在全部状态中查找", "Search in every status")}</a>
                        <a class="btn btn-quiet" href=address.without("q").href()>{tr!(l, "清除搜索", "Clear search")}</a>
                    </div>
                </Empty>
            }
            .into_any()
        }
        None => view! { <Empty picture title text>{children.map(|children| children())}</Empty> }.into_any(),
    };
    view! { <div class="card">{body}</div> }
}
