use crate::i18n::Locale;

crate::text_enum! {
    /// A message shown once, on the page after a form succeeded. The cookie holds its code and counts, never a text.
    pub enum Flash {
        Welcome = "welcome",
        SignedOut = "signed_out",
        PasswordChanged = "password_changed",
        SessionEnded = "session_ended",
        SessionsEnded = "sessions_ended",
        CodeSent = "code_sent",
        FieldConfirmed = "field_confirmed",
        ProfileRewarded = "profile_rewarded",
        ProfileSaved = "profile_saved",
        PhoneChanged = "phone_changed",
        EmailChanged = "email_changed",
        ContactRemoved = "contact_removed",
        ConsentSaved = "consent_saved",
        WishlistItemAdded = "wishlist_item_added",
        WishlistItemRemoved = "wishlist_item_removed",
        SavingsGoalSet = "savings_goal_set",
        Redeemed = "redeemed",
        Donated = "donated",
        ProjectSaved = "project_saved",
        ProjectPublished = "project_published",
        ProjectClosed = "project_closed",
        RedemptionCancelled = "redemption_cancelled",
        RedemptionsPicked = "redemptions_picked",
        RedemptionShipped = "redemption_shipped",
        RedemptionReady = "redemption_ready",
        RedemptionHandedOver = "redemption_handed_over",
        RedemptionCalledOff = "redemption_called_off",
        GoodsReturned = "goods_returned",
        ParcelCorrected = "parcel_corrected",
        PointsAdjusted = "points_adjusted",
        PointsGiven = "points_given",
        AdjustmentProposed = "adjustment_proposed",
        AdjustmentApproved = "adjustment_approved",
        AdjustmentDeclined = "adjustment_declined",
        RewardSaved = "reward_saved",
        RewardPublished = "reward_published",
        RewardRetired = "reward_retired",
        DraftDeleted = "draft_deleted",
        OrderChanged = "order_changed",
        StockChanged = "stock_changed",
        CodesAccepted = "codes_accepted",
        CodesDropped = "codes_dropped",
        VoucherUsed = "voucher_used",
        Registered = "registered",
        Waitlisted = "waitlisted",
        RegistrationCancelled = "registration_cancelled",
        WaitlistLeft = "waitlist_left",
        CapacityMoved = "capacity_moved",
        EventSaved = "event_saved",
        EventPublished = "event_published",
        EventClosed = "event_closed",
        EventCancelled = "event_cancelled",
        CheckedIn = "checked_in",
        LeadMoved = "lead_moved",
        PaymentCodeCreated = "payment_code_created",
        WorkshopPaymentHeld = "workshop_payment_held",
        WorkshopPaymentCaptured = "workshop_payment_captured",
        WorkshopPaymentReleased = "workshop_payment_released",
        FileOpened = "file_opened",
        AccountDisabled = "account_disabled",
        AccountEnabled = "account_enabled",
        CustomersMerged = "customers_merged",
        DraftSaved = "draft_saved",
        RulePublished = "rule_published",
        RuleWithdrawn = "rule_withdrawn",
        CampaignEnded = "campaign_ended",
        SimulationStarted = "simulation_started",
    }
}

/// A message with the number of rows that were changed and the number left unchanged.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FlashMessage {
    pub flash: Flash,
    pub done: u32,
    pub left: u32,
}

impl FlashMessage {
    /// Reads a cookie's value; `None` if it is malformed.
    pub fn read(cookie: &str) -> Option<Self> {
        let mut parts = cookie.splitn(3, '.');
        let flash = Flash::from_code(parts.next()?)?;
        let mut number = || parts.next().map_or(Some(0), |n| n.parse().ok());
        Some(Self { flash, done: number()?, left: number()? })
    }

    pub fn cookie(self) -> String {
        format!("{}.{}.{}", self.flash, self.done, self.left)
    }

