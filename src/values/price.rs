use super::{Fen, points};
use crate::i18n::Locale;

/// What one member pays for something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Price {
    pub points: i64,
    /// Paid at the dealer's when it is handed over or used.
    pub pay: Fen,
}

impl Price {
    /// All of it as one text, the same for the same price.
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
    fn a_price_reads_as_points_and_yuan() {
        let price = Price { points: 1_000, pay: Fen(5_000) };
        assert_eq!(price.text(Locale::Zh), "1,000 积分 + ¥50.00");
        assert_eq!(Price { pay: Fen(0), ..price }.text(Locale::En), "1,000 points");
        assert_eq!(price.content(), "1000+5000");
    }
}
