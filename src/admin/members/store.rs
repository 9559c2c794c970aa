use crate::db::{DbResult, Tx};
use crate::files::OPEN_FOR;
use crate::sql;
use crate::values::{AccountId, CustomerId, Email, MemberNo, PersonName, Phone, Tier};
use chrono::{DateTime, NaiveDate, Utc};

/// A member's file, except cars and timeline.
#[derive(sqlx::FromRow)]
pub struct Head {
    pub id: CustomerId,
    pub name: PersonName,
    pub birthday: Option<NaiveDate>,
    pub phone: Option<Phone>,
    pub email: Option<Email>,
    pub province: Option<String>,
    pub city: Option<String>,
    pub district: Option<String>,
    pub street: Option<String>,
    pub dealer_zh: Option<String>,
    pub dealer_en: Option<String>,
    pub member_no: MemberNo,
    pub tier: Tier,
    pub joined_at: DateTime<Utc>,
    pub available: i64,
    pub pending: i64,
    pub held: i64,
    pub debt: i64,
    pub tier_points: i64,
    /// The points that expire next, and when.
    pub expiring: Option<i64>,
    pub next_expiry_at: Option<DateTime<Utc>>,
    pub points_per_yuan: i64,
    /// The consents in force.
    pub privacy: bool,
    pub dealer: bool,
    pub sms: bool,
    pub mail: bool,
    pub calls: bool,
    pub account: Option<AccountId>,
    pub disabled_at: Option<DateTime<Utc>>,
    /// When and why the reader opened the file, if it is still open.
    pub opened_at: Option<DateTime<Utc>>,
    pub why: Option<String>,
    pub contact_opened: bool,
    /// Numbers of the customers merged into this member.
    pub former: Option<String>,
}

/// Loads a member's file, and whether this reader has it open.
pub async fn find_head(
    tx: &mut Tx,
    customer: CustomerId,
    reader: AccountId,
    now: DateTime<Utc>,
) -> DbResult<Option<Head>> {
    sql!(
        tx,
        optional Head,
        "SELECT c.id, c.name, c.birthday, p.value AS phone, e.value AS email, a.province, a.city, a.district, \
         a.value AS street, d.name_zh AS dealer_zh, d.name_en AS dealer_en, mb.member_no, mb.tier, mb.joined_at, \
         COALESCE(b.available, 0) - CAST(COALESCE((SELECT SUM(remaining) FROM point_lots WHERE customer_id = $1 \
         AND remaining > 0 AND expires_at <= $3), 0) AS BIGINT) AS available, COALESCE(b.pending, 0) AS pending, \
         COALESCE(b.held, 0) AS held, COALESCE(b.debt, 0) AS debt, \
         COALESCE(b.tier_points, 0) AS tier_points, l.points AS expiring, l.expires_at AS next_expiry_at, \
         (SELECT value FROM point_rules WHERE code = 'point_value' AND valid_from <= $3 ORDER BY valid_from DESC, version DESC LIMIT 1) \
         AS points_per_yuan, \
         EXISTS (SELECT 1 FROM consents WHERE customer_id = $1 AND purpose = 'privacy' AND granted) AS privacy, \
         EXISTS (SELECT 1 FROM consents WHERE customer_id = $1 AND purpose = 'dealer' AND granted) AS dealer, \
         EXISTS (SELECT 1 FROM consents WHERE customer_id = $1 AND purpose = 'sms' AND granted) AS sms, \
         EXISTS (SELECT 1 FROM consents WHERE customer_id = $1 AND purpose = 'email' AND granted) AS mail, \
         EXISTS (SELECT 1 FROM consents WHERE customer_id = $1 AND purpose = 'phone' AND granted) AS calls, \
         u.id AS account, u.disabled_at, f.at AS opened_at, f.reason AS why, \
         EXISTS (SELECT 1 FROM file_accesses WHERE account_id = $2 AND customer_id = $1 AND at > $4 \
         AND what = 'phone') AS contact_opened, \
         (SELECT STRING_AGG(COALESCE(g.member_no, o.customer_no), ', ') FROM customer_merges g \
         JOIN customers o ON o.id = g.customer_id WHERE g.survivor_id = $1) AS former \
         FROM customers c JOIN members mb ON mb.customer_id = c.id \
         LEFT JOIN contact_points p ON p.customer_id = c.id AND p.kind = 'phone' AND p.is_primary \
         LEFT JOIN contact_points e ON e.customer_id = c.id AND e.kind = 'email' AND e.is_primary \
         LEFT JOIN contact_points a ON a.customer_id = c.id AND a.kind = 'address' AND a.is_primary \
         LEFT JOIN dealers d ON d.id = c.preferred_dealer_id LEFT JOIN point_balances b ON b.customer_id = c.id \
         LEFT JOIN accounts u ON u.customer_id = c.id \
         LEFT JOIN (SELECT at, reason FROM file_accesses WHERE account_id = $2 AND customer_id = $1 AND at > $4 \
         AND what = 'file' ORDER BY at DESC, id DESC LIMIT 1) f ON 1 = 1 \
         LEFT JOIN (SELECT expires_at, CAST(SUM(remaining) AS BIGINT) AS points FROM point_lots WHERE customer_id = $1 \
         AND remaining > 0 AND expires_at > $3 GROUP BY expires_at ORDER BY expires_at LIMIT 1) l ON 1 = 1 \
         WHERE c.id = $1",
        customer, reader, now, now - OPEN_FOR
    )
}

/// A car, with its present or former ownership.
#[derive(sqlx::FromRow)]
pub struct CarRow {
    pub vin: String,
    pub plate: Option<String>,
    pub model_zh: String,
    pub model_en: String,
    pub from_on: NaiveDate,
    pub until_on: Option<NaiveDate>,
}

pub async fn list_cars(tx: &mut Tx, customer: CustomerId) -> DbResult<Vec<CarRow>> {
    sql!(
        tx,
        all CarRow,
        "SELECT v.vin, CASE WHEN o.until_on IS NULL THEN v.plate END AS plate, d.name_zh AS model_zh, \
         d.name_en AS model_en, o.from_on, o.until_on FROM ownerships o JOIN vehicles v ON v.id = o.vehicle_id \
         JOIN models d ON d.id = v.model_id WHERE o.customer_id = $1 \
         ORDER BY CASE WHEN o.until_on IS NULL THEN 0 ELSE 1 END, o.from_on DESC LIMIT 20",
        customer
    )
}
