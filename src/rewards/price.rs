//! What a reward costs: points, fewer from some tier on, and perhaps yuan at the dealer's.

use crate::values::{Fen, Price, Tier};

/// What everybody pays.
#[derive(Clone, Copy, Debug, PartialEq, Eq, sqlx::FromRow)]
pub struct Prices {
    pub points: i64,
    /// `None` is what it costs the tier below.
    pub points_silver: Option<i64>,
    pub points_gold: Option<i64>,
    pub points_platinum: Option<i64>,
    pub pay_fen: Fen,
}

impl Prices {
    /// What a member of a tier pays; a stranger pays what the lowest does.
    pub fn of(&self, tier: Option<Tier>) -> Price {
        let (silver, gold) = (self.points_silver, self.points_gold);
        let silver = silver.unwrap_or(self.points);
        let gold = gold.unwrap_or(silver);
        let points = match tier.unwrap_or(Tier::Basic) {
            Tier::Basic => self.points,
            Tier::Silver => silver,
            Tier::Gold => gold,
            Tier::Platinum => self.points_platinum.unwrap_or(gold),
        };
        Price { points, pay: self.pay_fen }
    }

    /// The first tier above this one that pays fewer points, and how many.
    pub fn cheaper_from(&self, tier: Option<Tier>) -> Option<(Tier, i64)> {
        let mine = self.of(tier).points;
        let above = Tier::ALL.iter().filter(|above| Some(**above) > tier);
        above.map(|above| (*above, self.of(Some(*above)).points)).find(|(_, points)| *points < mine)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tier_pays_what_the_one_below_does_or_less() {
        let prices = Prices {
            points: 1_000,
            points_silver: None,
            points_gold: Some(800),
            points_platinum: None,
            pay_fen: Fen(5_000),
        };
        let paid = Tier::ALL.iter().map(|tier| prices.of(Some(*tier)).points).collect::<Vec<_>>();
        assert_eq!(paid, [1_000, 1_000, 800, 800]);
        assert_eq!(prices.of(None), Price { points: 1_000, pay: Fen(5_000) });
        assert_eq!(prices.cheaper_from(None), Some((Tier::Gold, 800)));
        assert_eq!(prices.cheaper_from(Some(Tier::Silver)), Some((Tier::Gold, 800)));
        assert_eq!(prices.cheaper_from(Some(Tier::Gold)), None);
    }
}
