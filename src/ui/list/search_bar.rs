use super::ListAddress;
use crate::ui::components::Icon;
use crate::web::use_locale;
use leptos::prelude::*;

/// A search form above a list. It keeps the filters of the address, except those that are fields of its own.
#[component]
pub fn SearchBar(
    /// The list without the filters that `children` are fields of.
    address: ListAddress,
    #[prop(into)] label: String,
    #[prop(into)] placeholder: String,
    #[prop(into)] q: String,
    /// Whether one of `children` filters, too.
    #[prop(optional)]
    filters: bool,
    /// The code of the search that an island runs while the reader types.
    #[prop(optional)]
    live: Option<&'static str>,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let l = use_locale();
    let address = address.without("q");
    let clear = (filters || !q.is_empty()).then(|| {
        view! { <a class="btn btn-quiet" href=address.href()>{tr!(l, "清除", "Clear")}</a> }
    });
    view! {
        <form class="filter-bar" method="get" action=address.path().to_owned() role="search" data-live-search=live>
            {kept(&address)}
            <div class="field field-grow">
                <label for="q">{label}</label>
                <div class="search"><Icon name="search"/>
                    <input class="control" type="search" id="q" name="q" value=q placeholder=placeholder maxlength="60"/>
                </div>
            </div>
            {children.map(|children| children())}
            <button class="btn btn-primary">{tr!(l, "查找", "Search")}</button>
            {clear}
        </form>
    }
}

/// A form of choices above a list, which keeps the filters of the address.
#[component]
pub fn FilterBar(
    /// The list without the filters that `children` are fields of.
    address: ListAddress,
    children: Children,
) -> impl IntoView {
    let l = use_locale();
    view! {
        <form class="filter-bar" method="get" action=address.path().to_owned()>
            {kept(&address)}
            {children()}
            <button class="btn"><Icon name="filter"/>{tr!(l, "筛选", "Filter")}</button>
        </form>
    }
}

fn kept(address: &ListAddress) -> AnyView {
    let fields = address.filters().iter().map(|(name, value)| {
        view! { <input type="hidden" name=*name value=value.clone()/> }
    });
    fields.collect_view().into_any()
}

/// A choice in a form above a list: the name of no choice, and each value with its name.
#[component]
pub fn FilterSelect(
    name: &'static str,
    #[prop(into)] label: String,
    #[prop(into)] all: String,
    options: Vec<(String, String)>,
    #[prop(into)] value: String,
) -> impl IntoView {
    let options = options.into_iter().map(|(code, text)| {
        let selected = code == value;
        view! { <option value=code selected=selected>{text}</option> }
    });
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select class="control" id=name name=name><option value="">{all}</option>{options.collect_view()}</select>
        </div>
    }
}
