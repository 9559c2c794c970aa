mod documents;
mod pending;

use super::bookings::book;
use super::*;
use crate::app::book_new;
use crate::garage::fixtures::{dealer, model, vehicle};
use crate::points::model::PointAccount;
use crate::points::ops::{self, Movement};
use crate::points::testing::{assert_whole, available, member, movement, race};
use crate::sql;
use crate::values::CustomerId;
use crate::web::testing::noon;
use std::time::Duration;

/// Books one document, with nothing to do when it is credited.
async fn book_one(db: &Db, id: DocumentId, now: DateTime<Utc>) -> Result<bool> {
    Worker { db, on_credited: |_, _, _| Box::pin(async { Ok(()) }), now }.book_one(id).await
}

/// Member 1, who joined at noon, and the id of their car.
async fn garage(db: &Db) -> (CustomerId, i64) {
    let customer = member(db, 1).await;
    let dealer = dealer(db, "D1", "东城店").await;
    let model = model(db, "M1", "远山", "petrol").await;
    (customer, vehicle(db, "LCYAA0000R0000001", "京A12345", model, dealer, "2025-01-10").await)
}

async fn change(db: &Db, statement: &'static str, id: i64, at: DateTime<Utc>) {
    let mut tx = db.write().await.expect("a transaction");
    sql!(tx, execute, statement, id, at).expect("the order is changed");
    tx.commit().await.expect("committed");
}

/// Writes an order of member 1 for ¥100, closed then.
async fn closed(db: &Db, vehicle: i64, id: i64, at: DateTime<Utc>) {
    let mut tx = db.write().await.expect("a transaction");
    sql!(
        tx,
        execute,
        "INSERT INTO service_orders (id, order_no, vehicle_id, customer_id, dealer_id, kind, status, opened_at, \
         closed_at, odometer_km, total_fen, paid_fen, updated_at) \
         SELECT $1, $2, $3, 1, MIN(id), 'maintenance', 'closed', $4, $4, 100, 10000, 10000, $4 FROM dealers",
        id,
        format!("WO{id}"),
        vehicle,
        at
    )
    .expect("an order");
    tx.commit().await.expect("committed");
}

fn order(id: i64) -> DocumentId {
    DocumentId { source: &SOURCES[0], id }
}

fn hour(n: i64) -> DateTime<Utc> {
    noon() + TimeDelta::hours(n)
}

/// Available, debt, pending.
async fn account(db: &Db) -> (i64, i64, i64) {
    let mut tx = db.read().await.expect("a connection");
    let query = "SELECT available, debt, pending FROM point_balances WHERE customer_id = 1";
    sql!(tx, optional(i64, i64, i64), query).expect("a balance").unwrap_or_default()
}

