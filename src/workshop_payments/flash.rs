use crate::flash;
use crate::i18n::Locale;
use crate::web::FlashMessage;

flash! {
    pub enum Flash {
        PaymentCodeCreated = "payment_code_created",
        WorkshopPaymentHeld = "workshop_payment_held",
        WorkshopPaymentCaptured = "workshop_payment_captured",
        WorkshopPaymentReleased = "workshop_payment_released",
    }
}

impl FlashMessage for Flash {
    fn text(self, l: Locale) -> String {
        match self {
            Self::PaymentCodeCreated => {
                tr!(l, "抵扣码已生成，之前的已失效。", "Here’s your code. Earlier ones no longer work.")
            }
            Self::WorkshopPaymentHeld => {
                tr!(l, "积分已预留，请在超时前结算。", "Points reserved. Please settle before they time out.")
            }
            Self::WorkshopPaymentCaptured => {
                tr!(l, "已结算，已短信通知车主。", "Settled. The owner has been notified by SMS.")
            }
            Self::WorkshopPaymentReleased => {
                tr!(l, "已取消，积分已退回车主。", "Cancelled. The points are back with the owner.")
            }
        }
    }
}
