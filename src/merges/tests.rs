mod http;
mod races;

use super::*;
use crate::clock::Clock;
use crate::db::fault_injection::fail_everywhere;
use crate::db::testing::breaks_a_check;
use crate::db::{Db, Tx};
use crate::error::{AppError, Conflict, Result};
use crate::garage::fixtures::{dealer, model, vehicle};
use crate::merges::Refusal;
use crate::points::model::PointAccount;
use crate::points::ops as points;
use crate::points::testing::{assert_whole, available, lots, member, member_with, movement, race};
use crate::values::CustomerId;
use crate::web::testing::{account, noon};
use crate::{demo, sql};
use chrono::TimeDelta;

async fn merged(db: &Db, duplicate: CustomerId, survivor: CustomerId) -> Result<bool> {
    let mut tx = db.write().await?;
    let done = merge(&mut tx, &Merge { duplicate, survivor, by: None, reason: "", now: noon() }).await?;
    tx.commit().await?;
    Ok(done)
}

async fn count(tx: &mut Tx, query: &'static str) -> i64 {
    sql!(tx, scalar i64, query).expect("a number")
}

crate::db_test!(points_keep_their_earning_date_and_expiry, |db| {
    let duplicate = member_with(&db, 1, &[(1_500, 30), (900, 1)]).await;
    let survivor = member_with(&db, 2, &[(700, 20)]).await;
    let ends = "SELECT id, remaining, expires_at, earned_at FROM point_lots ORDER BY id";
    let before =
        sql!(db.read().await?, all(i64, i64, chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>), ends)?;
    assert!(merged(&db, duplicate, survivor).await?);
    let mut tx = db.read().await?;
    let after = sql!(tx, all(i64, i64, chrono::DateTime<chrono::Utc>, chrono::DateTime<chrono::Utc>), ends)?;
    assert_eq!(before, after, "the same lots with another owner");
    assert_eq!((available(&mut tx, duplicate).await, available(&mut tx, survivor).await), (0, 3_100));
    assert_eq!(lots(&mut tx, survivor).await, [1_500, 700, 900]);
    let tier_points = "SELECT tier_points FROM point_balances ORDER BY customer_id";
    assert_eq!(sql!(tx, scalars i64, tier_points)?, [0, 3_100], "tier points add up");
    let tiers = sql!(tx, all(i64, String), "SELECT customer_id, tier FROM members")?;
    assert_eq!(tiers, [(2, "silver".to_owned())], "the sum reaches a tier that neither had");
    drop(tx);
    assert!(!merged(&db, duplicate, survivor).await?, "repeating it changes nothing");
    assert_whole(&db).await;
});

crate::db_test!(debt_moves_to_the_survivor_and_is_settled, |db| {
    let (duplicate, survivor) = (member(&db, 1).await, member_with(&db, 2, &[(200, 1)]).await);
    let mut tx = db.write().await?;
    let earned = points::earn(&mut tx, &movement(duplicate, 500, "earn")).await?.transfer;
    points::spend(&mut tx, &movement(duplicate, 500, "spend"), PointAccount::Redeemed).await?;
    points::reverse(&mut tx, earned, &movement(duplicate, 500, "back")).await?;
    points::earn(&mut tx, &movement(duplicate, 100, "more")).await?;
    tx.commit().await?;
    merged(&db, duplicate, survivor).await?;
    let stands = "SELECT available, debt FROM point_balances ORDER BY customer_id";
    assert_eq!(sql!(db.read().await?, all(i64, i64), stands)?, [(0, 0), (200, 400)]);
    let third = member_with(&db, 3, &[(1_000, 1)]).await;
    merged(&db, third, survivor).await?;
    assert_eq!(sql!(db.read().await?, all(i64, i64), stands)?, [(0, 0), (800, 0), (0, 0)]);
    assert_whole(&db).await;
});

crate::db_test!(refunds_of_the_duplicates_spending_go_to_the_survivor, |db| {
    let duplicate = member_with(&db, 1, &[(300, 30), (900, 1)]).await;
    let survivor = member_with(&db, 2, &[(100, 2)]).await;
    let mut tx = db.write().await?;
    let spent = points::spend(&mut tx, &movement(duplicate, 700, "spend"), PointAccount::Redeemed).await?.transfer;
    let held = points::hold(&mut tx, &movement(duplicate, 100, "hold"), TimeDelta::hours(1)).await?;
    tx.commit().await?;
    assert_eq!(merged(&db, duplicate, survivor).await, Err(Refusal::PointsSetAside.into()));
    let mut tx = db.write().await?;
    let paid =
        points::capture(&mut tx, held.hold, &movement(duplicate, 100, "capture"), PointAccount::Dealer).await?.transfer;
    tx.commit().await?;
    merged(&db, duplicate, survivor).await?;
    let mut tx = db.write().await?;
    points::refund(&mut tx, spent, &movement(survivor, 700, "refund"), PointAccount::Redeemed).await?;
    points::refund(&mut tx, paid, &movement(survivor, 100, "refund bill"), PointAccount::Dealer).await?;
    assert_eq!(lots(&mut tx, survivor).await, [300, 100, 900]);
    tx.commit().await?;
    assert_whole(&db).await;
});

