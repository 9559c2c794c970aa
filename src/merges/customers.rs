//! The customer's identity: membership, account, contact data, consents and cars.

use super::Merge;
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::members::consents::{self, Purpose};
use crate::members::security;
use crate::points::tiers::HeldTier;
use crate::values::{AccountId, CustomerId, MemberNo};
use crate::{for_update, sql};
use chrono::{DateTime, Utc};

/// A membership that ended with the merge.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Ended {
    pub member_no: MemberNo,
    pub referral_code: String,
    #[sqlx(flatten)]
    pub held: HeldTier,
    pub joined_at: DateTime<Utc>,
}

pub async fn lock(tx: &mut Tx, customer: CustomerId) -> Result<()> {
    let found = for_update!(tx, optional_scalar CustomerId, "SELECT id FROM customers WHERE id = $1", customer)?;
    found.map(|_| ()).ok_or(AppError::NotFound)
}

/// Finds the customer that this one was merged into; `None` if it was not merged.
pub async fn find_survivor(tx: &mut Tx, customer: CustomerId) -> Result<Option<CustomerId>> {
    let query = "SELECT survivor_id FROM customer_merges WHERE customer_id = $1";
    Ok(sql!(tx, optional_scalar CustomerId, query, customer)?)
}

/// Moves the duplicate's membership and account to the survivor if it has none; otherwise ends them. Returns the
/// membership that ended. The survivor keeps the earlier of the two joining dates.
pub async fn move_membership(tx: &mut Tx, merge: &Merge<'_>) -> Result<Option<Ended>> {
    let Merge { duplicate, survivor, .. } = *merge;
    sql!(tx, execute, "DELETE FROM payment_codes WHERE customer_id = $1", duplicate)?;
    move_account(tx, merge).await?;
    let moved = "UPDATE members SET customer_id = $2 WHERE customer_id = $1 \
        AND NOT EXISTS (SELECT 1 FROM members o WHERE o.customer_id = $2)";
    if sql!(tx, execute, moved, duplicate, survivor)? == 1 {
        return Ok(None);
    }
    let ended = sql!(
        tx,
        optional Ended,
        "DELETE FROM members WHERE customer_id = $1 RETURNING member_no, referral_code, tier, tier_until, joined_at",
        duplicate
    )?;
    if let Some(ended) = &ended {
        let since = "UPDATE members SET joined_at = $2 WHERE customer_id = $1 AND joined_at > $2";
        sql!(tx, execute, since, survivor, ended.joined_at)?;
    }
    Ok(ended)
}

/// Moves or disables the duplicate's account. Its sessions end, because a session is bound to its customer.
async fn move_account(tx: &mut Tx, Merge { duplicate, survivor, now, .. }: &Merge<'_>) -> Result<()> {
    let open = "DELETE FROM sessions WHERE account_id IN (SELECT id FROM accounts WHERE customer_id = $1)";
    sql!(tx, execute, open, duplicate)?;
    let moved = "UPDATE accounts SET customer_id = $2 WHERE customer_id = $1 \
        AND NOT EXISTS (SELECT 1 FROM accounts o WHERE o.customer_id = $2)";
    sql!(tx, execute, moved, duplicate, survivor)?;
    let left = sql!(tx, optional_scalar AccountId, "SELECT id FROM accounts WHERE customer_id = $1", duplicate)?;
    if let Some(account) = left {
        security::disable_account(tx, account, *now).await?;
    }
    Ok(())
}

pub async fn move_all(tx: &mut Tx, merge: &Merge<'_>) -> Result<()> {
    let Merge { duplicate, survivor, now, .. } = *merge;
    move_contacts(tx, duplicate, survivor, now).await?;
    fill_in(tx, duplicate, survivor).await?;
    move_consents(tx, merge).await?;
    sql!(tx, execute, "UPDATE ownerships SET customer_id = $2 WHERE customer_id = $1", duplicate, survivor)?;
    note_change(tx, merge).await
}

