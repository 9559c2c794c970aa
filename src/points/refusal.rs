use crate::error::Refuse;
use crate::i18n::Locale;
use crate::values::points;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Refusal {
    PointsShort {
        need: i64,
        have: i64,
    },
    /// A proposal must be approved by somebody else.
    OwnProposal,
    /// The hold has been spent or released already.
    HoldEnded,
    /// The hold has expired and will be released.
    HoldOver,
}

impl Refuse for Refusal {
    fn text(&self, l: Locale) -> String {
        match *self {
            Self::PointsShort { need, have } => {
                let (need, have) = (points(need), points(have));
                tr!(
                    l,
                    "积分不足：需 {need} 积分，您有 {have} 积分。",
                    "Not enough points: you need {need} and have {have}."
                )
            }
            Self::OwnProposal => {
                tr!(
                    l,
                    "您不能批准自己的提交，须由另一位管理员批准。",
                    "You can’t approve your own proposal. Another administrator must approve it."
                )
            }
            Self::HoldEnded => tr!(
                l,
                "这笔预留积分已使用或已退回。",
                "These points are no longer reserved. They have been used or returned."
            ),
            Self::HoldOver => tr!(
                l,
                "预留已超时，积分将自动退回会员账户。",
                "The reservation timed out. The points go back to the member."
            ),
        }
    }
}
