use crate::flash;
use crate::i18n::Locale;
use crate::web::FlashMessage;

flash! {
    pub enum Flash {
        Registered = "registered",
        Waitlisted = "waitlisted",
        RegistrationCancelled = "registration_cancelled",
        WaitlistLeft = "waitlist_left",
        /// To `seats`; `promoted` parties moved up from the waitlist.
        CapacityMoved { seats, promoted } = "capacity_moved",
        EventSaved = "event_saved",
        EventPublished = "event_published",
        EventClosed = "event_closed",
        EventsPublished { done, left } = "events_published",
        EventsClosed { done, left } = "events_closed",
        EventCancelled = "event_cancelled",
        CheckedIn { people } = "checked_in",
    }
}

impl FlashMessage for Flash {
    fn text(self, l: Locale) -> String {
        match self {
            Self::Registered => tr!(l, "报名成功。", "You’re registered."),
            Self::Waitlisted => tr!(l, "已加入候补名单。", "You’re on the waitlist."),
            Self::RegistrationCancelled => tr!(l, "报名已取消。", "Your registration has been cancelled."),
            Self::WaitlistLeft => tr!(l, "已退出候补。", "You’ve left the waitlist."),
            Self::CapacityMoved { seats, promoted: 0 } => {
                tr!(l, "名额已调为 {seats}。", "Capacity changed to {seats}.")
            }
            Self::CapacityMoved { seats, promoted } => tr!(
                l,
                "名额已调为 {seats}，递补 {promoted} 组并已短信通知。",
                "Capacity changed to {seats}. Moved up from the waitlist and notified: {promoted}."
            ),
            Self::EventSaved => tr!(l, "活动已保存。", "Event saved."),
            Self::EventPublished => tr!(l, "活动已发布。", "Event published."),
            Self::EventsPublished { done, left: 0 } => tr!(l, "已发布 {done} 个活动。", "Events published: {done}."),
            Self::EventsPublished { done, left } => tr!(
                l,
                "已发布 {done} 个活动；另外 {left} 个报名已截止或已由他人处理，未作改动。",
                "Events published: {done}. Unchanged, registration over or already handled by others: {left}."
            ),
            Self::EventsClosed { done, left: 0 } => {
                tr!(l, "已关闭 {done} 个活动的报名。", "Registration closed: {done}.")
            }
            Self::EventsClosed { done, left } => tr!(
                l,
                "已关闭 {done} 个活动的报名；另外 {left} 个已由他人处理，未作改动。",
                "Registration closed: {done}. Unchanged, already handled by others: {left}."
            ),
            Self::EventClosed => tr!(l, "报名已关闭。", "Registration closed."),
            Self::EventCancelled => {
                tr!(l, "活动已取消，已通知所有报名者。", "Event cancelled. Everyone registered has been notified.")
            }
            Self::CheckedIn { people } => tr!(l, "已签到，共 {people} 人。", "Checked in, party of {people}."),
        }
    }
}
