//! The findings of a simulation, and the assumptions behind them.

use super::model::{Left, Moved, Outcome, Pair, TierOutcome, Unit, ValueOutcome, yuan};
use super::store::Run;
use super::tables::{Stat, TableCard, actual, cell, cells, difference, simulated};
use crate::i18n::Locale;
use crate::points::model::value_fen;
use crate::points::rules::RuleCode;
use crate::ui::{Bar, BarChart, Notice, tier_name};
use crate::values::{Fen, Tier, points, points_signed};
use crate::web::use_ctx;
use leptos::prelude::*;

#[component]
pub fn Findings(outcome: Outcome, run: Run) -> impl IntoView {
    let l = use_ctx().locale;
    let outdated = run.outdated.then(|| {
        view! { <Notice kind="warn">{tr!(l, "试算之后草稿有改动，结果是改动前的。", "The draft has changed since. These results are for the earlier version.")}</Notice> }
    });
    let notes = notes(l, &run).into_iter().map(|note| view! { <p class="hint">{note}</p> }).collect_view();
    let unit = if outcome.value.is_some() { Unit::Fen } else { Unit::Points };
    let (gained, lost) = (outcome.most_gained.clone(), outcome.most_lost.clone());
    let lists = (unit == Unit::Points).then(|| {
        view! {
            <div class="grid grid-2">
                {largest(l, "gained", tr!(l, "多得最多的会员", "Members gaining most"), gained)}
                {largest(l, "lost", tr!(l, "少得最多的会员", "Members losing most"), lost)}
            </div>
        }
    });
    let first = match (&outcome.value, outcome.expiry) {
        (Some(value), _) => value_findings(l, value, outcome.unchanged).into_any(),
        (None, Some(left)) => expiry_findings(l, &outcome, left).into_any(),
        (None, None) => earnings_findings(l, &outcome).into_any(),
    };
    view! {
        {outdated}
        {first}
        {notes}
        {outcome.tiers.as_ref().map(|tiers| tier_findings(l, tiers, outcome.gaining))}
        {months(l, &outcome, unit)}
        {lists}
    }
}

/// The assumptions, in a few sentences.
fn notes(l: Locale, run: &Run) -> Vec<String> {
    match run.code {
        _ if run.campaign_id.is_some() => {
            vec![tr!(l, "按去年同期重算：加倍活动日期整体前移一年。", "Recalculated for the same days last year.")]
        }
        RuleCode::Tiers => of_tiers(l),
        RuleCode::Validity => of_validity(l),
        RuleCode::PointValue => of_value(l),
        _ => vec![tr!(
            l,
            "假设该版本在整段时间里都有效；当时的加倍活动照旧计算。",
            "Assumes the version applied throughout; campaigns count as they did."
        )],
    }
}

fn of_tiers(l: Locale) -> Vec<String> {
    vec![
        tr!(
            l,
            "从每位会员的第一笔积分起，按现行与草稿两套门槛逐日重算成长值：达到即升级，有效期一年，到期保级或降级。两边都是重算的结果，与会员实际等级的人数差见下方：实际降级前有一个月通知期，以前的规则也可能不同，合并进来的账户的成长值没有计入。",
            "Tier points are recalculated day by day from each member’s first points, under current and draft thresholds: a tier is reached at once, lasts a year, then is kept or lowered. Both sides are recalculations. The gap to actual tiers is shown below: real downgrades need a month’s notice, earlier rules may differ, and tier points from merged accounts are excluded."
        ),
        tr!(
            l,
            "维保工单的倍数随之改变；两套门槛下等级相同的工单，按入账时的等级计算。时间段之前的积分不变。",
            "Workshop multipliers change accordingly. Where both give the same tier, the order keeps the tier at posting. Points before this period are unchanged."
        ),
    ]
}

fn of_validity(l: Locale) -> Vec<String> {
    vec![
        tr!(
            l,
            "假设该有效期从第一笔积分起就适用；表中只列这段时间里过期的积分。会员用掉的积分与实际相同，先用先到期的；家庭转赠的积分保留原到期日；若届时积分已过期，缺少的部分计入“用时已过期”。",
            "Assumes this validity applied from the first points; the table lists only points expired in this period. Members spend as they did, first to expire first; family transfers keep their original date. Points that would have expired before use count as “Expired before use”."
        ),
        tr!(
            l,
            "有效期变长后会员可能用得更多，这里没有估计；待补扣的积分按实际计算。已经获得的积分在发布后不受影响。",
            "With longer validity members may spend more; that is not estimated. Points owed count as they were. Publishing does not affect points already earned."
        ),
    ]
}

