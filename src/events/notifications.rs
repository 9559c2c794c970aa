//! Notifications to registered members, in their language, once for each change of a registration.

use super::model::Event;
use super::store::Party;
use crate::db::Tx;
use crate::error::Result;
use crate::i18n::Locale;
use crate::outbox::{self, Channel, Message, Topic};
use crate::values;
use chrono::{DateTime, Utc};

crate::text_enum! {
    /// What happened to a registration.
    pub enum Notification {
        Confirmed = "confirmed",
        Waiting = "waiting",
        /// A seat became free and is theirs.
        Promoted = "promoted",
        /// A seat became free, but their points did not cover the fee.
        Unpaid = "unpaid",
        /// The member cancelled.
        Cancelled = "cancelled",
        EventCancelled = "event_cancelled",
    }
}

/// Puts the message into the outbox. A member without an account has no phone that we may write to.
pub async fn notify(
    tx: &mut Tx,
    event: &Event,
    party: &Party,
    notification: Notification,
    now: DateTime<Utc>,
) -> Result<()> {
    let Some(phone) = &party.phone else { return Ok(()) };
    let l = party.locale.as_deref().and_then(Locale::parse).unwrap_or_default();
    let message = Message {
        channel: Channel::Sms,
        recipient: phone,
        customer: Some(party.customer_id),
        topic: Topic::Event,
        body: &text(l, event, notification),
        locale: l,
        dedupe_key: &format!("registration:{}:{notification}", party.id),
        due_at: now,
    };
    outbox::enqueue_once(tx, &message, now).await.map(drop)
}

fn text(l: Locale, event: &Event, notification: Notification) -> String {
    let (title, place, start) = (event.title(l), event.place(l), l.date_time(event.starts_at));
    let fee = values::points(event.fee_points);
    match notification {
        Notification::Confirmed => tr!(
            l,
            "您已报名“{title}”，{start}，{place}。门票见“我的活动”。",
            "You are registered for “{title}”, {start}, {place}. Your ticket is under My events."
        ),
        Notification::Waiting => tr!(
            l,
            "“{title}”名额已满，您已进入候补。有空位时会按顺序自动为您报名并短信通知。",
            "“{title}” is full; you are on the waitlist. When a place becomes free you get it in turn and we tell you."
        ),
        Notification::Promoted => tr!(
            l,
            "候补成功：您已报名“{title}”，{start}，{place}。不能参加请及时取消。",
            "A place is yours: you are registered for “{title}”, {start}, {place}. Please cancel if you cannot come."
        ),
        Notification::Unpaid => tr!(
            l,
            "“{title}”有了空位，但您的可用积分不足 {fee}，名额已顺延，您的候补已结束。",
            "A place at “{title}” became free, but it costs {fee} points and you have fewer. It went to the next; you left the waitlist."
        ),
        Notification::Cancelled => tr!(
            l,
            "您已取消“{title}”的报名。已付的积分已按原有效期退回。",
            "You cancelled your registration for “{title}”. Points you paid are back with the expiry they had."
        ),
        Notification::EventCancelled => {
            let reason = event.cancel_reason.as_deref().unwrap_or_default();
            tr!(
                l,
                "很抱歉，{start} 的活动“{title}”已取消：{reason}。已付的积分已按原有效期退回。",
                "We are sorry: “{title}” on {start} is cancelled ({reason}). Points you paid are back with the expiry they had."
            )
        }
    }
}
