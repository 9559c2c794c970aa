use crate::text_enum;

text_enum! {
    /// Ordered: a later one has more rights. The table `tiers` has the same, in the same order.
    pub enum Tier { Basic = "basic", Silver = "silver", Gold = "gold", Platinum = "platinum" }
}

impl Tier {
    /// What everybody has who joins.
    pub const LOWEST: Self = Self::ALL[0];

    /// As in the table `tiers`.
    pub const fn rank(self) -> i64 {
        self as i64
    }

    /// The names of a field that a form has for each tier: `points_silver` and its like, lowest tier first.
    pub fn fields(prefix: &str) -> Vec<String> {
        Self::ALL.iter().map(|tier| format!("{prefix}_{tier}")).collect()
    }
}

/// One for each tier, the lowest first.
pub type PerTier<T> = [T; Tier::ALL.len()];