    pub fn text(self, l: Locale) -> String {
        let Self { flash, done, left } = self;
        match (flash, left) {
            (Flash::RedemptionsPicked, 0) => tr!(l, "已标记 {done} 件为已配货。", "Marked as packed: {done}."),
            (Flash::RedemptionsPicked, _) => tr!(
                l,
                "已标记 {done} 件为已配货；另外 {left} 件已被他人处理或取消，未作改动。",
                "Marked as packed: {done}. Unchanged, already handled or cancelled by others: {left}."
            ),
            (Flash::RedemptionReady, 0) if done > 1 => {
                tr!(
                    l,
                    "已登记到店 {done} 件，已短信通知车主领取。",
                    "Marked as arrived: {done}. The owners have been notified by SMS."
                )
            }
            (Flash::RedemptionHandedOver, 0) if done > 1 => {
                tr!(l, "已登记领取 {done} 件。", "Handed over: {done}.")
            }
            (Flash::RedemptionReady | Flash::RedemptionHandedOver, 1..) => tr!(
                l,
                "已登记 {done} 件；另外 {left} 件已被他人处理或状态不符，未作改动。",
                "Done: {done}. Unchanged, already handled by others or in another status: {left}."
            ),
            (Flash::CapacityMoved, 0) => tr!(l, "名额已调为 {done}。", "Capacity changed to {done}."),
            (Flash::CapacityMoved, _) => tr!(
                l,
                "名额已调为 {done}，递补 {left} 组并已短信通知。",
                "Capacity changed to {done}. Moved up from the waitlist and notified: {left}."
            ),
            (Flash::CheckedIn, _) => tr!(l, "已签到，共 {done} 人。", "Checked in, party of {done}."),
            (Flash::CodesAccepted, _) => tr!(l, "已入库 {done} 个券码。", "Codes added: {done}."),
            _ => flash.text(l),
        }
    }
}

