use crate::error::Refuse;
use crate::i18n::Locale;
use crate::values::points;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Refusal {
    /// The rule allows only `left` more points to be transferred this month.
    TransferLimit { left: i64 },
}

impl Refuse for Refusal {
    fn text(&self, l: Locale) -> String {
        match *self {
            Self::TransferLimit { left } => {
                let left = points(left);
                tr!(
                    l,
                    "超出本月额度，最多再转 {left} 积分。",
                    "Over this month’s limit. You can give {left} more points."
                )
            }
        }
    }
}
