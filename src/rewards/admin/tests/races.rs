//! Races with fifty callers.

use super::*;
use crate::points::testing::{assert_won, race};

crate::db_test!(a_delivery_counts_once_amid_concurrent_redemptions, |db| {
    let by = admin(&db).await;
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
    let outcomes = race(&db, move |db, n| async move {
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
        Ok(n % 2 == 0)
    })
    .await;
    // Each takes one unit until none is left, or until somebody else's correction is seen too late.
    let taken = |corrected: bool| outcomes.iter().filter(|outcome| **outcome == Ok(corrected)).count() as i64;
    assert!(taken(true) > 0 && taken(false) > 0, "{outcomes:?}");
    assert_eq!(stock(&mut db.read().await?, id).await, 25 - taken(true) - taken(false));
    let none_left =
        [Refusal::OutOfStock.into(), Refusal::StockIssued { left: 0 }.into(), AppError::from(Conflict::Stale)];
    assert!(outcomes.iter().filter_map(|outcome| outcome.as_ref().err()).all(|error| none_left.contains(error)));
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
    assert_won(&outcomes, 1, Conflict::Stale);
});
