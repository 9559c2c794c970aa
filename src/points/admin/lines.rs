//! A statement with all that staff may know of each line.

use super::look::Line;
use crate::clock;
use crate::i18n::Locale;
use crate::points::choice::Choice;
use crate::points::filters::below;
use crate::points::model::PointSource;
use crate::points::words;
use crate::ui::{Empty, Pager};
use crate::values::{date_iso, points, points_signed};
use crate::web::Slice;
use leptos::prelude::*;

/// The part of a statement that was chosen, at `path`.
pub fn statement(l: Locale, path: &str, lines: Slice<Line>, choice: &Choice) -> AnyView {
    if lines.rows.is_empty() {
        return nothing(l, path, choice);
    }
    let (newer, older) = lines.links(&choice.address(path), |line| line.id.to_string());
    let (newer, older) = (newer.map(below), older.map(below));
    view! {
        <div class="table-wrap">
            <table class="table">
                <caption class="sr-only">{tr!(l, "积分明细", "Statement")}</caption>
                <thead><tr>
                    <th scope="col">{tr!(l, "日期", "Date")}</th><th scope="col">{tr!(l, "事项", "What")}</th>
                    <th scope="col">{tr!(l, "来源", "Source")}</th><th scope="col">{tr!(l, "经办", "By")}</th>
                    <th scope="col" class="num">{tr!(l, "变动", "Points")}</th><th scope="col" class="num">{tr!(l, "余额", "Balance")}</th>
                </tr></thead>
                <tbody>{lines.rows.into_iter().map(|line| row(l, line)).collect_view()}</tbody>
            </table>
        </div>
        <Pager newer older/>
    }
    .into_any()
}

fn nothing(l: Locale, path: &str, choice: &Choice) -> AnyView {
    if *choice == Choice::default() {
        let text = tr!(l, "这位会员还没有积分变动。", "This member’s points have not moved yet.");
        return view! { <div class="card"><Empty picture="points" title=tr!(l, "没有记录", "Nothing yet") text/></div> }
            .into_any();
    }
    let all = path.to_owned();
    view! {
        <Empty picture="search" title=tr!(l, "没有符合条件的记录", "Nothing matches")
            text=tr!(l, "换一个类型或时间试试。", "Try another kind or period.")>
            <a class="btn btn-primary" href=all>{tr!(l, "查看全部明细", "See the whole statement")}</a>
        </Empty>
    }
    .into_any()
}

fn row(l: Locale, line: Line) -> AnyView {
    let day = date_iso(clock::day(line.at));
    let class = match line.amount {
        ..0 => "cell-amount neg",
        0 => "cell-amount",
        1.. => "cell-amount pos",
    };
    let owed = points(line.debt_after);
    let owed = (line.debt_after > 0)
        .then(|| view! { <small>{tr!(l, "待补扣 {owed} 分", "{owed} points to make up")}</small> });
    let reason = line.reason.clone();
    let reason = reason.map(|reason| view! { <small>{tr!(l, "原因：{reason}", "Reason: {reason}")}</small> });
    view! {
        <tr>
            <td class="cell-bare"><time class="nowrap" datetime=day.clone()>{day.clone()}</time><small class="num">{l.time(line.at)}</small></td>
            <th scope="row">{l.pick(&line.label_zh, &line.label_en).to_owned()}<small>{why(l, &line)}</small>{reason}{owed}</th>
            <td data-label=tr!(l, "来源", "Source")>{document(l, &line)}</td>
            <td data-label=tr!(l, "经办", "By")>{who(l, &line)}</td>
            <td class=class>{points_signed(line.amount)}</td>
            <td class="num cell-side" data-label=tr!(l, "余额", "Balance")>{points(line.balance_after)}</td>
        </tr>
    }
    .into_any()
}

/// The kind, and the rule in the version that was followed.
fn why(l: Locale, line: &Line) -> String {
    let kind = words::kind(l, line.kind);
    let rule = line.rule_zh.as_deref().zip(line.rule_en.as_deref()).zip(line.rule_version);
    match rule {
        Some(((zh, en), version)) => {
            let title = l.pick(zh, en);
            tr!(l, "{kind} · {title}（规则第 {version} 版）", "{kind} · {title} (rule v{version})")
        }
        None => kind,
    }
}

/// What the line is about, with a link where staff have a page for it.
fn document(l: Locale, line: &Line) -> AnyView {
    let id = line.source_id;
    let name = words::source(l, line.source);
    let href = match line.source {
        PointSource::Redemption => Some(format!("/admin/redemptions/{id}")),
        PointSource::Adjustment => Some(format!("/admin/points/adjustments/{id}")),
        PointSource::Registration => line.event_id.map(|event| format!("/admin/events/{event}")),
        _ => None,
    };
    match href {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => name.into_any(),
    }
}

/// Who did it; for an adjustment of two administrators, both.
fn who(l: Locale, line: &Line) -> AnyView {
    let actor = match (line.actor.split(':').next(), line.staff.clone()) {
        (_, Some(name)) => name,
        (Some("member"), _) => tr!(l, "会员本人", "The member"),
        _ => tr!(l, "系统", "The portal"),
    };
    let proposer = line.proposer.clone().filter(|proposer| *proposer != actor);
    let proposer = proposer.map(|name| view! { <small>{tr!(l, "{name} 提出", "proposed by {name}")}</small> });
    view! { {actor}{proposer} }.into_any()
}
