//! Fixtures for the tests of home, garage and public pages.

use crate::db::Db;
use crate::sql;
use crate::web::testing::{self, Browser, PASSWORD};
use chrono::{DateTime, NaiveDate, Utc};

/// Two owners at noon on 2026-03-04: Zhang owns a Crane bought new on 2023-03-04 and sold a Whale to Li on 2025-06-30.
pub struct World {
    pub db: Db,
    pub zhang: i64,
    pub li: i64,
    pub crane: i64,
    pub whale: i64,
    pub dealer: i64,
    pub crane_model: i64,
    pub whale_model: i64,
}

pub fn day(text: &str) -> NaiveDate {
    text.parse().expect("a day")
}

pub fn at(text: &str) -> DateTime<Utc> {
    text.parse().expect("an instant")
}

impl World {
    pub async fn new(db: &Db) -> Self {
        let zhang = customer(db, "张伟", "13900000001").await;
        let li = customer(db, "李娜", "13900000002").await;
        let dealer = dealer(db, "D001", "上海浦东店").await;
        let crane_model = model(db, "crane", "鹤", "petrol").await;
        let whale_model = model(db, "whale", "鲸", "electric").await;
        let crane = vehicle(db, "1M8GDM9AXKP042788", "沪A12345", crane_model, dealer, "2023-03-04").await;
        // This VIN has a wrong check digit.
        let whale = vehicle(db, "1M8GDM9A1KP042788", "沪AD12345", whale_model, dealer, "2022-05-01").await;
        own(db, crane, zhang, "2023-03-04", None).await;
        own(db, whale, zhang, "2022-05-01", Some("2025-06-30")).await;
        own(db, whale, li, "2025-06-30", None).await;
        Self { db: db.clone(), zhang, li, crane, whale, dealer, crane_model, whale_model }
    }

    pub async fn zhang(&self) -> Browser {
        self.browser("13900000001").await
    }

    pub async fn li(&self) -> Browser {
        self.browser("13900000002").await
    }

    async fn browser(&self, phone: &str) -> Browser {
        let mut browser = Browser::new(&testing::app(&self.db));
        browser.sign_in(phone, PASSWORD).await;
        browser
    }

    /// Inserts a closed visit with one line of work and one part; returns its id.
    pub async fn visit(&self, no: &str, vehicle: i64, customer: i64, opened: &str, km: i64) -> i64 {
        let id = order(self, no, vehicle, customer, "closed", opened, km).await;
        line(&self.db, id, 1, "work", "常规保养工时", 800, 22_000, 17_600).await;
        line(&self.db, id, 2, "part", "全合成机油", 4_000, 9_800, 39_200).await;
        id
    }

    /// Inserts an open visit: received this morning, in repair now.
    pub async fn open_visit(&self, no: &str, vehicle: i64, customer: i64) -> i64 {
        let id = order(self, no, vehicle, customer, "repair", "2026-03-04T00:40:00Z", 41_000).await;
        let mut tx = self.db.write().await.expect("a transaction");
        for (status, time) in [("received", "00:40"), ("diagnosis", "01:15"), ("repair", "02:05")] {
            let time = at(&format!("2026-03-04T{time}:00Z"));
            let insert = "INSERT INTO repair_steps (order_id, status, at) VALUES ($1, $2, $3)";
            sql!(tx, execute, insert, id, status, time).expect("a step");
        }
        tx.commit().await.expect("committed");
        id
    }
}

/// Counts the statements of one page, the session's included; loads it once beforehand to warm caches.
pub async fn statements(db: &Db, browser: &mut Browser, path: &str) -> u64 {
    let first = browser.get(path).await;
    assert_eq!(first.status, 200, "{path}: {}", first.body);
    let before = db.statements();
    browser.get(path).await;
    db.statements() - before
}

pub async fn customer(db: &Db, name: &str, phone: &str) -> i64 {
    let mut tx = db.write().await.expect("a transaction");
    let insert =
        "INSERT INTO customers (customer_no, name, created_at, updated_at) VALUES ($1, $2, $3, $3) RETURNING id";
    let id = sql!(tx, scalar i64, insert, format!("C{phone}"), name, testing::noon()).expect("a customer");
    let member_no = format!("M{:09}", id);
    let insert = "INSERT INTO members (customer_id, member_no, referral_code, joined_at) VALUES ($1, $2, $2, $3)";
    sql!(tx, execute, insert, id, member_no, testing::noon()).expect("a member");
    tx.commit().await.expect("committed");
    testing::account(db, "owner", phone, Some(id), None).await;
    id
}

