use crate::flash;
use crate::i18n::Locale;
use crate::web::FlashMessage;

flash! {
    pub enum Flash {
        FileOpened = "file_opened",
    }
}

impl FlashMessage for Flash {
    fn text(self, l: Locale) -> String {
        match self {
            Self::FileOpened => tr!(l, "已记录本次查看。", "Your view has been recorded."),
        }
    }
}
