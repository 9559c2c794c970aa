//! Races with fifty callers; in each, a naive read-then-write variant is shown to fail.

use super::*;
use crate::db::Db;
use crate::error::Result;
use crate::points::testing::{RUNNERS, race};
use crate::rewards::ops::Redeemed;
use crate::values::RewardId;

async fn redeem(db: Db, customer: CustomerId, reward: RewardId, idempotency_key: String) -> Result<Redeemed> {
    let mut tx = db.write().await?;
    let redeemed = ops::redeem(&mut tx, &order(customer, reward, 100, &idempotency_key)).await?;
    tx.commit().await?;
    Ok(redeemed)
}

/// Redeems without a lock, pausing between read and write.
async fn naive_redeem(db: Db, reward: RewardId) -> Result<()> {
    let left = stock(&mut db.read().await?, reward).await;
    if left == 0 {
        return Err(Refusal::OutOfStock.into());
    }
    crate::points::testing::think().await;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE rewards SET stock_left = $2 WHERE id = $1", reward, left - 1)?;
    tx.commit().await?;
    Ok(())
}

fn won<T>(outcomes: &[Result<T>]) -> usize {
    outcomes.iter().filter(|outcome| outcome.is_ok()).count()
}

crate::db_test!(the_last_unit_is_redeemed_once, |db| {
    let naive = reward(&db, 1, RewardKind::Evoucher, 100, 1).await;
    let outcomes = race(&db, move |db, _| naive_redeem(db, naive)).await;
    assert!(won(&outcomes) > 1, "without the guard it is sold twice");
    change(&db, naive, "stock_left = 1").await;

    let mut members = Vec::new();
    for id in 1..=RUNNERS {
        members.push(member_with(&db, id, &[(150, 1)]).await);
    }
    let last = reward(&db, 2, RewardKind::Evoucher, 100, 1).await;
    let outcomes = race(&db, move |db, n| {
        let customer = members[usize::try_from(n).unwrap_or_default()];
        redeem(db, customer, last, format!("k{n}"))
    })
    .await;
    assert_eq!(won(&outcomes), 1);
    let gone = outcomes.iter().filter(|outcome| **outcome == Err(Refusal::OutOfStock.into())).count();
    assert_eq!(gone as i64, RUNNERS - 1);
    let mut tx = db.read().await?;
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM redemptions").await, 1);
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM point_balances WHERE available = 150").await, RUNNERS - 1);
    assert_whole(&db).await;
});

/// Redeems unless the member already has, with a pause in between.
async fn naive_click(db: Db, customer: CustomerId, reward: RewardId, n: i64) -> Result<Redeemed> {
    let query = "SELECT COUNT(*) FROM redemptions WHERE customer_id = $1 AND reward_id = $2";
    if sql!(db.read().await?, scalar i64, query, customer, reward)? > 0 {
        return Err(Conflict::WrongState.into());
    }
    crate::points::testing::think().await;
    redeem(db, customer, reward, format!("click {n}")).await
}

crate::db_test!(repeated_requests_are_one_redemption, |db| {
    let customer = member_with(&db, 1, &[(9_000, 1)]).await;
    let naive = reward(&db, 2, RewardKind::Evoucher, 100, 60).await;
    let outcomes = race(&db, move |db, n| naive_click(db, customer, naive, n)).await;
    let twice = won(&outcomes);
    assert!(twice > 1, "without the guard a click counts twice");
    let cup = reward(&db, 1, RewardKind::Evoucher, 100, 60).await;
    let outcomes = race(&db, move |db, _| redeem(db, customer, cup, "one click".to_owned())).await;
    let done: Vec<Redeemed> = outcomes.into_iter().collect::<Result<_>>()?;
    assert!(done.iter().all(|other| other.id == done[0].id));
    assert_eq!(done.iter().filter(|done| done.new).count(), 1);
    let mut tx = db.read().await?;
    let left = 9_000 - 100 * (twice as i64 + 1);
    assert_eq!((stock(&mut tx, cup).await, available(&mut tx, customer).await), (59, left));
    assert_whole(&db).await;
});

crate::db_test!(a_balance_for_one_reward_redeems_one, |db| {
    let customer = member_with(&db, 1, &[(150, 1)]).await;
    let mut rewards = Vec::new();
    for id in 1..=5 {
        rewards.push(reward(&db, id, RewardKind::Evoucher, 100, 60).await);
    }
    let outcomes = race(&db, move |db, n| {
        let reward = rewards[usize::try_from(n % 5).unwrap_or_default()];
        redeem(db, customer, reward, format!("k{n}"))
    })
    .await;
    assert_eq!(won(&outcomes), 1);
    let short = Err(points::Refusal::PointsShort { need: 100, have: 50 }.into());
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == short).count() as i64, RUNNERS - 1);
    assert_eq!(available(&mut db.read().await?, customer).await, 50);
    assert_whole(&db).await;
});

