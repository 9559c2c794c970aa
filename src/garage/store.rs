use super::model::{Car, OrderStatus, ServiceKind, Workshop};
use crate::db::Tx;
use crate::error::{AppError, Result};
use crate::sql;
use crate::values::{CustomerId, ServiceOrderId, VehicleId};
use chrono::{DateTime, Utc};

/// A car joined with one step of its open order; a car that is not in the workshop has one row without an order.
#[derive(sqlx::FromRow)]
pub struct Row {
    #[sqlx(flatten)]
    car: Car,
    order_id: Option<ServiceOrderId>,
    order_kind: Option<ServiceKind>,
    order_status: Option<OrderStatus>,
    opened_at: Option<DateTime<Utc>>,
    promised_at: Option<DateTime<Utc>>,
    workshop_zh: Option<String>,
    workshop_en: Option<String>,
    request: Option<String>,
    step_status: Option<OrderStatus>,
    step_at: Option<DateTime<Utc>>,
}

/// Parameters: customer, and optionally one car. A former car's present data are masked here, for every page.
pub const CARS: &str = "SELECT v.id, v.vin, CASE WHEN w.until_on IS NULL THEN v.plate END AS plate, v.colour_zh, v.colour_en, \
     v.built_on, v.delivered_on, CASE WHEN NOT EXISTS (SELECT 1 FROM ownerships p WHERE p.vehicle_id = v.id \
     AND p.from_on < w.from_on) THEN v.price_fen END AS price_fen, s.name_zh AS dealer_zh, s.name_en AS dealer_en, \
     CASE WHEN w.until_on IS NULL THEN v.odometer_km ELSE 0 END AS odometer_km, \
     CASE WHEN w.until_on IS NULL THEN v.warranty_until END AS warranty_until, \
     CASE WHEN w.until_on IS NULL THEN v.inspection_due_on END AS inspection_due_on, \
     CASE WHEN w.until_on IS NULL THEN v.service_due_on END AS service_due_on, \
     CASE WHEN w.until_on IS NULL THEN v.service_due_km END AS service_due_km, w.from_on, w.until_on, \
     m.code AS model_code, m.name_zh AS model_zh, m.name_en AS model_en, m.body, m.energy, m.warranty_months, \
     m.warranty_km, m.service_every_months, m.service_every_km, \
     o.id AS order_id, o.kind AS order_kind, o.status AS order_status, o.opened_at, o.promised_at, \
     d.name_zh AS workshop_zh, d.name_en AS workshop_en, o.request, t.status AS step_status, t.at AS step_at \
     FROM ownerships w JOIN vehicles v ON v.id = w.vehicle_id JOIN models m ON m.id = v.model_id \
     LEFT JOIN dealers s ON s.id = v.selling_dealer_id \
     LEFT JOIN service_orders o ON o.vehicle_id = v.id AND o.closed_at IS NULL AND o.customer_id = w.customer_id \
     AND w.until_on IS NULL LEFT JOIN dealers d ON d.id = o.dealer_id \
     LEFT JOIN repair_steps t ON t.order_id = o.id \
     WHERE w.customer_id = $1 AND ($2 IS NULL OR v.id = $2) \
     ORDER BY CASE WHEN w.until_on IS NULL THEN 0 ELSE 1 END, w.from_on DESC, v.id, o.opened_at DESC, o.id, t.id \
     LIMIT 500";

/// A customer's cars with their open orders, present cars first.
pub async fn list_cars(tx: &mut Tx, customer: CustomerId) -> Result<Vec<Car>> {
    cars(tx, customer, None).await
}

/// One car of a customer, owned now or formerly.
pub async fn get_car(tx: &mut Tx, customer: CustomerId, vehicle: VehicleId) -> Result<Car> {
    cars(tx, customer, Some(vehicle)).await?.into_iter().next().ok_or(AppError::NotFound)
}

async fn cars(tx: &mut Tx, customer: CustomerId, only: Option<VehicleId>) -> Result<Vec<Car>> {
    Ok(fold(sql!(tx, all Row, CARS, customer, only)?))
}

/// Folds the rows into cars. A car owned twice has its present ownership; of several open orders the newest is shown.
pub fn fold(rows: Vec<Row>) -> Vec<Car> {
    let mut cars: Vec<Car> = Vec::new();
    for row in rows {
        let at = match cars.iter().position(|car| car.id == row.car.id) {
            Some(at) => at,
            None => {
                let workshop = begin(&row);
                cars.push(Car { workshop, ..row.car });
                cars.len() - 1
            }
        };
        let workshop = cars[at].workshop.as_mut().filter(|workshop| row.order_id == Some(workshop.order));
        if let (Some(workshop), Some(step)) = (workshop, row.step_status.zip(row.step_at)) {
            workshop.steps.push(step);
        }
    }
    cars
}

fn begin(row: &Row) -> Option<Workshop> {
    Some(Workshop {
        order: row.order_id?,
        kind: row.order_kind?,
        status: row.order_status?,
        opened_at: row.opened_at?,
        promised_at: row.promised_at,
        dealer_zh: row.workshop_zh.clone()?,
        dealer_en: row.workshop_en.clone()?,
        request: row.request.clone(),
        steps: Vec::new(),
    })
}
