//! Killed between any two statements, holds and adjustments are either complete or leave nothing.

use super::*;
use crate::db::Db;
use crate::db::fault_injection::{fail_at, fail_everywhere};
use crate::db::testing::fingerprint;
use crate::error::{Conflict, Result};
use crate::points::admin::AdjustmentReason;
use crate::points::admin::ops::{self as admin_ops, Proposal};
use crate::points::release_overdue;
use crate::values::{AccountId, AdjustmentId, CustomerId, HoldId};
use crate::web::testing::account;
use chrono::TimeDelta;

const WAIT: TimeDelta = TimeDelta::minutes(30);

async fn hold(db: Db, customer: CustomerId) -> Result<ops::PlacedHold> {
    let mut tx = db.write().await?;
    let held = ops::hold(&mut tx, &movement(customer, 700, "hold"), WAIT).await?;
    tx.commit().await?;
    Ok(held)
}

async fn capture_part(db: Db, customer: CustomerId, hold: HoldId) -> Result<ops::Moved> {
    let mut tx = db.write().await?;
    let moved = ops::capture(&mut tx, hold, &movement(customer, 250, "part"), PointAccount::Dealer).await?;
    tx.commit().await?;
    Ok(moved)
}

crate::db_test!(holds_and_captures_are_atomic, |db| {
    let customer = member_with(&db, 1, &[(300, 30), (900, 1)]).await;
    let (held, faults) = fail_everywhere(&db, |db| hold(db, customer)).await;
    assert!(faults > 6, "statements of a hold: {faults}");
    let held = held?;
    let before = fingerprint(&db).await?;
    assert_eq!(hold(db.clone(), customer).await?.hold, held.hold, "repeated, as if the answer was lost");
    assert_eq!(fingerprint(&db).await?, before);

    let (captured, faults) = fail_everywhere(&db, |db| capture_part(db, customer, held.hold)).await;
    assert!(captured?.new && faults > 10, "statements of a capture: {faults}");
    let before = fingerprint(&db).await?;
    assert!(!capture_part(db.clone(), customer, held.hold).await?.new);
    assert_eq!(fingerprint(&db).await?, before);
    assert_eq!(lots(&mut db.read().await?, customer).await, [50, 900]);
    assert_whole(&db).await;
});

crate::db_test!(an_interrupted_timeout_run_continues, |db| {
    let mut customers = Vec::new();
    for id in 1..=3 {
        let customer = member_with(&db, id, &[(300, 30), (900, 1)]).await;
        let mut tx = db.write().await?;
        ops::hold(&mut tx, &movement(customer, 700, &format!("hold {id}")), WAIT).await?;
        tx.commit().await?;
        customers.push(customer);
    }
    for statement in 0.. {
        let done = fail_at(&db, statement, release_overdue(&db, noon() + WAIT)).await;
        assert_whole(&db).await;
        if let Some(done) = done {
            done?;
            break;
        }
    }
    for customer in customers {
        assert_eq!(lots(&mut db.read().await?, customer).await, [300, 900]);
    }
    let releases = "SELECT COUNT(*) FROM point_transfers WHERE kind = 'release'";
    assert_eq!(sql!(db.read().await?, scalar i64, releases)?, 3, "each hold once");
});

async fn propose(db: Db, customer: CustomerId, points: i64, by: AccountId) -> Result<AdjustmentId> {
    let idempotency_key = format!("k{points}");
    let proposal = Proposal {
        customer,
        points,
        reason: "补偿",
        reason_code: AdjustmentReason::Goodwill,
        by,
        idempotency_key: &idempotency_key,
        now: noon(),
    };
    let mut tx = db.write().await?;
    let proposed = admin_ops::propose(&mut tx, &proposal).await?;
    tx.commit().await?;
    Ok(proposed.id)
}

async fn approve(db: Db, id: AdjustmentId, by: AccountId) -> Result<()> {
    let mut tx = db.write().await?;
    admin_ops::approve(&mut tx, id, by, noon()).await?;
    tx.commit().await?;
    Ok(())
}

crate::db_test!(adjustments_are_atomic, |db| {
    let customer = member(&db, 1).await;
    let first = AccountId(account(&db, "admin", "13900000008", None, None).await);
    let second = AccountId(account(&db, "admin", "13900000009", None, None).await);
    let (small, faults) = fail_everywhere(&db, |db| propose(db, customer, 400, first)).await;
    assert!(faults > 8, "statements of a small adjustment: {faults}");
    let before = fingerprint(&db).await?;
    assert_eq!(propose(db.clone(), customer, 400, first).await?, small?);
    assert_eq!(fingerprint(&db).await?, before);
    let large = propose(db.clone(), customer, 4_000, first).await?;
    let (approved, _) = fail_everywhere(&db, |db| approve(db, large, second)).await;
    approved?;
    assert_eq!(approve(db.clone(), large, second).await, Err(Conflict::Handled.into()));
    assert_eq!(available(&mut db.read().await?, customer).await, 4_400);
    assert_whole(&db).await;
});
