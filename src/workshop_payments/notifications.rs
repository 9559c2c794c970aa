//! Text messages to members: each function returns the message's name and text.

use super::model::WorkshopPaymentState;
use crate::i18n::{Bilingual, Locale};
use crate::values::{Fen, points};
use chrono::{DateTime, Utc};

/// What the text mentions.
pub struct Subject<'a> {
    pub order_no: &'a str,
    pub dealer: &'a Bilingual,
    pub points: i64,
    pub fen: Fen,
}

pub fn held(l: Locale, subject: &Subject<'_>, until: DateTime<Utc>) -> (WorkshopPaymentState, String) {
    let (order, dealer, n, point_value, until) = subject.words(l, until);
    let text = tr!(
        l,
        "{dealer}已为工单 {order} 预留您的 {n} 积分（{point_value}），{until} 前未结算将自动退回。不是您本人？请致电 400-820-0000。",
        "{dealer} reserved {n} of your points ({point_value}) for order {order}. If not settled by {until}, they will be returned. Not you? Call 400-820-0000."
    );
    (WorkshopPaymentState::Open, text)
}

/// The message that a hold has ended.
pub fn ended(
    l: Locale,
    subject: &Subject<'_>,
    state: WorkshopPaymentState,
    now: DateTime<Utc>,
) -> (WorkshopPaymentState, String) {
    let (order, dealer, n, point_value, _) = subject.words(l, now);
    let text = match state {
        WorkshopPaymentState::Captured => tr!(
            l,
            "您已在{dealer}用 {n} 积分抵扣工单 {order} 的 {point_value}。",
            "You paid {point_value} of order {order} at {dealer} with {n} points."
        ),
        WorkshopPaymentState::TimedOut => tr!(
            l,
            "为工单 {order} 预留的 {n} 积分超时未结算，已退回您的账户。",
            "The {n} points reserved for order {order} were not settled in time and are back in your account."
        ),
        WorkshopPaymentState::Refunded => tr!(
            l,
            "工单 {order} 已退款，抵扣的 {n} 积分已退回您的账户。",
            "Order {order} was refunded. The {n} points you used are back in your account."
        ),
        WorkshopPaymentState::Open | WorkshopPaymentState::Released => tr!(
            l,
            "{dealer}取消了工单 {order} 的积分抵扣，{n} 积分已退回您的账户。",
            "{dealer} cancelled the points payment for order {order}. Your {n} points are back in your account."
        ),
    };
    (state, text)
}

impl Subject<'_> {
    fn words(&self, l: Locale, at: DateTime<Utc>) -> (&str, &str, String, String, String) {
        (self.order_no, self.dealer.pick(l), points(self.points), self.fen.yuan(), l.time(at))
    }
}
