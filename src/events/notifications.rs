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
            "You’re registered for “{title}”, {start}, {place}. Find your ticket under “My events”."
        ),
        Notification::Waiting => tr!(
            l,
            "“{title}”名额已满，您已加入候补。有空位时按顺序自动为您报名，并短信通知您。",
            "“{title}” is full, so you’re on the waitlist. If a place opens for you, we’ll register you and text you."
        ),
        Notification::Promoted => tr!(
            l,
            "候补成功：您已报名“{title}”，{start}，{place}。不能参加请及时取消。",
            "You’re in: registered for “{title}”, {start}, {place}. If you can’t come, please cancel."
        ),
        Notification::Unpaid => tr!(
            l,
            "“{title}”有了空位，但您的可用积分不足 {fee}，名额已顺延，您的候补已结束。",
            "A place at “{title}” opened, but you have fewer than the {fee} points it costs. It went to the next party and you’ve left the waitlist."
        ),
        Notification::Cancelled => tr!(
            l,
            "您已取消“{title}”的报名，已付积分已退回，有效期不变。",
            "You cancelled your registration for “{title}”. Any points you paid are back, with their original expiry dates."
        ),
        Notification::EventCancelled => {
            let reason = event.cancel_reason.as_deref().unwrap_or_default();
            tr!(
                l,
                "很抱歉，{start} 的活动“{title}”已取消：{reason}。已付积分已退回，有效期不变。",
                "We’re sorry: “{title}” on {start} has been cancelled ({reason}). Any points you paid are back, with their original expiry dates."
            )
        }
    }
}