/// Checks the limit without a lock, pauses, and redeems.
async fn naive_limit(db: Db, customer: CustomerId, reward: RewardId, idempotency_key: String) -> Result<Redeemed> {
    let mine = crate::rewards::store::count_redeemed(&mut db.read().await?, reward, customer).await?;
    if mine >= 2 {
        return Err(Refusal::LimitReached { limit: 2 }.into());
    }
    crate::points::testing::think().await;
    redeem(db, customer, reward, idempotency_key).await
}

crate::db_test!(the_limit_holds_for_concurrent_requests, |db| {
    let customer = member_with(&db, 1, &[(20_000, 1)]).await;
    let naive = reward(&db, 1, RewardKind::Evoucher, 100, 60).await;
    let outcomes = race(&db, move |db, n| naive_limit(db, customer, naive, format!("n{n}"))).await;
    assert!(won(&outcomes) > 2, "without the guard the limit is exceeded");

    let limited = reward(&db, 2, RewardKind::Evoucher, 100, 60).await;
    change(&db, limited, "limit_each = 2").await;
    let outcomes = race(&db, move |db, n| redeem(db, customer, limited, format!("k{n}"))).await;
    assert_eq!(won(&outcomes), 2);
    assert_eq!(stock(&mut db.read().await?, limited).await, 58);
    assert_whole(&db).await;
});

/// Checks that it is not cancelled, pauses, and returns the unit.
async fn naive_cancel(db: Db, id: RedemptionId) -> Result<()> {
    let mut tx = db.read().await?;
    let state = sql!(tx, scalar String, "SELECT state FROM redemptions WHERE id = $1", id)?;
    drop(tx);
    if state == "cancelled" {
        return Err(Conflict::WrongState.into());
    }
    crate::points::testing::think().await;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE rewards SET stock_left = stock_left + 1")?;
    tx.commit().await?;
    Ok(())
}

crate::db_test!(concurrent_cancellations_refund_once, |db| {
    let customer = member_with(&db, 1, &[(500, 1)]).await;
    let cup = reward(&db, 1, RewardKind::Evoucher, 100, 60).await;
    let id = redeem(db.clone(), customer, cup, "k".to_owned()).await?.id;
    change(&db, cup, "stock_received = 600").await;
    let outcomes = race(&db, move |db, _| naive_cancel(db, id)).await;
    assert!(won(&outcomes) > 1, "without the guard it is returned twice");
    change(&db, cup, "stock_received = 60, stock_left = 59").await;

    let outcomes = race(&db, move |db, _| async move {
        let mut tx = db.write().await?;
        let done = ops::cancel(&mut tx, customer, id, noon()).await?;
        tx.commit().await?;
        Ok(done)
    })
    .await;
    let done: Vec<bool> = outcomes.into_iter().collect::<Result<_>>()?;
    assert_eq!(done.iter().filter(|done| **done).count(), 1);
    let mut tx = db.read().await?;
    assert_eq!((stock(&mut tx, cup).await, available(&mut tx, customer).await), (60, 500));
    assert_whole(&db).await;
});

crate::db_test!(concurrent_redemptions_and_cancellations_keep_the_sums, |db| {
    let customer = member_with(&db, 1, &[(20_000, 1)]).await;
    let rewards =
        [reward(&db, 1, RewardKind::Evoucher, 100, 10).await, reward(&db, 2, RewardKind::Evoucher, 100, 10).await];
    let outcomes = race(&db, move |db, n| async move {
        let reward = usize::from(n % 2 == 0);
        let redeemed = redeem(db.clone(), customer, rewards[reward], format!("k{n}")).await?;
        if n % 3 == 0 {
            return Ok((reward, true));
        }
        let mut tx = db.write().await?;
        ops::cancel(&mut tx, customer, redeemed.id, noon()).await?;
        tx.commit().await?;
        Ok((reward, false))
    })
    .await;
    let (mut kept, mut returned) = ([0; 2], 0);
    for outcome in outcomes {
        match outcome {
            Ok((reward, true)) => kept[reward] += 1,
            Ok(_) => returned += 1,
            Err(error) => assert_eq!(error, Refusal::OutOfStock.into()),
        }
    }
    assert!(kept.iter().all(|kept| (1..=10).contains(kept)) && returned > 0, "{kept:?} kept, {returned} returned");
    let mut tx = db.read().await?;
    assert_eq!(available(&mut tx, customer).await, 20_000 - 100 * (kept[0] + kept[1]));
    for (reward, kept) in rewards.into_iter().zip(kept) {
        assert_eq!(stock(&mut tx, reward).await, 10 - kept);
    }
    drop(tx);
    assert_whole(&db).await;
});
