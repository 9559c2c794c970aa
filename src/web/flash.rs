use crate::i18n::Locale;

crate::text_enum! {
    /// A message shown once, on the page after a form that succeeded. The cookie holds its name, never a text.
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
        ConsentSaved = "consent_saved",
        Redeemed = "redeemed",
        Donated = "donated",
        RedemptionCancelled = "redemption_cancelled",
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
        FileOpened = "file_opened",
        AccountDisabled = "account_disabled",
        AccountEnabled = "account_enabled",
    }
}

impl Flash {
    pub fn text(self, l: Locale) -> String {
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
            Self::ConsentSaved => tr!(l, "授权设置已保存。", "Your consents are saved."),
            Self::Redeemed => tr!(l, "兑换成功。", "Redeemed."),
            Self::Donated => tr!(l, "感谢您的捐赠！", "Thank you for your donation!"),
            Self::RedemptionCancelled => tr!(l, "兑换已取消，积分已退回。", "Cancelled; your points are back."),
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
            Self::LeadMoved => tr!(l, "线索状态已更新。", "The lead is updated."),
            Self::FileOpened => tr!(l, "已记录本次查看。", "This look is recorded."),
            Self::AccountDisabled => {
                tr!(l, "账号已停用，所有设备已退出登录。", "The account is disabled and signed out everywhere.")
            }
            Self::AccountEnabled => tr!(l, "账号已恢复。", "The account is enabled."),
        }
    }
}