crate::db_test!(an_order_earns_by_its_newest_version, |db| {
    let (_, car) = garage(&db).await;
    closed(&db, car, 1, hour(1)).await;
    let open = "UPDATE service_orders SET status = 'ready', closed_at = NULL, updated_at = $2 WHERE id = $1";
    change(&db, open, 1, hour(1)).await;
    assert_eq!(book_new(&db, hour(1)).await?, 1);
    assert_eq!(account(&db).await, (0, 0, 100));
    let steps: [(&'static str, i64, (i64, i64, i64)); 5] = [
        ("status = 'closed', closed_at = $2", 1, (100, 0, 0)),
        ("paid_fen = 25099", 1, (250, 0, 0)),
        ("paid_fen = 20000", 1, (200, 0, 0)),
        ("advisor = '李敏'", 1, (200, 0, 0)),
        ("status = 'credited'", 1, (0, 0, 0)),
    ];
    for (n, (what, booked, expected)) in (2..).zip(steps) {
        let text = format!("UPDATE service_orders SET {what}, version = version + 1, updated_at = $2 WHERE id = $1");
        let mut tx = db.write().await?;
        sql!(tx, execute, sqlx::AssertSqlSafe(text), 1_i64, hour(n))?;
        tx.commit().await?;
        assert_eq!(book_new(&db, hour(n)).await? as i64, booked, "{what}");
        assert_eq!(account(&db).await, expected, "{what}");
        assert_eq!(book_new(&db, hour(n)).await?, 0, "{what}");
    }
    assert_whole(&db).await;
});

const CREDIT: &str =
    "UPDATE service_orders SET status = 'credited', version = version + 1, updated_at = $2 WHERE id = $1";

crate::db_test!(crediting_an_order_whose_points_were_spent_leaves_a_debt, |db| {
    let (customer, car) = garage(&db).await;
    closed(&db, car, 1, hour(1)).await;
    book_new(&db, hour(1)).await?;
    let mut tx = db.write().await?;
    let spending = Movement { at: hour(1), ..movement(customer, 70, "spend") };
    ops::spend(&mut tx, &spending, PointAccount::Redeemed).await?;
    tx.commit().await?;
    change(&db, CREDIT, 1, hour(2)).await;
    book_new(&db, hour(2)).await?;
    assert_eq!(account(&db).await, (0, 70, 0));
    closed(&db, car, 2, hour(3)).await;
    book_new(&db, hour(3)).await?;
    assert_eq!(account(&db).await, (30, 0, 0));
    assert_whole(&db).await;
});

crate::db_test!(orders_closed_before_joining_earn_nothing, |db| {
    let (_, car) = garage(&db).await;
    closed(&db, car, 1, hour(-1)).await;
    assert_eq!((book_new(&db, hour(1)).await?, account(&db).await), (0, (0, 0, 0)));
});

crate::db_test!(a_changed_order_keeps_its_multiplier_and_its_rule, |db| {
    let (_, car) = garage(&db).await;
    closed(&db, car, 1, hour(1)).await;
    let mut tx = db.write().await?;
    let rule = "INSERT INTO point_rules (code, version, value, title_zh, title_en, valid_from) \
                VALUES ('workshop', 2, 3, '维保消费', 'Workshop spending', $1)";
    sql!(tx, execute, rule, hour(2))?;
    tx.commit().await?;
    book_new(&db, hour(3)).await?;
    assert_eq!(account(&db).await.0, 100, "by the rule in force when it was closed");
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE members SET tier = 'platinum'")?;
    tx.commit().await?;
    let more = "UPDATE service_orders SET paid_fen = 30000, version = 2, updated_at = $2 WHERE id = $1";
    change(&db, more, 1, hour(4)).await;
    book_new(&db, hour(4)).await?;
    assert_eq!(account(&db).await.0, 300);
    let versions = "SELECT DISTINCT r.version FROM point_transfers t JOIN point_rules r ON r.id = t.rule_id";
    assert_eq!(sql!(db.read().await?, scalars i64, versions)?, [1]);
});

crate::db_test!(documents_committed_late_are_found, |db| {
    let (_, car) = garage(&db).await;
    closed(&db, car, 2, hour(4)).await;
    assert_eq!(book_new(&db, hour(4)).await?, 1);
    // Written half an hour ago, in a transaction that commits only now.
    closed(&db, car, 1, hour(4) - TimeDelta::minutes(30)).await;
    assert_eq!(book_new(&db, hour(4)).await?, 1);
    // Later than the overlap: found by the daily scan.
    closed(&db, car, 3, hour(1)).await;
    assert_eq!(book_new(&db, hour(5)).await?, 0);
    assert_eq!(book_new(&db, hour(29)).await?, 1);
    assert_eq!(account(&db).await.0, 300);
});

crate::db_test!(concurrent_workers_book_an_order_once, |db| {
    let (_, car) = garage(&db).await;
    closed(&db, car, 1, hour(1)).await;
    let booked = race(&db, |db, _| async move { book_one(&db, order(1), hour(1)).await }).await;
    let booked = booked.into_iter().collect::<Result<Vec<_>>>()?;
    assert_eq!(booked.iter().filter(|new| **new).count(), 1);
    assert_eq!(account(&db).await.0, 100);
    assert_whole(&db).await;
});

const ORDERS: i64 = 50;

async fn fifty(db: &Db) {
    let (_, car) = garage(db).await;
    for id in 1..=ORDERS {
        closed(db, car, id, hour(1)).await;
    }
}

/// Fifty orders of ¥100 each; silver, and so 110 points per order, is reached on the way.
async fn assert_fifty_booked(db: &Db) {
    let mut tx = db.read().await.expect("a connection");
    let counts = "SELECT COUNT(*), COUNT(DISTINCT source_id) FROM point_transfers WHERE kind = 'earn'";
    assert_eq!(sql!(tx, one(i64, i64), counts).expect("counts"), (ORDERS, ORDERS));
    drop(tx);
    assert_eq!(account(db).await, (20 * 100 + 30 * 110, 0, 0));
    assert_whole(db).await;
}

crate::db_test!(two_concurrent_workers_book_each_order_once, |db| {
    fifty(&db).await;
    let work = || {
        let db = db.clone();
        tokio::spawn(async move { book_new(&db, hour(2)).await })
    };
    let (one, two) = (work(), work());
    assert_eq!((one.await?? + two.await??) as i64, ORDERS);
    assert_fifty_booked(&db).await;
});

crate::db_test!(an_interrupted_worker_continues, |db| {
    fifty(&db).await;
    // Interrupted between two documents, and between the statements of one.
    for id in 1..=10 {
        book_one(&db, order(id), hour(2)).await?;
    }
    let mut tx = db.write().await?;
    assert!(book(&mut tx, order(11), |_, _, _| Box::pin(async { Ok(()) }), hour(2)).await?);
    drop(tx);
    let mut interrupted = 0;
    for n in 0..30 {
        let db = db.clone();
        let worker = tokio::spawn(async move { book_new(&db, hour(2)).await });
        tokio::time::sleep(Duration::from_millis(n)).await;
        worker.abort();
        interrupted += u32::from(worker.await.is_err_and(|error| error.is_cancelled()));
    }
    assert!(interrupted > 0, "a worker was interrupted");
    book_new(&db, hour(2)).await?;
    assert_fifty_booked(&db).await;
});
