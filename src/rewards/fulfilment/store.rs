//! SQL of the steps; each applies only in the state from which the step starts.

use super::model::Shipment;
use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::values::{AccountId, CustomerId, DealerId, RedemptionId};
use chrono::{DateTime, Utc};

pub async fn set_picked(tx: &mut Tx, id: RedemptionId, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE redemptions SET state = 'picked', picked_at = $2 WHERE id = $1 AND state = 'ordered'",
        id,
        now
    )?;
    Ok(changed == 1)
}

pub async fn set_shipped(tx: &mut Tx, id: RedemptionId, shipment: &Shipment, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE redemptions SET state = 'fulfilled', fulfilled_at = $2, carrier = $3, tracking_no = $4 \
         WHERE id = $1 AND state = 'picked' AND reward_id IN (SELECT w.id FROM rewards w \
         JOIN reward_kinds k ON k.code = w.kind WHERE k.fulfilment = 'shipment')",
        id,
        now,
        shipment.carrier,
        shipment.tracking_no.as_str()
    )?;
    Ok(changed == 1)
}

/// Changes the parcel if it is still the one that was `seen` and actually differs.
pub async fn set_parcel(tx: &mut Tx, id: RedemptionId, seen: &str, shipment: &Shipment) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE redemptions SET carrier = $3, tracking_no = $4 WHERE id = $1 AND state = 'fulfilled' \
         AND carrier || ' ' || tracking_no = $2 AND (carrier <> $3 OR tracking_no <> $4)",
        id,
        seen,
        shipment.carrier,
        shipment.tracking_no.as_str()
    )?;
    Ok(changed == 1)
}

pub async fn set_ready(tx: &mut Tx, id: RedemptionId, now: DateTime<Utc>) -> Result<bool> {
    let changed = sql!(
        tx,
        execute,
        "UPDATE redemptions SET state = 'ready', ready_at = $2 \
         WHERE id = $1 AND state = 'picked' AND reward_id IN (SELECT w.id FROM rewards w \
         JOIN reward_kinds k ON k.code = w.kind WHERE k.fulfilment = 'pickup')",
        id,
        now
    )?;
    Ok(changed == 1)
}

/// Returns the dealer at which it waited.
pub async fn set_handed_over(tx: &mut Tx, id: RedemptionId, now: DateTime<Utc>) -> Result<Option<DealerId>> {
    Ok(sql!(
        tx,
        optional_scalar DealerId,
        "UPDATE redemptions SET state = 'fulfilled', fulfilled_at = $2 \
         WHERE id = $1 AND state = 'ready' AND pickup_dealer_id IS NOT NULL RETURNING pickup_dealer_id",
        id,
        now
    )?)
}

/// What a message about a redemption mentions.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Subject {
    pub customer_id: CustomerId,
    pub title_zh: String,
    pub title_en: String,
    pub dealer_zh: Option<String>,
    pub dealer_en: Option<String>,
}

pub async fn find_subject(tx: &mut Tx, id: RedemptionId) -> Result<Option<Subject>> {
    Ok(sql!(
        tx,
        optional Subject,
        "SELECT r.customer_id, w.title_zh, w.title_en, d.name_zh AS dealer_zh, d.name_en AS dealer_en \
         FROM redemptions r JOIN rewards w ON w.id = r.reward_id LEFT JOIN dealers d ON d.id = r.pickup_dealer_id \
         WHERE r.id = $1",
        id
    )?)
}

/// Records an access to a delivery address; false if nothing has to be shipped now.
pub async fn insert_access(
    tx: &mut Tx,
    (account, id): (AccountId, RedemptionId),
    reason: &str,
    now: DateTime<Utc>,
) -> Result<bool> {
    let inserted = sql!(
        tx,
        execute,
        "INSERT INTO file_accesses (customer_id, account_id, what, reason, at) \
         SELECT customer_id, $2, 'address', $3, $4 FROM redemptions \
         WHERE id = $1 AND state = 'picked' AND address IS NOT NULL",
        id,
        account,
        reason,
        now
    )?;
    Ok(inserted == 1)
}
