use crate::i18n::Locale;

/// A message shown once, on the page after a form that succeeded. The cookie holds its name, never a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Flash {
    Welcome,
    SignedOut,
    PasswordChanged,
    SessionEnded,
    ProfileSaved,
    PhoneChanged,
    EmailChanged,
    ConsentSaved,
    Redeemed,
    Donated,
    RedemptionCancelled,
    Registered,
    Waitlisted,
    RegistrationCancelled,
    EventSaved,
    EventPublished,
    EventClosed,
    EventCancelled,
    CheckedIn,
    LeadMoved,
    FileOpened,
}

impl Flash {
    const ALL: [Self; 21] = [
        Self::Welcome,
        Self::SignedOut,
        Self::PasswordChanged,
        Self::SessionEnded,
        Self::ProfileSaved,
        Self::PhoneChanged,
        Self::EmailChanged,
        Self::ConsentSaved,
        Self::Redeemed,
        Self::Donated,
        Self::RedemptionCancelled,
        Self::Registered,
        Self::Waitlisted,
        Self::RegistrationCancelled,
        Self::EventSaved,
        Self::EventPublished,
        Self::EventClosed,
        Self::EventCancelled,
        Self::CheckedIn,
        Self::LeadMoved,
        Self::FileOpened,
    ];

    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|flash| flash.name() == name)
    }

    pub fn name(self) -> String {
        format!("{self:?}")
    }

    pub fn text(self, l: Locale) -> String {
        match self {
            Self::Welcome => tr!(l, "欢迎加入车主俱乐部！", "Welcome to the Owners' Club!"),
            Self::SignedOut => tr!(l, "您已退出登录。", "You are signed out."),
            Self::PasswordChanged => tr!(l, "密码已更新。", "Your password is changed."),
            Self::SessionEnded => tr!(l, "已在该设备上退出登录。", "That device is signed out."),
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
            Self::EventSaved => tr!(l, "活动已保存。", "The event is saved."),
            Self::EventPublished => tr!(l, "活动已发布。", "The event is published."),
            Self::EventClosed => tr!(l, "报名已关闭。", "Registration is closed."),
            Self::EventCancelled => {
                tr!(l, "活动已取消，已通知所有报名者。", "The event is cancelled; everybody is told.")
            }
            Self::CheckedIn => tr!(l, "签到成功。", "Checked in."),
            Self::LeadMoved => tr!(l, "线索状态已更新。", "The lead is updated."),
            Self::FileOpened => tr!(l, "已记录本次查看。", "This look is recorded."),
        }
    }
}
