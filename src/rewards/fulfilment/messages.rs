//! What members are told: the message's name, and its text.

use super::model::Shipment;
use super::store::Subject;
use crate::i18n::Locale;
use crate::points::returning::lapsed_at_once;
use crate::rewards::store::LockedReward;
use crate::rewards::words;
use crate::values::points;

pub fn shipped(l: Locale, subject: &Subject, shipment: &Shipment) -> (&'static str, String) {
    let title = l.pick(&subject.title_zh, &subject.title_en);
    let (carrier, tracking_no) = (words::carrier(l, shipment.carrier), shipment.tracking_no.as_str());
    let text = tr!(
        l,
        "您兑换的“{title}”已由{carrier}寄出，运单号 {tracking_no}。",
        "“{title}” is on its way with {carrier}, tracking number {tracking_no}."
    );
    ("shipped", text)
}

pub fn ready(l: Locale, subject: &Subject) -> (&'static str, String) {
    let title = l.pick(&subject.title_zh, &subject.title_en);
    let dealer = subject.dealer_zh.as_deref().zip(subject.dealer_en.as_deref());
    let dealer = dealer.map_or_else(|| tr!(l, "经销商", "your dealer"), |(zh, en)| l.pick(zh, en).to_owned());
    let text = tr!(
        l,
        "您兑换的“{title}”已到{dealer}，请凭会员手机号到店领取。",
        "“{title}” is waiting for you at {dealer}. Give your mobile number there to pick it up."
    );
    ("ready", text)
}

/// `cost` and `lapsed`: what came back, and what lapsed of it at once.
pub fn called_off(
    l: Locale,
    reward: &LockedReward,
    (cost, lapsed): (i64, i64),
    reason: &str,
) -> (&'static str, String) {
    let (title, cost) = (l.pick(&reward.title_zh, &reward.title_en), points(cost));
    let lapsed = lapsed_at_once(l, lapsed);
    let text = tr!(
        l,
        "很抱歉，您兑换的“{title}”已由俱乐部取消（{reason}），{cost} 积分已退回。{lapsed}",
        "We are sorry: the club had to cancel “{title}” ({reason}). {cost} points are back in your account.{lapsed}"
    );
    ("cancelled", text)
}
