//! Races of fifty concurrent callers.

use super::*;
use crate::points::testing::{assert_won, race};

crate::db_test!(concurrent_decisions_post_once, |db| {
    let (by, other) = pair(&db).await;
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let large = ops::propose(&mut tx, &proposal(customer, 2_000, by, "k")).await?.id;
    let contested = ops::propose(&mut tx, &proposal(customer, 2_000, by, "c")).await?.id;
    tx.commit().await?;
    let outcomes = race(&db, move |db, _| async move {
        let mut tx = db.write().await?;
        ops::approve(&mut tx, large, other, noon()).await?;
        tx.commit().await?;
        Ok(())
    })
    .await;
    assert_won(&outcomes, 1, Conflict::Handled);
    assert_eq!(available(&mut db.read().await?, customer).await, 2_000);

    let outcomes = race(&db, move |db, n| async move {
        let mut tx = db.write().await?;
        match n % 2 {
            0 => ops::approve(&mut tx, contested, other, noon()).await?,
            _ => ops::decline(&mut tx, contested, other, "不符", noon()).await?,
        }
        tx.commit().await?;
        Ok(())
    })
    .await;
    assert_won(&outcomes, 1, Conflict::Handled);
    let mut tx = db.read().await?;
    let given = if state(&mut tx, contested).await == "done" { 4_000 } else { 2_000 };
    assert_eq!(available(&mut tx, customer).await, given);
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(a_form_sent_fifty_times_adjusts_once, |db| {
    let (by, _) = pair(&db).await;
    let customer = member(&db, 1).await;
    let outcomes = race(&db, move |db, _| async move {
        let mut tx = db.write().await?;
        let proposed = ops::propose(&mut tx, &proposal(customer, 300, by, "k")).await?;
        tx.commit().await?;
        Ok(proposed)
    })
    .await;
    let proposed: Vec<_> = outcomes.into_iter().collect::<Result<_>>()?;
    assert_eq!(proposed.iter().filter(|proposed| proposed.new).count(), 1);
    assert_eq!(available(&mut db.read().await?, customer).await, 300);
    assert_whole(&db).await;
});

crate::db_test!(concurrent_adjustments_stay_within_the_limit, |db| {
    let (by, _) = pair(&db).await;
    let customer = member(&db, 1).await;
    let outcomes = race(&db, move |db, n| async move {
        let mut tx = db.write().await?;
        let proposed = ops::propose(&mut tx, &proposal(customer, 300, by, &format!("k{n}"))).await?;
        tx.commit().await?;
        Ok(proposed.state)
    })
    .await;
    let done = outcomes.iter().filter(|state| **state == Ok(AdjustmentState::Done)).count();
    assert_eq!((done, available(&mut db.read().await?, customer).await), (3, 900));
    assert_whole(&db).await;
});
