use super::bonds::{Bond, bindings, bound_customer, consenting, own_bindings, serviced_since};
use crate::db::{DbResult, Tx};
use crate::files::{OPEN_FOR, Why};
use crate::garage::model::{OrderStatus, ServiceKind};
use crate::sql;
use crate::text_enum;
use crate::values::{AccountId, CustomerId, DealerId, Fen, MemberNo, PersonName, Phone, ServiceOrderId, Tier};
use crate::web::{Cursor, Slice};
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// A member, the reader's access to the file, and the key figures.
#[derive(sqlx::FromRow)]
pub struct Head {
    pub id: CustomerId,
    pub name: PersonName,
    pub phone: Option<Phone>,
    pub birthday: Option<NaiveDate>,
    pub tier: Tier,
    pub member_no: MemberNo,
    pub reason: Bond,
    /// When the reader opened the file, if it is still open.
    pub opened_at: Option<DateTime<Utc>>,
    pub phone_opened: bool,
    pub available: i64,
    /// Points that expire within 30 days.
    pub expiring: i64,
    pub points_per_yuan: i64,
    pub visits_here: i64,
    pub visits_elsewhere: i64,
}

/// `None` if the customer does not exist, is not bound to this dealer, or does not consent: all look the same.
pub async fn find_head(
    tx: &mut Tx,
    dealer: DealerId,
    customer: CustomerId,
    reader: AccountId,
    now: DateTime<Utc>,
) -> DbResult<Option<Head>> {
    sql!(
        tx,
        optional Head,
        concat!(
            "WITH ", bound_customer!(),
            "SELECT c.id, c.name, p.value AS phone, c.birthday, mb.tier, mb.member_no, m.reason, \
             (SELECT MAX(a.at) FROM file_accesses a WHERE a.account_id = $4 AND a.customer_id = c.id AND a.at > $5 \
             AND a.what = 'file') AS opened_at, \
             EXISTS (SELECT 1 FROM file_accesses a WHERE a.account_id = $4 AND a.customer_id = c.id AND a.at > $5 \
             AND a.what = 'phone') AS phone_opened, \
             COALESCE((SELECT available FROM point_balances WHERE customer_id = c.id), 0) \
             - CAST(COALESCE((SELECT SUM(remaining) FROM point_lots WHERE customer_id = c.id AND remaining > 0 \
             AND expires_at <= $6), 0) AS BIGINT) AS available, \
             CAST(COALESCE((SELECT SUM(remaining) FROM point_lots WHERE customer_id = c.id AND remaining > 0 \
             AND expires_at > $6 AND expires_at <= $7), 0) AS BIGINT) AS expiring, \
             (SELECT value FROM point_rules WHERE code = 'point_value' AND valid_from <= $6 ORDER BY valid_from DESC, version DESC LIMIT 1) \
             AS points_per_yuan, \
             (SELECT COUNT(CASE WHEN dealer_id = $1 THEN 1 END) FROM service_orders WHERE customer_id = c.id) \
             AS visits_here, \
             (SELECT COUNT(CASE WHEN dealer_id <> $1 THEN 1 END) FROM service_orders WHERE customer_id = c.id) \
             AS visits_elsewhere \
             FROM bindings m JOIN customers c ON c.id = m.customer_id JOIN members mb ON mb.customer_id = c.id \
             LEFT JOIN contact_points p ON p.customer_id = c.id AND p.kind = 'phone' AND p.is_primary"
        ),
        dealer, serviced_since(now), customer, reader, now - OPEN_FOR, now, now + TimeDelta::days(30)
    )
}

/// Records who opens the file and why; returns 0 if the dealer may not.
pub async fn insert_access(
    tx: &mut Tx,
    dealer: DealerId,
    (reader, customer): (AccountId, CustomerId),
    why: &Why,
    now: DateTime<Utc>,
) -> DbResult<u64> {
    sql!(
        tx,
        execute,
        concat!(
            "INSERT INTO file_accesses (customer_id, account_id, dealer_id, what, reason, at) WITH ",
            bound_customer!(),
            "SELECT customer_id, $4, $1, 'file', $5, $6 FROM bindings"
        ),
        dealer,
        serviced_since(now),
        customer,
        reader,
        why.stored(),
        now
    )
}