pub async fn dealer(db: &Db, code: &str, name: &str) -> i64 {
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO dealers (code, name_zh, name_en, province, city, city_en, address, phone) \
                  VALUES ($1, $2, $2, '上海', '上海', 'Shanghai', '世纪大道 1 号', '021-55551234') RETURNING id";
    let id = sql!(tx, scalar i64, insert, code, name).expect("a dealer");
    tx.commit().await.expect("committed");
    id
}

pub async fn model(db: &Db, code: &str, name: &str, energy: &str) -> i64 {
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO models (code, name_zh, name_en, body, energy, warranty_months, warranty_km, \
                  service_every_months, service_every_km) VALUES ($1, $2, $1, 'suv', $3, 36, 100000, 12, 10000) \
                  RETURNING id";
    let id = sql!(tx, scalar i64, insert, code, name, energy).expect("a model");
    let insert = "INSERT INTO model_specifications (model_id, position, label_zh, label_en, value_zh, value_en) \
                  VALUES ($1, 1, '座位数', 'Seats', '5', '5')";
    sql!(tx, execute, insert, id).expect("a specification");
    let insert = "INSERT INTO service_plan_items (model_id, position, title_zh, title_en, every_months, every_km) \
                  VALUES ($1, 1, '机油与机滤', 'Oil and filter', 12, 10000), ($1, 2, '制动液', 'Brake fluid', 48, 70000)";
    sql!(tx, execute, insert, id).expect("a plan");
    tx.commit().await.expect("committed");
    id
}

pub async fn vehicle(db: &Db, vin: &str, plate: &str, model: i64, dealer: i64, delivered: &str) -> i64 {
    let mut tx = db.write().await.expect("a transaction");
    let id = sql!(
        tx,
        scalar i64,
        "INSERT INTO vehicles (vin, plate, model_id, colour_zh, colour_en, built_on, delivered_on, selling_dealer_id, \
         price_fen, warranty_until, inspection_due_on, service_due_on, service_due_km, odometer_km, updated_at) \
         VALUES ($1, $2, $3, '远山蓝', 'Far hills blue', $4, $4, $5, 18680000, $6, $7, $8, 50000, 40218, $9) \
         RETURNING id",
        vin,
        plate,
        model,
        day(delivered),
        dealer,
        day("2027-03-03"),
        day("2026-05-21"),
        day("2026-03-28"),
        testing::noon()
    )
    .expect("a vehicle");
    tx.commit().await.expect("committed");
    id
}

pub async fn own(db: &Db, vehicle: i64, customer: i64, from: &str, until: Option<&str>) {
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO ownerships (vehicle_id, customer_id, from_on, until_on) VALUES ($1, $2, $3, $4)";
    sql!(tx, execute, insert, vehicle, customer, day(from), until.map(day)).expect("an ownership");
    tx.commit().await.expect("committed");
}

async fn order(w: &World, no: &str, vehicle: i64, customer: i64, status: &str, opened: &str, km: i64) -> i64 {
    let mut tx = w.db.write().await.expect("a transaction");
    let opened = at(opened);
    let closed = (status == "closed").then_some(opened);
    let id = sql!(
        tx,
        scalar i64,
        "INSERT INTO service_orders (order_no, vehicle_id, customer_id, dealer_id, kind, status, opened_at, promised_at, \
         closed_at, odometer_km, advisor, request, total_fen, paid_fen, updated_at) \
         VALUES ($1, $2, $3, $4, 'maintenance', $5, $6, $6, $7, $8, '王磊', '行驶有异响', 60000, 56800, $6) \
         RETURNING id",
        no,
        vehicle,
        customer,
        w.dealer,
        status,
        opened,
        closed,
        km
    )
    .expect("an order");
    tx.commit().await.expect("committed");
    id
}

#[expect(clippy::too_many_arguments, reason = "one for each column of the row")]
async fn line(db: &Db, order: i64, position: i64, kind: &str, title: &str, milli: i64, unit: i64, total: i64) {
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO service_lines (order_id, position, kind, code, title_zh, title_en, quantity_milli, \
                  unit_fen, total_fen) VALUES ($1, $2, $3, 'X', $4, 'Line', $5, $6, $7)";
    sql!(tx, execute, insert, order, position, kind, title, milli, unit, total).expect("a line");
    tx.commit().await.expect("committed");
}
