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
                "Marked as packed: {done}. Left as they were, because somebody was faster: {left}."
            ),
            (Flash::RedemptionReady, 0) if done > 1 => {
                tr!(
                    l,
                    "已登记到店 {done} 件，已短信通知车主领取。",
                    "At the dealer’s: {done}; their owners are told by SMS."
                )
            }
            (Flash::RedemptionHandedOver, 0) if done > 1 => {
                tr!(l, "已登记领取 {done} 件。", "Handed over: {done}.")
            }
            (Flash::RedemptionReady | Flash::RedemptionHandedOver, 1..) => tr!(
                l,
                "已登记 {done} 件；另外 {left} 件已被他人处理，或不能这样处理，未作改动。",
                "Done: {done}. Left as they were, because somebody was faster or the step is not theirs: {left}."
            ),
            (Flash::CodesAccepted, _) => tr!(l, "已入库 {done} 个券码。", "Codes added: {done}."),
            _ => flash.text(l),
        }
    }
}

impl Flash {
    fn text(self, l: Locale) -> String {
        match self {
            Self::Welcome => tr!(l, "欢迎加入车主俱乐部！", "Welcome to the Owners' Club!"),
            Self::SignedOut => tr!(l, "您已退出登录。", "You are signed out."),
            Self::PasswordChanged => tr!(l, "密码已更新。", "Your password is changed."),
            Self::SessionEnded => tr!(l, "已在该设备上退出登录。", "That device is signed out."),
            Self::SessionsEnded => tr!(l, "已在其他所有设备上退出登录。", "All other devices are signed out."),
            Self::CodeSent => {
                tr!(l, "新的验证码已发送，之前的已失效。", "A new code is on its way; the one before no longer works.")
            }
            Self::FieldConfirmed => tr!(l, "谢谢，已记录为最新核实。", "Thank you, noted as correct today."),
            Self::ProfileRewarded => {
                tr!(
                    l,
                    "资料已完整核实，奖励积分已到账，谢谢！",
                    "Everything is complete and verified: your points are booked. Thank you!"
                )
            }
            Self::ProfileSaved => tr!(l, "资料已保存。", "Your details are saved."),
            Self::PhoneChanged => tr!(l, "手机号已更新。", "Your phone number is changed."),
            Self::EmailChanged => tr!(l, "邮箱已更新。", "Your e-mail address is changed."),
            Self::ContactRemoved => tr!(l, "已移除。", "Removed."),
            Self::ConsentSaved => tr!(l, "授权设置已保存。", "Your consents are saved."),
            Self::Redeemed => tr!(l, "兑换成功。", "Redeemed."),
            Self::Donated => tr!(l, "感谢您的捐赠！", "Thank you for your donation!"),
            Self::ProjectSaved => tr!(l, "公益项目已保存。", "The project is saved."),
            Self::ProjectPublished => tr!(l, "公益项目已发布。", "The project is published."),
            Self::ProjectClosed => {
                tr!(l, "项目已结束，报告已公布。", "The project is closed and its report is public.")
            }
            Self::RedemptionCancelled => tr!(l, "兑换已取消，积分已退回。", "Cancelled; your points are back."),
            Self::WishlistItemAdded => tr!(l, "已加入心愿单。", "On your wishlist."),
            Self::WishlistItemRemoved => tr!(l, "已从心愿单移除。", "Taken off your wishlist."),
            Self::SavingsGoalSet => tr!(l, "已保存。", "Saved."),
            Self::RedemptionsPicked => tr!(l, "已标记为已配货。", "Marked as packed."),
            Self::RedemptionShipped => tr!(l, "已登记发货，已短信通知车主。", "Sent; its owner is told by SMS."),
            Self::RedemptionReady => {
                tr!(l, "已登记到店，已短信通知车主领取。", "At the dealer’s; its owner is told by SMS.")
            }
            Self::RedemptionHandedOver => tr!(l, "已登记领取。", "Handed over."),
            Self::RedemptionCalledOff => {
                tr!(
                    l,
                    "兑换已取消，积分已退回，已短信通知车主。",
                    "Cancelled; the points are back and its owner is told."
                )
            }
            Self::GoodsReturned => tr!(
                l,
                "已登记退回，积分已退还，已短信通知车主。",
                "It came back; the points are back and its owner is told."
            ),
            Self::ParcelCorrected => tr!(l, "运单号已更正，已短信通知车主。", "Corrected; its owner is told by SMS."),
            Self::PointsGiven => tr!(l, "已转赠。", "Your family has the points."),
            Self::PointsAdjusted => tr!(l, "调整已入账。", "The adjustment is posted."),
            Self::AdjustmentProposed => {
                tr!(l, "已提交，等待另一位管理员批准。", "Proposed; another administrator has to approve it.")
            }
            Self::AdjustmentApproved => tr!(l, "已批准并入账。", "Approved and posted."),
            Self::AdjustmentDeclined => tr!(l, "已驳回，积分未变动。", "Declined; no points were moved."),
            Self::RewardSaved => tr!(l, "礼品已保存。", "The reward is saved."),
            Self::RewardPublished => tr!(l, "礼品已上架。", "The reward is on show."),
            Self::RewardRetired => tr!(l, "礼品已下架。", "The reward is taken off."),
            Self::DraftDeleted => tr!(l, "草稿已删除。", "The draft is deleted."),
            Self::OrderChanged => tr!(l, "顺序已调整。", "The order is changed."),
            Self::StockChanged => tr!(l, "库存已更新。", "The stock is changed."),
            Self::CodesAccepted => tr!(l, "券码已入库。", "The codes are added."),
            Self::CodesDropped => {
                tr!(l, "已放弃，没有入库任何券码。", "Given up; no code was added.")
            }
            Self::VoucherUsed => tr!(l, "已核销。", "Marked as used."),
            Self::Registered => tr!(l, "报名成功。", "You are registered."),
            Self::Waitlisted => tr!(l, "已加入候补名单。", "You are on the waitlist."),
            Self::RegistrationCancelled => tr!(l, "报名已取消。", "Your registration is cancelled."),
            Self::WaitlistLeft => tr!(l, "已退出候补。", "You left the waitlist."),
            Self::CapacityMoved => tr!(l, "名额已调整。", "The capacity is changed."),
            Self::EventSaved => tr!(l, "活动已保存。", "The event is saved."),
            Self::EventPublished => tr!(l, "活动已发布。", "The event is published."),
            Self::EventClosed => tr!(l, "报名已关闭。", "Registration is closed."),
            Self::EventCancelled => {
                tr!(l, "活动已取消，已通知所有报名者。", "The event is cancelled; everybody is told.")
            }
            Self::CheckedIn => tr!(l, "签到成功。", "Checked in."),
            Self::PaymentCodeCreated => {
                tr!(l, "抵扣码已生成；之前的码已失效。", "Here is your code; any one before no longer works.")
            }
            Self::WorkshopPaymentHeld => {
                tr!(l, "积分已预留，请在超时前结算。", "The points are set aside: settle before the time is over.")
            }
            Self::WorkshopPaymentCaptured => tr!(l, "已结算，已短信通知车主。", "Settled; the owner is told by SMS."),
            Self::WorkshopPaymentReleased => {
                tr!(l, "已取消，积分已退回车主。", "Cancelled; the owner has the points back.")
            }
            Self::LeadMoved => tr!(l, "线索状态已更新。", "The lead is updated."),
            Self::FileOpened => tr!(l, "已记录本次查看。", "This look is recorded."),
            Self::AccountDisabled => {
                tr!(l, "账号已停用，所有设备已退出登录。", "The account is disabled and signed out everywhere.")
            }
            Self::DraftSaved => tr!(l, "草稿已保存。", "The draft is saved."),
            Self::RulePublished => tr!(l, "已发布。", "Published."),
            Self::CampaignEnded => tr!(l, "已提前结束；今天之内照常有效。", "Ended early. It still holds today."),
            Self::RuleWithdrawn => tr!(l, "已撤回。", "Withdrawn."),
            Self::SimulationStarted => tr!(l, "试算已开始。", "The simulation has begun."),
            Self::CustomersMerged => tr!(
                l,
                "已合并。积分、等级与记录都已归入此会员。",
                "Merged. Points, tier and records are this member’s now."
            ),
            Self::AccountEnabled => tr!(l, "账号已恢复。", "The account is enabled."),
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
