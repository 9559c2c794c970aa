//! Notifications to members: each returns the message's name and text.

use super::model::Shipment;
use super::store::Subject;
use crate::i18n::Locale;
use crate::points::returns::expired_at_once;
use crate::rewards::messages;
use crate::rewards::model::CancelReason;
use crate::rewards::ops::Refunded;
use crate::rewards::store::LockedReward;
use crate::values::points;

pub fn shipped(l: Locale, subject: &Subject, shipment: &Shipment) -> (&'static str, String) {
    let title = l.pick(&subject.title_zh, &subject.title_en);
    let (carrier, tracking_no) = (messages::carrier(l, shipment.carrier), shipment.tracking_no.as_str());
    let text = tr!(
        l,
        "您兑换的“{title}”已由{carrier}寄出，运单号 {tracking_no}。",
        "“{title}” is on its way with {carrier}, tracking number {tracking_no}."
    );
    ("shipped", text)
}

pub fn ready(l: Locale, subject: &Subject) -> (&'static str, String) {
    let (title, dealer) = (l.pick(&subject.title_zh, &subject.title_en), dealer(l, subject));
    let text = tr!(
        l,
        "您兑换的“{title}”已到{dealer}，请凭会员手机号到店领取。",
        "“{title}” is ready at {dealer}. Give your mobile number there to pick it up."
    );
    ("ready", text)
}

pub fn handed_over(l: Locale, subject: &Subject) -> (&'static str, String) {
    let (title, dealer) = (l.pick(&subject.title_zh, &subject.title_en), dealer(l, subject));
    let text = tr!(
        l,
        "您兑换的“{title}”已在{dealer}领取。不是您本人？请致电 400-820-0000。",
        "“{title}” was picked up at {dealer}. Not you? Call 400-820-0000."
    );
    ("handed_over", text)
}

fn dealer(l: Locale, subject: &Subject) -> String {
    let dealer = subject.dealer_zh.as_deref().zip(subject.dealer_en.as_deref());
    dealer.map_or_else(|| tr!(l, "经销商", "your dealer"), |(zh, en)| l.pick(zh, en).to_owned())
}

pub fn parcel_corrected(l: Locale, subject: &Subject, shipment: &Shipment) -> String {
    let title = l.pick(&subject.title_zh, &subject.title_en);
    let (carrier, tracking_no) = (messages::carrier(l, shipment.carrier), shipment.tracking_no.as_str());
    tr!(
        l,
        "更正：您兑换的“{title}”由{carrier}寄送，运单号 {tracking_no}，之前的运单号有误。",
        "Correction: “{title}” is on its way with {carrier}, tracking number {tracking_no}. The earlier number was wrong."
    )
}

pub fn called_off(
    l: Locale,
    reward: &LockedReward,
    refunded: Refunded,
    reason_code: CancelReason,
) -> (&'static str, String) {
    let (title, cost, why) =
        (l.pick(&reward.title_zh, &reward.title_en), points(refunded.points), messages::cancel_reason(l, reason_code));
    let expired = expired_at_once(l, refunded.expired);
    let text = tr!(
        l,
        "很抱歉，您兑换的“{title}”已由俱乐部取消（{why}），{cost} 积分已退回。{expired}",
        "We’re sorry: the club had to cancel “{title}” ({why}). {cost} points are back in your account.{expired}"
    );
    ("cancelled", text)
}

pub fn goods_returned(
    l: Locale,
    reward: &LockedReward,
    refunded: Refunded,
    reason_code: CancelReason,
) -> (&'static str, String) {
    let (title, cost, why) =
        (l.pick(&reward.title_zh, &reward.title_en), points(refunded.points), messages::cancel_reason(l, reason_code));
    let expired = expired_at_once(l, refunded.expired);
    let text = tr!(
        l,
        "您兑换的“{title}”已退回俱乐部（{why}），{cost} 积分已退回。{expired}",
        "“{title}” was returned to the club ({why}). {cost} points are back in your account.{expired}"
    );
    ("cancelled", text)
}
