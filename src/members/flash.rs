use crate::flash;
use crate::i18n::Locale;
use crate::web::FlashMessage;

flash! {
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
    }
}

impl FlashMessage for Flash {
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
        }
    }
}