/// An order of the duplicate over ¥100, closed at noon.
async fn order(db: &Db, id: i64) {
    let (shop, car) = (dealer(db, "D1", "东城店").await, model(db, "M1", "远山", "petrol").await);
    let car = vehicle(db, "LCYAA0000R0000001", "京A12345", car, shop, "2025-01-10").await;
    let mut tx = db.write().await.expect("a transaction");
    let text = "INSERT INTO service_orders (id, order_no, vehicle_id, customer_id, dealer_id, kind, status, opened_at, \
        closed_at, odometer_km, total_fen, paid_fen, updated_at) SELECT $1, 'WO1', $2, 1, MIN(id), 'maintenance', \
        'closed', $3, $3, 100, 10000, 10000, $3 FROM dealers";
    sql!(tx, execute, text, id, car, noon()).expect("an order");
    tx.commit().await.expect("committed");
}

crate::db_test!(documents_follow_to_the_survivor, |db| {
    let (duplicate, survivor) = (member(&db, 1).await, member(&db, 2).await);
    order(&db, 1).await;
    assert_eq!(crate::app::book_new(&db, noon()).await?, 1);
    let mut tx = db.write().await?;
    points::spend(&mut tx, &movement(duplicate, 60, "spend"), PointAccount::Redeemed).await?;
    tx.commit().await?;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE customers SET merged_into = 2 WHERE id = 1")?;
    tx.commit().await?;
    assert_eq!((follow_external(&db, noon()).await?, follow_external(&db, noon()).await?), (1, 0));
    assert_eq!(crate::app::book_new(&db, noon()).await?, 1, "the new version of the order");
    assert_eq!(available(&mut db.read().await?, survivor).await, 40, "its value is unchanged");
    assert_whole(&db).await;
    let mut tx = db.write().await?;
    let credited =
        "UPDATE service_orders SET status = 'credited', customer_id = 1, version = version + 1, updated_at = $1";
    sql!(tx, execute, credited, noon())?;
    tx.commit().await?;
    assert_eq!(follow_external(&db, noon()).await?, 1, "a document written for the duplicate");
    crate::app::book_new(&db, noon()).await?;
    let stands = "SELECT available, debt FROM point_balances ORDER BY customer_id";
    assert_eq!(sql!(db.read().await?, all(i64, i64), stands)?, [(0, 0), (0, 60)]);
    assert_whole(&db).await;
});

crate::db_test!(chains_of_merges_are_followed_and_cycles_are_ignored, |db| {
    for id in 1..=5 {
        member_with(&db, id, &[(100 * id, 1)]).await;
    }
    let mut tx = db.write().await?;
    for (duplicate, survivor) in [(1_i64, 2_i64), (2, 3), (4, 5), (5, 4)] {
        sql!(tx, execute, "UPDATE customers SET merged_into = $2 WHERE id = $1", duplicate, survivor)?;
    }
    tx.commit().await?;
    follow_external(&db, noon()).await?;
    assert_eq!(follow_external(&db, noon()).await?, 0);
    let stands = sql!(db.read().await?, scalars i64, "SELECT available FROM point_balances ORDER BY customer_id")?;
    assert_eq!(stands, [0, 0, 600, 0, 900]);
    let ways =
        sql!(db.read().await?, all(i64, i64), "SELECT customer_id, survivor_id FROM customer_merges ORDER BY 1")?;
    assert_eq!(ways, [(1, 3), (2, 3), (4, 5)]);
    assert_eq!(merged(&db, CustomerId(3), CustomerId(3)).await, Err(Refusal::SameCustomer.into()));
    assert_eq!(merged(&db, CustomerId(3), CustomerId(1)).await, Err(Conflict::Handled.into()));
    assert_whole(&db).await;
});

crate::db_test!(a_membership_ends_or_moves, |db| {
    let (duplicate, survivor) = (member(&db, 1).await, member(&db, 2).await);
    account(&db, "owner", "13800138021", Some(1), None).await;
    account(&db, "owner", "13800138022", Some(2), None).await;
    merged(&db, duplicate, survivor).await?;
    let mut tx = db.write().await?;
    let open = sql!(tx, all(String, bool), "SELECT phone, disabled_at IS NULL FROM accounts ORDER BY phone")?;
    assert_eq!(open, [("13800138021".to_owned(), false), ("13800138022".to_owned(), true)]);
    let kept = sql!(tx, scalar String, "SELECT member_no FROM customer_merges")?;
    assert_eq!(kept, "M000000001", "the old number still finds the survivor");
    let text = "INSERT INTO customers (id, customer_no, name, created_at, updated_at) VALUES (3, 'C3', '张三', $1, $1)";
    sql!(tx, execute, text, noon())?;
    tx.commit().await?;
    merged(&db, survivor, CustomerId(3)).await?;
    let mut tx = db.read().await?;
    assert_eq!(
        sql!(tx, all(i64, String), "SELECT customer_id, member_no FROM members")?,
        [(3, "M000000002".to_owned())]
    );
    assert_eq!(count(&mut tx, "SELECT customer_id FROM accounts WHERE phone = '13800138022'").await, 3);
    assert_whole(&db).await;
});

