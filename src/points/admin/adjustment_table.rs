//! A table of adjustments.

use super::queries::AdjustmentDetail;
use crate::i18n::Locale;
use crate::ui::{Badge, Column, Row, Table};
use crate::values::points_signed;
use leptos::prelude::*;

/// `whose` adds a column for the member, where the rows belong to several.
pub fn table(l: Locale, caption: String, rows: Vec<AdjustmentDetail>, whose: bool) -> AnyView {
    let member = whose.then(|| Column::text(tr!(l, "会员", "Member")));
    let others = [
        Column::text(tr!(l, "提出", "Proposed")),
        Column::text(tr!(l, "状态", "Status")),
        Column::amount(tr!(l, "积分", "Points")),
    ];
    let columns = [Column::main(tr!(l, "原因", "Reason"))].into_iter().chain(member).chain(others).collect();
    let rows = rows.into_iter().map(|row| line(l, row, whose)).collect();
    view! { <Table caption columns rows/> }.into_any()
}

fn line(l: Locale, row: AdjustmentDetail, whose: bool) -> Row {
    let (kind, state) = row.state.badge(l);
    let decider = row.decider.map(|name| view! { <small>{name}</small> });
    let account = format!("/admin/points/members/{}", row.customer_id);
    let reason = view! { <a href=format!("/admin/points/adjustments/{}", row.id)>{row.reason}</a> };
    let member = whose.then(|| {
        view! { <a href=account>{row.name.masked()}</a><small class="num">{row.member_no.to_string()}</small> }
            .into_any()
    });
    let others = [
        view! { {row.proposer}<small class="nowrap">{l.date_time(row.proposed_at)}</small> }.into_any(),
        view! { <Badge kind text=state/>{decider} }.into_any(),
        view! { <span class=if row.points < 0 { "neg" } else { "pos" }>{points_signed(row.points)}</span> }.into_any(),
    ];
    Row::new([reason.into_any()].into_iter().chain(member).chain(others).collect())
}
