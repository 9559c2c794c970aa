use crate::error::Refuse;
use crate::i18n::Locale;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Refusal {
    /// The payment code that staff entered is used, replaced or expired by now.
    CodeOver,
    /// Points are already set aside for the same bill.
    BillHeld,
    /// Less of the bill is left to pay than the points that were set aside for it.
    BillSmaller,
}

impl Refuse for Refusal {
    fn text(&self, l: Locale) -> String {
        match *self {
            Self::CodeOver => tr!(
                l,
                "抵扣码已使用或已失效，请车主重新生成一个。",
                "The code has been used or is no longer valid. Please ask the owner for a new one."
            ),
            Self::BillHeld => tr!(
                l,
                "这张工单已有一笔预留积分，请先结算或取消。",
                "Points are already reserved for this order. Settle or cancel them first."
            ),
            Self::BillSmaller => tr!(
                l,
                "未结算：工单已另行付款或金额减少，待付金额小于这笔抵扣。请取消抵扣，积分将退回车主。",
                "Not settled: the bill was paid another way or reduced, so less is due than these points cover. Please cancel to return the points to the owner."
            ),
        }
    }
}
