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

text_enum! {
    /// Why points were moved by hand, as the member reads it.
    pub enum AdjustmentReason {
        Correction = "correction",
        /// Earned, and not booked at the time.
        Missed = "missed",
        Compensation = "compensation",
        Goodwill = "goodwill",
    }
}

impl AdjustmentReason {
    pub fn name(self, l: Locale) -> String {
        match self {
            Self::Correction => tr!(l, "更正错误", "a mistake corrected"),
            Self::Missed => tr!(l, "补记漏发的积分", "points that were missed"),
            Self::Compensation => tr!(l, "服务补偿", "to make up for our service"),
            Self::Goodwill => tr!(l, "关怀赠送", "with our compliments"),
        }
    }

    /// What the statement calls it.
    pub fn label(self, l: Locale) -> String {
        let name = self.name(l);
        tr!(l, "人工调整：{name}", "Adjusted by the club: {name}")
    }

    /// Only mistakes are a reason to take something.
    pub fn suits(self, direction: Direction) -> bool {
        direction == Direction::Give || self == Self::Correction
    }
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
