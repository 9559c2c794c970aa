//! Fixtures for the tests of members, and access to the messages they wait for.

use crate::db::Db;
use crate::sql;
use crate::web::testing::noon;

pub const VIN: &str = "LSVAM4187C2184847";
pub const PHONE: &str = "13800138001";

/// Inserts a customer with a phone on file; returns the id.
pub async fn customer(db: &Db, name: &str, phone: &str) -> i64 {
    let mut tx = db.write().await.expect("a transaction");
    let id = sql!(
        tx,
        scalar i64,
        "INSERT INTO customers (customer_no, name, created_at, updated_at) VALUES ($1, $2, $3, $3) RETURNING id",
        format!("C-{phone}"),
        name,
        noon()
    )
    .expect("a customer");
    let insert = "INSERT INTO contact_points (customer_id, kind, value, updated_at) VALUES ($1, 'phone', $2, $3)";
    sql!(tx, execute, insert, id, phone, noon()).expect("a phone");
    tx.commit().await.expect("committed");
    id
}

/// Inserts a car owned by this customer.
pub async fn car(db: &Db, vin: &str, customer: i64) {
    let mut tx = db.write().await.expect("a transaction");
    sql!(
        tx,
        execute,
        "INSERT INTO models (code, name_zh, name_en, body, energy, warranty_months, warranty_km, service_every_months, \
         service_every_km) VALUES ('T1', '车', 'Car', 'suv', 'petrol', 36, 100000, 12, 10000) ON CONFLICT DO NOTHING"
    )
    .expect("a model");
    let day = crate::clock::day(noon());
    let vehicle = sql!(
        tx,
        scalar i64,
        "INSERT INTO vehicles (vin, model_id, colour_zh, colour_en, built_on, updated_at) \
         VALUES ($1, (SELECT MIN(id) FROM models), '白', 'white', $2, $3) RETURNING id",
        vin,
        day,
        noon()
    )
    .expect("a vehicle");
    let insert = "INSERT INTO ownerships (vehicle_id, customer_id, from_on) VALUES ($1, $2, $3)";
    sql!(tx, execute, insert, vehicle, customer, day).expect("an ownership");
    tx.commit().await.expect("committed");
}

/// Inserts a customer with a member row and an account; returns the customer's id.
pub async fn member(db: &Db, name: &str, phone: &str) -> i64 {
    let id = customer(db, name, phone).await;
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO members (customer_id, member_no, referral_code, joined_at) VALUES ($1, $2, $3, $4)";
    sql!(tx, execute, insert, id, format!("M{id:09}"), format!("CODE{id:04}"), noon()).expect("a member");
    tx.commit().await.expect("committed");
    crate::web::testing::account(db, "owner", phone, Some(id), None).await;
    id
}

/// The newest message to a phone or mail address: topic and body.
pub async fn message(db: &Db, to: &str) -> Option<(String, String)> {
    let mut tx = db.read().await.expect("a connection");
    let select = "SELECT topic, body FROM outbox WHERE recipient = $1 ORDER BY id DESC LIMIT 1";
    sql!(tx, optional(String, String), select, to).expect("rows")
}

/// The six digits of the newest code to a phone or mail address.
pub async fn code(db: &Db, to: &str) -> String {
    let (topic, body) = message(db, to).await.expect("a message");
    assert_eq!(topic, "code", "{body}");
    body.chars().filter(char::is_ascii_digit).take(6).collect()
}

/// Returns a code other than this one.
pub fn wrong(code: &str) -> String {
    let number: u32 = code.parse().expect("digits");
    format!("{:06}", (number + 1) % 1_000_000)
}

/// Runs a query for one number.
pub async fn count(db: &Db, select: &'static str) -> i64 {
    let mut tx = db.read().await.expect("a connection");
    sql!(tx, scalar i64, select).expect("a number")
}
