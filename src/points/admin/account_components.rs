use super::queries::Head;
use crate::i18n::Locale;
use crate::points::model::{last_day, value_fen};
use crate::values::{CustomerId, Fen, points};
use crate::web::use_locale;
use leptos::prelude::*;

/// The account's balances.
#[component]
pub fn Figures(head: Head) -> impl IntoView {
    let l = use_locale();
    let point_value = Fen(value_fen(head.available, head.points_per_yuan)).yuan();
    let last_day = head.next_expiry_at.map(|at| l.date(last_day(at)));
    let expiries = last_day.map_or_else(String::new, |day| tr!(l, "可用至 {day}", "use by {day}"));
    let tiles = [
        (tr!(l, "可用", "Available"), head.available, tr!(l, "价值 {point_value}", "worth {point_value}")),
        (tr!(l, "最先过期", "Expires first"), head.expiring.unwrap_or(0), expiries),
        (tr!(l, "预留中", "Reserved"), head.held, String::new()),
        (tr!(l, "待入账", "Pending"), head.pending, String::new()),
        (tr!(l, "待补扣", "Owed"), head.debt, String::new()),
        (tr!(l, "成长值", "Tier points"), head.tier_points, String::new()),
    ];
    let tiles = tiles.map(|(name, value, note)| {
        view! {
            <div class="stat">
                <p class="stat-label">{name}</p>
                <p class="numeral">{points(value)}</p>
                <p class="stat-note">{note}</p>
            </div>
        }
    });
    view! { <div class="stats">{tiles}</div> }
}

/// Tabs between the pages of an account.
pub fn tabs(l: Locale, id: CustomerId, here: &str) -> AnyView {
    let tabs = [
        ("", tr!(l, "积分明细", "Statement")),
        ("/lots", tr!(l, "积分批次", "Lots")),
        ("/adjustments", tr!(l, "手工调整", "Adjust")),
    ];
    let tabs = tabs.map(|(end, name)| {
        let current = (end == here).then_some("page");
        view! { <li><a href=format!("/admin/points/members/{id}{end}") aria-current=current>{name}</a></li> }
    });
    view! { <nav class="tabs" aria-label=tr!(l, "积分", "Points")><ul>{tabs}</ul></nav> }.into_any()
}
