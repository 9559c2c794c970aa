//! Service orders follow the rules, campaigns and caps of the day on which they were closed.

use super::*;
use crate::app::book_new;
use crate::garage::fixtures::{dealer, model, vehicle};
use crate::points::model::PointAccount;
use crate::points::ops::{self, Movement};
use crate::points::testing::movement;

/// Member 1, and a car of model 1 at the first of two dealers.
async fn garage(db: &Db) -> i64 {
    member(db, 1).await;
    let home = dealer(db, "D1", "东城店").await;
    dealer(db, "D2", "西城店").await;
    let model = model(db, "M1", "远山", "petrol").await;
    vehicle(db, "LCYAA0000R0000001", "京A12345", model, home, "2025-01-10").await
}

/// Closes an order of so many yuan.
async fn close(db: &Db, car: i64, (id, yuan): (i64, i64), at: DateTime<Utc>) {
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO service_orders (id, order_no, vehicle_id, customer_id, dealer_id, kind, status, opened_at, \
                  closed_at, odometer_km, total_fen, paid_fen, updated_at) SELECT $1, $2, $3, 1, MIN(id), 'maintenance', \
                  'closed', $4, $4, 100, $5, $5, $4 FROM dealers";
    sql!(tx, execute, insert, id, format!("WO{id}"), car, at, yuan * 100).expect("an order");
    tx.commit().await.expect("committed");
    book_new(db, at).await.expect("booked");
}

async fn change(db: &Db, what: &'static str, id: i64, at: DateTime<Utc>) {
    let mut tx = db.write().await.expect("a transaction");
    sql!(tx, execute, what, id, at).expect(what);
    tx.commit().await.expect("committed");
    book_new(db, at).await.expect("booked");
}

const CREDIT: &str =
    "UPDATE service_orders SET status = 'credited', version = version + 1, updated_at = $2 WHERE id = $1";

async fn net(db: &Db) -> i64 {
    let query = "SELECT available - debt FROM point_balances WHERE customer_id = 1";
    sql!(db.read().await.expect("a connection"), scalar i64, query).expect("a balance")
}

crate::db_test!(an_order_earns_up_to_the_cap_and_reverses_what_it_earned, |db| {
    let car = garage(&db).await;
    version(&db, RuleCode::Workshop, (1, Some(300)), day(-1)).await;
    close(&db, car, (1, 250), day(1)).await;
    close(&db, car, (2, 250), day(2)).await;
    close(&db, car, (3, 250), day(3)).await;
    assert_eq!(earnings(&mut db.read().await?).await, [(250, 0, None), (50, 200, None), (0, 250, None)]);
    // Less was paid, but the cap had left no more than that anyway.
    let less = "UPDATE service_orders SET paid_fen = 10000, version = version + 1, updated_at = $2 WHERE id = $1";
    change(&db, less, 2, day(4)).await;
    assert_eq!(net(&db).await, 300);
    change(&db, CREDIT, 2, day(5)).await;
    assert_eq!(net(&db).await, 250);
    change(&db, CREDIT, 3, day(6)).await;
    assert_eq!(net(&db).await, 250);
    // Reversed points make room in their own month, even for orders booked in a later one.
    close(&db, car, (4, 250), day(7)).await;
    assert_eq!(net(&db).await, 300);
    change(&db, CREDIT, 1, day(40)).await;
    assert_eq!(net(&db).await, 50);
    assert_whole(&db).await;
});

const MOVED: &str = "UPDATE service_orders SET closed_at = $2, version = version + 1, updated_at = $2 WHERE id = $1";

crate::db_test!(an_order_moved_to_another_month_counts_for_that_month, |db| {
    let car = garage(&db).await;
    version(&db, RuleCode::Workshop, (1, Some(300)), day(-1)).await;
    close(&db, car, (1, 300), day(1)).await;
    let spend = Movement { at: day(2), ..movement(CustomerId(1), 250, "spend") };
    let mut tx = db.write().await?;
    ops::spend(&mut tx, &spend, PointAccount::Redeemed).await?;
    tx.commit().await?;
    change(&db, MOVED, 1, day(40)).await;
    close(&db, car, (2, 300), day(41)).await;
    assert_eq!(net(&db).await, 50, "the debt is settled at once, and the month is full");
    close(&db, car, (3, 100), day(42)).await;
    assert_eq!(net(&db).await, 50);
    let debt = "SELECT debt FROM point_balances";
    assert_eq!(sql!(db.read().await?, scalar i64, debt)?, 0);
    change(&db, MOVED, 1, day(80)).await;
    assert_eq!(net(&db).await, 50, "at most the cap in each month");
    assert_whole(&db).await;
});