/// Whether the dealer may see this customer now.
pub async fn is_bound(tx: &mut Tx, dealer: DealerId, customer: CustomerId, now: DateTime<Utc>) -> DbResult<bool> {
    let found = sql!(
        tx,
        optional_scalar Bond,
        concat!("WITH ", bound_customer!(), "SELECT reason FROM bindings"),
        dealer, serviced_since(now), customer
    )?;
    Ok(found.is_some())
}

/// A visit joined with one line of its order; an order without lines has one row.
#[derive(Clone, sqlx::FromRow)]
pub struct VisitLine {
    pub id: ServiceOrderId,
    pub order_no: String,
    pub kind: ServiceKind,
    pub status: OrderStatus,
    pub opened_at: DateTime<Utc>,
    pub odometer_km: i64,
    pub advisor: Option<String>,
    pub request: Option<String>,
    pub paid_fen: Fen,
    pub title_zh: Option<String>,
    pub title_en: Option<String>,
    pub total_fen: Option<Fen>,
}

/// Selects the lines of a page of visits before or after the key `($3, $4)`.
macro_rules! visits {
    ($beyond:literal, $direction:literal) => {
        concat!(
            "SELECT o.id, o.order_no, o.kind, o.status, o.opened_at, o.odometer_km, o.advisor, o.request, o.paid_fen, \
             s.title_zh, s.title_en, s.total_fen FROM (SELECT * FROM service_orders WHERE customer_id = $1 \
             AND dealer_id = $2 AND (opened_at, id) ",
            $beyond,
            " ($3, $4) ORDER BY opened_at",
            $direction,
            ", id",
            $direction,
            " LIMIT 11) o LEFT JOIN service_lines s ON s.order_id = o.id ORDER BY o.opened_at",
            $direction,
            ", o.id",
            $direction,
            ", s.position"
        )
    };
}

/// Lists a member's visits to this dealer page by page, newest first; each visit is at least one line.
pub async fn list_visits(
    tx: &mut Tx,
    dealer: DealerId,
    customer: CustomerId,
    cursor: Cursor<(DateTime<Utc>, i64)>,
) -> DbResult<Slice<Vec<VisitLine>>> {
    const SIZE: usize = 10;
    const OLDER: &str = visits!("<", " DESC");
    const NEWER: &str = visits!(">", "");
    let (at, id) = cursor.instant(!cursor.is_backwards());
    let query = if cursor.is_backwards() { NEWER } else { OLDER };
    let lines = sql!(tx, all VisitLine, query, customer, dealer, at, id)?;
    let visits = lines.chunk_by(|one, other| one.id == other.id).map(<[VisitLine]>::to_vec).collect();
    Ok(Slice::cut(visits, SIZE, &cursor))
}

text_enum! {
    pub enum OverviewKind { Car = "car", Event = "event", Referral = "referral" }
}

/// A car, an event or a referral of a member.
#[derive(sqlx::FromRow)]
pub struct OverviewItem {
    pub kind: OverviewKind,
    pub zh: String,
    pub en: String,
    /// The plate of a car; the state of a registration or a referral.
    pub state: String,
    /// When the car's next inspection is due.
    pub due_on: Option<NaiveDate>,
    /// When the event starts, or the referral was made.
    pub at: Option<DateTime<Utc>>,
}

/// Cars owned now, and the newest events and referrals.
pub async fn list_overview(tx: &mut Tx, customer: CustomerId) -> DbResult<Vec<OverviewItem>> {
    sql!(
        tx,
        all OverviewItem,
        "SELECT 'car' AS kind, d.name_zh AS zh, d.name_en AS en, COALESCE(v.plate, v.vin) AS state, \
         v.inspection_due_on AS due_on, CAST(NULL AS TIMESTAMP WITH TIME ZONE) AS at FROM ownerships o \
         JOIN vehicles v ON v.id = o.vehicle_id JOIN models d ON d.id = v.model_id \
         WHERE o.customer_id = $1 AND o.until_on IS NULL \
         UNION ALL SELECT * FROM (SELECT 'event', e.title_zh, e.title_en, r.state, CAST(NULL AS DATE), e.starts_at \
         FROM registrations r JOIN events e ON e.id = r.event_id WHERE r.customer_id = $1 \
         ORDER BY e.starts_at DESC, r.id DESC LIMIT 8) AS latest_events \
         UNION ALL SELECT * FROM (SELECT 'referral', r.friend_name, r.friend_name, r.state, CAST(NULL AS DATE), \
         r.created_at FROM referrals r WHERE r.referrer_id = $1 ORDER BY r.id DESC LIMIT 8) AS latest_referrals",
        customer
    )
}
