use crate::text_enum;

text_enum! {
    /// The tiers in ascending order. The table `tiers` has the same ones in the same order.
    pub enum Tier { Basic = "basic", Silver = "silver", Gold = "gold", Platinum = "platinum" }
}

impl Tier {
    /// The tier of a new member.
    pub const LOWEST: Self = Self::ALL[0];

    /// The rank as in the table `tiers`.
    pub const fn rank(self) -> i64 {
        self as i64
    }

    /// The names of a form's fields with one for each tier, such as `points_silver`, lowest tier first.
    pub fn fields(prefix: &str) -> Vec<String> {
        Self::ALL.iter().map(|tier| format!("{prefix}_{tier}")).collect()
    }
}

/// One for each tier, the lowest first.
pub type PerTier<T> = [T; Tier::ALL.len()];
