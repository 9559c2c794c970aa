use super::ListAddress;
use super::toolbar::{FIELD, FORM, is_ticked};
use crate::web::{Order, use_ctx};
use leptos::prelude::*;
use std::fmt::Display;

/// A column: its heading, and how its cells are set. Narrow screens show each row as a card, each cell with its heading.
pub struct Column {
    name: String,
    kind: Kind,
    sort: Option<Sort>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Main,
    Text,
    Number,
    Amount,
    Bare,
    Side,
}

struct Sort {
    href: String,
    /// The direction, if the rows are in this order now.
    now: Option<&'static str>,
}

impl Column {
    const fn of(kind: Kind, name: String) -> Self {
        Self { name, kind, sort: None }
    }

    /// What the row is: its header, and the title of its card.
    pub const fn main(name: String) -> Self {
        Self::of(Kind::Main, name)
    }

    pub const fn text(name: String) -> Self {
        Self::of(Kind::Text, name)
    }

    /// Right-aligned.
    pub const fn number(name: String) -> Self {
        Self::of(Kind::Number, name)
    }

    /// Right-aligned and bold; beside the title of the card.
    pub const fn amount(name: String) -> Self {
        Self::of(Kind::Amount, name)
    }

    /// Needs no heading in a card, such as a date.
    pub const fn bare(name: String) -> Self {
        Self::of(Kind::Bare, name)
    }

    /// A number at the end of the card's second line.
    pub const fn side(name: String) -> Self {
        Self::of(Kind::Side, name)
    }

    /// Makes the heading a link that sorts by this column, or reverses the order if it is the current one.
    pub fn sorted<C: Copy + PartialEq + Display>(self, address: &ListAddress, order: Order<C>, by: C) -> Self {
        let now = (order.by == by).then_some(if order.down { "descending" } else { "ascending" });
        let href = address.clone().with("sort", order.toggled(by)).href();
        Self { sort: Some(Sort { href, now }), ..self }
    }

    fn heading(&self) -> AnyView {
        let class = matches!(self.kind, Kind::Number | Kind::Amount | Kind::Side).then_some("num");
        let name = self.name.clone();
        match &self.sort {
            None => view! { <th scope="col" class=class>{name}</th> }.into_any(),
            Some(Sort { href, now }) => {
                let href = href.clone();
                view! { <th scope="col" class=class aria-sort=*now><a class="sort" href=href>{name}</a></th> }
                    .into_any()
            }
        }
    }

    fn cell(&self, content: AnyView) -> AnyView {
        let name = self.name.clone();
        match self.kind {
            Kind::Main => view! { <th scope="row">{content}</th> }.into_any(),
            Kind::Text => view! { <td data-label=name>{content}</td> }.into_any(),
            Kind::Number => view! { <td class="num" data-label=name>{content}</td> }.into_any(),
            Kind::Amount => view! { <td class="cell-amount">{content}</td> }.into_any(),
            Kind::Bare => view! { <td class="cell-bare">{content}</td> }.into_any(),
            Kind::Side => view! { <td class="num cell-side" data-label=name>{content}</td> }.into_any(),
        }
    }
}

/// The cells of a row, in the order of the columns.
pub struct Row {
    cells: Vec<AnyView>,
    tick: Option<(String, String)>,
}

impl Row {
    pub const fn new(cells: Vec<AnyView>) -> Self {
        Self { cells, tick: None }
    }

    /// With a checkbox for the [`Toolbar`](super::Toolbar): the row's id, and what its label says is selected.
    pub fn ticked(self, id: impl ToString, label: String) -> Self {
        Self { tick: Some((id.to_string(), label)), ..self }
    }
}

/// Makes a [`Row`] of anything that can be rendered.
#[macro_export]
macro_rules! row {
    ($($cell:expr),+ $(,)?) => {
        $crate::ui::Row::new(::std::vec![$(::leptos::prelude::IntoAny::into_any($cell)),+])
    };
}

/// A table of a list. If rows have checkboxes, they are in a column of their own.
#[component]
pub fn Table(#[prop(into)] caption: String, columns: Vec<Column>, rows: Vec<Row>) -> impl IntoView {
    let ticks = rows.iter().any(|row| row.tick.is_some());
    let l = use_ctx().locale;
    let select = ticks.then(|| {
        view! { <th scope="col"><span class="sr-only">{tr!(l, "选择", "Select")}</span></th> }
    });
    let headings = columns.iter().map(Column::heading).collect_view();
    let rows = rows.into_iter().map(|row| {
        let tick = ticks.then(|| tick(row.tick));
        let cells = columns.iter().zip(row.cells).map(|(column, cell)| column.cell(cell)).collect_view();
        view! { <tr>{tick}{cells}</tr> }
    });
    let rows = rows.collect_view();
    view! {
        <div class="table-wrap">
            <table class="table">
                <caption class="sr-only">{caption}</caption>
                <thead><tr>{select}{headings}</tr></thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
}

fn tick(row: Option<(String, String)>) -> AnyView {
    let ctx = use_ctx();
    let l = ctx.locale;
    let tick = row.map(|(id, label)| {
        let checked = is_ticked(&ctx, &id);
        view! {
            <input type="checkbox" form=FORM name=FIELD value=id checked=checked
                aria-label=tr!(l, "选择：{label}", "Select: {label}")/>
        }
    });
    view! { <td class="cell-tick">{tick}</td> }.into_any()
}
