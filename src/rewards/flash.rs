use crate::flash;
use crate::i18n::Locale;
use crate::web::FlashMessage;

flash! {
    pub enum Flash {
        Redeemed = "redeemed",
        RedemptionCancelled = "redemption_cancelled",
        /// `left` of those that were meant were handled or cancelled by others before.
        RedemptionsPicked { done, left } = "redemptions_picked",
        RedemptionShipped = "redemption_shipped",
        RedemptionsReady { done, left } = "redemptions_ready",
        RedemptionsHandedOver { done, left } = "redemptions_handed_over",
        RedemptionCalledOff = "redemption_called_off",
        GoodsReturned = "goods_returned",
        ParcelCorrected = "parcel_corrected",
        RewardSaved = "reward_saved",
        RewardPublished = "reward_published",
        RewardRetired = "reward_retired",
        RewardsPublished { done, left } = "rewards_published",
        RewardsRetired { done, left } = "rewards_retired",
        DraftDeleted = "reward_deleted",
        OrderChanged = "reward_moved",
        StockChanged = "stock_changed",
        CodesAccepted { codes } = "codes_accepted",
        CodesDropped = "codes_dropped",
        VoucherUsed = "voucher_used",
    }
}

impl FlashMessage for Flash {
    fn text(self, l: Locale) -> String {
        match self {
            Self::Redeemed => tr!(l, "兑换成功。", "Redeemed."),
            Self::RedemptionCancelled => {
                tr!(l, "兑换已取消，积分已退回。", "Cancelled. Your points have been refunded.")
            }
            Self::RedemptionsPicked { done, left: 0 } => {
                tr!(l, "已标记 {done} 件为已配货。", "Marked as packed: {done}.")
            }
            Self::RedemptionsPicked { done, left } => tr!(
                l,
                "已标记 {done} 件为已配货；另外 {left} 件已被他人处理或取消，未作改动。",
                "Marked as packed: {done}. Unchanged, already handled or cancelled by others: {left}."
            ),
            Self::RedemptionShipped => {
                tr!(l, "已登记发货，已短信通知车主。", "Marked as shipped. The owner has been notified by SMS.")
            }
            Self::RedemptionsReady { done: 1, left: 0 } => {
                tr!(l, "已登记到店，已短信通知车主领取。", "Marked as arrived. The owner has been notified by SMS.")
            }
            Self::RedemptionsReady { done, left: 0 } => tr!(
                l,
                "已登记到店 {done} 件，已短信通知车主领取。",
                "Marked as arrived: {done}. The owners have been notified by SMS."
            ),
            Self::RedemptionsHandedOver { done: 1, left: 0 } => tr!(l, "已登记领取。", "Handed over."),
            Self::RedemptionsHandedOver { done, left: 0 } => tr!(l, "已登记领取 {done} 件。", "Handed over: {done}."),
            Self::RedemptionsReady { done, left } | Self::RedemptionsHandedOver { done, left } => tr!(
                l,
                "已登记 {done} 件；另外 {left} 件已被他人处理或状态不符，未作改动。",
                "Done: {done}. Unchanged, already handled by others or in another status: {left}."
            ),
            Self::RedemptionCalledOff => {
                tr!(
                    l,
                    "兑换已取消，积分已退回，已短信通知车主。",
                    "Cancelled. Points refunded and the owner notified by SMS."
                )
            }
            Self::GoodsReturned => tr!(
                l,
                "已登记退回，积分已退还，已短信通知车主。",
                "Return recorded. Points refunded and the owner notified by SMS."
            ),
            Self::ParcelCorrected => {
                tr!(l, "运单号已更正，已短信通知车主。", "Corrected. The owner has been notified by SMS.")
            }
            Self::RewardSaved => tr!(l, "礼品已保存。", "Reward saved."),
            Self::RewardPublished => tr!(l, "礼品已上架。", "Reward published."),
            Self::RewardsPublished { done, left: 0 } => tr!(l, "已上架 {done} 件礼品。", "Published: {done}."),
            Self::RewardsPublished { done, left } => tr!(
                l,
                "已上架 {done} 件礼品；另外 {left} 件展示期已过或已由他人处理，未作改动。",
                "Published: {done}. Unchanged, no longer in season or already handled by others: {left}."
            ),
            Self::RewardsRetired { done, left: 0 } => tr!(l, "已下架 {done} 件礼品。", "Taken off: {done}."),
            Self::RewardsRetired { done, left } => tr!(
                l,
                "已下架 {done} 件礼品；另外 {left} 件未在架或已由他人处理，未作改动。",
                "Taken off: {done}. Unchanged, not published or already handled by others: {left}."
            ),
            Self::RewardRetired => tr!(l, "礼品已下架。", "Reward taken off."),
            Self::DraftDeleted => tr!(l, "草稿已删除。", "Draft deleted."),
            Self::OrderChanged => tr!(l, "顺序已调整。", "Order changed."),
            Self::StockChanged => tr!(l, "库存已更新。", "Stock updated."),
            Self::CodesAccepted { codes } => tr!(l, "已入库 {codes} 个券码。", "Codes added: {codes}."),
            Self::CodesDropped => {
                tr!(l, "已放弃，没有入库任何券码。", "Discarded. No codes were added.")
            }
            Self::VoucherUsed => tr!(l, "已核销。", "Voucher redeemed."),
        }
    }
}
