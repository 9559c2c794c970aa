use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::members::Refusal;
use crate::members::codes::Holder;
use crate::members::{consents, referral_code, verified};
use crate::values::{AccountId, CustomerId, MemberNo, Phone, Vin};
use crate::{for_update, sql};
use chrono::{DateTime, Utc};

/// The customer a VIN and a phone belong to.
pub struct Match {
    /// Empty if the pair is wrong or its owner is already a member.
    pub holder: Holder,
    /// The pair is right, and an account with this phone exists already.
    pub member: bool,
}

/// Finds the present owner of the car if this is their phone on file.
pub async fn find_match(tx: &mut Tx, vin: &Vin, phone: &Phone) -> Result<Match> {
    let found = sql!(
        tx,
        optional(CustomerId, bool),
        "SELECT c.id, EXISTS (SELECT 1 FROM accounts WHERE customer_id = c.id OR phone = $2) \
         FROM vehicles v JOIN ownerships o ON o.vehicle_id = v.id AND o.until_on IS NULL \
         JOIN customers c ON c.id = o.customer_id AND c.merged_into IS NULL \
         JOIN contact_points p ON p.customer_id = c.id AND p.kind = 'phone' AND p.is_primary AND p.value = $2 \
         WHERE v.vin = $1",
        vin,
        phone
    )?;
    let free = found.filter(|(_, member)| !member).map(|(customer, _)| customer);
    Ok(Match { holder: Holder { customer: free, account: None }, member: found.is_some() && free.is_none() })
}

/// A customer who has proved that car and phone are theirs.
pub struct NewMember<'a> {
    pub customer: CustomerId,
    pub phone: &'a Phone,
    pub password_hash: &'a str,
    pub locale: Locale,
    /// The ticked ones among [`consents::OPTIONAL`].
    pub granted: &'a [consents::Purpose],
}

pub struct Joined {
    pub account: AccountId,
    pub name: String,
}

/// Makes a customer a member, with account, consents and an empty balance. Refuses existing members.
pub async fn join(tx: &mut Tx, new: &NewMember<'_>, now: DateTime<Utc>) -> Result<Joined> {
    // The row lock keeps others from making the same customer a member.
    let name = for_update!(
        tx,
        optional_scalar String,
        "SELECT name FROM customers WHERE id = $1 AND merged_into IS NULL",
        new.customer
    )?;
    let name = name.ok_or(AppError::NotFound)?;
    insert_member(tx, new.customer, now).await?;
    let account = sql!(
        tx,
        optional_scalar AccountId,
        "INSERT INTO accounts (role, phone, name, customer_id, password_hash, locale, created_at) \
         VALUES ('owner', $1, $2, $3, $4, $5, $6) ON CONFLICT DO NOTHING RETURNING id",
        new.phone,
        &name,
        new.customer,
        new.password_hash,
        new.locale.code(),
        now
    )?;
    let account = account.ok_or(Refusal::AlreadyMember)?;
    sql!(
        tx,
        execute,
        "INSERT INTO point_balances (customer_id) VALUES ($1) ON CONFLICT (customer_id) DO NOTHING",
        new.customer
    )?;
    let by = format!("member:{account}");
    consents::set(tx, new.customer, consents::Purpose::Privacy, true, &by, now).await?;
    for purpose in consents::OPTIONAL {
        consents::set(tx, new.customer, purpose, new.granted.contains(&purpose), &by, now).await?;
    }
    verified(tx, new.customer, "phone", now).await?;
    verified(tx, new.customer, "contact_preference", now).await?;
    Ok(Joined { account, name })
}

/// Inserts a member with the next free number; retries if a concurrent insert takes it.
async fn insert_member(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<()> {
    const ATTEMPTS: usize = 100;
    let there = sql!(tx, scalar i64, "SELECT COUNT(*) FROM members WHERE customer_id = $1", customer)?;
    if there > 0 {
        return Err(Refusal::AlreadyMember.into());
    }
    for _ in 0..ATTEMPTS {
        let last = sql!(tx, scalar Option<String>, "SELECT MAX(no) FROM (SELECT MAX(member_no) AS no FROM members UNION ALL SELECT MAX(member_no) FROM customer_merges) m")?;
        let last = last.and_then(|last| last.trim_start_matches('M').parse().ok()).unwrap_or(0_u64);
        let inserted = sql!(
            tx,
            execute,
            "INSERT INTO members (customer_id, member_no, referral_code, joined_at) VALUES ($1, $2, $3, $4) \
             ON CONFLICT DO NOTHING",
            customer,
            MemberNo::nth(last + 1).as_str(),
            referral_code(),
            now
        )?;
        if inserted == 1 {
            return Ok(());
        }
    }
    Err(AppError::Busy)
}
