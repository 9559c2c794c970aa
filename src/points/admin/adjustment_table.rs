//! A table of adjustments.

use super::queries::AdjustmentDetail;
use crate::i18n::Locale;
use crate::ui::Badge;
use crate::values::points_signed;
use leptos::prelude::*;

/// `whose` adds a column for the member, where the rows belong to several.
pub fn table(l: Locale, caption: String, rows: Vec<AdjustmentDetail>, whose: bool) -> AnyView {
    let member = whose.then(|| view! { <th scope="col">{tr!(l, "会员", "Member")}</th> });
    view! {
        <div class="table-wrap">
            <table class="table">
                <caption class="sr-only">{caption}</caption>
                <thead><tr>
                    <th scope="col">{tr!(l, "原因", "Reason")}</th>{member}
                    <th scope="col">{tr!(l, "提出", "Proposed")}</th><th scope="col">{tr!(l, "状态", "Status")}</th>
                    <th scope="col" class="num">{tr!(l, "积分", "Points")}</th>
                </tr></thead>
                <tbody>{rows.into_iter().map(|row| line(l, row, whose)).collect_view()}</tbody>
            </table>
        </div>
    }
    .into_any()
}

fn line(l: Locale, row: AdjustmentDetail, whose: bool) -> AnyView {
    let (kind, state) = row.state.badge(l);
    let decider = row.decider.map(|name| view! { <small>{name}</small> });
    let class = if row.points < 0 { "cell-amount neg" } else { "cell-amount pos" };
    let account = format!("/admin/points/members/{}", row.customer_id);
    let member = whose.then(|| {
        view! {
            <td data-label=tr!(l, "会员", "Member")><a href=account>{row.name.masked()}</a><small class="num">{row.member_no.to_string()}</small></td>
        }
    });
    view! {
        <tr>
            <th scope="row"><a href=format!("/admin/points/adjustments/{}", row.id)>{row.reason}</a></th>
            {member}
            <td data-label=tr!(l, "提出", "Proposed")>{row.proposer}<small class="nowrap">{l.date_time(row.proposed_at)}</small></td>
            <td data-label=tr!(l, "状态", "Status")><Badge kind text=state/>{decider}</td>
            <td class=class>{points_signed(row.points)}</td>
        </tr>
    }
    .into_any()
}
