//! Reminds members of points that will expire, 90, 30 and 7 days before, once each. A wave goes through the members in
//! order of their ids; it is safe to interrupt and to run concurrently. Points that reach a member after the wave has
//! passed are handled by `late`.

mod late;

use super::model::{last_day, value_fen};
use super::ops::rule_value;
use crate::clock;
use crate::db::{Db, Tx};
use crate::error::Result;
use crate::i18n::Locale;
use crate::outbox::{self, Channel, Message, Topic};
use crate::points::rules::RuleCode;
use crate::values::{CustomerId, Fen, points};
use crate::{for_update, sql};
use chrono::{DateTime, TimeDelta, Utc};

/// Days before the last day on which the points can be spent, the nearest first.
const DAYS: [i64; 3] = [7, 30, 90];

/// An expiry, and the reminder for it in days.
type Wave = (DateTime<Utc>, i64);

/// Sends all due reminders and returns how many. A wave that fails is logged and does not block the others.
pub async fn remind(db: &Db, now: DateTime<Utc>) -> Result<usize> {
    let mut notified = 0;
    for wave in due(db, now).await? {
        match remind_of(db, wave, now).await {
            Ok(more) => notified += more,
            Err(error) => {
                tracing::error!(expires_at = %wave.0, days = wave.1, %error, "a wave of point reminders failed")
            }
        }
    }
    Ok(notified)
}

async fn remind_of(db: &Db, wave: Wave, now: DateTime<Utc>) -> Result<usize> {
    let mut notified = 0;
    while let Some(more) = batch(db, wave, now).await? {
        notified += more;
    }
    Ok(notified + late::remind(db, wave, now).await?)
}

/// Upcoming expiries, each with the nearest reminder that is due. A reminder that was missed is dropped in favour of a
/// nearer one.
async fn due(db: &Db, now: DateTime<Utc>) -> Result<Vec<Wave>> {
    let until = now + TimeDelta::days(DAYS[DAYS.len() - 1] + 1);
    let expiries = "SELECT DISTINCT expires_at FROM point_lots WHERE remaining > 0 AND expires_at > $1 \
        AND expires_at <= $2 ORDER BY expires_at";
    let expiries = sql!(db.read().await?, scalars DateTime<Utc>, expiries, now, until)?;
    Ok(expiries.into_iter().filter_map(|at| Some((at, nearest(at, now)?))).collect())
}

/// The reminder due for an expiry, if any. The day decides which one it is: once that day has begun, the previous
/// reminder is no longer sent, even before ten o'clock.
pub fn nearest(expires_at: DateTime<Utc>, now: DateTime<Utc>) -> Option<i64> {
    let left = (last_day(expires_at) - clock::day(now)).num_days();
    DAYS.into_iter().find(|days| left <= *days).filter(|days| morning(expires_at, *days) <= now)
}

/// Ten o'clock in Shanghai, that many days before the last day.
fn morning(expires_at: DateTime<Utc>, days: i64) -> DateTime<Utc> {
    clock::start_of(last_day(expires_at) - TimeDelta::days(days)) + TimeDelta::hours(10)
}

#[derive(sqlx::FromRow)]
struct Expiring {
    customer_id: CustomerId,
    points: i64,
    phone: Option<String>,
    locale: Option<String>,
}

/// Notifies the wave's next members and records its progress in one transaction; `None` when the wave is complete.
async fn batch(db: &Db, wave: Wave, now: DateTime<Utc>) -> Result<Option<usize>> {
    const SIZE: usize = 500;
    let mut tx = db.write().await?;
    let begin =
        "INSERT INTO expiry_reminders (expires_at, days) VALUES ($1, $2) ON CONFLICT (expires_at, days) DO NOTHING";
    sql!(tx, execute, begin, wave.0, wave.1)?;
    let cursor = for_update!(
        tx,
        optional(CustomerId, bool),
        "SELECT after_customer, done FROM expiry_reminders WHERE expires_at = $1 AND days = $2",
        wave.0,
        wave.1
    )?;
    let Some((after, false)) = cursor else { return Ok(None) };
    let members = next_members(&mut tx, wave.0, after).await?;
    let per_yuan = rule_value(&mut tx, RuleCode::PointValue, now).await?;
    for member in &members {
        notify(&mut tx, member, wave, per_yuan, now).await?;
    }
    let last = members.last().map_or(after, |member| member.customer_id);
    let note = "UPDATE expiry_reminders SET after_customer = $3, done = $4 WHERE expires_at = $1 AND days = $2";
    sql!(tx, execute, note, wave.0, wave.1, last, members.len() < SIZE)?;
    tx.commit().await?;
    Ok(Some(members.iter().filter(|member| member.phone.is_some()).count()))
}

async fn next_members(tx: &mut Tx, expires_at: DateTime<Utc>, after: CustomerId) -> Result<Vec<Expiring>> {
    Ok(sql!(
        tx,
        all Expiring,
        "SELECT l.customer_id, l.points, a.phone, a.locale FROM (SELECT customer_id, \
         CAST(SUM(remaining) AS BIGINT) AS points FROM point_lots WHERE expires_at = $1 AND customer_id > $2 \
         AND remaining > 0 GROUP BY customer_id ORDER BY customer_id LIMIT 500) l \
         LEFT JOIN accounts a ON a.customer_id = l.customer_id AND a.disabled_at IS NULL ORDER BY l.customer_id",
        expires_at,
        after
    )?)
}

async fn notify(tx: &mut Tx, member: &Expiring, wave: Wave, per_yuan: i64, now: DateTime<Utc>) -> Result<()> {
    let Some(phone) = &member.phone else { return Ok(()) };
    let l = member.locale.as_deref().and_then(Locale::parse).unwrap_or_default();
    let (n, day) = (points(member.points), l.date(last_day(wave.0)));
    let point_value = Fen(value_fen(member.points, per_yuan)).yuan();
    let message = Message {
        channel: Channel::Sms,
        recipient: phone,
        customer: Some(member.customer_id),
        topic: Topic::Expiry,
        body: &tr!(
            l,
            "您有 {n} 积分（价值 {point_value}）将于 {day} 过期。登录车主俱乐部，看看能换什么，或捐给公益项目。",
            "{n} of your points (worth {point_value}) expire on {day}. Sign in to see what they can buy, or donate them to a charity project."
        ),
        locale: l,
        dedupe_key: &format!("expiry:{}:{}", member.customer_id, name(wave)),
        due_at: now,
    };
    outbox::enqueue_once(tx, &message, now).await.map(drop)
}

/// Identifies a wave's messages.
fn name((expires_at, days): Wave) -> String {
    format!("{}:{days}", expires_at.timestamp_micros())
}

#[cfg(test)]
mod tests;