crate::db_test!(an_order_moved_to_another_versions_time_follows_that_version, |db| {
    let car = garage(&db).await;
    version(&db, RuleCode::Workshop, (2, Some(100)), day(3)).await;
    close(&db, car, (1, 100), day(1)).await;
    change(&db, MOVED, 1, day(4)).await;
    let followed =
        "SELECT kind || r.version FROM point_transfers t JOIN point_rules r ON r.id = t.rule_id ORDER BY t.id";
    assert_eq!(sql!(db.read().await?, scalars String, followed)?, ["earn1", "reverse1", "earn2"]);
    assert_eq!(net(&db).await, 100, "200, cut to the cap");
    assert_whole(&db).await;
});

crate::db_test!(a_campaign_may_be_limited_to_models_and_dealers, |db| {
    let car = garage(&db).await;
    let everywhere = campaign(&db, RuleCode::Workshop, 150, (day(0), day(10))).await;
    let elsewhere = campaign(&db, RuleCode::Workshop, 500, (day(0), day(10))).await;
    let here = campaign(&db, RuleCode::Workshop, 200, (day(0), day(10))).await;
    let mut tx = db.write().await?;
    sql!(tx, execute, "INSERT INTO point_campaign_dealers SELECT $1, MAX(id) FROM dealers", elsewhere)?;
    sql!(tx, execute, "INSERT INTO point_campaign_dealers SELECT $1, MIN(id) FROM dealers", here)?;
    sql!(tx, execute, "INSERT INTO point_campaign_models SELECT $1, id FROM models", here)?;
    tx.commit().await?;
    close(&db, car, (1, 100), day(1)).await;
    let other = "UPDATE service_orders SET dealer_id = (SELECT MAX(id) FROM dealers), version = version + 1, \
                 updated_at = $2 WHERE id = $1";
    change(&db, other, 1, day(2)).await;
    assert_eq!(earnings(&mut db.read().await?).await, [(200, 0, Some(here)), (300, 0, Some(elsewhere))]);
    let mut tx = db.write().await?;
    sql!(tx, execute, "DELETE FROM point_campaign_models")?;
    sql!(tx, execute, "DELETE FROM point_campaign_dealers WHERE campaign_id = $1", here)?;
    sql!(
        tx,
        execute,
        "INSERT INTO models (id, code, name_zh, name_en, body, energy, manual_url, warranty_months, \
         warranty_km, service_every_months, service_every_km) SELECT 99, 'M9', name_zh, name_en, body, energy, manual_url, \
         warranty_months, warranty_km, service_every_months, service_every_km FROM models"
    )?;
    sql!(tx, execute, "INSERT INTO point_campaign_models VALUES ($1, 99)", here)?;
    tx.commit().await?;
    close(&db, car, (2, 100), day(3)).await;
    assert_eq!(earnings(&mut db.read().await?).await.last(), Some(&(150, 0, Some(everywhere))));
    assert_whole(&db).await;
});

crate::db_test!(the_closing_day_decides_not_the_booking_day, |db| {
    let car = garage(&db).await;
    let week = campaign(&db, RuleCode::Workshop, 200, (day(1), day(2))).await;
    version(&db, RuleCode::Workshop, (3, None), day(3)).await;
    let mut tx = db.write().await?;
    let better = "INSERT INTO point_rules (code, version, value, title_zh, title_en, valid_from) \
                  VALUES ('tiers', 2, 0, '', '', $1)";
    sql!(tx, execute, better, day(4))?;
    sql!(
        tx,
        execute,
        "INSERT INTO tier_rules SELECT r.id, t.code, t.min_tier_points, t.multiplier_percent + 100 \
         FROM point_rules r, tier_rules t WHERE r.code = 'tiers' AND r.version = 2 AND t.rule_id <> r.id"
    )?;
    tx.commit().await?;
    for (id, closed) in [(1, day(1)), (2, day(2)), (3, day(3)), (4, day(4))] {
        let mut tx = db.write().await?;
        let insert = "INSERT INTO service_orders (id, order_no, vehicle_id, customer_id, dealer_id, kind, status, \
                      opened_at, closed_at, odometer_km, total_fen, paid_fen, updated_at) SELECT $1, $2, $3, 1, MIN(id), \
                      'maintenance', 'closed', $4, $4, 100, 10000, 10000, $4 FROM dealers";
        sql!(tx, execute, insert, id, format!("WO{id}"), car, closed)?;
        tx.commit().await?;
    }
    book_new(&db, day(9)).await?;
    let got = earnings(&mut db.read().await?).await;
    assert_eq!(got, [(200, 0, Some(week)), (100, 0, None), (300, 0, None), (600, 0, None)]);
    let marks = "SELECT percent, tier FROM point_documents ORDER BY source_id";
    let marks = sql!(db.read().await?, all(i64, String), marks)?;
    assert_eq!(marks.iter().map(|(percent, _)| *percent).collect::<Vec<_>>(), [100, 100, 100, 200]);
    assert!(marks.iter().all(|(_, tier)| tier == "basic"));
    assert_whole(&db).await;
});
