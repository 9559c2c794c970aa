//! Killed between any two statements: nothing is half done, and what is asked again is done once.

use super::*;
use crate::counter::undo_credited;
use crate::db::killing::{killed_at, killed_everywhere};
use crate::db::testing::fingerprint;

crate::db_test!(holding_settling_and_giving_back, |db| {
    let counter = Counter::new(&db).await;
    code(&db, counter.zhang, "h").await;
    let who = (counter.dealers[0], counter.staff[0]);
    let (check, kills) = killed_everywhere(&db, |db| async move { check_at(&db, who, "h", noon()).await }).await;
    assert!(kills > 2, "statements of a check: {kills}");
    let wish = counter.wish(0, 25, check?, "k");
    let (done, kills) = killed_everywhere(&db, |db| async move { held(&db, &wish).await }).await;
    let id = done?.id;
    assert!(kills > 12, "statements of a hold: {kills}");
    let step = counter.step(0, id);
    let (done, kills) = killed_everywhere(&db, |db| async move { capture(&db, step).await }).await;
    assert!(done? && kills > 8, "statements of a settlement: {kills}");
    let before = fingerprint(&db).await?;
    assert_eq!((held(&db, &wish).await?.new, capture(&db, step).await?), (false, false));
    assert_eq!(fingerprint(&db).await?, before, "the answers got lost");

    let order = counter.orders[0];
    let credit = |db: Db| async move {
        let mut tx = db.write().await?;
        undo_credited(&mut tx, order, noon() + TimeDelta::minutes(1)).await?;
        tx.commit().await?;
        Ok::<_, AppError>(())
    };
    let (done, kills) = killed_everywhere(&db, credit).await;
    done?;
    assert!(kills > 8, "statements of a refund: {kills}");
    assert_eq!(available(&mut db.read().await?, counter.zhang).await, 5_000);
    assert_whole(&db).await;
});

crate::db_test!(cancelling_and_the_time_out, |db| {
    let counter = Counter::new(&db).await;
    let step = counter.step(0, counter.held(&db, 25, "k1").await);
    let (done, kills) = killed_everywhere(&db, |db| async move { release(&db, step).await }).await;
    assert!(done? && kills > 8, "statements of a cancellation: {kills}");
    let id = counter.held(&db, 25, "k2").await;
    for statement in 0.. {
        let done = killed_at(&db, statement, release_overdue(&db, noon() + TimeDelta::hours(1))).await;
        assert_whole(&db).await;
        if let Some(done) = done {
            done?;
            break;
        }
    }
    let mut tx = db.read().await?;
    assert_eq!((state(&mut tx, id).await, available(&mut tx, counter.zhang).await), ("timed_out".into(), 5_000));
    assert_eq!(told(&mut tx, id).await, ["open", "timed_out"]);
});
