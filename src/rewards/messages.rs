//! Names of kinds and states, and notifications to members.

use super::model::{CancelReason, Carrier, Fulfilment, RedemptionState, RewardKind};
use super::ops::Refunded;
use super::store::LockedReward;
use crate::i18n::{Bilingual, Locale};
use crate::points::returns::expired_at_once;
use crate::values::{Price, points};
use chrono::NaiveDate;

pub fn kind(l: Locale, kind: RewardKind) -> String {
    match kind {
        RewardKind::Evoucher => tr!(l, "电子券", "E-voucher"),
        RewardKind::Voucher => tr!(l, "实体券", "Paper voucher"),
        RewardKind::Goods => tr!(l, "实物", "Goods"),
        RewardKind::Accessory => tr!(l, "车用附件", "Accessory"),
        RewardKind::Workshop => tr!(l, "维保券", "Workshop coupon"),
    }
}

/// How a kind is delivered.
pub fn way(l: Locale, kind: RewardKind) -> String {
    match kind {
        RewardKind::Evoucher => tr!(l, "兑换后立即获得券码和二维码", "Code and QR code right away"),
        RewardKind::Voucher | RewardKind::Goods => tr!(l, "快递到家，免运费", "Delivered free to your door"),
        RewardKind::Accessory => tr!(l, "到经销商处领取", "Pick it up at a dealer"),
        RewardKind::Workshop => {
            tr!(l, "立即获得券码，到所选经销商处使用", "Code right away, for use at the dealer you choose")
        }
    }
}

/// Badge colour and name of a state; the final state's name depends on the kind. Members and staff see the same.
pub fn state(l: Locale, kind: RewardKind, state: RedemptionState, is_over: bool) -> (&'static str, String) {
    match (state, kind.fulfilment()) {
        (RedemptionState::Issued, _) if is_over => ("", tr!(l, "已过期", "Expired")),
        (RedemptionState::Issued, _) => ("good", tr!(l, "可使用", "Ready to use")),
        (RedemptionState::Ordered, _) => ("info", tr!(l, "待配货", "To be packed")),
        (RedemptionState::Picked, _) => ("info", tr!(l, "已配货", "Packed")),
        (RedemptionState::Ready, _) => ("good", tr!(l, "可领取", "Ready to pick up")),
        (RedemptionState::Fulfilled, Fulfilment::Code) => ("", tr!(l, "已使用", "Used")),
        (RedemptionState::Fulfilled, Fulfilment::Pickup) => ("good", tr!(l, "已领取", "Picked up")),
        (RedemptionState::Fulfilled, Fulfilment::Shipment) => ("good", tr!(l, "已发货", "Shipped")),
        (RedemptionState::Cancelled, _) => ("bad", tr!(l, "已取消", "Cancelled")),
    }
}

/// Name and text of a message.
pub fn redeemed_message(
    l: Locale,
    reward: &LockedReward,
    price: Price,
    last_day: Option<NaiveDate>,
) -> (&'static str, String) {
    let (title, cost) = (l.pick(&reward.title_zh, &reward.title_en), points(price.points));
    let text = match reward.kind.fulfilment() {
        Fulfilment::Code => {
            let day = last_day.map(|day| l.date(day)).unwrap_or_default();
            tr!(
                l,
                "您已用 {cost} 积分兑换“{title}”，有效期至 {day}。券码请登录后在“我的兑换”中查看。",
                "You redeemed “{title}” for {cost} points, valid until {day}. Sign in and find the code under “My redemptions”."
            )
        }
        Fulfilment::Pickup => tr!(
            l,
            "您已用 {cost} 积分兑换“{title}”，到店后我们会通知您领取。",
            "You redeemed “{title}” for {cost} points. We’ll text you when it’s ready to pick up."
        ),
        Fulfilment::Shipment => tr!(
            l,
            "您已用 {cost} 积分兑换“{title}”，我们会尽快寄出。",
            "You redeemed “{title}” for {cost} points. It will be on its way soon."
        ),
    };
    let pay = price.pay;
    let text = match pay.0 {
        0 => text,
        _ => text + &tr!(l, "到店另付 {pay}。", " Please pay {pay} at the dealer."),
    };
    ("redeemed", text)
}

pub fn cancelled_message(l: Locale, reward: &LockedReward, refunded: Refunded) -> (&'static str, String) {
    let (title, cost) = (l.pick(&reward.title_zh, &reward.title_en), points(refunded.points));
    let expired = expired_at_once(l, refunded.expired);
    let text = tr!(
        l,
        "“{title}”的兑换已取消，{cost} 积分已退回。{expired}",
        "“{title}” has been cancelled. {cost} points are back in your account.{expired}"
    );
    ("cancelled", text)
}

/// The message that a voucher was used.
pub fn used_message(l: Locale, title: &Bilingual, dealer: &Bilingual) -> (&'static str, String) {
    let (title, dealer) = (title.pick(l), dealer.pick(l));
    let text = tr!(
        l,
        "您的“{title}”已在{dealer}使用。不是您本人？请致电 400-820-0000。",
        "“{title}” was used at {dealer}. Not you? Call 400-820-0000."
    );
    ("used", text)
}

pub fn carrier(l: Locale, carrier: Carrier) -> String {
    match carrier {
        Carrier::Sf => tr!(l, "顺丰速运", "SF Express"),
        Carrier::Jd => tr!(l, "京东快递", "JD Express"),
        Carrier::Ems => tr!(l, "中国邮政 EMS", "China Post EMS"),
        Carrier::Zto => tr!(l, "中通快递", "ZTO Express"),
        Carrier::Yto => tr!(l, "圆通速递", "YTO Express"),
        Carrier::Sto => tr!(l, "申通快递", "STO Express"),
        Carrier::Yunda => tr!(l, "韵达快递", "Yunda Express"),
    }
}

/// Why the club cancelled a redemption or took it back.
pub fn cancel_reason(l: Locale, reason: CancelReason) -> String {
    match reason {
        CancelReason::OutOfStock => tr!(l, "缺货", "out of stock"),
        CancelReason::Discontinued => tr!(l, "已停产", "discontinued"),
        CancelReason::Faulty => tr!(l, "商品有瑕疵", "faulty item"),
        CancelReason::Undelivered => tr!(l, "无法送达", "delivery failed"),
        CancelReason::NotCollected => tr!(l, "逾期未领取", "not picked up in time"),
        CancelReason::Returned => tr!(l, "包裹被退回", "parcel returned"),
        CancelReason::OnRequest => tr!(l, "应您的要求", "at your request"),
    }
}

pub fn icon(kind: RewardKind) -> &'static str {
    match kind {
        RewardKind::Evoucher => "qr",
        RewardKind::Voucher => "ticket",
        RewardKind::Goods => "gift",
        RewardKind::Accessory => "car",
        RewardKind::Workshop => "wrench",
    }
}
