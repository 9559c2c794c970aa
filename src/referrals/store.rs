use super::model::{DeclineReason, LeadState, STALE};
use super::ops::{Claim, Move};
use crate::clock;
use crate::db::{DbResult, Tx};
use crate::garage::model::ModelName;
use crate::sql;
use crate::values::{CustomerId, DealerId, ModelId, PersonName, Phone, ReferralId, Vin};
use chrono::{DateTime, NaiveDate, Utc};

/// Finds the member with this referral code.
pub async fn find_referrer(tx: &mut Tx, code: &str) -> DbResult<Option<(CustomerId, PersonName)>> {
    if !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Ok(None);
    }
    sql!(
        tx,
        optional(CustomerId, PersonName),
        "SELECT c.id, c.name FROM members m JOIN customers c ON c.id = m.customer_id \
         WHERE m.referral_code = $1 AND c.merged_into IS NULL \
         AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.customer_id = c.id AND a.disabled_at IS NOT NULL)",
        code.to_ascii_uppercase()
    )
}

/// Lists the models that a friend can choose from.
pub async fn list_models(tx: &mut Tx) -> DbResult<Vec<ModelName>> {
    sql!(tx, all ModelName, "SELECT id, name_zh AS zh, name_en AS en FROM models ORDER BY name_en, id")
}

#[derive(sqlx::FromRow)]
pub struct DealerChoice {
    pub id: DealerId,
    pub name_zh: String,
    pub name_en: String,
    pub city: String,
    pub city_en: String,
}

pub async fn list_dealers(tx: &mut Tx) -> DbResult<Vec<DealerChoice>> {
    sql!(
        tx,
        all DealerChoice,
        "SELECT id, name_zh, name_en, city, city_en FROM dealers WHERE active ORDER BY city_en, name_en, id"
    )
}

/// Whether the dealer, and the model if one is given, can be chosen.
#[derive(Clone, Copy, Debug, sqlx::FromRow)]
pub struct Choosable {
    pub dealer: bool,
    pub model: bool,
}

pub async fn find_choosable(tx: &mut Tx, dealer: DealerId, model: Option<ModelId>) -> DbResult<Choosable> {
    sql!(
        tx,
        one Choosable,
        "SELECT EXISTS (SELECT 1 FROM dealers WHERE id = $1 AND active) AS dealer, \
         CAST($2 AS BIGINT) IS NULL OR EXISTS (SELECT 1 FROM models WHERE id = $2) AS model",
        dealer,
        model
    )
}

/// The objection to a claim: `repeated`, a [`DeclineReason`], or empty if there is none.
pub async fn objection(tx: &mut Tx, claim: &Claim<'_>, now: DateTime<Utc>) -> DbResult<String> {
    sql!(
        tx,
        scalar String,
        "SELECT CASE \
         WHEN EXISTS (SELECT 1 FROM referrals WHERE referrer_id = $1 AND friend_phone = $2 AND state <> 'expired' \
         AND created_at > $3) THEN 'repeated' \
         WHEN EXISTS (SELECT 1 FROM contact_points WHERE kind = 'phone' AND value = $2 AND customer_id = $1) \
         OR EXISTS (SELECT 1 FROM accounts WHERE phone = $2 AND customer_id = $1) THEN 'self' \
         WHEN EXISTS (SELECT 1 FROM contact_points WHERE kind = 'phone' AND value = $2) \
         OR EXISTS (SELECT 1 FROM accounts WHERE phone = $2 AND customer_id IS NOT NULL) THEN 'customer' \
         WHEN EXISTS (SELECT 1 FROM referrals WHERE friend_phone = $2 \
         AND state IN ('invited', 'contacted', 'test_drive', 'delivered')) THEN 'claimed' \
         ELSE '' END",
        claim.referrer,
        claim.friend_phone,
        now - STALE
    )
}

/// Inserts a claim; `None` if another valid claim on the same phone came first.
pub async fn insert_claim(
    tx: &mut Tx,
    claim: &Claim<'_>,
    declined: Option<DeclineReason>,
    now: DateTime<Utc>,
) -> DbResult<Option<ReferralId>> {
    let state = if declined.is_some() { LeadState::Declined } else { LeadState::Invited };
    sql!(
        tx,
        optional_scalar ReferralId,
        "INSERT INTO referrals (referrer_id, friend_name, friend_phone, model_id, dealer_id, state, decline_reason, \
         consent_wording, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9) \
         ON CONFLICT (friend_phone) WHERE state IN ('invited', 'contacted', 'test_drive', 'delivered') \
         DO NOTHING RETURNING id",
        claim.referrer,
        claim.friend_name,
        claim.friend_phone,
        claim.model,
        claim.dealer,
        state,
        declined,
        claim.wording,
        now
    )
}

pub struct Change<'a> {
    pub state: LeadState,
    /// Of the dealer's staff; may be empty.
    pub note: &'a str,
    pub by: &'a str,
}

pub async fn insert_change(
    tx: &mut Tx,
    referral: ReferralId,
    Change { state, note, by }: Change<'_>,
    now: DateTime<Utc>,
) -> DbResult<u64> {
    sql!(
        tx,
        execute,
        "INSERT INTO referral_changes (referral_id, state, note, changed_by, at) VALUES ($1, $2, $3, $4, $5)",
        referral,
        state,
        note,
        by,
        now
    )
}

