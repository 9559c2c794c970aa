use crate::error::Refuse;
use crate::i18n::Locale;
use serde::Serialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub enum Refusal {
    /// The redemption is handed over or in progress and can no longer be cancelled.
    TooLateToCancel,
    EventNotOpen,
    EventOver,
    AlreadyRegistered,
    TierTooLow,
    ModelNotInvited,
    TooManyCompanions {
        max: i64,
    },
    AlreadyCheckedIn,
    /// The ticket is for another event.
    OtherEvent,
    /// The ticket is on the waitlist or cancelled.
    TicketVoid,
}

impl Refuse for Refusal {
    fn text(&self, l: Locale) -> String {
        match *self {
            Self::TooLateToCancel => tr!(
                l,
                "已开始处理或活动已开始，不能再取消。",
                "It is already being processed or has started, so it can no longer be cancelled."
            ),
            Self::EventNotOpen => tr!(l, "目前未开放报名。", "Registration is not open."),
            Self::EventOver => tr!(l, "活动已结束。", "The event has ended."),
            Self::AlreadyRegistered => tr!(l, "您已报名此活动。", "You’re already registered for this event."),
            Self::TierTooLow => tr!(l, "此活动仅限更高等级的会员报名。", "This event is for members of a higher tier."),
            Self::ModelNotInvited => {
                tr!(l, "此活动仅限指定车型车主。", "This event is for owners of a specific model.")
            }
            Self::TooManyCompanions { max } => tr!(l, "最多可带 {max} 位同伴。", "At most {max} companions."),
            Self::AlreadyCheckedIn => {
                tr!(l, "此票已签到过，不能重复使用。", "This ticket has already been checked in.")
            }
            Self::OtherEvent => {
                tr!(
                    l,
                    "这是另一场活动的门票，请核对活动。",
                    "This ticket is for another event. Please check the event."
                )
            }
            Self::TicketVoid => {
                tr!(l, "此票无效：仍在候补或已取消。", "Not valid: still on the waitlist or cancelled.")
            }
        }
    }
}
