use crate::flash;
use crate::i18n::Locale;
use crate::web::FlashMessage;

flash! {
    pub enum Flash {
        AccountDisabled = "account_disabled",
        AccountEnabled = "account_enabled",
    }
}

impl FlashMessage for Flash {
    fn text(self, l: Locale) -> String {
        match self {
            Self::AccountDisabled => {
                tr!(l, "账号已停用，所有设备已退出登录。", "Account disabled and signed out on all devices.")
            }
            Self::AccountEnabled => tr!(l, "账号已恢复。", "Account enabled."),
        }
    }
}
