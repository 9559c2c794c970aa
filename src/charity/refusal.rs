use crate::error::Refuse;
use crate::i18n::Locale;
use crate::values::points;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Refusal {
    /// The charity project takes no more donations.
    ProjectOver,
    /// The points that expire this month differ from what the page said.
    ExpiringChanged { points: i64 },
}

impl Refuse for Refusal {
    fn text(&self, l: Locale) -> String {
        match *self {
            Self::ProjectOver => tr!(
                l,
                "此公益项目已结束，不再接受捐赠；积分未扣除。",
                "This project has ended and no longer takes donations. No points were deducted."
            ),
            Self::ExpiringChanged { points: now } => {
                let now = points(now);
                tr!(
                    l,
                    "本月到期的积分已变为 {now} 积分，尚未扣除，请重新确认。",
                    "The points expiring this month are now {now}. Nothing was deducted. Please confirm again."
                )
            }
        }
    }
}
