use super::model::CounterState;
use crate::i18n::Locale;

/// A badge's colour, and what the state is called.
pub fn state(l: Locale, state: CounterState) -> (&'static str, String) {
    match state {
        CounterState::Open => ("warn", tr!(l, "预留中", "Set aside")),
        CounterState::Captured => ("good", tr!(l, "已结算", "Settled")),
        CounterState::Released => ("", tr!(l, "已取消，积分已退回", "Cancelled, points are back")),
        CounterState::TimedOut => ("", tr!(l, "超时，积分已退回", "Not settled in time, points are back")),
        CounterState::Refunded => ("", tr!(l, "工单退款，积分已退回", "Order credited, points are back")),
    }
}
