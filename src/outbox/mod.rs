//! Outgoing messages. Each is written in the transaction that causes it and sent once, however many processes send.

mod sender;

pub use sender::{Queue, send_next};

use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::feature::Feature;
use crate::i18n::Locale;
use crate::jobs::{Job, Pace};
use crate::sql;
use crate::text_enum;
use crate::values::CustomerId;
use chrono::{DateTime, Utc};
use std::fmt::Display;

pub const FEATURE: Feature = Feature {
    jobs: &[
        Job {
            name: "codes",
            pace: Pace::PROMPT,
            run: |app| Box::pin(async move { send_next(&app, Queue::Codes).await }),
        },
        Job {
            name: "messages",
            pace: Pace::PROMPT,
            run: |app| Box::pin(async move { send_next(&app, Queue::Others).await }),
        },
    ],
    ..Feature::NONE
};

text_enum! {
    pub enum Channel { Sms = "sms", Email = "email" }
}

text_enum! {
    /// What a message is about.
    pub enum Topic {
        /// A verification code, sent at once and blanked in the outbox afterwards.
        Code = "code",
        Account = "account",
        Event = "event",
        Redemption = "redemption",
        WishlistItem = "wishlist",
        Expiry = "expiry",
        Tier = "tier",
        Adjustment = "adjustment",
        Donation = "donation",
        Household = "household",
        WorkshopPayment = "workshop_payment",
    }
}

/// A message to send, written in the transaction that causes it.
#[derive(Clone, Debug)]
pub struct Message<'a> {
    pub channel: Channel,
    /// A phone number or a mail address.
    pub recipient: &'a str,
    pub customer: Option<CustomerId>,
    pub topic: Topic,
    /// In the recipient's language, without the club's signature.
    pub body: &'a str,
    /// The recipient's language.
    pub locale: Locale,
    /// Messages with the same key are the same message, which is sent once.
    pub dedupe_key: &'a str,
    /// The earliest time to send.
    pub due_at: DateTime<Utc>,
}

/// Enqueues a message that must be sent. An existing key is a bug of the caller: this message would be taken for the
/// other one.
pub async fn enqueue(tx: &mut Tx, message: &Message<'_>, now: DateTime<Utc>) -> Result<()> {
    enqueue_if(tx, true, message, now).await
}

/// Enqueues a message unless one with the same key exists, for events that may be detected repeatedly. Returns whether
/// it was written.
pub async fn enqueue_once(tx: &mut Tx, message: &Message<'_>, now: DateTime<Utc>) -> Result<bool> {
    insert(tx, true, message, now).await
}

/// Notifies a member by SMS in the member's language; `text` returns what it is about and the text. The same about the
/// same `subject` is sent once. Without an active account there is no phone that we may write to.
pub async fn notify<What: Display>(
    tx: &mut Tx,
    customer: CustomerId,
    (topic, subject): (Topic, impl Display),
    now: DateTime<Utc>,
    text: impl FnOnce(Locale) -> (What, String),
) -> Result<()> {
    let contact = "SELECT phone, locale FROM accounts WHERE customer_id = $1 AND disabled_at IS NULL";
    let Some((phone, locale)) = sql!(tx, optional(String, Option<String>), contact, customer)? else { return Ok(()) };
    let locale = locale.as_deref().and_then(Locale::parse).unwrap_or_default();
    let (what, body) = text(locale);
    let message = Message {
        channel: Channel::Sms,
        recipient: &phone,
        customer: Some(customer),
        topic,
        body: &body,
        locale,
        dedupe_key: &format!("{topic}:{subject}:{what}"),
        due_at: now,
    };
    enqueue_once(tx, &message, now).await.map(drop)
}

/// Adds the sender's signature, without which gateways in China reject a message.
pub fn sign(l: Locale, body: &str) -> String {
    tr!(l, "【车主俱乐部】{body}", "[Owners' Club] {body}")
}

/// [`enqueue`] or nothing, in the same time: the response time must not reveal whether a message was written.
pub async fn enqueue_if(tx: &mut Tx, wanted: bool, message: &Message<'_>, now: DateTime<Utc>) -> Result<()> {
    let written = insert(tx, wanted, message, now).await?;
    if written != wanted {
        tracing::error!(topic = %message.topic, "a message that must be sent has the key of another one");
        return Err(AppError::Internal);
    }
    Ok(())
}

async fn insert(tx: &mut Tx, wanted: bool, message: &Message<'_>, now: DateTime<Utc>) -> Result<bool> {
    let written = sql!(
        tx,
        execute,
        "INSERT INTO outbox (channel, recipient, customer_id, topic, body, dedupe_key, created_at, due_at) \
         SELECT $1, $2, $3, $4, $5, $6, $7, $8 WHERE $9 ON CONFLICT (dedupe_key) DO NOTHING",
        message.channel,
        message.recipient,
        message.customer,
        message.topic,
        sign(message.locale, message.body),
        message.dedupe_key,
        now,
        message.due_at,
        wanted
    )?;
    Ok(written == 1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::web::testing::noon;

    crate::db_test!(each_message_is_signed_in_its_language, |db| {
        let mut tx = db.write().await?;
        for (locale, body, signed) in
            [(Locale::Zh, "您好", "【车主俱乐部】您好"), (Locale::En, "Hello", "[Owners' Club] Hello")]
        {
            let message = Message {
                channel: Channel::Sms,
                recipient: "13800138001",
                customer: None,
                topic: Topic::Tier,
                body,
                locale,
                dedupe_key: body,
                due_at: noon(),
            };
            enqueue(&mut tx, &message, noon()).await?;
            let stored = "SELECT body FROM outbox WHERE dedupe_key = $1";
            assert_eq!(sql!(tx, scalar String, stored, body)?, signed);
        }
    });

    crate::db_test!(a_required_message_with_an_existing_key_is_an_error, |db| {
        let mut tx = db.write().await?;
        let mut message = Message {
            channel: Channel::Sms,
            recipient: "13800138001",
            customer: None,
            topic: Topic::Code,
            body: "1",
            locale: Locale::Zh,
            dedupe_key: "code:1",
            due_at: noon(),
        };
        enqueue(&mut tx, &message, noon()).await?;
        message.body = "2";
        assert_eq!(enqueue(&mut tx, &message, noon()).await, Err(AppError::Internal));
        assert_eq!(enqueue_once(&mut tx, &message, noon()).await, Ok(false));
        assert_eq!(enqueue_if(&mut tx, false, &message, noon()).await, Ok(()));
    });
}
