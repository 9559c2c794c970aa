use super::store::{order_points, visible};
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::garage::model::{OrderStatus, ServiceKind};
use crate::sql;
use crate::text_enum;
use crate::values::{CustomerId, Fen, Plate, ServiceOrderId, VehicleId, Vin};
use chrono::{DateTime, Utc};

/// One order in full.
#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Full {
    pub id: ServiceOrderId,
    pub order_no: String,
    pub kind: ServiceKind,
    pub status: OrderStatus,
    pub opened_at: DateTime<Utc>,
    pub promised_at: Option<DateTime<Utc>>,
    pub closed_at: Option<DateTime<Utc>>,
    pub odometer_km: i64,
    pub advisor: Option<String>,
    pub request: Option<String>,
    pub total_fen: Fen,
    pub paid_fen: Fen,
    pub dealer_zh: String,
    pub dealer_en: String,
    pub dealer_address: String,
    pub dealer_phone: String,
    pub model_zh: String,
    pub model_en: String,
    pub vehicle_id: VehicleId,
    pub vin: Vin,
    /// Only while the car belongs to the reader.
    pub plate: Option<Plate>,
    /// Whether the car belongs or belonged to the reader.
    pub own: i64,
    pub points: i64,
}

text_enum! {
    pub enum LineKind { Work = "work", Part = "part" }
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Line {
    pub kind: LineKind,
    pub code: String,
    pub title_zh: String,
    pub title_en: String,
    /// Thousandths of an hour or a piece.
    pub quantity_milli: i64,
    pub unit_fen: Fen,
    pub total_fen: Fen,
}

#[derive(Clone, Debug, sqlx::FromRow)]
pub struct Step {
    pub status: OrderStatus,
    pub note: Option<String>,
    pub at: DateTime<Utc>,
}

pub async fn get_order(tx: &mut Tx, customer: CustomerId, id: ServiceOrderId) -> Result<Full> {
    let order = sql!(
        tx,
        optional Full,
        concat!(
            "SELECT o.id, o.order_no, o.kind, o.status, o.opened_at, o.promised_at, o.closed_at, o.odometer_km, o.advisor, \
             o.request, o.total_fen, o.paid_fen, d.name_zh AS dealer_zh, d.name_en AS dealer_en, \
             d.address AS dealer_address, d.phone AS dealer_phone, m.name_zh AS model_zh, m.name_en AS model_en, \
             o.vehicle_id, v.vin, CASE WHEN EXISTS (SELECT 1 FROM ownerships p WHERE p.vehicle_id = v.id \
             AND p.customer_id = $1 AND p.until_on IS NULL) THEN v.plate END AS plate, \
             (SELECT COUNT(*) FROM ownerships p WHERE p.vehicle_id = v.id AND p.customer_id = $1) AS own, ",
            order_points!(),
            " FROM service_orders o JOIN dealers d ON d.id = o.dealer_id JOIN vehicles v ON v.id = o.vehicle_id \
             JOIN models m ON m.id = v.model_id WHERE o.id = $2 AND ",
            visible!()
        ),
        customer,
        id
    )?;
    order.ok_or(AppError::NotFound)
}

pub async fn list_lines(tx: &mut Tx, order: ServiceOrderId) -> Result<Vec<Line>> {
    Ok(sql!(
        tx,
        all Line,
        "SELECT kind, code, title_zh, title_en, quantity_milli, unit_fen, total_fen FROM service_lines \
         WHERE order_id = $1 ORDER BY position LIMIT 200",
        order
    )?)
}

pub async fn list_steps(tx: &mut Tx, order: ServiceOrderId) -> Result<Vec<Step>> {
    Ok(
        sql!(tx, all Step, "SELECT status, note, at FROM repair_steps WHERE order_id = $1 ORDER BY id LIMIT 100", order)?,
    )
}
