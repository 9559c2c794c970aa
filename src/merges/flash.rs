use crate::flash;
use crate::i18n::Locale;
use crate::web::FlashMessage;

flash! {
    pub enum Flash {
        CustomersMerged = "customers_merged",
    }
}

impl FlashMessage for Flash {
    fn text(self, l: Locale) -> String {
        match self {
            Self::CustomersMerged => tr!(
                l,
                "已合并。积分、等级与记录都已归入此会员。",
                "Merged. Points, tier and records now belong to this member."
            ),
        }
    }
}
