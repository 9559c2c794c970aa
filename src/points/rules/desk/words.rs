//! What rules, their values and their states are called.

use crate::i18n::Locale;
use crate::points::rules::model::Status;
use crate::values::points;
use chrono::{DateTime, Utc};

/// The rules that give points, in the order in which they are offered.
pub const EARNING: [&str; 8] = [
    "workshop",
    "delivery",
    "referral_test_drive",
    "referral_delivery",
    "referral_friend",
    "event",
    "profile",
    "survey",
];

pub fn rule_name(l: Locale, code: &str) -> String {
    match code {
        "workshop" => tr!(l, "维保消费", "Workshop spending"),
        "delivery" => tr!(l, "新车交付", "New car delivered"),
        "profile" => tr!(l, "资料完整并核实", "Profile complete and verified"),
        "referral_test_drive" => tr!(l, "推荐试驾", "Referral: test drive"),
        "referral_delivery" => tr!(l, "推荐成交", "Referral: delivery"),
        "referral_friend" => tr!(l, "受邀购车", "Bought on a recommendation"),
        "event" => tr!(l, "参加活动", "Event attended"),
        "survey" => tr!(l, "问卷", "Survey answered"),
        "worth" => tr!(l, "积分价值", "Worth of points"),
        "validity" => tr!(l, "积分有效期", "Validity of points"),
        "four_eyes" => tr!(l, "手工调整复核线", "Adjustments approved by two"),
        "tiers" => tr!(l, "会员等级", "Tiers"),
        "household" => tr!(l, "家庭转赠上限", "Gifts within a household"),
        other => other.to_owned(),
    }
}

/// What a version says, in few words.
pub fn value_text(l: Locale, code: &str, value: i64, cap: Option<i64>) -> String {
    let n = points(value);
    let text = match code {
        "workshop" => tr!(l, "每元 {n} 分", "{n} a yuan"),
        "worth" => tr!(l, "{n} 分 = ¥1", "{n} points = ¥1"),
        "validity" => tr!(l, "{n} 个月", "{n} months"),
        "four_eyes" => tr!(l, "超过 {n} 分须两人", "two people above {n} points"),
        "event" => tr!(l, "由活动设定", "as the event says"),
        "tiers" => tr!(l, "成长值与倍数", "growth and multipliers"),
        "household" if value == 0 => tr!(l, "不允许", "not allowed"),
        "household" => tr!(l, "每人每月至多 {n} 分", "at most {n} points a member and month"),
        _ => tr!(l, "每次 {n} 分", "{n} points each time"),
    };
    let cap = cap.map(|cap| {
        let n = points(cap);
        tr!(l, "，每人每月至多 {n} 分", ", at most {n} a member and month")
    });
    format!("{text}{}", cap.unwrap_or_default())
}

/// The kind of badge and its text. `begins` and `ends` of what is published.
pub fn status(
    l: Locale,
    status: Status,
    (begins, ends): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    now: DateTime<Utc>,
) -> (&'static str, String) {
    match status {
        Status::Draft => ("", tr!(l, "草稿", "Draft")),
        Status::Withdrawn => ("bad", tr!(l, "已撤回", "Withdrawn")),
        Status::Published if begins.is_some_and(|begins| begins > now) => ("info", tr!(l, "即将生效", "Coming")),
        Status::Published if ends.is_some_and(|ends| ends <= now) => ("", tr!(l, "已结束", "Over")),
        Status::Published => ("good", tr!(l, "生效中", "In force")),
    }
}
