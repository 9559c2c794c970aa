use super::model::{Address, ChangeRow, Field, Profile, Seen};
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::i18n::Locale;
use crate::values::{AccountId, CustomerId, DealerId, PersonName, Phone};
use crate::{for_update, sql};
use chrono::{DateTime, Datelike, NaiveDate, Utc};

/// Locks a customer until the transaction ends; returns the version of their data.
pub async fn lock(tx: &mut Tx, customer: CustomerId) -> Result<i64> {
    let version = for_update!(tx, optional_scalar i64, "SELECT version FROM customers WHERE id = $1", customer)?;
    version.ok_or(AppError::NotFound)
}

pub async fn get_profile(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<Profile> {
    let profile = sql!(
        tx,
        optional Profile,
        "SELECT c.name, c.birthday, c.version, p.value AS phone, e.value AS email, \
         a.value AS street, a.province, a.city, a.district, a.postcode, \
         d.id AS dealer_id, d.code AS dealer_code, d.name_zh AS dealer_zh, d.name_en AS dealer_en, \
         (SELECT granted FROM consents WHERE customer_id = c.id AND purpose = 'sms') AS by_sms, \
         (SELECT granted FROM consents WHERE customer_id = c.id AND purpose = 'email') AS by_email, \
         (SELECT granted FROM consents WHERE customer_id = c.id AND purpose = 'phone') AS by_phone, \
         (SELECT MAX(at) FROM point_transfers WHERE source = 'profile' AND source_id IN (SELECT c.id \
         UNION ALL SELECT g.customer_id FROM customer_merges g WHERE g.survivor_id = c.id)) AS rewarded_at, \
         (SELECT value FROM point_rules WHERE code = 'profile' AND valid_from <= $2 ORDER BY valid_from DESC, version DESC LIMIT 1) \
         AS reward FROM customers c \
         LEFT JOIN contact_points p ON p.customer_id = c.id AND p.kind = 'phone' AND p.is_primary \
         LEFT JOIN contact_points e ON e.customer_id = c.id AND e.kind = 'email' AND e.is_primary \
         LEFT JOIN contact_points a ON a.customer_id = c.id AND a.kind = 'address' AND a.is_primary \
         LEFT JOIN dealers d ON d.id = c.preferred_dealer_id WHERE c.id = $1",
        customer,
        now
    )?;
    profile.ok_or(AppError::NotFound)
}

pub async fn list_seen(tx: &mut Tx, customer: CustomerId) -> Result<Vec<Seen>> {
    Ok(sql!(tx, all Seen, "SELECT field, verified_at FROM field_verifications WHERE customer_id = $1", customer)?)
}

/// The ten latest changes, newest first; a dealer's code is replaced by its name in the reader's language.
pub async fn list_changes(tx: &mut Tx, customer: CustomerId, l: Locale) -> Result<Vec<ChangeRow>> {
    Ok(sql!(
        tx,
        all ChangeRow,
        "SELECT h.field, \
         COALESCE(CASE WHEN $2 = 'en' THEN o.name_en ELSE o.name_zh END, h.old_value) AS old_value, \
         COALESCE(CASE WHEN $2 = 'en' THEN n.name_en ELSE n.name_zh END, h.new_value) AS new_value, \
         h.changed_by, h.changed_at FROM customer_changes h \
         LEFT JOIN dealers o ON h.field = 'preferred_dealer' AND o.code = h.old_value \
         LEFT JOIN dealers n ON h.field = 'preferred_dealer' AND n.code = h.new_value \
         WHERE h.customer_id = $1 ORDER BY h.id DESC LIMIT 10",
        customer,
        l.code()
    )?)
}

#[derive(sqlx::FromRow)]
pub struct DealerChoice {
    pub id: DealerId,
    pub name_zh: String,
    pub name_en: String,
    pub city: String,
    pub city_en: String,
}

pub async fn list_dealers(tx: &mut Tx) -> Result<Vec<DealerChoice>> {
    Ok(sql!(
        tx,
        all DealerChoice,
        "SELECT id, name_zh, name_en, city, city_en FROM dealers WHERE active ORDER BY province, city, id LIMIT 1000"
    )?)
}

pub async fn dealer_code(tx: &mut Tx, dealer: DealerId) -> Result<Option<String>> {
    Ok(sql!(tx, optional_scalar String, "SELECT code FROM dealers WHERE id = $1 AND active", dealer)?)
}

pub async fn insert_change(
    tx: &mut Tx,
    customer: CustomerId,
    field: Field,
    (old, new): (Option<&str>, Option<&str>),
    by: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sql!(
        tx,
        execute,
        "INSERT INTO customer_changes (customer_id, field, old_value, new_value, changed_by, changed_at) \
         VALUES ($1, $2, $3, $4, $5, $6)",
        customer,
        field,
        old,
        new,
        by,
        now
    )?;
    Ok(())
}

/// Increments the version, so that forms opened earlier are refused as stale.
pub async fn bump(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<()> {
    let update = "UPDATE customers SET version = version + 1, updated_at = $2 WHERE id = $1";
    sql!(tx, execute, update, customer, now)?;
    Ok(())
}

pub async fn update_name(tx: &mut Tx, customer: CustomerId, name: &PersonName) -> Result<()> {
    sql!(tx, execute, "UPDATE customers SET name = $2 WHERE id = $1", customer, name)?;
    sql!(tx, execute, "UPDATE accounts SET name = $2 WHERE customer_id = $1", customer, name)?;
    Ok(())
}

pub async fn update_birthday(tx: &mut Tx, customer: CustomerId, day: NaiveDate) -> Result<()> {
    let month_and_day = i64::from(100 * day.month() + day.day());
    let update = "UPDATE customers SET birthday = $2, birthday_md = $3 WHERE id = $1";
    sql!(tx, execute, update, customer, day, month_and_day)?;
    Ok(())
}

pub async fn update_dealer(tx: &mut Tx, customer: CustomerId, dealer: DealerId) -> Result<()> {
    sql!(tx, execute, "UPDATE customers SET preferred_dealer_id = $2 WHERE id = $1", customer, dealer)?;
    Ok(())
}

/// Sets the account's sign-in phone to the phone on file; returns false if another account uses it.
pub async fn update_account_phone(tx: &mut Tx, account: AccountId, phone: &Phone) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE accounts SET phone = $2 WHERE id = $1 AND NOT EXISTS \
         (SELECT 1 FROM accounts WHERE phone = $2 AND id <> $1)",
        account,
        phone
    );
    match changed {
        Ok(changed) => Ok(changed > 0),
        // Another transaction took it at the same moment.
        Err(error) if error.is_unique() => Ok(false),
        Err(error) => Err(error.into()),
    }
}