fn of_value(l: Locale) -> Vec<String> {
    vec![
        tr!(
            l,
            "未用积分按现行与草稿的价值各折算一次。已用的积分按当天的规则和草稿各折算一次，退回的已扣除。",
            "Unused points are valued under the current rule and the draft; used points under that day’s rule and the draft, less refunds."
        ),
        tr!(
            l,
            "礼品以积分标价，改变价值不会自动改变标价，所以礼品兑换的差额只有在按新价值重新标价时才成立；公益捐赠与抵扣账单直接按积分价值结算。会员会不会因此多用或少用，没有估计。",
            "Rewards are priced in points and do not change with point value, so their difference holds only if repriced. Donations and workshop bills follow point value directly. Changes in member behaviour are not estimated."
        ),
    ]
}

fn earnings_findings(l: Locale, outcome: &Outcome) -> impl IntoView {
    let Outcome { points: earned, cut, points_per_yuan, .. } = *outcome;
    let share = |cut: i64, rest: i64| {
        let permille = cut.saturating_mul(1_000) / (cut + rest).max(1);
        format!("{}.{}%", permille / 10, permille % 10)
    };
    let (was, before) = (points(earned.before), share(cut.before, earned.before));
    let n = points(cut.after);
    view! {
        <div class="stats">
            <Stat label=tr!(l, "积分", "Points") note=tr!(l, "实际 {was}", "actual {was}")>{points(earned.after)}</Stat>
            <Stat label=tr!(l, "差额", "Difference") note=yuan(earned.difference(), points_per_yuan)>{points_signed(earned.difference())}</Stat>
            {members(l, tr!(l, "多得 / 少得的会员", "Members gaining / losing"), outcome)}
            <Stat label=tr!(l, "上限扣减的比例", "Cut by the cap") note=tr!(l, "{n} 分，实际 {before}", "{n} points; actual {before}")>
                {share(cut.after, earned.after)}</Stat>
        </div>
    }
}

fn expiry_findings(l: Locale, outcome: &Outcome, left: Left) -> impl IntoView {
    let Outcome { points: expired, points_per_yuan, .. } = *outcome;
    let (was, left_was) = (points(expired.before), points(left.points.before));
    let point_value = Fen(value_fen(left.points.after, points_per_yuan)).yuan();
    view! {
        <div class="stats">
            <Stat label=tr!(l, "过期的积分", "Points expired") note=tr!(l, "实际 {was}", "actual {was}")>{points(expired.after)}</Stat>
            <Stat label=tr!(l, "差额", "Difference") note=yuan(expired.difference(), points_per_yuan)>{points_signed(expired.difference())}</Stat>
            {members(l, tr!(l, "少过期 / 多过期的会员", "Members losing less / more"), outcome)}
            <Stat label=tr!(l, "期末未用积分", "Unused at the end") note=tr!(l, "{point_value}，实际 {left_was} 分", "{point_value}; actual {left_was} points")>
                {points(left.points.after)}</Stat>
            <Stat label=tr!(l, "用时已过期", "Expired before use") note=yuan(left.short, points_per_yuan)>{points(left.short)}</Stat>
        </div>
    }
}

fn members(l: Locale, label: String, outcome: &Outcome) -> impl IntoView {
    let (gaining, losing, unchanged) = (points(outcome.gaining), points(outcome.losing), points(outcome.unchanged));
    let note = tr!(l, "{unchanged} 位不变", "{unchanged} unchanged");
    view! { <Stat label note>{gaining}<small>"/ "{losing}</small></Stat> }
}

fn value_findings(l: Locale, value: &ValueOutcome, unchanged: i64) -> impl IntoView {
    let ValueOutcome { outstanding, members, liability, redeemed, donated, paid } = *value;
    let (used, fen) = (value.used(), |n| Unit::Fen.show(n));
    let (n, count) = (points(outstanding), points(members));
    let (was, used_was) = (fen(liability.before), fen(used.before));
    let moved = match liability.difference() {
        _ if unchanged > 0 => tr!(l, "与现行相同", "unchanged"),
        1.. => tr!(l, "会员的积分升值", "members’ points gain value"),
        ..=0 => tr!(l, "会员的积分贬值", "members’ points lose value"),
    };
    let rows = [
        (tr!(l, "兑换礼品", "Rewards"), redeemed),
        (tr!(l, "公益捐赠", "Donations"), donated),
        (tr!(l, "抵扣维保账单", "Workshop bills"), paid),
    ];
    let rows = rows.map(|(name, used)| {
        view! { <tr><th scope="row">{name}</th>{cell(tr!(l, "积分", "Points"), points(used.points))}{cells(l, Unit::Fen, used.fen)}</tr> }
    });
    let head = vec![tr!(l, "用途", "Use"), tr!(l, "积分", "Points"), actual(l), simulated(l), difference(l)];
    view! {
        <div class="stats">
            <Stat label=tr!(l, "未用积分的价值", "Value of unused points") note=tr!(l, "现行 {was}", "current {was}")>{fen(liability.after)}</Stat>
            <Stat label=tr!(l, "负债差额", "Change in liability") note=moved>{Unit::Fen.signed(liability.difference())}</Stat>
            <Stat label=tr!(l, "这段时间用掉的", "Used in this period") note=tr!(l, "实际 {used_was}", "actual {used_was}")>{fen(used.after)}</Stat>
        </div>
        <p>{tr!(l, "{count} 位会员共 {n} 分", "{n} points of {count} members")}</p>
        <TableCard id="used" title=tr!(l, "用掉的积分", "Points used") head rows=rows.collect_view()/>
    }
}

