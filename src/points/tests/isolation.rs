//! A member whose points cannot be moved does not block others.

use super::*;
use crate::db::Db;
use crate::error::Result;
use crate::points::{expire_overdue, release_overdue, run_isolated};
use crate::values::CustomerId;
use chrono::TimeDelta;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

async fn write(db: &Db, statement: &'static str) {
    let mut tx = db.write().await.expect("a transaction");
    sql!(tx, execute, statement).expect(statement);
    tx.commit().await.expect("committed");
}

async fn balances(db: &Db) -> Vec<i64> {
    let mut tx = db.read().await.expect("a connection");
    sql!(tx, scalars i64, "SELECT available FROM point_balances ORDER BY customer_id").expect("balances")
}

crate::db_test!(a_failing_expiry_does_not_block_others, |db| {
    for id in 1..=3 {
        member_with(&db, id, &[(100, 41), (100, 40), (7, 1)]).await;
    }
    write(&db, "UPDATE point_balances SET available = 0 WHERE customer_id = 1").await;
    assert_eq!(expire_overdue(&db, noon()).await?, 400);
    assert_eq!((balances(&db).await, expire_overdue(&db, noon()).await?), (vec![0, 7, 7], 0));
    write(&db, "UPDATE point_balances SET available = 207 WHERE customer_id = 1").await;
    assert_eq!(expire_overdue(&db, noon()).await?, 200);
    assert_whole(&db).await;
});

crate::db_test!(a_failing_release_does_not_block_others, |db| {
    let wait = TimeDelta::minutes(30);
    for id in 1..=3 {
        let customer = member_with(&db, id, &[(300, 1)]).await;
        let mut tx = db.write().await?;
        ops::hold(&mut tx, &movement(customer, 200, &format!("hold {id}")), wait).await?;
        tx.commit().await?;
    }
    write(&db, "UPDATE point_balances SET held = 0 WHERE customer_id = 1").await;
    assert_eq!(release_overdue(&db, noon() + wait).await?, 2);
    assert_eq!((balances(&db).await, release_overdue(&db, noon() + wait).await?), (vec![100, 300, 300], 0));
    write(&db, "UPDATE point_balances SET held = 200 WHERE customer_id = 1").await;
    assert_eq!(release_overdue(&db, noon() + wait).await?, 1);
    assert_whole(&db).await;
});

/// Runs work that fails that many times; returns how often it was tried, and whether it was done.
async fn run_failing(db: &Db, customer: CustomerId, (error, times): (AppError, usize)) -> Result<(usize, bool)> {
    let tried = Arc::new(AtomicUsize::new(0));
    let counted = Arc::clone(&tried);
    let done = run_isolated(db, ("test", customer), move |tx| {
        let (error, fails) = (error.clone(), counted.fetch_add(1, Ordering::SeqCst) < times);
        Box::pin(async move {
            ops::earn(tx, &movement(customer, 10, "k")).await?;
            if fails { Err(error) } else { Ok(()) }
        })
    });
    let done = done.await.is_some();
    Ok((tried.load(Ordering::SeqCst), done))
}

crate::db_test!(conflicts_are_retried_and_failures_leave_nothing, |db| {
    let customer = member(&db, 1).await;
    assert_eq!(run_failing(&db, customer, (AppError::Internal, 1)).await?, (1, false));
    assert_eq!(run_failing(&db, customer, (AppError::Busy, 3)).await?, (3, false));
    assert_eq!(balances(&db).await, Vec::<i64>::new(), "nothing is left of it");
    assert_eq!(run_failing(&db, customer, (AppError::Busy, 2)).await?, (3, true));
    assert_eq!(balances(&db).await, [10]);
});
