//! Findings for other tiers, another validity and another value, and the assumptions behind them.

use super::components::yuan;
use super::outcome::{Left, Outcome, Pair, PointValue, TierOutcome, ValueOutcome};
use super::store::Run;
use crate::i18n::Locale;
use crate::points::model::value_fen;
use crate::points::rules::RuleCode;
use crate::ui::tier_name;
use crate::values::{Fen, Tier, points, points_signed};
use crate::web::use_ctx;
use leptos::prelude::*;

/// The unit of the monthly numbers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    Points,
    Fen,
}

impl Unit {
    pub fn show(self, n: i64) -> String {
        match self {
            Self::Points => points(n),
            Self::Fen if n < 0 => format!("−{}", Fen(-n).yuan()),
            Self::Fen => Fen(n).yuan(),
        }
    }

    pub fn signed(self, n: i64) -> String {
        match self {
            Self::Points => points_signed(n),
            Self::Fen if n > 0 => format!("+{}", self.show(n)),
            Self::Fen => self.show(n),
        }
    }
}

/// The assumptions, in a few sentences.
pub fn notes(l: Locale, run: &Run) -> Vec<String> {
    if run.campaign_id.is_some() {
        return vec![tr!(l, "按去年同期重算：加倍活动日期整体前移一年。", "Recalculated for the same days last year.")];
    }
    match run.code {
        RuleCode::Tiers => of_tiers(l),
        RuleCode::Validity => of_validity(l),
        RuleCode::PointValue => of_value(l),
        RuleCode::Workshop
        | RuleCode::Delivery
        | RuleCode::ReferralTestDrive
        | RuleCode::ReferralDelivery
        | RuleCode::ReferralFriend
        | RuleCode::Event
        | RuleCode::Profile
        | RuleCode::Survey
        | RuleCode::FourEyes
        | RuleCode::Household => vec![tr!(
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

#[component]
pub fn ValueFindings(value: ValueOutcome, unchanged: i64) -> impl IntoView {
    let l = use_ctx().locale;
    let ValueOutcome { outstanding, members, liability, .. } = value;
    let used = value.used();
    let (n, count) = (points(outstanding), points(members));
    let fen = |n| Unit::Fen.show(n);
    let all = tr!(l, "{count} 位会员共 {n} 分", "{n} points of {count} members");
    let moved = match liability.difference().signum() {
        _ if unchanged > 0 => tr!(l, "与现行相同", "unchanged"),
        1 => tr!(l, "会员的积分升值", "members’ points gain value"),
        _ => tr!(l, "会员的积分贬值", "members’ points lose value"),
    };
    let rows = [
        (tr!(l, "兑换礼品", "Rewards"), value.redeemed),
        (tr!(l, "公益捐赠", "Donations"), value.donated),
        (tr!(l, "抵扣维保账单", "Workshop bills"), value.paid),
    ];
    view! {
        <div class="stats">
            <div class="stat"><p class="stat-label">{tr!(l, "未用积分的价值", "Value of unused points")}</p>
                <p class="numeral">{fen(liability.after)}</p><p class="stat-note">{tr!(l, "现行 ", "current ")}{fen(liability.before)}</p></div>
            <div class="stat"><p class="stat-label">{tr!(l, "负债差额", "Change in liability")}</p>
                <p class="numeral">{Unit::Fen.signed(liability.difference())}</p><p class="stat-note">{moved}</p></div>
            <div class="stat"><p class="stat-label">{tr!(l, "这段时间用掉的", "Used in this period")}</p>
                <p class="numeral">{fen(used.after)}</p><p class="stat-note">{tr!(l, "实际 ", "actual ")}{fen(used.before)}</p></div>
        </div>
        <p>{all}</p>
        <section class="card stack" aria-labelledby="used">
            <h2 id="used">{tr!(l, "用掉的积分", "Points used")}</h2>
            <div class="table-wrap"><table class="table">
                <caption class="sr-only">{tr!(l, "用掉的积分", "Points used")}</caption>
                <thead><tr><th scope="col">{tr!(l, "用途", "Use")}</th><th scope="col" class="num">{tr!(l, "积分", "Points")}</th>
                    <th scope="col" class="num">{tr!(l, "实际", "Actual")}</th><th scope="col" class="num">{tr!(l, "试算", "Simulated")}</th>
                    <th scope="col" class="num">{tr!(l, "差额", "Difference")}</th></tr></thead>
                <tbody>{rows.map(|(name, point_value)| view! { <UsedRow name point_value/> })}</tbody>
            </table></div>
        </section>
    }
}

#[component]
fn UsedRow(name: String, point_value: PointValue) -> impl IntoView {
    let l = use_ctx().locale;
    let Pair { before, after } = point_value.fen;
    view! {
        <tr><th scope="row">{name}</th><td class="num" data-label=tr!(l, "积分", "Points")>{points(point_value.points)}</td>
            <td class="num" data-label=tr!(l, "实际", "Actual")>{Unit::Fen.show(before)}</td>
            <td class="num" data-label=tr!(l, "试算", "Simulated")>{Unit::Fen.show(after)}</td>
            <td class="num" data-label=tr!(l, "差额", "Difference")>{Unit::Fen.signed(point_value.fen.difference())}</td></tr>
    }
}

#[component]
pub fn ExpiryFindings(outcome: Outcome, left: Left) -> impl IntoView {
    let l = use_ctx().locale;
    let Outcome { points: expired, gaining, losing, points_per_yuan, .. } = outcome;
    let unchanged = points(outcome.unchanged);
    let point_value = Fen(value_fen(left.points.after, points_per_yuan)).yuan();
    let was = points(left.points.before);
    view! {
        <div class="stats">
            <div class="stat"><p class="stat-label">{tr!(l, "过期的积分", "Points expired")}</p><p class="numeral">{points(expired.after)}</p>
                <p class="stat-note">{tr!(l, "实际 ", "actual ")}{points(expired.before)}</p></div>
            <div class="stat"><p class="stat-label">{tr!(l, "差额", "Difference")}</p><p class="numeral">{points_signed(expired.difference())}</p>
                <p class="stat-note">{yuan(expired.difference(), points_per_yuan)}</p></div>
            <div class="stat"><p class="stat-label">{tr!(l, "少过期 / 多过期的会员", "Members losing less / more")}</p>
                <p class="numeral">{points(gaining)}<small>"/ "{points(losing)}</small></p>
                <p class="stat-note">{tr!(l, "{unchanged} 位不变", "{unchanged} unchanged")}</p></div>
            <div class="stat"><p class="stat-label">{tr!(l, "期末未用积分", "Unused at the end")}</p><p class="numeral">{points(left.points.after)}</p>
                <p class="stat-note">{tr!(l, "{point_value}，实际 {was} 分", "{point_value}; actual {was} points")}</p></div>
            <div class="stat"><p class="stat-label">{tr!(l, "用时已过期", "Expired before use")}</p><p class="numeral">{points(left.short)}</p>
                <p class="stat-note">{yuan(left.short, points_per_yuan)}</p></div>
        </div>
    }
}

#[component]
pub fn TierFindings(tiers: TierOutcome, gaining: i64) -> impl IntoView {
    let l = use_ctx().locale;
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
    let rows = Tier::ALL.iter().rev().map(|tier| {
        let n = *tier as usize;
        let pair = Pair { before: tiers.before[n], after: tiers.after[n] };
        view! {
            <tr><th scope="row">{tier_name(l, *tier)}</th>
                <td class="num" data-label=tr!(l, "实际", "Actual")>{points(tiers.actual[n])}</td>
                <td class="num" data-label=tr!(l, "现行门槛重算", "Recalculated (current)")>{points(pair.before)}</td>
                <td class="num" data-label=tr!(l, "试算", "Simulated")>{points(pair.after)}</td>
                <td class="num" data-label=tr!(l, "差额", "Difference")>{points_signed(pair.difference())}</td></tr>
        }
    });
    view! {
        <section class="card stack" aria-labelledby="tiers">
            <h2 id="tiers">{tr!(l, "各等级的会员", "Members by tier")}</h2>
            <p>{tr!(l, "{rising} 位会员等级更高，{falling} 位更低。", "{rising} members would move up, {falling} down.")}</p>
            {later}
            <p class="hint">{astray}</p>
            <div class="table-wrap"><table class="table">
                <caption class="sr-only">{tr!(l, "各等级的会员", "Members by tier")}</caption>
                <thead><tr><th scope="col">{tr!(l, "等级", "Tier")}</th><th scope="col" class="num">{tr!(l, "实际", "Actual")}</th>
                    <th scope="col" class="num">{tr!(l, "现行门槛重算", "Recalculated (current)")}</th>
                    <th scope="col" class="num">{tr!(l, "试算", "Simulated")}</th><th scope="col" class="num">{tr!(l, "差额", "Difference")}</th></tr></thead>
                <tbody>{rows.collect_view()}</tbody>
            </table></div>
        </section>
    }
}