/// Per kind of contact the survivor's primary one stays primary; if it has none, the duplicate's becomes primary.
async fn move_contacts(tx: &mut Tx, duplicate: CustomerId, survivor: CustomerId, now: DateTime<Utc>) -> Result<()> {
    let confirmed = "INSERT INTO field_verifications (customer_id, field, verified_at, source) \
        SELECT $2, f.field, f.verified_at, f.source FROM field_verifications f WHERE f.customer_id = $1 \
        AND ((f.field IN ('phone', 'email', 'address') AND NOT EXISTS (SELECT 1 FROM contact_points p \
        WHERE p.customer_id = $2 AND p.kind = f.field AND p.is_primary)) \
        OR (f.field = 'birthday' AND EXISTS (SELECT 1 FROM customers c WHERE c.id = $2 AND c.birthday IS NULL)) \
        OR (f.field = 'preferred_dealer' \
        AND EXISTS (SELECT 1 FROM customers c WHERE c.id = $2 AND c.preferred_dealer_id IS NULL))) \
        ON CONFLICT (customer_id, field) DO NOTHING";
    sql!(tx, execute, confirmed, duplicate, survivor)?;
    let older = "UPDATE contact_points SET is_primary = $3, updated_at = $4 WHERE customer_id = $1 AND is_primary \
        AND EXISTS (SELECT 1 FROM contact_points o WHERE o.customer_id = $2 AND o.kind = contact_points.kind \
        AND o.is_primary)";
    sql!(tx, execute, older, duplicate, survivor, false, now)?;
    sql!(tx, execute, "UPDATE contact_points SET customer_id = $2 WHERE customer_id = $1", duplicate, survivor)?;
    Ok(())
}

/// Fills in what only the duplicate's row knows.
async fn fill_in(tx: &mut Tx, duplicate: CustomerId, survivor: CustomerId) -> Result<()> {
    let birthday = "UPDATE customers SET birthday = (SELECT g.birthday FROM customers g WHERE g.id = $1), \
        birthday_md = (SELECT g.birthday_md FROM customers g WHERE g.id = $1) WHERE id = $2 AND birthday IS NULL";
    sql!(tx, execute, birthday, duplicate, survivor)?;
    let dealer = "UPDATE customers SET preferred_dealer_id = (SELECT g.preferred_dealer_id FROM customers g \
        WHERE g.id = $1) WHERE id = $2 AND preferred_dealer_id IS NULL";
    sql!(tx, execute, dealer, duplicate, survivor)?;
    Ok(())
}

/// If both answered the same question, the later answer counts.
async fn move_consents(tx: &mut Tx, merge: &Merge<'_>) -> Result<()> {
    let later = sql!(
        tx,
        all(Purpose, bool),
        "SELECT g.purpose, g.granted FROM consents g LEFT JOIN consents o \
         ON o.customer_id = $2 AND o.purpose = g.purpose WHERE g.customer_id = $1 \
         AND (o.purpose IS NULL OR o.changed_at < g.changed_at) ORDER BY g.purpose",
        merge.duplicate,
        merge.survivor
    )?;
    for (purpose, granted) in later {
        consents::set(tx, merge.survivor, purpose, granted, &merge.actor(), merge.now).await?;
    }
    Ok(())
}

/// Marks both rows as changed, so that forms opened before the merge are rejected as stale.
async fn note_change(tx: &mut Tx, merge: &Merge<'_>) -> Result<()> {
    let Merge { duplicate, survivor, now, .. } = *merge;
    let set = "UPDATE customers SET merged_into = $2, version = version + 1, updated_at = $3 WHERE id = $1";
    sql!(tx, execute, set, duplicate, survivor, now)?;
    sql!(tx, execute, "UPDATE customers SET version = version + 1, updated_at = $2 WHERE id = $1", survivor, now)?;
    let note = "INSERT INTO customer_changes (customer_id, field, old_value, new_value, changed_by, changed_at) \
        SELECT c.id, 'merged', g.customer_no, i.customer_no, $3, $4 FROM customers c \
        JOIN customers g ON g.id = $1 JOIN customers i ON i.id = $2 WHERE c.id IN ($1, $2)";
    sql!(tx, execute, note, duplicate, survivor, merge.actor(), now)?;
    Ok(())
}
