use super::ListAddress;
use crate::error::{Conflict, Result};
use crate::form_argument;
use crate::ui::components::Icon;
use crate::web::{Ctx, FromForm, Reader, use_ctx};
use leptos::prelude::*;

/// The form that the checkboxes of a table belong to, and their name.
pub const FORM: &str = "bulk";
pub const FIELD: &str = "row";
/// Ticks every row of the page.
const ALL: &str = "all";

/// Whether a row is ticked: all are, or it was when the form was refused.
pub fn is_ticked(ctx: &Ctx, id: &str) -> bool {
    match &ctx.form {
        Some(form) => form.typed.all(FIELD).any(|typed| typed == id),
        None => ctx.query().get(ALL) == "1",
    }
}

/// Selects all rows of the page, and acts on those that are ticked. It stays at the bottom of the window as long as the
/// table above is in view.
#[component]
pub fn Toolbar(
    /// The list as it is filtered now.
    address: ListAddress,
    /// The path that each action is posted to, and its name; the most likely one first.
    actions: Vec<(&'static str, String)>,
) -> impl IntoView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let query = ctx.query();
    let here = address.with("after", query.get("after")).with("before", query.get("before"));
    let all = query.get(ALL) == "1";
    let (select, name) = if all {
        (here.clone(), tr!(l, "取消全选", "Clear selection"))
    } else {
        (here.clone().with(ALL, 1), tr!(l, "全选本页", "Select all on this page"))
    };
    let first = actions.first().map(|(path, _)| here.clone().at(*path).href());
    let buttons = actions.into_iter().enumerate().map(|(at, (path, name))| {
        let class = if at == 0 { "btn btn-sm btn-primary" } else { "btn btn-sm" };
        view! { <button class=class formaction=here.clone().at(path).href()>{name}</button> }
    });
    let buttons = buttons.collect_view();
    view! {
        <form class="toolbar" id=FORM method="post" action=first aria-label=tr!(l, "批量操作", "Bulk actions")>
            <a class="btn btn-sm btn-quiet" href=select.href()><Icon name="check"/>{name}</a>
            {buttons}
        </form>
    }
}

/// The ids of the rows that are ticked.
#[derive(Clone, Debug)]
pub struct Ticked(Vec<i64>);
form_argument!(Ticked);

impl FromForm for Ticked {
    fn read(f: &mut Reader<'_>) -> Option<Self> {
        /// More than one page shows.
        const MOST: usize = 100;
        Some(Self(f.form().all(FIELD).filter_map(|id| id.parse().ok()).take(MOST).collect()))
    }
}

impl Ticked {
    /// At least one id.
    pub fn ids<T>(self, id: impl Fn(i64) -> T) -> Result<Vec<T>> {
        if self.0.is_empty() { Err(Conflict::NothingTicked.into()) } else { Ok(self.0.into_iter().map(id).collect()) }
    }
}
