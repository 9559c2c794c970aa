use crate::flash;
use crate::i18n::Locale;
use crate::web::FlashMessage;

flash! {
    pub enum Flash {
        LeadMoved = "lead_moved",
    }
}

impl FlashMessage for Flash {
    fn text(self, l: Locale) -> String {
        match self {
            Self::LeadMoved => tr!(l, "线索状态已更新。", "Lead updated."),
        }
    }
}
