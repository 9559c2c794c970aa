use crate::flash;
use crate::i18n::Locale;
use crate::web::FlashMessage;

flash! {
    pub enum Flash {
        WishlistItemAdded = "wishlist_item_added",
        WishlistItemRemoved = "wishlist_item_removed",
        SavingsGoalSet = "savings_goal_set",
    }
}

impl FlashMessage for Flash {
    fn text(self, l: Locale) -> String {
        match self {
            Self::WishlistItemAdded => tr!(l, "已加入心愿单。", "Added to your wishlist."),
            Self::WishlistItemRemoved => tr!(l, "已从心愿单移除。", "Removed from your wishlist."),
            Self::SavingsGoalSet => tr!(l, "已保存。", "Saved."),
        }
    }
}
