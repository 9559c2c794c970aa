use crate::error::Refuse;
use crate::i18n::Locale;
use crate::values::{Fen, Price};
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Refusal {
    /// The price has changed since the page was shown.
    PriceChanged {
        points: i64,
        pay_fen: i64,
    },
    /// The stock of the reward is its imported codes.
    StockIsCodes,
    /// Codes were imported or generated for the draft, so it cannot be deleted.
    DraftHasCodes,
    /// Some codes of the file have been added by other means since it was checked.
    CodesKnown,
    /// The voucher is used, cancelled, expired or valid elsewhere.
    VoucherVoid,
    /// The voucher was checked too long ago to be used now.
    CheckExpired,
    /// Only `left` items of the stock can still be removed.
    StockIssued {
        left: i64,
    },
    OutOfStock,
    LimitReached {
        limit: i64,
    },
    NotAvailable,
    /// The redemption is handed over or in progress and can no longer be cancelled.
    TooLateToCancel,
}

impl Refuse for Refusal {
    fn text(&self, l: Locale) -> String {
        match *self {
            Self::PriceChanged { points: now, pay_fen } => {
                let price = Price { points: now, pay: Fen(pay_fen) }.text(l);
                tr!(
                    l,
                    "价格已变为 {price}，尚未兑换，请核对后再确认。",
                    "The price has changed to {price}. Nothing was redeemed. Please check and confirm again."
                )
            }
            Self::StockIsCodes => tr!(
                l,
                "此礼品的库存等于券码数量，请通过导入或生成券码调整。",
                "This reward’s stock is its number of codes. Import or generate codes to change it."
            ),
            Self::DraftHasCodes => tr!(
                l,
                "已为此礼品导入或生成过券码，草稿不能删除。",
                "Codes were imported or generated for this reward, so the draft cannot be deleted."
            ),
            Self::CodesKnown => tr!(
                l,
                "文件里有券码刚刚已被其他批次入库，本次未入库。请放弃后重新上传检查。",
                "Some of these codes were just added in another batch, so none were added now. Discard the file and upload it again."
            ),
            Self::VoucherVoid => {
                tr!(
                    l,
                    "未核销：此券已使用、已取消、已过期或不在本店使用。",
                    "Not redeemed: this voucher is used, cancelled, expired or for another dealer."
                )
            }
            Self::CheckExpired => tr!(
                l,
                "查券已超过 30 分钟，尚未核销。请车主再出示一次券码，重新查券。",
                "Checked more than 30 minutes ago, so not redeemed. Ask the owner to show the code again and check it once more."
            ),
            Self::StockIssued { left } => {
                tr!(
                    l,
                    "库存只剩 {left} 件，最多减 {left} 件。",
                    "Only {left} left in stock. You can remove {left} at most."
                )
            }
            Self::OutOfStock => {
                tr!(l, "已兑完，可设到货通知。", "Out of stock. You can ask to be notified when it’s back.")
            }
            Self::LimitReached { limit } => {
                tr!(l, "每位会员限兑 {limit} 份，您已达上限。", "You have reached the limit of {limit} per member.")
            }
            Self::NotAvailable => {
                tr!(
                    l,
                    "此礼品已下架或不在展示期，不能兑换。",
                    "This reward has been taken off or is outside its dates."
                )
            }
            Self::TooLateToCancel => tr!(
                l,
                "已开始处理或活动已开始，不能再取消。",
                "It is already being processed or has started, so it can no longer be cancelled."
            ),
        }
    }
}
