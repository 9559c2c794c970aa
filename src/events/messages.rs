//! Texts about events.

use super::model::{Event, Phase, RegistrationState};
use super::store::queries::EventDetail;
use crate::clock;
use crate::error::AppError;
use crate::events::Refusal;
use crate::i18n::{Locale, error_text};
use crate::ui::tier_name;
use crate::values::points;
use chrono::{DateTime, Utc};

/// Badge colour and text of a phase.
pub fn phase(l: Locale, phase: Phase) -> (&'static str, String) {
    match phase {
        Phase::Draft => ("", tr!(l, "草稿", "Draft")),
        Phase::Cancelled => ("bad", tr!(l, "已取消", "Cancelled")),
        Phase::Early => ("", tr!(l, "即将开放报名", "Opens soon")),
        Phase::Open => ("info", tr!(l, "报名中", "Open")),
        Phase::Full => ("warn", tr!(l, "已满，可候补", "Full, waitlist open")),
        Phase::Closed => ("", tr!(l, "报名已截止", "Registration closed")),
        Phase::Running => ("good", tr!(l, "进行中", "In progress")),
        Phase::Over => ("", tr!(l, "已结束", "Ended")),
    }
}

pub fn registration(l: Locale, state: RegistrationState, ahead: i64) -> (&'static str, String) {
    match state {
        RegistrationState::Confirmed => ("good", tr!(l, "已报名", "Registered")),
        RegistrationState::Waiting => {
            let place = ahead + 1;
            ("warn", tr!(l, "候补第 {place} 位", "No. {place} on the waitlist"))
        }
        RegistrationState::Attended => ("info", tr!(l, "已参加", "Attended")),
        RegistrationState::Cancelled => ("", tr!(l, "已取消", "Cancelled")),
    }
}

/// How many seats are free, or how many parties wait.
pub fn seats(l: Locale, detail: &EventDetail, phase: Phase) -> String {
    let (left, capacity, waiting) = (detail.event.seats_left(), detail.event.capacity, detail.waiting);
    match phase {
        Phase::Open | Phase::Draft => free_seats(l, left),
        Phase::Full if waiting > 0 => {
            tr!(l, "名额已满 · {waiting} 组候补中", "Full · {waiting} on the waitlist")
        }
        Phase::Full => tr!(l, "名额已满 · 可候补", "Full · waitlist open"),
        _ => tr!(l, "共 {capacity} 个名额", "{capacity} seats in total"),
    }
}

pub fn free_seats(l: Locale, left: i64) -> String {
    match left {
        ..=0 => tr!(l, "名额已满", "No seats left"),
        1 => tr!(l, "还有 1 个名额", "1 seat left"),
        _ => tr!(l, "还有 {left} 个名额", "{left} seats left"),
    }
}

pub fn fee(l: Locale, fee: i64) -> String {
    let number = points(fee);
    if fee == 0 { tr!(l, "免费", "Free") } else { tr!(l, "{number} 积分", "{number} points") }
}

/// The fee, and the points for attending.
pub fn fee_and_award(l: Locale, event: &Event) -> String {
    let (fee, award) = (fee(l, event.fee_points), points(event.award_points));
    if event.award_points == 0 {
        fee
    } else {
        tr!(l, "{fee} · 到场奖励 {award} 积分", "{fee} · earns {award} points")
    }
}

/// Who may attend.
pub fn who(l: Locale, detail: &EventDetail) -> String {
    let tier = detail.event.tier_from.map(|tier| tier_name(l, tier));
    let model = l.pick(detail.model_zh.as_deref().unwrap_or_default(), detail.model_en.as_deref().unwrap_or_default());
    match (tier, detail.event.model_id) {
        (None, None) => tr!(l, "全体会员", "All members"),
        (Some(tier), None) => tr!(l, "{tier}及以上", "{tier} and above"),
        (None, Some(_)) => tr!(l, "{model} 车主", "Owners of a {model}"),
        (Some(tier), Some(_)) => {
            tr!(l, "{model} 车主，{tier}及以上", "Owners of a {model}, {tier} and above")
        }
    }
}

/// Why a member cannot register; where the event is for others only, for whom.
pub fn declined(l: Locale, detail: &EventDetail, error: &AppError) -> String {
    if error.is(Refusal::TierTooLow) || error.is(Refusal::ModelNotInvited) {
        let who = who(l, detail);
        return tr!(l, "此活动仅限{who}报名。", "Registration is open to: {who}.");
    }
    error_text(l, error)
}

/// Start and end; the day is given once if both are on the same day.
pub fn span(l: Locale, event: &Event) -> (String, String) {
    let (start, end) = (l.date_time(event.starts_at), event.ends_at);
    let end = if clock::day(event.starts_at) == clock::day(end) { l.time(end) } else { l.date_time(end) };
    (start, tr!(l, "至 {end}", "until {end}"))
}

/// Explains the waitlist to whoever is about to join it.
pub fn waitlist_rule(l: Locale, event: &Event) -> String {
    let rule = tr!(
        l,
        "活动开始前如有人取消，名额按候补顺序自动递补，并短信通知您。空位不够一组人时先顺延给下一组，原顺位保留。",
        "If someone cancels before the event starts, the seats go to the next party in line and we’ll text you. If there aren’t enough for your party, you keep your place in line."
    );
    if event.fee_points == 0 {
        return rule;
    }
    let fee = tr!(
        l,
        "候补不扣积分，递补成功才扣；届时积分不足，名额将顺延给下一组，候补随之结束。",
        "The waitlist is free; you pay only when you get a place. If you don’t have enough points then, the place goes to the next party and you leave the waitlist."
    );
    tr!(l, "{rule}{fee}", "{rule} {fee}")
}

/// Whether members can register now, for administrators.
pub fn window(l: Locale, event: &Event, now: DateTime<Utc>) -> String {
    let opens = l.date_time(event.opens_at);
    match event.phase(now) {
        Phase::Draft => tr!(l, "草稿，会员看不到。", "Draft, not visible to members."),
        Phase::Early => tr!(l, "{opens} 开放报名。", "Registration opens on {opens}."),
        Phase::Open => tr!(l, "会员可以报名。", "Members can register."),
        Phase::Full => tr!(l, "名额已满，会员可以候补。", "Full. Members can join the waitlist."),
        Phase::Closed => {
            tr!(l, "报名已截止，有人取消时仍会递补。", "Registration has closed. Freed seats still go to the waitlist.")
        }
        Phase::Running => tr!(l, "活动正在进行。", "The event is in progress."),
        Phase::Over => tr!(l, "活动已结束。", "The event has ended."),
        Phase::Cancelled => tr!(l, "活动已取消。", "The event has been cancelled."),
    }
}
