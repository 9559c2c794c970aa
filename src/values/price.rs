use super::{Fen, points};
use crate::i18n::Locale;

/// What a member pays for a reward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    pub points: i64,
    /// The amount paid at the dealer when the reward is handed over or used.
    pub pay: Fen,
}

impl Price {
    /// The whole price as a canonical text.
    pub fn content(self) -> String {
        format!("{}+{}", self.points, self.pay.0)
    }

    /// 2,800 积分 + ¥50.00
    pub fn text(self, l: Locale) -> String {
        let cost = points(self.points);
        let cost = tr!(l, "{cost} 积分", "{cost} points");
        match self.pay {
            Fen(0) => cost,
            pay => format!("{cost} + {pay}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_price_is_shown_as_points_and_yuan() {
        let price = Price { points: 1_000, pay: Fen(5_000) };
        assert_eq!(price.text(Locale::Zh), "1,000 积分 + ¥50.00");
        assert_eq!(Price { pay: Fen(0), ..price }.text(Locale::En), "1,000 points");
        assert_eq!(price.content(), "1000+5000");
    }
}
