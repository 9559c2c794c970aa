use super::model::WorkshopPaymentState;
use crate::i18n::Locale;

/// Badge colour and name of a state.
pub fn state(l: Locale, state: WorkshopPaymentState) -> (&'static str, String) {
    match state {
        WorkshopPaymentState::Open => ("warn", tr!(l, "预留中", "Reserved")),
        WorkshopPaymentState::Captured => ("good", tr!(l, "已结算", "Settled")),
        WorkshopPaymentState::Released => ("", tr!(l, "已取消，积分已退回", "Cancelled, points returned")),
        WorkshopPaymentState::TimedOut => ("", tr!(l, "超时未结算，积分已退回", "Timed out, points returned")),
        WorkshopPaymentState::Refunded => ("", tr!(l, "工单退款，积分已退回", "Order refunded, points returned")),
    }
}
