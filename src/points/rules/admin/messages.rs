//! Names of rules, their values and their states.

use crate::i18n::Locale;
use crate::points::rules::RuleCode;
use crate::points::rules::model::Status;
use crate::values::points;
use chrono::{DateTime, Utc};

pub fn rule_name(l: Locale, code: RuleCode) -> String {
    match code {
        RuleCode::Workshop => tr!(l, "维保消费", "Workshop spending"),
        RuleCode::Delivery => tr!(l, "新车交付", "New car delivered"),
        RuleCode::Profile => tr!(l, "资料完整并核实", "Profile complete and verified"),
        RuleCode::ReferralTestDrive => tr!(l, "推荐试驾", "Referral: test drive"),
        RuleCode::ReferralDelivery => tr!(l, "推荐成交", "Referral: delivery"),
        RuleCode::ReferralFriend => tr!(l, "受邀购车", "Referred purchase"),
        RuleCode::Event => tr!(l, "参加活动", "Event attended"),
        RuleCode::Survey => tr!(l, "问卷", "Survey answered"),
        RuleCode::PointValue => tr!(l, "积分价值", "Point value"),
        RuleCode::Validity => tr!(l, "积分有效期", "Point validity"),
        RuleCode::FourEyes => tr!(l, "手工调整复核线", "Two-person approval limit"),
        RuleCode::Tiers => tr!(l, "会员等级", "Tiers"),
        RuleCode::Household => tr!(l, "家庭转赠上限", "Family transfer limit"),
    }
}

/// A short description of a version.
pub fn value_text(l: Locale, code: RuleCode, value: i64, cap: Option<i64>) -> String {
    let n = points(value);
    let text = match code {
        RuleCode::Workshop => tr!(l, "每 ¥1 得 {n} 分", "{n} points per ¥1"),
        RuleCode::PointValue => tr!(l, "{n} 分 = ¥1", "{n} points = ¥1"),
        RuleCode::Validity => tr!(l, "{n} 个月", "{n} months"),
        RuleCode::FourEyes => tr!(l, "超过 {n} 分须两人", "two approvers above {n} points"),
        RuleCode::Event => tr!(l, "由活动设定", "set by the event"),
        RuleCode::Tiers => tr!(l, "成长值与倍数", "tier points and multipliers"),
        RuleCode::Household if value == 0 => tr!(l, "不允许", "not allowed"),
        RuleCode::Household => tr!(l, "每人每月至多 {n} 分", "at most {n} points per member per month"),
        RuleCode::Delivery
        | RuleCode::ReferralTestDrive
        | RuleCode::ReferralDelivery
        | RuleCode::ReferralFriend
        | RuleCode::Profile
        | RuleCode::Survey => tr!(l, "每次 {n} 分", "{n} points each time"),
    };
    let cap = cap.map(|cap| {
        let n = points(cap);
        tr!(l, "，每人每月至多 {n} 分", ", at most {n} per member per month")
    });
    format!("{text}{}", cap.unwrap_or_default())
}

/// The badge's kind and text. `begins` and `ends` are those of a published version or campaign.
pub fn status(
    l: Locale,
    status: Status,
    (begins, ends): (Option<DateTime<Utc>>, Option<DateTime<Utc>>),
    now: DateTime<Utc>,
) -> (&'static str, String) {
    match status {
        Status::Draft => ("", tr!(l, "草稿", "Draft")),
        Status::Withdrawn => ("bad", tr!(l, "已撤回", "Withdrawn")),
        Status::Published if begins.is_some_and(|begins| begins > now) => ("info", tr!(l, "即将生效", "Upcoming")),
        Status::Published if ends.is_some_and(|ends| ends <= now) => ("", tr!(l, "已结束", "Ended")),
        Status::Published => ("good", tr!(l, "生效中", "In force")),
    }
}

/// Display name of a staff action on a version or a campaign.
pub fn action(l: Locale, action: &str) -> String {
    match action {
        "create" => tr!(l, "新建", "Created"),
        "edit" => tr!(l, "编辑", "Edited"),
        "publish" => tr!(l, "发布", "Published"),
        "withdraw" => tr!(l, "撤回", "Withdrawn"),
        "end" => tr!(l, "提前结束", "Ended early"),
        other => other.to_owned(),
    }
}
