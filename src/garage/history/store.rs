use super::filter::Filter;
use super::years::Visit;
use crate::db::Tx;
use crate::error::Result;
use crate::garage::messages;
use crate::garage::model::{OrderStatus, ServiceKind};
use crate::i18n::Locale;
use crate::sql;
use crate::values::{CustomerId, Fen, ServiceOrderId, VehicleId};
use crate::web::{Cursor, Slice};
use chrono::{DateTime, Utc};

/// One visit on the timeline.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Order {
    pub id: ServiceOrderId,
    pub vehicle_id: VehicleId,
    pub kind: ServiceKind,
    pub status: OrderStatus,
    pub opened_at: DateTime<Utc>,
    pub promised_at: Option<DateTime<Utc>>,
    pub odometer_km: i64,
    pub paid_fen: Fen,
    pub dealer_zh: String,
    pub dealer_en: String,
    pub model_zh: String,
    pub model_en: String,
    /// In the reader's language, separated by dots.
    pub works: Option<String>,
    pub parts: Option<String>,
    /// Points the order earned, less those taken back when it was credited.
    pub points: i64,
}

impl Order {
    pub fn is_open(&self) -> bool {
        self.status <= OrderStatus::Ready
    }

    /// The work done, or the kind of visit if none is listed.
    pub fn title(&self, l: Locale) -> String {
        self.works.clone().unwrap_or_else(|| messages::kind(l, self.kind))
    }
}

/// SQL condition: order `o` is visible to customer `$1`.
///
/// A day of ownership ends at 16:00 UTC, midnight in Shanghai. Both databases write instants in UTC, year first.
macro_rules! visible {
    () => {
        "o.customer_id = $1 AND COALESCE((SELECT MAX(CASE WHEN w.until_on IS NULL OR \
         substr(CAST(o.opened_at AS TEXT), 1, 10) || substr(CAST(o.opened_at AS TEXT), 12, 2) < \
         CAST(w.until_on AS TEXT) || '16' THEN 1 ELSE 0 END) FROM ownerships w WHERE w.vehicle_id = o.vehicle_id \
         AND w.customer_id = $1), 1) = 1"
    };
}

/// The points order `o` earned for customer `$1`, less those taken back, from whichever balance.
macro_rules! order_points {
    () => {
        "CAST(COALESCE((SELECT SUM(-e.amount) FROM point_transfers t JOIN point_entries e ON e.transfer_id = t.id \
         WHERE t.source = 'service_order' AND t.source_id = o.id AND t.customer_id = $1 AND e.account = 'issue'), 0) \
         AS BIGINT) AS points"
    };
}
pub(super) use {order_points, visible};

/// Selects a page of orders after a key, in one direction.
macro_rules! orders {
    ($beyond:literal, $direction:literal) => {
        concat!(
            "SELECT o.id, o.vehicle_id, o.kind, o.status, o.opened_at, o.promised_at, o.odometer_km, o.paid_fen, \
             d.name_zh AS dealer_zh, d.name_en AS dealer_en, m.name_zh AS model_zh, m.name_en AS model_en, \
             (SELECT string_agg(CASE WHEN $8 THEN s.title_zh ELSE s.title_en END, ' · ' ORDER BY s.position) \
             FROM service_lines s WHERE s.order_id = o.id AND s.kind = 'work') AS works, \
             (SELECT string_agg(CASE WHEN $8 THEN s.title_zh ELSE s.title_en END, ' · ' ORDER BY s.position) \
             FROM service_lines s WHERE s.order_id = o.id AND s.kind = 'part') AS parts, ",
            order_points!(),
            " FROM service_orders o JOIN dealers d ON d.id = o.dealer_id JOIN vehicles v ON v.id = o.vehicle_id \
             JOIN models m ON m.id = v.model_id WHERE ",
            visible!(),
            " AND ($2 = 0 OR o.vehicle_id = $2) AND ($3 = '' OR o.kind = $3) AND o.opened_at >= $4 AND o.opened_at < $5 \
             AND (o.opened_at, o.id) ",
            $beyond,
            " ($6, $7) ORDER BY o.opened_at ",
            $direction,
            ", o.id ",
            $direction,
            " LIMIT $9"
        )
    };
}

/// Lists a customer's orders in pages of this size, newest first.
pub async fn list_orders(
    tx: &mut Tx,
    customer: CustomerId,
    filter: &Filter,
    l: Locale,
    (cursor, size): (Cursor<(DateTime<Utc>, i64)>, usize),
) -> Result<Slice<Order>> {
    const OLDER: &str = orders!("<", "DESC");
    const NEWER: &str = orders!(">", "ASC");
    let span = filter.span();
    let car = filter.car.map_or(0, |car| car.0);
    let kind = filter.kind.map_or("", ServiceKind::code);
    let zh = l == Locale::Zh;
    let (at, id) = cursor.instant(!cursor.is_backwards());
    let query = if cursor.is_backwards() { NEWER } else { OLDER };
    let rows = sql!(tx, all Order, query, customer, car, kind, span.from, span.until, at, id, zh, size as i64 + 1)?;
    Ok(Slice::cut(rows, size, &cursor))
}

/// The newest thousand visits with the data of the yearly sums, oldest first.
pub async fn list_visits(tx: &mut Tx, customer: CustomerId, car: Option<VehicleId>) -> Result<Vec<Visit>> {
    let mut visits = sql!(
        tx,
        all Visit,
        concat!(
            "SELECT o.vehicle_id, o.status, o.opened_at, o.odometer_km, o.paid_fen, ",
            order_points!(),
            " FROM service_orders o WHERE ",
            visible!(),
            " AND ($2 = 0 OR o.vehicle_id = $2) ORDER BY o.opened_at DESC, o.id DESC LIMIT 1000"
        ),
        customer,
        car.map_or(0, |car| car.0)
    )?;
    visits.reverse();
    Ok(visits)
}