impl Flash {
    fn text(self, l: Locale) -> String {
        match self {
            Self::Welcome => tr!(l, "欢迎加入车主俱乐部！", "Welcome to the Owners' Club!"),
            Self::SignedOut => tr!(l, "您已退出登录。", "You’ve signed out."),
            Self::PasswordChanged => tr!(l, "密码已更新。", "Your password has been changed."),
            Self::SessionEnded => tr!(l, "已在该设备上退出登录。", "That device has been signed out."),
            Self::SessionsEnded => tr!(l, "已在其他所有设备上退出登录。", "All other devices have been signed out."),
            Self::CodeSent => {
                tr!(
                    l,
                    "新的验证码已发送，之前的已失效。",
                    "A new code is on its way. The previous one no longer works."
                )
            }
            Self::FieldConfirmed => tr!(l, "谢谢，核实时间已更新。", "Thank you, confirmed as of today."),
            Self::ProfileRewarded => {
                tr!(
                    l,
                    "资料已完整核实，奖励积分已到账，谢谢！",
                    "Your profile is complete and verified. Your points have been credited. Thank you!"
                )
            }
            Self::ProfileSaved => tr!(l, "资料已保存。", "Your details have been saved."),
            Self::PhoneChanged => tr!(l, "手机号已更新。", "Your phone number has been changed."),
            Self::EmailChanged => tr!(l, "邮箱已更新。", "Your e-mail address has been changed."),
            Self::ContactRemoved => tr!(l, "已移除。", "Removed."),
            Self::ConsentSaved => tr!(l, "授权设置已保存。", "Your consents have been saved."),
            Self::Redeemed => tr!(l, "兑换成功。", "Redeemed."),
            Self::Donated => tr!(l, "感谢您的捐赠！", "Thank you for your donation!"),
            Self::ProjectSaved => tr!(l, "公益项目已保存。", "Project saved."),
            Self::ProjectPublished => tr!(l, "公益项目已发布。", "Project published."),
            Self::ProjectClosed => {
                tr!(l, "项目已结束，报告已公布。", "Project closed and report published.")
            }
            Self::RedemptionCancelled => {
                tr!(l, "兑换已取消，积分已退回。", "Cancelled. Your points have been refunded.")
            }
            Self::WishlistItemAdded => tr!(l, "已加入心愿单。", "Added to your wishlist."),
            Self::WishlistItemRemoved => tr!(l, "已从心愿单移除。", "Removed from your wishlist."),
            Self::SavingsGoalSet => tr!(l, "已保存。", "Saved."),
            Self::RedemptionsPicked => tr!(l, "已标记为已配货。", "Marked as packed."),
            Self::RedemptionShipped => {
                tr!(l, "已登记发货，已短信通知车主。", "Marked as shipped. The owner has been notified by SMS.")
            }
            Self::RedemptionReady => {
                tr!(l, "已登记到店，已短信通知车主领取。", "Marked as arrived. The owner has been notified by SMS.")
            }
            Self::RedemptionHandedOver => tr!(l, "已登记领取。", "Handed over."),
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
            Self::PointsGiven => {
                tr!(l, "转赠成功，家人已收到积分。", "Sent. Your family member has received the points.")
            }
            Self::PointsAdjusted => tr!(l, "调整已入账。", "Adjustment posted."),
            Self::AdjustmentProposed => {
                tr!(l, "已提交，等待另一位管理员批准。", "Submitted. Another administrator must approve it.")
            }
            Self::AdjustmentApproved => tr!(l, "已批准并入账。", "Approved and posted."),
            Self::AdjustmentDeclined => tr!(l, "已驳回，积分未变动。", "Declined. No points were moved."),
            Self::RewardSaved => tr!(l, "礼品已保存。", "Reward saved."),
            Self::RewardPublished => tr!(l, "礼品已上架。", "Reward published."),
            Self::RewardRetired => tr!(l, "礼品已下架。", "Reward taken off."),
            Self::DraftDeleted => tr!(l, "草稿已删除。", "Draft deleted."),
            Self::OrderChanged => tr!(l, "顺序已调整。", "Order changed."),
            Self::StockChanged => tr!(l, "库存已更新。", "Stock updated."),
            Self::CodesAccepted => tr!(l, "券码已入库。", "Codes added."),
            Self::CodesDropped => {
                tr!(l, "已放弃，没有入库任何券码。", "Discarded. No codes were added.")
            }
            Self::VoucherUsed => tr!(l, "已核销。", "Voucher redeemed."),
            Self::Registered => tr!(l, "报名成功。", "You’re registered."),
            Self::Waitlisted => tr!(l, "已加入候补名单。", "You’re on the waitlist."),
            Self::RegistrationCancelled => tr!(l, "报名已取消。", "Your registration has been cancelled."),
            Self::WaitlistLeft => tr!(l, "已退出候补。", "You’ve left the waitlist."),
            Self::CapacityMoved => tr!(l, "名额已调整。", "Capacity changed."),
            Self::EventSaved => tr!(l, "活动已保存。", "Event saved."),
            Self::EventPublished => tr!(l, "活动已发布。", "Event published."),
            Self::EventClosed => tr!(l, "报名已关闭。", "Registration closed."),
            Self::EventCancelled => {
                tr!(l, "活动已取消，已通知所有报名者。", "Event cancelled. Everyone registered has been notified.")
            }
            Self::CheckedIn => tr!(l, "签到成功。", "Checked in."),
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
            Self::LeadMoved => tr!(l, "线索状态已更新。", "Lead updated."),
            Self::FileOpened => tr!(l, "已记录本次查看。", "Your view has been recorded."),
            Self::AccountDisabled => {
                tr!(l, "账号已停用，所有设备已退出登录。", "Account disabled and signed out on all devices.")
            }
            Self::DraftSaved => tr!(l, "草稿已保存。", "Draft saved."),
            Self::RulePublished => tr!(l, "已发布。", "Published."),
            Self::CampaignEnded => tr!(l, "已提前结束，今天仍有效。", "Ended early. Still valid today."),
            Self::RuleWithdrawn => tr!(l, "已撤回。", "Withdrawn."),
            Self::SimulationStarted => tr!(l, "试算已开始。", "Simulation started."),
            Self::CustomersMerged => tr!(
                l,
                "已合并。积分、等级与记录都已归入此会员。",
                "Merged. Points, tier and records now belong to this member."
            ),
            Self::AccountEnabled => tr!(l, "账号已恢复。", "Account enabled."),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cookie_holds_a_code_and_counts_but_no_text() {
        let said = FlashMessage { flash: Flash::RedemptionsPicked, done: 5, left: 2 };
        assert_eq!(FlashMessage::read(&said.cookie()), Some(said));
        assert!(said.text(Locale::Zh).contains("5 件") && said.text(Locale::Zh).contains("2 件"));
        let plain = FlashMessage { flash: Flash::Redeemed, done: 0, left: 0 };
        assert_eq!(FlashMessage::read("redeemed"), Some(plain));
        for odd in ["", "x", "redeemed.", "redeemed.-1.0", "redeemed.1.<b>", "redeemed.1.2.3", "redeemed.4294967296.0"]
        {
            assert_eq!(FlashMessage::read(odd), None, "{odd}");
        }
    }
}
