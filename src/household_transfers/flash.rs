use crate::flash;
use crate::i18n::Locale;
use crate::web::FlashMessage;

flash! {
    pub enum Flash {
        PointsGiven = "points_given",
    }
}

impl FlashMessage for Flash {
    fn text(self, l: Locale) -> String {
        match self {
            Self::PointsGiven => {
                tr!(l, "转赠成功，家人已收到积分。", "Sent. Your family member has received the points.")
            }
        }
    }
}
