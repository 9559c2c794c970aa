use super::*;
use crate::db::{Db, Tx};
use crate::error::{Conflict, Result};
use crate::points::testing::{assert_won, race};
use crate::values::{CustomerId, TransferId};
use chrono::TimeDelta;

async fn debt(tx: &mut Tx, customer: CustomerId) -> i64 {
    sql!(tx, scalar i64, "SELECT debt FROM point_balances WHERE customer_id = $1", customer).expect("a balance")
}

async fn earned(tx: &mut Tx, customer: CustomerId, points: i64, idempotency_key: &str) -> Result<TransferId> {
    Ok(ops::earn(tx, &movement(customer, points, idempotency_key)).await?.transfer)
}

async fn spent(tx: &mut Tx, customer: CustomerId, points: i64, idempotency_key: &str) -> Result<TransferId> {
    Ok(ops::spend(tx, &movement(customer, points, idempotency_key), PointAccount::Redeemed).await?.transfer)
}

crate::db_test!(a_reversal_takes_what_is_left_and_leaves_a_debt, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let first = earned(&mut tx, customer, 500, "first").await?;
    earned(&mut tx, customer, 200, "second").await?;
    spent(&mut tx, customer, 300, "spend").await?;
    let back = movement(customer, 500, "back");
    assert!(ops::reverse(&mut tx, first, &back).await?.new);
    assert!(!ops::reverse(&mut tx, first, &back).await?.new, "the same again");
    assert_eq!((available(&mut tx, customer).await, debt(&mut tx, customer).await), (200, 300));
    assert_eq!(lots(&mut tx, customer).await, [0, 200], "other lots are untouched");
    let tier_points = "SELECT tier_points FROM point_balances WHERE customer_id = 1";
    assert_eq!(sql!(tx, scalar i64, tier_points)?, 200);

    earned(&mut tx, customer, 100, "third").await?;
    assert_eq!((available(&mut tx, customer).await, debt(&mut tx, customer).await), (200, 200));
    earned(&mut tx, customer, 1_000, "fourth").await?;
    assert_eq!((available(&mut tx, customer).await, debt(&mut tx, customer).await), (1_000, 0));
    assert_eq!(lots(&mut tx, customer).await, [0, 200, 0, 800]);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_refund_settles_debt_first, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let lot = earned(&mut tx, customer, 500, "earn").await?;
    let spending = spent(&mut tx, customer, 500, "spend").await?;
    ops::reverse(&mut tx, lot, &movement(customer, 400, "back")).await?;
    ops::refund(&mut tx, spending, &movement(customer, 500, "refund"), PointAccount::Redeemed).await?;
    assert_eq!((available(&mut tx, customer).await, debt(&mut tx, customer).await), (100, 0));
    let rest = ops::reverse(&mut tx, lot, &movement(customer, 101, "too much")).await;
    assert_eq!(rest, Err(AppError::Internal));
    drop(tx);
    let mut tx = db.write().await?;
    let lot = earned(&mut tx, customer, 500, "earn").await?;
    let spending = spent(&mut tx, customer, 500, "spend").await?;
    ops::reverse(&mut tx, lot, &movement(customer, 400, "back")).await?;
    ops::reverse(&mut tx, lot, &movement(customer, 100, "rest")).await?;
    ops::refund(&mut tx, spending, &movement(customer, 500, "refund"), PointAccount::Redeemed).await?;
    assert_eq!((available(&mut tx, customer).await, debt(&mut tx, customer).await), (0, 0));
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(expired_points_leave_no_debt, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let long_ago = noon() - TimeDelta::days(1_200);
    let lot = ops::earn(&mut tx, &Movement { at: long_ago, ..movement(customer, 500, "earn") }).await?.transfer;
    let spend = Movement { at: long_ago, ..movement(customer, 120, "spend") };
    ops::spend(&mut tx, &spend, PointAccount::Redeemed).await?;
    // 380 have expired, but their expiry is not recorded yet.
    ops::reverse(&mut tx, lot, &movement(customer, 400, "most")).await?;
    assert_eq!((available(&mut tx, customer).await, debt(&mut tx, customer).await), (0, 20));
    ops::reverse(&mut tx, lot, &movement(customer, 100, "rest")).await?;
    assert_eq!((available(&mut tx, customer).await, debt(&mut tx, customer).await), (0, 120));
    let expired = "SELECT CAST(SUM(amount) AS BIGINT) FROM point_entries WHERE account = 'expired'";
    assert_eq!(sql!(tx, scalar i64, expired)?, 0);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(only_the_members_own_earnings_are_reversed, |db| {
    let (customer, other) = (member(&db, 1).await, member(&db, 2).await);
    let mut tx = db.write().await?;
    let lot = earned(&mut tx, customer, 500, "earn").await?;
    let spending = spent(&mut tx, customer, 100, "spend").await?;
    ops::reverse(&mut tx, lot, &movement(customer, 100, "k")).await?;
    tx.commit().await?;
    for (what, transfer, movement) in [
        ("more than is left to take", lot, movement(customer, 401, "more")),
        ("a spending", spending, movement(customer, 100, "spending")),
        ("somebody else's", lot, movement(other, 100, "other")),
        ("nothing", TransferId(999), movement(customer, 100, "nothing")),
    ] {
        let mut tx = db.write().await?;
        assert_eq!(ops::reverse(&mut tx, transfer, &movement).await.err(), Some(AppError::Internal), "{what}");
    }
    let mut tx = db.write().await?;
    let reused = Err(Conflict::KeyReused.into());
    assert_eq!(ops::reverse(&mut tx, lot, &movement(customer, 99, "k")).await, reused);
    drop(tx);
    assert_whole(&db).await;
});

async fn take_back(db: Db, customer: CustomerId, lot: TransferId, idempotency_key: String) -> Result<ops::Moved> {
    let mut tx = db.write().await?;
    let moved = ops::reverse(&mut tx, lot, &movement(customer, 100, &idempotency_key)).await?;
    tx.commit().await?;
    Ok(moved)
}

crate::db_test!(concurrent_reversals_do_not_exceed_the_earning, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let lot = earned(&mut tx, customer, 1_000, "earn").await?;
    spent(&mut tx, customer, 700, "spend").await?;
    tx.commit().await?;
    let outcomes = race(&db, move |db, n| take_back(db, customer, lot, format!("k{n}"))).await;
    assert_won(&outcomes, 10, AppError::Internal);
    let mut tx = db.read().await?;
    assert_eq!((available(&mut tx, customer).await, debt(&mut tx, customer).await), (0, 700));
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(a_reversal_sent_fifty_times_is_posted_once, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let lot = earned(&mut tx, customer, 1_000, "earn").await?;
    tx.commit().await?;
    let outcomes = race(&db, move |db, _| take_back(db, customer, lot, "k".to_owned())).await;
    assert_eq!(outcomes.iter().flatten().filter(|moved| moved.new).count(), 1);
    assert_eq!(available(&mut db.read().await?, customer).await, 900);
    assert_whole(&db).await;
});
