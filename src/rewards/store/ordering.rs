//! Queries of the page that confirms a redemption.

use crate::db::Tx;
use crate::error::Result;
use crate::sql;
use crate::values::{CustomerId, DealerId};
use chrono::{DateTime, Utc};

/// A lot that can be spent, and what it was earned for.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Source {
    pub remaining: i64,
    pub earned_at: DateTime<Utc>,
    pub expires_at: DateTime<Utc>,
    pub label_zh: String,
    pub label_en: String,
    /// All available points, in this lot and in the others.
    pub available: i64,
}

/// Lists the lots that can be spent, earliest expiry first.
pub async fn list_sources(tx: &mut Tx, customer: CustomerId, now: DateTime<Utc>) -> Result<Vec<Source>> {
    Ok(sql!(
        tx,
        all Source,
        "SELECT l.remaining, l.earned_at, l.expires_at, t.label_zh, t.label_en, \
         CAST(SUM(l.remaining) OVER () AS BIGINT) AS available \
         FROM point_lots l JOIN point_transfers t ON t.id = l.transfer_id \
         WHERE l.customer_id = $1 AND l.remaining > 0 AND l.expires_at > $2 ORDER BY l.expires_at, l.id",
        customer,
        now
    )?)
}

/// The member's known delivery address.
#[derive(Clone, Debug, Default, sqlx::FromRow)]
pub struct Contact {
    pub name: String,
    pub phone: String,
    pub province: String,
    pub city: String,
    pub district: String,
    pub street: String,
}

pub async fn get_contact(tx: &mut Tx, customer: CustomerId) -> Result<Contact> {
    Ok(sql!(
        tx,
        optional Contact,
        "SELECT c.name, COALESCE(p.value, '') AS phone, COALESCE(a.province, '') AS province, \
         COALESCE(a.city, '') AS city, COALESCE(a.district, '') AS district, COALESCE(a.value, '') AS street \
         FROM customers c \
         LEFT JOIN contact_points p ON p.customer_id = c.id AND p.kind = 'phone' AND p.is_primary = $2 \
         LEFT JOIN contact_points a ON a.customer_id = c.id AND a.kind = 'address' AND a.is_primary = $2 \
         WHERE c.id = $1",
        customer,
        true
    )?
    .unwrap_or_default())
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct DealerChoice {
    pub id: DealerId,
    pub name_zh: String,
    pub name_en: String,
    pub city: String,
    pub city_en: String,
    pub preferred: bool,
}

/// Lists active dealers: the member's preferred one first, then by city.
pub async fn list_dealers(tx: &mut Tx, customer: CustomerId) -> Result<Vec<DealerChoice>> {
    Ok(sql!(
        tx,
        all DealerChoice,
        "SELECT d.id, d.name_zh, d.name_en, d.city, d.city_en, \
         (c.preferred_dealer_id IS NOT NULL AND c.preferred_dealer_id = d.id) AS preferred \
         FROM dealers d JOIN customers c ON c.id = $1 WHERE d.active = $2 ORDER BY 6 DESC, d.province, d.city, d.id",
        customer,
        true
    )?)
}
