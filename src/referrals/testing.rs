//! Test fixtures for referrals, dealers and customer files.

use crate::clock;
use crate::db::{Db, Tx};
use crate::sql;
use crate::web::testing::noon;
use chrono::{DateTime, NaiveDate, TimeDelta, Utc};

/// Inserts two dealers (1, 2) and a model (1).
pub async fn basics(tx: &mut Tx) {
    for (id, name) in [(1_i64, "浦东店"), (2, "海淀店")] {
        sql!(
            tx,
            execute,
            "INSERT INTO dealers (id, code, name_zh, name_en, province, city, city_en, address, phone) \
             VALUES ($1, $2, $3, $4, '上海', '上海', 'Shanghai', '路 1 号', '021-1')",
            id,
            format!("D{id}"),
            name,
            format!("Dealer {id}")
        )
        .expect("a dealer");
    }
    sql!(
        tx,
        execute,
        "INSERT INTO models (id, code, name_zh, name_en, body, energy, warranty_months, warranty_km, \
         service_every_months, service_every_km) \
         VALUES (1, 'S7', '岚行 S7', 'Lanxing S7', 'suv', 'petrol', 36, 100000, 12, 10000)"
    )
    .expect("a model");
}

/// Inserts a customer with this id, named `张` and the id, with a primary phone.
pub async fn customer(tx: &mut Tx, id: i64, phone: &str) {
    sql!(
        tx,
        execute,
        "INSERT INTO customers (id, customer_no, name, created_at, updated_at) VALUES ($1, $2, $3, $4, $4)",
        id,
        format!("C{id}"),
        format!("张{id}"),
        noon()
    )
    .expect("a customer");
    sql!(
        tx,
        execute,
        "INSERT INTO contact_points (customer_id, kind, value, updated_at) VALUES ($1, 'phone', $2, $3)",
        id,
        phone,
        noon()
    )
    .expect("a phone");
}

/// Inserts a customer who is a member with the code `CODE{id}` and no points.
pub async fn member(tx: &mut Tx, id: i64, phone: &str) {
    customer(tx, id, phone).await;
    sql!(
        tx,
        execute,
        "INSERT INTO members (customer_id, member_no, referral_code, joined_at) VALUES ($1, $2, $3, $4)",
        id,
        format!("M{id:09}"),
        format!("CODE{id}"),
        noon()
    )
    .expect("a member");
}

/// Inserts a car with this id, sold by a dealer on `day` and owned by a customer since.
pub async fn car(tx: &mut Tx, id: i64, vin: &str, dealer: i64, owner: i64, day: NaiveDate) {
    sql!(
        tx,
        execute,
        "INSERT INTO vehicles (id, vin, plate, model_id, colour_zh, colour_en, built_on, delivered_on, \
         selling_dealer_id, updated_at) VALUES ($1, $2, $3, 1, '白', 'White', $4, $4, $5, $6)",
        id,
        vin,
        format!("沪A{:05}", id),
        day,
        dealer,
        noon()
    )
    .expect("a car");
    sql!(tx, execute, "INSERT INTO ownerships (vehicle_id, customer_id, from_on) VALUES ($1, $2, $3)", id, owner, day)
        .expect("an owner");
}

/// Inserts a closed order of a customer at a dealer, for the car with the customer's id.
pub async fn visit(tx: &mut Tx, customer: i64, dealer: i64, at: DateTime<Utc>) {
    sql!(
        tx,
        execute,
        "INSERT INTO service_orders (order_no, vehicle_id, customer_id, dealer_id, kind, status, opened_at, closed_at, \
         odometer_km, paid_fen, updated_at) VALUES ($1, $2, $2, $3, 'maintenance', 'closed', $4, $4, 100, 12345, $4)",
        format!("WO-{customer}-{dealer}-{}", at.timestamp()),
        customer,
        dealer,
        at
    )
    .expect("an order");
}

/// The day `days` before [`noon`].
pub fn days_ago(days: i64) -> NaiveDate {
    clock::day(noon() - TimeDelta::days(days))
}

/// Inserts a referral by `referrer` to dealer 1 in this state, at version 1.
pub async fn referral(tx: &mut Tx, referrer: i64, phone: &str, state: &str, at: DateTime<Utc>) -> i64 {
    sql!(
        tx,
        scalar i64,
        "INSERT INTO referrals (referrer_id, friend_name, friend_phone, dealer_id, state, decline_reason, \
         consent_wording, created_at, updated_at) \
         VALUES ($1, '王小明', $2, 1, $3, CASE WHEN $3 = 'declined' THEN 'customer' END, '同意', $4, $4) RETURNING id",
        referrer,
        phone,
        state,
        at
    )
    .expect("a referral")
}

/// A customer's available points; 0 without a balance.
pub async fn available(db: &Db, customer: i64) -> i64 {
    let mut tx = db.read().await.expect("a connection");
    let sum = sql!(
        tx,
        optional_scalar i64,
        "SELECT available FROM point_balances WHERE customer_id = $1",
        customer
    );
    sum.expect("a balance").unwrap_or_default()
}

pub async fn count(db: &Db, sql: &'static str) -> i64 {
    let mut tx = db.read().await.expect("a connection");
    sql!(tx, scalar i64, sql).expect("a number")
}
