//! What a reward costs: points, with lower prices for higher tiers, and possibly an amount in yuan at the dealer's.
//!
//! Rule: a tier without its own price pays the price of the next lower tier that has one. It is implemented in
//! [`Prices::of`], and for SQL conditions in [`tier_points!`], and nowhere else.

use crate::values::{Fen, PerTier, Price, Tier};

/// All prices of reward `$id` as one text, which [`Prices`] parses.
macro_rules! prices {
    ($id:literal) => {
        concat!(
            "(SELECT string_agg(p.tier || ' ' || p.points || ' ' || p.pay_fen, ',') FROM reward_prices p \
             WHERE p.reward_id = ",
            $id,
            ") AS prices"
        )
    };
}

/// The points that reward `$id` costs a member whose tier has rank `$rank`.
macro_rules! tier_points {
    ($id:literal, $rank:literal) => {
        concat!(
            "(SELECT p.points FROM reward_prices p JOIN tiers l ON l.code = p.tier WHERE p.reward_id = ",
            $id,
            " AND l.rank <= ",
            $rank,
            " ORDER BY l.rank DESC LIMIT 1)"
        )
    };
}

pub(crate) use {prices, tier_points};

/// The prices of a reward for all tiers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Prices {
    lowest: Price,
    /// The own prices of tiers above the lowest.
    own: PerTier<Option<Price>>,
}

impl Prices {
    /// The same price for every tier.
    pub const fn new(lowest: Price) -> Self {
        Self { lowest, own: [None; Tier::ALL.len()] }
    }

    /// Sets a tier's own price.
    pub fn with(mut self, tier: Tier, price: Price) -> Self {
        match tier {
            Tier::LOWEST => self.lowest = price,
            above => self.own[above as usize] = Some(price),
        }
        self
    }

    /// A tier's own price, if it has one.
    pub fn own(&self, tier: Tier) -> Option<Price> {
        if tier == Tier::LOWEST { Some(self.lowest) } else { self.own[tier as usize] }
    }

    /// Every tier with its own price, lowest first.
    pub fn all_own(&self) -> impl Iterator<Item = (Tier, Price)> + '_ {
        Tier::ALL.iter().filter_map(|tier| self.own(*tier).map(|price| (*tier, price)))
    }

    /// The price for a member of a tier; visitors pay the lowest tier's.
    pub fn of(&self, tier: Option<Tier>) -> Price {
        let tier = tier.unwrap_or(Tier::LOWEST);
        self.own[..=tier as usize].iter().rev().flatten().next().copied().unwrap_or(self.lowest)
    }

    /// The first higher tier that pays fewer points, and how many.
    pub fn cheaper_from(&self, tier: Option<Tier>) -> Option<(Tier, i64)> {
        let mine = self.of(tier).points;
        let above = Tier::ALL.iter().filter(|above| Some(**above) > tier);
        above.map(|above| (*above, self.of(Some(*above)).points)).find(|(_, points)| *points < mine)
    }
}

/// Parses what [`prices!`] selects.
impl TryFrom<String> for Prices {
    type Error = String;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        let one = |part: &str| {
            let mut words = part.split(' ');
            let tier = Tier::from_code(words.next()?)?;
            let (points, pay) = (words.next()?.parse().ok()?, Fen(words.next()?.parse().ok()?));
            Some((tier, Price { points, pay }))
        };
        let read: Option<Vec<(Tier, Price)>> = text.split(',').map(one).collect();
        let read = read.ok_or_else(|| format!("{text:?} are no prices"))?;
        let lowest = read.iter().find(|(tier, _)| *tier == Tier::LOWEST).map(|(_, price)| *price);
        let lowest = lowest.ok_or_else(|| format!("no price for the lowest tier among {text:?}"))?;
        Ok(read.into_iter().fold(Self::new(lowest), |prices, (tier, price)| prices.with(tier, price)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rewards::model::RewardKind;
    use crate::rewards::testing::{reward, set_prices};
    use crate::sql;

    fn price(points: i64) -> Price {
        Price { points, pay: Fen(5_000) }
    }

    #[test]
    fn a_tier_without_its_own_price_pays_that_of_the_tier_below() {
        let prices = Prices::new(price(1_000)).with(Tier::Gold, price(800));
        let paid = Tier::ALL.iter().map(|tier| prices.of(Some(*tier)).points).collect::<Vec<_>>();
        assert_eq!(paid, [1_000, 1_000, 800, 800]);
        assert_eq!(prices.of(None), price(1_000));
        assert_eq!(prices.cheaper_from(None), Some((Tier::Gold, 800)));
        assert_eq!(prices.cheaper_from(Some(Tier::Silver)), Some((Tier::Gold, 800)));
        assert_eq!(prices.cheaper_from(Some(Tier::Gold)), None);
    }

    #[test]
    fn prices_are_parsed_in_any_order() {
        let read = |text: &str| Prices::try_from(text.to_owned());
        let prices = Prices::new(price(1_000)).with(Tier::Gold, price(800));
        assert_eq!(read("gold 800 5000,basic 1000 5000"), Ok(prices));
        for wrong in ["", "gold 800 0", "basic 1000", "basic many 0", "tin 1000 0"] {
            assert!(read(wrong).is_err(), "{wrong}");
        }
    }

    // The Rust and the SQL form of the rule agree for every set of own prices.
    crate::db_test!(tier_points_in_sql_match_prices_in_rust, |db| {
        const POINTS: &str = concat!("SELECT ", tier_points!("$1", "$2"));
        let id = reward(&db, 1, RewardKind::Goods, 1_000, 1).await;
        let above: Vec<Tier> = Tier::ALL.iter().copied().skip(1).collect();
        for chosen in 0..1_usize << above.len() {
            let own = above.iter().enumerate().filter(|(bit, _)| chosen >> bit & 1 == 1);
            let own = own.map(|(bit, tier)| (*tier, price(900 - 100 * i64::try_from(bit).unwrap_or(0))));
            let prices = own.fold(Prices::new(price(1_000)), |prices, (tier, price)| prices.with(tier, price));
            set_prices(&db, id, &prices).await;
            let mut tx = db.read().await?;
            for tier in Tier::ALL {
                let points = sql!(tx, scalar i64, POINTS, id, tier.rank())?;
                assert_eq!(points, prices.of(Some(*tier)).points, "{tier}: {prices:?}");
            }
        }
    });
}
