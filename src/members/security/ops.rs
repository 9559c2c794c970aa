use super::store;
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::outbox::{self, Channel, Message, Topic};
use crate::sql;
use crate::values::{AccountId, CustomerId, Phone};
use chrono::{DateTime, Utc};

#[derive(sqlx::FromRow)]
struct Recipient {
    phone: Phone,
    customer_id: Option<CustomerId>,
    locale: Option<String>,
}

/// Sets a password, ends all sessions except `keep` (a row id), and notifies the account's phone.
pub async fn set_password(
    tx: &mut Tx,
    account: AccountId,
    hash: &str,
    keep: Option<&str>,
    now: DateTime<Utc>,
) -> Result<()> {
    let recipient = sql!(
        tx,
        optional Recipient,
        "UPDATE accounts SET password_hash = $2 WHERE id = $1 AND disabled_at IS NULL \
         RETURNING phone, customer_id, locale",
        account,
        hash
    )?;
    let recipient = recipient.ok_or(AppError::NotFound)?;
    store::delete_sessions(tx, account, keep).await?;
    let l = recipient.locale.as_deref().and_then(Locale::parse).unwrap_or_default();
    let message = Message {
        channel: Channel::Sms,
        recipient: recipient.phone.as_str(),
        customer: recipient.customer_id,
        topic: Topic::Account,
        body: &tr!(
            l,
            "您的登录密码已更改，其他设备已退出登录。如非本人操作，请立即重设密码或致电 400-820-0000。",
            "Your password was changed and other devices were signed out. If this wasn’t you, reset it now or call 400-820-0000."
        ),
        locale: l,
        dedupe_key: &format!("password:{account}:{}", now.timestamp_micros()),
        due_at: now,
    };
    outbox::enqueue(tx, &message, now).await
}

/// Disables an account: from this commit on its sessions are invalid and nobody can sign in with it.
pub async fn disable_account(tx: &mut Tx, account: AccountId, now: DateTime<Utc>) -> Result<()> {
    let changed =
        sql!(tx, execute, "UPDATE accounts SET disabled_at = COALESCE(disabled_at, $2) WHERE id = $1", account, now)?;
    if changed == 0 {
        return Err(AppError::NotFound);
    }
    store::delete_sessions(tx, account, None).await?;
    Ok(())
}

/// Enables a disabled account again.
pub async fn enable_account(tx: &mut Tx, account: AccountId) -> Result<()> {
    let changed = sql!(tx, execute, "UPDATE accounts SET disabled_at = NULL WHERE id = $1", account)?;
    if changed == 0 { Err(AppError::NotFound) } else { Ok(()) }
}
