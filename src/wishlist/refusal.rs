use crate::error::Refuse;
use crate::i18n::Locale;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Refusal {
    /// The wishlist is full.
    WishlistFull { most: i64 },
}

impl Refuse for Refusal {
    fn text(&self, l: Locale) -> String {
        match *self {
            Self::WishlistFull { most } => tr!(
                l,
                "心愿单已满（最多 {most} 件），请先移除一件。",
                "Your wishlist is full ({most} rewards at most). Please remove one first."
            ),
        }
    }
}