pub async fn find_locale(tx: &mut Tx, account: AccountId) -> Result<Option<String>> {
    Ok(sql!(tx, optional_scalar Option<String>, "SELECT locale FROM accounts WHERE id = $1", account)?.flatten())
}

pub async fn is_taken(tx: &mut Tx, phone: &Phone, account: AccountId) -> Result<bool> {
    let select = "SELECT COUNT(*) FROM accounts WHERE phone = $1 AND id <> $2";
    Ok(sql!(tx, scalar i64, select, phone, account)? > 0)
}

/// Makes this the primary phone or mail address; the previous one is kept.
pub async fn replace_contact(
    tx: &mut Tx,
    customer: CustomerId,
    field: Field,
    value: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    retire_contact(tx, customer, field, now).await?;
    let insert = "INSERT INTO contact_points (customer_id, kind, value, updated_at) VALUES ($1, $2, $3, $4)";
    sql!(tx, execute, insert, customer, field, value, now)?;
    Ok(())
}

pub async fn replace_address(tx: &mut Tx, customer: CustomerId, address: &Address, now: DateTime<Utc>) -> Result<()> {
    retire_contact(tx, customer, Field::Address, now).await?;
    let postcode = Some(&address.postcode).filter(|postcode| !postcode.is_empty());
    sql!(
        tx,
        execute,
        "INSERT INTO contact_points (customer_id, kind, value, province, city, district, postcode, updated_at) \
         VALUES ($1, 'address', $2, $3, $4, $5, $6, $7)",
        customer,
        &address.street,
        &address.province,
        &address.city,
        &address.district,
        postcode,
        now
    )?;
    Ok(())
}

/// Makes the primary one no longer primary; the row is kept.
pub async fn retire_contact(tx: &mut Tx, customer: CustomerId, kind: Field, now: DateTime<Utc>) -> Result<()> {
    sql!(
        tx,
        execute,
        "UPDATE contact_points SET is_primary = $4, updated_at = $3 WHERE customer_id = $1 AND kind = $2 AND is_primary",
        customer,
        kind,
        now,
        false
    )?;
    Ok(())
}
