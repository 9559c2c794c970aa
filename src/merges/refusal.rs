use crate::error::Refuse;
use crate::i18n::Locale;
use crate::values::points;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Refusal {
    /// Points are set aside and must be used or released first.
    PointsSetAside,
    /// A customer cannot be merged with themselves.
    SameCustomer,
    /// The two customers hardly match, and have more points than one administrator may move alone.
    UnlikeRows { most: i64 },
}

impl Refuse for Refusal {
    fn text(&self, l: Locale) -> String {
        match *self {
            Self::PointsSetAside => tr!(
                l,
                "还有预留中的积分，请在其使用或退回后再试。",
                "Some points are reserved. Please try again once they are used or returned."
            ),
            Self::SameCustomer => tr!(
                l,
                "不能与自己合并，请输入另一条记录的编号。",
                "A record cannot be merged with itself. Please enter another number."
            ),
            Self::UnlikeRows { most } => {
                let most = points(most);
                tr!(
                    l,
                    "要合并超过 {most} 积分，两条记录的姓名、手机号、生日须至少两项一致；请先核实并更正资料。",
                    "To merge more than {most} points, two of name, phone and birthday must match. Please check and correct the details first."
                )
            }
        }
    }
}
