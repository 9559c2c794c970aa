//! Failures between any two statements: nothing is half done, and a retry happens once.

use super::*;
use crate::db::fault_injection::{fail_at, fail_everywhere};
use crate::db::testing::fingerprint;
use crate::workshop_payments::undo_credited;

crate::db_test!(hold_settlement_and_refund_are_atomic_at_every_fail_point, |db| {
    let workshop = Workshop::new(&db).await;
    code(&db, workshop.zhang, "h").await;
    let who = (workshop.dealers[0], workshop.staff[0]);
    let (check, faults) = fail_everywhere(&db, |db| async move { check_at(&db, who, "h", noon()).await }).await;
    assert!(faults > 2, "statements of a check: {faults}");
    let request = workshop.request(0, 25, check?, "k");
    let (done, faults) = fail_everywhere(&db, |db| async move { held(&db, &request).await }).await;
    let id = done?.id;
    assert!(faults > 12, "statements of a hold: {faults}");
    let step = workshop.step(0, id);
    let (done, faults) = fail_everywhere(&db, |db| async move { capture(&db, step).await }).await;
    assert!(done? && faults > 8, "statements of a settlement: {faults}");
    let before = fingerprint(&db).await?;
    assert_eq!((held(&db, &request).await?.new, capture(&db, step).await?), (false, false));
    assert_eq!(fingerprint(&db).await?, before, "retries after lost responses change nothing");

    let order = workshop.orders[0];
    let credit = |db: Db| async move {
        let mut tx = db.write().await?;
        undo_credited(&mut tx, order, noon() + TimeDelta::minutes(1)).await?;
        tx.commit().await?;
        Ok::<_, AppError>(())
    };
    let (done, faults) = fail_everywhere(&db, credit).await;
    done?;
    assert!(faults > 8, "statements of a refund: {faults}");
    assert_eq!(available(&mut db.read().await?, workshop.zhang).await, 5_000);
    assert_whole(&db).await;
});

crate::db_test!(cancellation_and_timeout_are_atomic_at_every_fail_point, |db| {
    let workshop = Workshop::new(&db).await;
    let step = workshop.step(0, workshop.held(&db, 25, "k1").await);
    let (done, faults) = fail_everywhere(&db, |db| async move { release(&db, step).await }).await;
    assert!(done? && faults > 8, "statements of a cancellation: {faults}");
    let id = workshop.held(&db, 25, "k2").await;
    for statement in 0.. {
        let done = fail_at(&db, statement, release_overdue(&db, noon() + TimeDelta::hours(1))).await;
        assert_whole(&db).await;
        if let Some(done) = done {
            done?;
            break;
        }
    }
    let mut tx = db.read().await?;
    assert_eq!((state(&mut tx, id).await, available(&mut tx, workshop.zhang).await), ("timed_out".into(), 5_000));
    assert_eq!(sent_messages(&mut tx, id).await, ["open", "timed_out"]);
});
