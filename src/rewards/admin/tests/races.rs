//! Races with fifty callers; in each, a naive read-then-write variant is shown to fail.

use super::*;
use crate::points::testing::race;

/// Adds a delivery without a lock, pausing between read and write.
async fn naive_receive(db: Db, id: RewardId) -> Result<()> {
    let mut tx = db.read().await?;
    let (received, left) = sql!(tx, one(i64, i64), "SELECT stock_received, stock_left FROM rewards WHERE id = $1", id)?;
    drop(tx);
    crate::points::testing::think().await;
    let mut tx = db.write().await?;
    let query = "UPDATE rewards SET stock_received = $2, stock_left = $3 WHERE id = $1";
    sql!(tx, execute, query, id, received + 1, left + 1)?;
    tx.commit().await?;
    Ok(())
}

crate::db_test!(a_delivery_counts_once_amid_concurrent_redemptions, |db| {
    let by = admin(&db).await;
    let naive = reward(&db, 2, RewardKind::Evoucher, 100, 0).await;
    let taken = race(&db, move |db, _| naive_receive(db, naive)).await;
    assert!(taken.iter().all(Result::is_ok));
    let received = stock(&mut db.read().await?, naive).await;
    assert!(received < 50, "without the guard deliveries are lost: {received}");
    change(&db, naive, "stock_left = 0, stock_received = 0").await;

    let customer = member_with(&db, 1, &[(9_000, 1)]).await;
    let id = reward(&db, 1, RewardKind::Evoucher, 100, 60).await;
    let outcomes = race(&db, move |db, n| async move {
        let mut tx = db.write().await?;
        let received = match n % 2 {
            0 => ops::receive(&mut tx, step(by, id), 60, 7).await.map(|()| true)?,
            _ => rewards::redeem(&mut tx, &order(customer, id, 100, &format!("CLUB-{n}"))).await.map(|_| false)?,
        };
        tx.commit().await?;
        Ok(received)
    })
    .await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Ok(true)).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Ok(false)).count(), 25);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Err(Conflict::Stale.into())).count(), 24);
    assert_eq!(stock(&mut db.read().await?, id).await, 60 + 7 - 25);
    assert_whole(&db).await;
});

crate::db_test!(corrections_and_redemptions_never_oversell_the_stock, |db| {
    let by = admin(&db).await;
    let customer = member_with(&db, 1, &[(9_000, 1)]).await;
    let id = reward(&db, 1, RewardKind::Evoucher, 100, 25).await;
    race(&db, move |db, n| async move {
        let mut tx = db.write().await?;
        match n % 2 {
            0 => {
                let query = "SELECT stock_received FROM rewards WHERE id = $1";
                let seen = sql!(tx, scalar i64, query, id)?;
                ops::correct(&mut tx, step(by, id), seen, 1, "盘亏").await?;
            }
            _ => drop(rewards::redeem(&mut tx, &order(customer, id, 100, &format!("CLUB-{n}"))).await?),
        }
        tx.commit().await?;
        Ok(())
    })
    .await;
    assert_whole(&db).await;
});

crate::db_test!(one_of_many_concurrent_edits_is_saved, |db| {
    let by = admin(&db).await;
    let id = reward(&db, 1, RewardKind::Evoucher, 100, 25).await;
    let outcomes = race(&db, move |db, n| async move {
        let mut tx = db.write().await?;
        ops::save(&mut tx, step(by, id), 1, &input(&format!("points={}", 200 + n))).await?;
        tx.commit().await?;
        Ok(())
    })
    .await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
});
