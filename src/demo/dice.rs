//! Reproducible randomness: the same seed and stream give the same throws on every machine.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{Rng, SeedableRng};

pub struct Dice(Xoshiro256PlusPlus);

impl Dice {
    /// Streams of one seed are independent of each other.
    pub fn new(seed: u64, stream: u64) -> Self {
        Self(Xoshiro256PlusPlus::seed_from_u64(seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ stream.rotate_left(32)))
    }

    /// Dice of one person and topic: throws for other topics or people do not affect them.
    pub fn of(seed: u64, topic: &str, person: i64) -> Self {
        const PRIME: u64 = 0x0000_0100_0000_01B3;
        let topic =
            topic.bytes().fold(0xCBF2_9CE4_8422_2325, |hash: u64, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
        Self::new(seed ^ topic, person.unsigned_abs())
    }

    /// 0 to `n` − 1, or 0 for `n` = 0. The modulo bias is negligible for demo data.
    pub fn below(&mut self, n: u64) -> u64 {
        let product = u128::from(self.0.next_u64()) * u128::from(n);
        (product >> 64) as u64
    }

    /// Both ends included.
    pub fn between(&mut self, low: i64, high: i64) -> i64 {
        let width = high.saturating_sub(low).max(0).unsigned_abs() + 1;
        low + i64::try_from(self.below(width)).unwrap_or(0)
    }

    /// True with a probability of `permille` in a thousand.
    pub fn chance(&mut self, permille: u64) -> bool {
        self.below(1000) < permille
    }

    pub fn pick<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        &all[self.index(all.len())]
    }

    pub fn index(&mut self, len: usize) -> usize {
        usize::try_from(self.below(len as u64)).unwrap_or(0)
    }

    /// A random index, with probabilities proportional to the weights.
    pub fn weighted(&mut self, weights: impl Iterator<Item = u64> + Clone) -> usize {
        let mut at = self.below(weights.clone().sum());
        for (index, weight) in weights.enumerate() {
            if at < weight {
                return index;
            }
            at -= weight;
        }
        0
    }

    pub fn rng(&mut self) -> &mut impl Rng {
        &mut self.0
    }
}

/// Enumerates 0 … `size` − 1 in a seemingly random order without repetition; `factor` and `size` must be coprime.
pub fn scattered(n: u64, factor: u64, offset: u64, size: u64) -> u64 {
    let product = u128::from(n % size) * u128::from(factor) + u128::from(offset);
    (product % u128::from(size)) as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dice_repeat_and_stay_in_range() {
        let throws = |stream| {
            (0..50).map(|_| ()).scan(Dice::new(7, stream), |dice, ()| Some(dice.between(-3, 3))).collect::<Vec<_>>()
        };
        assert_eq!(throws(1), throws(1));
        assert_ne!(throws(1), throws(2));
        assert!(throws(1).iter().all(|n| (-3..=3).contains(n)));
        let mut dice = Dice::new(1, 1);
        assert!((0..100).all(|_| dice.weighted([0, 5, 0].into_iter()) == 1));
    }

    #[test]
    fn scattered_numbers_never_repeat() {
        let seen: std::collections::BTreeSet<u64> = (0..1000).map(|n| scattered(n, 617, 12, 1000)).collect();
        assert_eq!(seen.len(), 1000);
    }
}