fn tier_findings(l: Locale, tiers: &TierOutcome, gaining: i64) -> impl IntoView {
    let astray = match points(tiers.astray()) {
        none if none == "0" => tr!(
            l,
            "现行门槛重算的各级人数与实际相同。",
            "Recalculated under current thresholds, tier sizes match the actual ones."
        ),
        n => tr!(
            l,
            "现行门槛重算的各级人数与实际共相差 {n} 位。",
            "Recalculated under current thresholds, tier sizes differ from the actual ones by {n} members."
        ),
    };
    let later = (tiers.dearer && (tiers.rising > 0 || gaining > 0)).then(|| {
        let text = tr!(
            l,
            "门槛没有降低，仍有会员等级更高或多得积分：他们晚些时候才达到该等级，到期日因此推后，在现行门槛下已经到期的日子里仍保有等级。",
            "No threshold is lower, yet some members rank higher or gain points: they reach the tier later, so it lasts past the date it would end under current thresholds."
        );
        view! { <p>{text}</p> }
    });
    let (rising, falling) = (points(tiers.rising), points(tiers.falling));
    let replayed = tr!(l, "现行门槛重算", "Recalculated (current)");
    let rows = Tier::ALL.iter().rev().map(|tier| {
        let n = *tier as usize;
        let pair = Pair { before: tiers.before[n], after: tiers.after[n] };
        view! {
            <tr><th scope="row">{tier_name(l, *tier)}</th>{cell(actual(l), points(tiers.actual[n]))}
                {cell(replayed.clone(), points(pair.before))}{cell(simulated(l), points(pair.after))}
                {cell(difference(l), points_signed(pair.difference()))}</tr>
        }
    });
    let rows = rows.collect_view();
    let head = vec![tr!(l, "等级", "Tier"), actual(l), replayed, simulated(l), difference(l)];
    view! {
        <TableCard id="tiers" title=tr!(l, "各等级的会员", "Members by tier") head rows>
            <p>{tr!(l, "{rising} 位会员等级更高，{falling} 位更低。", "{rising} members would move up, {falling} down.")}</p>
            {later}
            <p class="hint">{astray}</p>
        </TableCard>
    }
}

fn months(l: Locale, outcome: &Outcome, unit: Unit) -> impl IntoView {
    let finding = tr!(l, "每月试算的结果，数字见下表", "Simulated results by month; figures in the table below");
    let bars = bars(outcome, unit);
    let rows = outcome.months.iter();
    let rows =
        rows.map(|(month, pair)| view! { <tr><th scope="row">{l.month(*month)}</th>{cells(l, unit, *pair)}</tr> });
    let rows = rows.collect_view();
    let head = vec![tr!(l, "月份", "Month"), actual(l), simulated(l), difference(l)];
    view! {
        <TableCard id="months" title=tr!(l, "按月", "By month") head rows>
            {(!bars.is_empty()).then(|| view! { <figure><BarChart bars finding/></figure> })}
        </TableCard>
    }
}

/// The last months as bars; a phone has room for the labels of only a few.
fn bars(outcome: &Outcome, unit: Unit) -> Vec<Bar> {
    const CHARTED: usize = 13;
    const WORDED: usize = 7;
    let skipped = outcome.months.len().saturating_sub(CHARTED);
    let few = outcome.months.len() <= WORDED;
    let last = outcome.months.iter().skip(skipped).enumerate();
    last.map(|(at, (month, pair))| Bar {
        name: if few || at % 3 == 0 { month.format("%y-%m").to_string() } else { String::new() },
        text: if few { unit.signed(pair.difference()) } else { String::new() },
        value: pair.after,
    })
    .collect()
}

fn largest(l: Locale, id: &'static str, title: String, members: Vec<Moved>) -> impl IntoView {
    let body = if members.is_empty() {
        view! { <p class="muted">{tr!(l, "无。", "None.")}</p> }.into_any()
    } else {
        let rows = members.into_iter().map(|Moved { customer, member_no, difference }| {
            let href = format!("/admin/members/{customer}");
            view! { <li><div class="list-body"><a class="num" href=href>{member_no}</a></div><div class="list-end num">{points_signed(difference)}</div></li> }
        });
        view! { <ul class="list">{rows.collect_view()}</ul> }.into_any()
    };
    view! { <section class="card" aria-labelledby=id><div class="card-head"><h2 id=id>{title}</h2></div>{body}</section> }
}