/// What a move needs to know about a referral.
#[derive(sqlx::FromRow)]
pub struct Moving {
    pub id: ReferralId,
    pub referrer_id: CustomerId,
    pub dealer_id: DealerId,
    pub friend_name: PersonName,
    pub friend_phone: Phone,
    pub created_at: DateTime<Utc>,
}

/// Moves a lead if it is this dealer's, at this version, and in a state from which the move is allowed.
pub async fn advance(tx: &mut Tx, m: &Move<'_>, now: DateTime<Utc>) -> DbResult<Option<Moving>> {
    sql!(
        tx,
        optional Moving,
        "UPDATE referrals SET state = $4, version = version + 1, updated_at = $5, delivered_vin = $6 \
         WHERE id = $1 AND dealer_id = $2 AND version = $3 \
         AND ((state = 'invited' AND $4 IN ('contacted', 'expired')) \
         OR (state = 'contacted' AND $4 IN ('test_drive', 'expired')) \
         OR (state = 'test_drive' AND $4 IN ('delivered', 'expired'))) \
         RETURNING id, \
         COALESCE((SELECT g.survivor_id FROM customer_merges g WHERE g.customer_id = referrer_id), referrer_id) AS referrer_id, dealer_id, friend_name, friend_phone, created_at",
        m.lead,
        m.dealer,
        m.version,
        m.to,
        now,
        m.vin
    )
}

pub async fn find_state(tx: &mut Tx, lead: ReferralId, dealer: DealerId) -> DbResult<Option<(LeadState, i64)>> {
    sql!(
        tx,
        optional(LeadState, i64),
        "SELECT state, version FROM referrals WHERE id = $1 AND dealer_id = $2 AND state <> 'declined'",
        lead,
        dealer
    )
}

/// A delivered car in the shared database.
#[derive(sqlx::FromRow)]
pub struct CarRow {
    pub delivered_on: Option<NaiveDate>,
    pub selling_dealer_id: Option<DealerId>,
    pub owner: Option<CustomerId>,
    /// The number of cars that the owner had before the referral.
    pub earlier_cars: i64,
}

pub async fn find_car(tx: &mut Tx, vin: &Vin, referred_at: DateTime<Utc>) -> DbResult<Option<CarRow>> {
    sql!(
        tx,
        optional CarRow,
        "SELECT v.delivered_on, v.selling_dealer_id, o.customer_id AS owner, \
         (SELECT COUNT(*) FROM ownerships e WHERE e.customer_id = o.customer_id AND e.from_on < $2) AS earlier_cars \
         FROM vehicles v LEFT JOIN ownerships o ON o.vehicle_id = v.id AND o.until_on IS NULL WHERE v.vin = $1",
        vin,
        clock::day(referred_at)
    )
}

/// Finds the one customer with this phone who had no car before the referral.
pub async fn find_new_customer(tx: &mut Tx, phone: &Phone, referred_at: DateTime<Utc>) -> DbResult<Option<CustomerId>> {
    sql!(
        tx,
        scalar Option<CustomerId>,
        "SELECT CASE WHEN COUNT(*) = 1 THEN MIN(p.customer_id) END FROM contact_points p \
         WHERE p.kind = 'phone' AND p.value = $1 AND p.is_primary AND NOT EXISTS (SELECT 1 FROM ownerships e \
         WHERE e.customer_id = p.customer_id AND e.from_on < $2)",
        phone,
        clock::day(referred_at)
    )
}

pub async fn set_friend(tx: &mut Tx, lead: ReferralId, friend: CustomerId) -> DbResult<u64> {
    sql!(
        tx,
        execute,
        "UPDATE referrals SET friend_customer_id = $2 WHERE id = $1 AND friend_customer_id IS NULL",
        lead,
        friend
    )
}

/// Expires open referrals that have not moved since `before`, at most 500 at a time.
pub async fn expire(tx: &mut Tx, before: DateTime<Utc>, now: DateTime<Utc>) -> DbResult<Vec<ReferralId>> {
    sql!(
        tx,
        scalars ReferralId,
        "UPDATE referrals SET state = 'expired', version = version + 1, updated_at = $2 WHERE id IN (SELECT id \
         FROM referrals WHERE state IN ('invited', 'contacted', 'test_drive') AND updated_at <= $1 LIMIT 500) \
         AND state IN ('invited', 'contacted', 'test_drive') AND updated_at <= $1 RETURNING id",
        before,
        now
    )
}

/// Lists delivered referrals whose friend has become the car's owner since, with the owner.
pub async fn list_unpaid_friends(tx: &mut Tx, after: ReferralId) -> DbResult<Vec<(ReferralId, CustomerId)>> {
    sql!(
        tx,
        all(ReferralId, CustomerId),
        "SELECT r.id, o.customer_id FROM referrals r JOIN vehicles v ON v.vin = r.delivered_vin \
         JOIN ownerships o ON o.vehicle_id = v.id AND o.until_on IS NULL \
         WHERE r.state = 'delivered' AND r.friend_customer_id IS NULL AND o.customer_id <> r.referrer_id AND r.id > $1 \
         ORDER BY r.id LIMIT 100",
        after
    )
}
