//! A statement with everything that staff may see of each line.

use super::queries::Line;
use crate::clock;
use crate::i18n::Locale;
use crate::points::choice::Choice;
use crate::points::filters::below;
use crate::points::messages;
use crate::points::model::PointSource;
use crate::points::statement::{campaign, cut, kind};
use crate::points::store::Entry;
use crate::row;
use crate::ui::{Column, Empty, Pager, Row, Table};
use crate::values::{date_iso, points, points_signed};
use crate::web::Slice;
use leptos::prelude::*;

/// The selected part of a statement, at `path`.
pub fn statement(l: Locale, path: &str, lines: Slice<Line>, choice: &Choice) -> AnyView {
    if lines.rows.is_empty() {
        return nothing(l, path, choice);
    }
    let (newer, older) = lines.links(&choice.address(path), |line| line.entry.id.to_string());
    let (newer, older) = (newer.map(below), older.map(below));
    let columns = vec![
        Column::bare(tr!(l, "日期", "Date")),
        Column::main(tr!(l, "事项", "Description")),
        Column::text(tr!(l, "来源", "Source")),
        Column::text(tr!(l, "经办人", "By")),
        Column::amount(tr!(l, "变动", "Points")),
        Column::side(tr!(l, "余额", "Balance")),
    ];
    let rows = lines.rows.iter().map(|line| row(l, line)).collect();
    view! { <Table caption=tr!(l, "积分明细", "Statement") columns rows/><Pager newer older/> }.into_any()
}

fn nothing(l: Locale, path: &str, choice: &Choice) -> AnyView {
    if *choice == Choice::default() {
        let text = tr!(l, "这位会员还没有积分记录。", "This member has no points activity yet.");
        return view! { <div class="card"><Empty picture="points" title=tr!(l, "没有记录", "Nothing yet") text/></div> }
            .into_any();
    }
    let all = path.to_owned();
    view! {
        <Empty picture="search" title=tr!(l, "没有符合条件的记录", "No matching records")
            text=tr!(l, "换个类型或时间试试。", "Try another type or period.")>
            <a class="btn btn-primary" href=all>{tr!(l, "查看全部明细", "View full statement")}</a>
        </Empty>
    }
    .into_any()
}

fn row(l: Locale, line: &Line) -> Row {
    let entry = &line.entry;
    let day = date_iso(clock::day(entry.at));
    let class = match entry.amount {
        ..0 => Some("neg"),
        0 => None,
        1.. => Some("pos"),
    };
    let owed = points(entry.debt_after);
    let owed =
        (entry.debt_after > 0).then(|| view! { <small>{tr!(l, "待补扣 {owed} 分", "{owed} points owed")}</small> });
    let reason = line.reason.clone();
    let reason = reason.map(|reason| view! { <small>{tr!(l, "原因：{reason}", "Reason: {reason}")}</small> });
    let cut = cut(l, entry).map(|text| view! { <small>{text}</small> });
    row![
        view! { <time class="nowrap" datetime=day.clone()>{day.clone()}</time><small class="num">{l.time(entry.at)}</small> },
        view! { {l.pick(&entry.label_zh, &entry.label_en).to_owned()}<small>{why(l, entry)}</small>{cut}{reason}{owed} },
        document(l, line),
        who(l, line),
        view! { <span class=class>{points_signed(entry.amount)}</span> },
        points(entry.balance_after),
    ]
}

/// The kind, the rule version that applied, and the campaign, if any.
fn why(l: Locale, entry: &Entry) -> String {
    let (kind, campaign) = (kind(l, entry), campaign(l, entry));
    let rule = entry.rule_zh.as_deref().zip(entry.rule_en.as_deref()).zip(entry.rule_version);
    match rule {
        Some(((zh, en), version)) => {
            let title = l.pick(zh, en);
            tr!(l, "{kind} · {title}（规则第 {version} 版）{campaign}", "{kind} · {title} (rule v{version}){campaign}")
        }
        None => kind,
    }
}

/// The document behind the line, with a link if staff have a page for it.
fn document(l: Locale, line: &Line) -> AnyView {
    let id = line.entry.source_id;
    let name = messages::source(l, line.entry.source);
    let href = match line.entry.source {
        PointSource::Redemption => Some(format!("/admin/redemptions/{id}")),
        PointSource::Adjustment => Some(format!("/admin/points/adjustments/{id}")),
        PointSource::Registration => line.entry.event_id.map(|event| format!("/admin/events/{event}")),
        _ => None,
    };
    match href {
        Some(href) => view! { <a href=href>{name}</a> }.into_any(),
        None => name.into_any(),
    }
}

/// Who posted it; for an adjustment by two administrators, both.
fn who(l: Locale, line: &Line) -> AnyView {
    let actor = match (line.actor.split(':').next(), line.staff.clone()) {
        (_, Some(name)) => name,
        (Some("member"), _) => tr!(l, "会员本人", "The member"),
        _ => tr!(l, "系统", "System"),
    };
    let proposer = line.proposer.clone().filter(|proposer| *proposer != actor);
    let proposer = proposer.map(|name| view! { <small>{tr!(l, "{name} 提出", "proposed by {name}")}</small> });
    let dealer = line.dealer_zh.as_deref().zip(line.dealer_en.as_deref());
    let dealer = dealer.map(|(zh, en)| view! { <small>{l.pick(zh, en).to_owned()}</small> });
    view! { {actor}{dealer}{proposer} }.into_any()
}
