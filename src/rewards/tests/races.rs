//! Races with fifty callers.

use super::*;
use crate::db::Db;
use crate::error::Result;
use crate::points::testing::{RUNNERS, assert_won, race};
use crate::rewards::ops::Redeemed;
use crate::values::RewardId;

async fn redeem(db: Db, customer: CustomerId, reward: RewardId, idempotency_key: String) -> Result<Redeemed> {
    let mut tx = db.write().await?;
    let redeemed = ops::redeem(&mut tx, &order(customer, reward, 100, &idempotency_key)).await?;
    tx.commit().await?;
    Ok(redeemed)
}

crate::db_test!(the_last_unit_is_redeemed_once, |db| {
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
    assert_won(&outcomes, 1, Refusal::OutOfStock);
    let mut tx = db.read().await?;
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM redemptions").await, 1);
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM point_balances WHERE available = 150").await, RUNNERS - 1);
    assert_whole(&db).await;
});

crate::db_test!(repeated_requests_are_one_redemption, |db| {
    let customer = member_with(&db, 1, &[(9_000, 1)]).await;
    let cup = reward(&db, 1, RewardKind::Evoucher, 100, 60).await;
    let outcomes = race(&db, move |db, _| redeem(db, customer, cup, "one click".to_owned())).await;
    let done: Vec<Redeemed> = outcomes.into_iter().collect::<Result<_>>()?;
    assert!(done.iter().all(|other| other.id == done[0].id));
    assert_eq!(done.iter().filter(|done| done.new).count(), 1);
    let mut tx = db.read().await?;
    assert_eq!((stock(&mut tx, cup).await, available(&mut tx, customer).await), (59, 8_900));
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
    assert_won(&outcomes, 1, crate::points::Refusal::PointsShort { need: 100, have: 50 });
    assert_eq!(available(&mut db.read().await?, customer).await, 50);
    assert_whole(&db).await;
});

crate::db_test!(the_limit_holds_for_concurrent_requests, |db| {
    let customer = member_with(&db, 1, &[(20_000, 1)]).await;
    let limited = reward(&db, 1, RewardKind::Evoucher, 100, 60).await;
    change(&db, limited, "limit_each = 2").await;
    let outcomes = race(&db, move |db, n| redeem(db, customer, limited, format!("k{n}"))).await;
    assert_won(&outcomes, 2, Refusal::LimitReached { limit: 2 });
    assert_eq!(stock(&mut db.read().await?, limited).await, 58);
    assert_whole(&db).await;
});

crate::db_test!(concurrent_cancellations_refund_once, |db| {
    let customer = member_with(&db, 1, &[(500, 1)]).await;
    let cup = reward(&db, 1, RewardKind::Evoucher, 100, 60).await;
    let id = redeem(db.clone(), customer, cup, "k".to_owned()).await?.id;
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
