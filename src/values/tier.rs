use crate::text_enum;

text_enum! {
    /// Ordered: a later one has more rights.
    pub enum Tier { Basic = "basic", Silver = "silver", Gold = "gold", Platinum = "platinum" }
}
