//! Types of adjustments.

use crate::i18n::Locale;
use crate::text_enum;

text_enum! {
    /// State of an adjustment.
    pub enum AdjustmentState {
        /// Waits for a second administrator.
        Proposed = "proposed",
        Done = "done",
        Declined = "declined",
    }
}

text_enum! {
    /// Direction of an adjustment.
    pub enum Direction { Give = "give", Take = "take" }
}

text_enum! {
    /// Why points were adjusted, as the member reads it.
    pub enum AdjustmentReason {
        Correction = "correction",
        /// Earned but not booked at the time.
        Missed = "missed",
        Compensation = "compensation",
        Goodwill = "goodwill",
    }
}

impl AdjustmentReason {
    pub fn name(self, l: Locale) -> String {
        match self {
            Self::Correction => tr!(l, "更正错误", "error corrected"),
            Self::Missed => tr!(l, "补记漏发的积分", "missed points added"),
            Self::Compensation => tr!(l, "服务补偿", "service compensation"),
            Self::Goodwill => tr!(l, "关怀赠送", "with our compliments"),
        }
    }

    /// The label in the statement.
    pub fn label(self, l: Locale) -> String {
        let name = self.name(l);
        tr!(l, "人工调整：{name}", "Club adjustment: {name}")
    }

    /// Taking points is only allowed to correct a mistake.
    pub fn suits(self, direction: Direction) -> bool {
        direction == Direction::Give || self == Self::Correction
    }
}

/// Maximum points of one adjustment.
pub const MOST: i64 = 1_000_000;

/// Maximum length of a reason, in characters.
pub const REASON: usize = 200;

impl Direction {
    /// Positive gives, negative takes.
    pub fn signed(self, points: i64) -> i64 {
        match self {
            Self::Give => points,
            Self::Take => -points,
        }
    }
}

impl AdjustmentState {
    /// The badge's kind and text.
    pub fn badge(self, l: Locale) -> (&'static str, String) {
        match self {
            Self::Proposed => ("warn", tr!(l, "待复核", "Awaiting approval")),
            Self::Done => ("good", tr!(l, "已入账", "Posted")),
            Self::Declined => ("", tr!(l, "已驳回", "Declined")),
        }
    }
}