crate::db_test!(contact_data_and_consents_are_combined, |db| {
    let (duplicate, survivor) = (member(&db, 1).await, member(&db, 2).await);
    let mut tx = db.write().await?;
    let contact = "INSERT INTO contact_points (customer_id, kind, value, updated_at) VALUES ($1, $2, $3, $4)";
    for (customer, kind, value) in [(1, "phone", "13800138021"), (2, "phone", "13800138022"), (1, "email", "a@b.cn")] {
        sql!(tx, execute, contact, customer, kind, value, noon())?;
    }
    let consent = "INSERT INTO consents (customer_id, purpose, granted, changed_at) VALUES ($1, $2, $3, $4)";
    let later = noon() + TimeDelta::days(1);
    for (customer, purpose, granted, at) in [
        (1, "sms", false, later),
        (2, "sms", true, noon()),
        (1, "phone", true, noon()),
        (2, "phone", false, later),
        (1, "email", true, noon()),
    ] {
        sql!(tx, execute, consent, customer, purpose, granted, at)?;
    }
    tx.commit().await?;
    merged(&db, duplicate, survivor).await?;
    let mut tx = db.read().await?;
    let points = "SELECT value, is_primary FROM contact_points WHERE customer_id = 2 ORDER BY value";
    let points = sql!(tx, all(String, bool), points)?;
    let expected = [("13800138021", false), ("13800138022", true), ("a@b.cn", true)];
    assert_eq!(points, expected.map(|(value, primary)| (value.to_owned(), primary)));
    let holds = "SELECT purpose, granted FROM consents WHERE customer_id = 2 ORDER BY purpose";
    let expected = [("email", true), ("phone", false), ("sms", false)];
    assert_eq!(sql!(tx, all(String, bool), holds)?, expected.map(|(what, granted)| (what.to_owned(), granted)));
});

crate::db_test!(a_merge_killed_at_any_statement_leaves_nothing_behind, |db| {
    let duplicate = member_with(&db, 1, &[(1_500, 30), (900, 1)]).await;
    let survivor = member_with(&db, 2, &[(700, 20)]).await;
    order(&db, 1).await;
    let run = |db: Db| async move { merged(&db, duplicate, survivor).await };
    let (done, faults) = fail_everywhere(&db, run).await;
    assert!(done? && faults > 30, "statements of a merge: {faults}");
    assert_whole(&db).await;
});

crate::db_test!(concurrent_merges_merge_once, |db| {
    let duplicate = member_with(&db, 1, &[(1_500, 30), (900, 1)]).await;
    let survivor = member_with(&db, 2, &[(700, 20)]).await;
    let outcomes = race(&db, move |db, n| async move {
        let pair = if n % 2 == 0 { (duplicate, survivor) } else { (survivor, duplicate) };
        merged(&db, pair.0, pair.1).await
    })
    .await;
    let merges = outcomes.iter().filter(|outcome| **outcome == Ok(true)).count();
    assert_eq!(merges, 1, "{outcomes:?}");
    let all = sql!(db.read().await?, scalar i64, "SELECT CAST(SUM(available) AS BIGINT) FROM point_balances")?;
    assert_eq!(all, 3_100);
    assert_whole(&db).await;
});

crate::db_test!(merging_a_whole_club_keeps_all_invariants, |db| {
    let now = Clock::System.now();
    demo::create(&db, demo::Options { customers: 240, seed: 7, now, progress: false }).await?;
    let customers = sql!(db.read().await?, scalars CustomerId, "SELECT id FROM customers ORDER BY id")?;
    let (mut done, mut waiting) = (0, 0);
    for pair in customers.chunks_exact(3) {
        let mut tx = db.write().await?;
        match merge(&mut tx, &Merge { duplicate: pair[0], survivor: pair[1], by: None, reason: "", now }).await {
            Ok(true) => done += 1,
            Err(error) if error.is(Refusal::PointsSetAside) => {
                waiting += 1;
                continue;
            }
            other => panic!("{other:?}"),
        }
        tx.commit().await?;
    }
    assert!(done > 60 && waiting < 10, "{done} merged, {waiting} not");
    assert_whole(&db).await;
    crate::app::book_new(&db, now).await?;
    assert_whole(&db).await;
    let (later, far) = (now + TimeDelta::days(40), now + TimeDelta::days(400));
    crate::points::expire_overdue(&db, later).await?;
    crate::points::keep_tiers(&db, far).await?;
    assert_whole(&db).await;
});
