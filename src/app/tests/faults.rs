//! Processes killed between any two statements: operations leave no trace, jobs leave a consistent state and finish
//! when they run again, and a request whose answer was lost can be repeated.

use crate::clock;
use crate::db::Db;
use crate::db::fault_injection::{fail_at, fail_everywhere};
use crate::db::testing::fingerprint;
use crate::error::Result;
use crate::events::ops as events;
use crate::events::testing::{self as halls, assert_sound, insert_event, insert_member};
use crate::points::model::PointAccount;
use crate::points::ops::{self as points, Moved};
use crate::points::testing::{assert_whole, available, earn, lots, member_with, movement};
use crate::rewards::model::RewardKind;
use crate::rewards::ops::{self as rewards, Redeemed};
use crate::rewards::testing::{order, reward, stock};
use crate::sql;
use crate::values::{CustomerId, EventId, RedemptionId, RewardId, TransferId};
use crate::web::testing::{account, noon};

async fn redeem(db: Db, customer: CustomerId, reward: RewardId) -> Result<Redeemed> {
    let mut tx = db.write().await?;
    let redeemed = rewards::redeem(&mut tx, &order(customer, reward, 800, "CLUB-1")).await?;
    tx.commit().await?;
    Ok(redeemed)
}

async fn cancel(db: Db, customer: CustomerId, id: RedemptionId) -> Result<bool> {
    let mut tx = db.write().await?;
    let cancelled = rewards::cancel(&mut tx, customer, id, noon()).await?;
    tx.commit().await?;
    Ok(cancelled)
}

crate::db_test!(killed_redemptions_and_cancellations_leave_no_trace, |db| {
    let customer = member_with(&db, 1, &[(300, 30), (900, 1)]).await;
    account(&db, "owner", "13800000001", Some(1), None).await;
    let coffee = reward(&db, 1, RewardKind::Evoucher, 800, 5).await;
    let (redeemed, faults) = fail_everywhere(&db, |db| redeem(db, customer, coffee)).await;
    assert!(faults > 10, "statements of a redemption: {faults}");
    let redeemed = redeemed?;
    // The answer was lost, so the same form is sent again.
    let before = fingerprint(&db).await?;
    let again = redeem(db.clone(), customer, coffee).await?;
    assert_eq!((again.id, again.new), (redeemed.id, false));
    assert_eq!(fingerprint(&db).await?, before);

    let (cancelled, faults) = fail_everywhere(&db, |db| cancel(db, customer, redeemed.id)).await;
    assert!(cancelled? && faults > 8, "statements of a cancellation: {faults}");
    let before = fingerprint(&db).await?;
    cancel(db.clone(), customer, redeemed.id).await?;
    assert_eq!(fingerprint(&db).await?, before);
    let mut tx = db.read().await?;
    assert_eq!((stock(&mut tx, coffee).await, lots(&mut tx, customer).await), (5, vec![300, 900]));
    assert_whole(&db).await;
});

async fn reverse(db: Db, customer: CustomerId, earned: TransferId) -> Result<Moved> {
    let mut tx = db.write().await?;
    let moved = points::reverse(&mut tx, earned, &movement(customer, 500, "back")).await?;
    tx.commit().await?;
    Ok(moved)
}

async fn earn_again(db: Db, customer: CustomerId) -> Result<Moved> {
    let mut tx = db.write().await?;
    let moved = earn(&mut tx, customer, 1_000, 0).await?;
    tx.commit().await?;
    Ok(moved)
}

crate::db_test!(killed_reversals_of_earnings_leave_no_trace, |db| {
    let customer = member_with(&db, 1, &[]).await;
    let mut tx = db.write().await?;
    let earned = points::earn(&mut tx, &movement(customer, 500, "first")).await?.transfer;
    points::spend(&mut tx, &movement(customer, 300, "spend"), PointAccount::Redeemed).await?;
    tx.commit().await?;
    let (moved, _) = fail_everywhere(&db, |db| reverse(db, customer, earned)).await;
    assert!(moved?.new);
    assert!(!reverse(db.clone(), customer, earned).await?.new);
    // An earning settles the debt in the same transaction.
    let (moved, _) = fail_everywhere(&db, |db| earn_again(db, customer)).await;
    assert!(moved?.new);
    assert_eq!(available(&mut db.read().await?, customer).await, 700);
    assert_whole(&db).await;
});

crate::db_test!(a_killed_expiry_run_is_completed_by_the_next, |db| {
    let mut customers = Vec::new();
    for id in 1..=3 {
        customers.push(member_with(&db, id, &[(100, 30), (200, 20), (400, 1)]).await);
    }
    let then = clock::start_of("2028-10-01".parse()?);
    for statement in 0.. {
        let done = fail_at(&db, statement, crate::points::expire_overdue(&db, then)).await;
        assert_whole(&db).await;
        if let Some(done) = done {
            done?;
            break;
        }
    }
    for customer in customers {
        assert_eq!(lots(&mut db.read().await?, customer).await, [0, 0, 400]);
    }
    let expiries = "SELECT COUNT(*) FROM point_transfers WHERE kind = 'expire'";
    assert_eq!(sql!(db.read().await?, scalar i64, expiries)?, 6, "each lot expires once");
});

async fn leave(db: Db, customer: CustomerId, event: EventId) -> Result<()> {
    let mut tx = db.write().await?;
    events::cancel(&mut tx, customer, event, noon()).await?;
    tx.commit().await?;
    Ok(())
}

crate::db_test!(a_killed_promotion_from_the_waitlist_leaves_no_trace, |db| {
    let event = insert_event(&db, |e| (e.capacity, e.fee_points) = (1, 50)).await;
    let (first, second) = (insert_member(&db, 1, 100).await, insert_member(&db, 2, 100).await);
    halls::register(&db, first, event, 0).await?;
    halls::register(&db, second, event, 0).await?;
    let (left, faults) = fail_everywhere(&db, |db| leave(db, first, event)).await;
    left?;
    assert!(faults > 20, "statements of a cancellation with a promotion: {faults}");
    assert_sound(&db).await;
    let mut tx = db.read().await?;
    assert_eq!((available(&mut tx, first).await, available(&mut tx, second).await), (100, 50));
    let promoted = "SELECT COUNT(*) FROM outbox WHERE dedupe_key LIKE '%:promoted'";
    assert_eq!(sql!(tx, scalar i64, promoted)?, 1);
});

/// A wrong `redeem`, in two transactions. It proves that a fault leaves a trace where it can, so that the tests above could
/// fail.
async fn naive(db: Db, customer: CustomerId, reward: RewardId) -> Result<()> {
    let mut tx = db.write().await?;
    points::spend(&mut tx, &movement(customer, 800, "k"), PointAccount::Redeemed).await?;
    tx.commit().await?;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE rewards SET stock_left = stock_left - 1 WHERE id = $1", reward)?;
    tx.commit().await?;
    Ok(())
}

crate::db_test!(a_naive_redemption_in_two_transactions_leaves_a_trace, |db| {
    let customer = member_with(&db, 1, &[(1_000, 1)]).await;
    let coffee = reward(&db, 1, RewardKind::Evoucher, 800, 5).await;
    let before = fingerprint(&db).await?;
    for statement in 0.. {
        assert!(
            fail_at(&db, statement, naive(db.clone(), customer, coffee)).await.is_none(),
            "the fault must show before the end"
        );
        if fingerprint(&db).await? != before {
            break;
        }
    }
    let mut tx = db.read().await?;
    assert_eq!(
        (available(&mut tx, customer).await, stock(&mut tx, coffee).await),
        (200, 5),
        "the points are spent without a reward"
    );
});
