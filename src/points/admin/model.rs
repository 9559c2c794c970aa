//! What an adjustment is.

use crate::i18n::Locale;
use crate::text_enum;

text_enum! {
    /// Whether points were moved by hand.
    pub enum AdjustmentState {
        /// Waits for a second administrator.
        Proposed = "proposed",
        Done = "done",
        Declined = "declined",
    }
}

text_enum! {
    /// Which way points go.
    pub enum Direction { Give = "give", Take = "take" }
}

/// The most points of one adjustment.
pub const MOST: i64 = 1_000_000;

/// Longest reason, in characters.
pub const REASON: usize = 200;

impl Direction {
    /// Above 0 given, below 0 taken.
    pub fn signed(self, points: i64) -> i64 {
        match self {
            Self::Give => points,
            Self::Take => -points,
        }
    }
}

impl AdjustmentState {
    /// A badge's kind and text.
    pub fn badge(self, l: Locale) -> (&'static str, String) {
        match self {
            Self::Proposed => ("warn", tr!(l, "待复核", "Waits for approval")),
            Self::Done => ("good", tr!(l, "已入账", "Done")),
            Self::Declined => ("", tr!(l, "已驳回", "Declined")),
        }
    }
}
