//! What `verify` finds about the expiry of lots, also behind many members without any movements.

use super::tampering::{found, unlock};
use super::*;
use crate::db::Db;
use chrono::TimeDelta;

const ORDER: &str = "lots: spending took from";

async fn assert_found(db: &Db, changes: &[(&[&'static str], &str)]) {
    assert_whole(db).await;
    unlock(db).await;
    for (change, what) in changes {
        let found = found(db, change).await;
        assert!(found.iter().any(|line| line.contains(what)), "{change:?}: {found:#?}");
    }
    assert_whole(db).await;
}

crate::db_test!(verify_finds_a_lot_with_a_wrong_expiry, |db| {
    // One lot was used and refunded, one expired, one was never touched.
    let customer = member_with(&db, 1, &[(500, 20), (300, 40), (900, 1)]).await;
    let mut tx = db.write().await?;
    let spent = ops::spend(&mut tx, &movement(customer, 200, "spend"), PointAccount::Redeemed).await?.transfer;
    ops::refund(&mut tx, spent, &movement(customer, 200, "back"), PointAccount::Redeemed).await?;
    tx.commit().await?;
    let ends = "each expires as its newest use or move says";
    assert_found(
        &db,
        &[
            (&["UPDATE point_lots SET expires_at = '2099-01-01T00:00:00+00:00' WHERE remaining > 0"], ends),
            (&["UPDATE point_lots SET expires_at = '2099-01-01T00:00:00+00:00' WHERE id = 1"], ends),
            (
                &["UPDATE point_lots SET (first_expires_at, expires_at) = \
                   ('2099-01-01T00:00:00+00:00', '2099-01-01T00:00:00+00:00') WHERE id = 3"],
                ORDER,
            ),
            (
                &["UPDATE point_lots SET (first_expires_at, expires_at) = \
                   ('2026-03-31T16:00:00+00:00', '2026-03-31T16:00:00+00:00') WHERE id = 3"],
                ORDER,
            ),
            // Refunded points got days that they should not have.
            (
                &[
                    "UPDATE point_lots SET expires_at = '2028-01-01T00:00:00+00:00' WHERE id = 1",
                    "UPDATE point_lot_uses SET expires_at = '2028-01-01T00:00:00+00:00' WHERE lot_id = 1 AND amount < 0",
                ],
                ORDER,
            ),
            // Points expired before their time.
            (
                &[
                    "UPDATE point_lots SET (first_expires_at, expires_at) = \
                     ('2026-03-31T16:00:00+00:00', '2026-03-31T16:00:00+00:00') WHERE id = 2",
                    "UPDATE point_lot_uses SET expires_at = '2026-03-31T16:00:00+00:00' WHERE lot_id = 2",
                ],
                ORDER,
            ),
        ],
    )
    .await;
});

crate::db_test!(verify_finds_a_spending_of_expired_points, |db| {
    let customer = member_with(&db, 1, &[(500, 20)]).await;
    let mut tx = db.write().await?;
    ops::spend(&mut tx, &movement(customer, 200, "spend"), PointAccount::Redeemed).await?;
    tx.commit().await?;
    let late = "UPDATE point_entries SET at = '2031-01-01T00:00:00+00:00' WHERE kind = 'spend'";
    assert_found(&db, &[(&[late], ORDER)]).await;
});

crate::db_test!(verify_finds_a_wrong_lot_behind_many_members_without_movements, |db| {
    let mut tx = db.write().await?;
    let bystanders = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 1100) \
        INSERT INTO customers (id, customer_no, name, created_at, updated_at) SELECT i, 'N' || i, '张三', $1, $2 FROM n";
    sql!(tx, execute, bystanders, noon(), noon())?;
    sql!(tx, execute, "INSERT INTO point_balances (customer_id) SELECT id FROM customers")?;
    tx.commit().await?;
    let customer = member_with(&db, 2_000, &[(500, 3), (700, 2)]).await;
    let mut tx = db.write().await?;
    let later = Movement { at: noon() + TimeDelta::days(1), ..movement(customer, 200, "spend") };
    ops::spend(&mut tx, &later, PointAccount::Redeemed).await?;
    tx.commit().await?;
    assert_found(&db, &[(&["UPDATE point_lot_uses SET lot_id = 2"], ORDER)]).await;
});
