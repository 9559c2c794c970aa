//! Races with fifty callers.

use super::*;
use crate::points::testing::{assert_won, race};

crate::db_test!(concurrent_steps_have_one_winner, |db| {
    let by = club(&db).await;
    let goods = ordered(&db, 1, RewardKind::Goods, "k").await;
    let outcomes = race(&db, move |db, _| async move {
        let mut tx = db.write().await?;
        ops::pick(&mut tx, step(by, goods)).await?;
        Ok(tx.commit().await?)
    })
    .await;
    assert_won(&outcomes, 1, Conflict::Handled);
    let outcomes = race(&db, move |db, _| async move {
        let mut tx = db.write().await?;
        ops::ship(&mut tx, step(by, goods), &parcel()).await?;
        Ok(tx.commit().await?)
    })
    .await;
    assert_won(&outcomes, 1, Conflict::Handled);
    let mut tx = db.read().await?;
    let noted = "SELECT COUNT(*) FROM staff_actions WHERE action IN ('pick', 'ship')";
    assert_eq!(count(&mut tx, noted).await, 2);
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM outbox WHERE dedupe_key LIKE '%:shipped'").await, 1);
    assert_whole(&db).await;
});

// The owner cancels while administrators pack: either it is packed and paid, or cancelled and refunded.
crate::db_test!(cancelling_and_packing_exclude_each_other, |db| {
    let by = club(&db).await;
    for round in 0..6 {
        let id = ordered(&db, 1, RewardKind::Goods, &format!("k{round}")).await;
        let outcomes = race(&db, move |db, n| async move {
            let mut tx = db.write().await?;
            // Alternate which side runs first.
            let changed = if (n + round) % 2 == 0 {
                ops::pick(&mut tx, step(by, id)).await.map(|()| true)?
            } else {
                rewards::cancel(&mut tx, CustomerId(1), id, noon()).await?
            };
            tx.commit().await?;
            Ok(changed)
        })
        .await;
        let changed = outcomes.iter().filter(|outcome| **outcome == Ok(true)).count();
        assert_eq!(changed, 1, "either one pick or one cancellation");
        let mut tx = db.write().await?;
        let left = available(&mut tx, CustomerId(1)).await;
        match state(&mut tx, id).await.as_str() {
            "cancelled" => assert_eq!(left, 5_000),
            "picked" => {
                assert_eq!(left, 2_500);
                ops::cancel(&mut tx, step(by, id), RedemptionState::Picked, &why(CancelReason::Faulty, "下一轮"))
                    .await?;
            }
            other => panic!("{other}"),
        }
        tx.commit().await?;
    }
    assert_whole(&db).await;
});

// Two administrators with the same selection in different orders do not deadlock, and pack each item once.
crate::db_test!(concurrent_bulk_steps_do_not_deadlock, |db| {
    let by = club(&db).await;
    let mut ids = Vec::new();
    for customer in 1..=3 {
        ids.push(ordered(&db, customer, RewardKind::Goods, "a").await);
        ids.push(ordered(&db, customer, RewardKind::Voucher, "b").await);
    }
    let outcomes = race(&db, move |db, n| {
        let mut ids = ids.clone();
        let turned = usize::try_from(n).unwrap_or_default() % ids.len();
        ids.rotate_left(turned);
        async move {
            let mut tx = db.write().await?;
            let done = ops::several(&mut tx, by, ops::Together::Pick, ids, noon()).await?;
            tx.commit().await?;
            Ok(done)
        }
    })
    .await;
    let picked: i64 = outcomes.iter().flatten().map(|(picked, _)| picked).sum();
    assert_eq!(picked, 6);
    let mut tx = db.read().await?;
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM staff_actions WHERE action = 'pick'").await, 6);
});

// The club cancels while others ship: refunded or shipped, never both.
crate::db_test!(cancelling_and_shipping_exclude_each_other, |db| {
    let by = club(&db).await;
    let id = ordered(&db, 1, RewardKind::Goods, "k").await;
    let mut tx = db.write().await?;
    ops::pick(&mut tx, step(by, id)).await?;
    tx.commit().await?;
    let outcomes = race(&db, move |db, n| async move {
        let mut tx = db.write().await?;
        if n % 2 == 0 {
            ops::ship(&mut tx, step(by, id), &parcel()).await?;
        } else {
            ops::cancel(&mut tx, step(by, id), RedemptionState::Picked, &why(CancelReason::OutOfStock, "缺货")).await?;
        }
        Ok(tx.commit().await?)
    })
    .await;
    assert_won(&outcomes, 1, Conflict::Handled);
    let mut tx = db.read().await?;
    let (sent, back) = (sent_messages(&mut tx, id, "shipped").await, sent_messages(&mut tx, id, "cancelled").await);
    assert!(sent.is_some() != back.is_some(), "exactly one of the two messages");
    assert_whole(&db).await;
});
