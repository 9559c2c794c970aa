use super::model::{Challenge, Holder, Purpose, Request, new_code, salt, text};
use super::store;
use crate::db::Tx;
use crate::error::{AppError, Problem, Result};
use crate::i18n::Locale;
use crate::outbox::{self, Message, Topic};
use crate::web::{Ctx, session, throttle};
use chrono::{DateTime, TimeDelta, Utc};

const KEY: &str = "code";

/// Sends a code and stores its purpose in the session.
pub async fn begin(ctx: &Ctx, request: Request) -> Result<()> {
    const FROM_ONE_ADDRESS: i64 = 60;
    const IN_ALL: i64 = 20_000;
    let hour = TimeDelta::hours(1);
    throttle(&ctx.app.db, ctx.now, "code-address", &ctx.address, FROM_ONE_ADDRESS, hour).await?;
    throttle(&ctx.app.db, ctx.now, "code-all", "", IN_ALL, hour).await?;
    let mut tx = ctx.app.db.write().await?;
    let (challenge, _) = issue(&mut tx, request, ctx.locale, ctx.now).await?;
    tx.commit().await?;
    session::put(ctx, KEY, &challenge).await
}

/// Returns the code this session is waiting for, if it has this purpose.
pub async fn current(ctx: &Ctx, purpose: Purpose) -> Result<Option<Challenge>> {
    let challenge: Option<Challenge> = session::find(ctx, KEY).await?;
    Ok(challenge.filter(|challenge| challenge.request.purpose == purpose))
}

/// Sends another code for the pending request; this session no longer accepts the previous one.
pub async fn resend(ctx: &Ctx, purpose: Purpose) -> Result<()> {
    let challenge = current(ctx, purpose).await?.ok_or(AppError::NotFound)?;
    begin(ctx, challenge.request).await
}

/// Consumes the typed code. The caller continues in the returned transaction, so that both commit or neither does.
pub async fn pass(ctx: &Ctx, purpose: Purpose, typed: &str) -> Result<(Tx, Holder, Challenge)> {
    let challenge = current(ctx, purpose).await?.ok_or(AppError::field("code", Problem::WrongCode))?;
    let mut tx = ctx.app.db.write().await?;
    match store::use_code(&mut tx, &challenge, typed, ctx.now).await? {
        Some(holder) => Ok((tx, holder, challenge)),
        None => {
            // Commit, so that a failed attempt counts too.
            tx.commit().await?;
            Err(AppError::field("code", Problem::WrongCode))
        }
    }
}

/// Removes the code from the session once it has been used.
pub async fn forget(ctx: &Ctx) -> Result<()> {
    session::remove(ctx, KEY).await
}

/// Writes the code and its message. Returns the code for tests only; all other callers learn it from the message.
pub(super) async fn issue(tx: &mut Tx, request: Request, l: Locale, now: DateTime<Utc>) -> Result<(Challenge, String)> {
    let (salt, code) = (salt(), new_code());
    let id = store::insert(tx, &request, &salt, &code, now).await?;
    let nobody = request.holder.nobody();
    let message = Message {
        channel: request.purpose.channel(),
        recipient: &request.target,
        customer: request.holder.customer,
        topic: if nobody { Topic::Account } else { Topic::Code },
        body: &if nobody { request.notice.clone().unwrap_or_default() } else { text(l, &code) },
        locale: l,
        dedupe_key: &format!("code:{id}"),
        due_at: now,
    };
    outbox::enqueue_if(tx, !nobody || request.notice.is_some(), &message, now).await?;
    Ok((Challenge { id, salt, request }, code))
}
