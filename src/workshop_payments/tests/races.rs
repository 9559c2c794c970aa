//! Races with fifty callers; in each, a naive read-then-write variant is shown to fail.

use super::*;
use crate::points::testing::{RUNNERS, race, think};

/// Uses a code without a lock, pausing between check and update.
async fn naive_use(db: Db, customer: CustomerId) -> Result<()> {
    let query = "SELECT COUNT(*) FROM payment_codes WHERE customer_id = $1 AND used_at IS NULL";
    if sql!(db.read().await?, scalar i64, query, customer)? == 0 {
        return Err(wrong_code());
    }
    think().await;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE payment_codes SET used_at = $2 WHERE customer_id = $1", customer, noon())?;
    tx.commit().await?;
    Ok(())
}

fn won<T>(outcomes: &[Result<T>]) -> usize {
    outcomes.iter().filter(|outcome| outcome.is_ok()).count()
}

crate::db_test!(a_code_is_used_once_by_two_dealers, |db| {
    let workshop = Workshop::new(&db).await;
    let zhang = workshop.zhang;
    code(&db, zhang, "h").await;
    let outcomes = race(&db, move |db, _| naive_use(db, zhang)).await;
    assert!(won(&outcomes) > 1, "without the guard it is used twice");

    code(&db, zhang, "h").await;
    let (dealers, staff, orders) = (workshop.dealers, workshop.staff, workshop.orders);
    let outcomes = race(&db, move |db, n| async move {
        let at = usize::try_from(n % 2).unwrap_or_default();
        let (dealer, by, order, idempotency_key) = (dealers[at], staff[at], orders[at], format!("k{n}"));
        let check = check_at(&db, (dealer, by), "h", noon()).await?;
        held(
            &db,
            &HoldRequest {
                dealer,
                by,
                check,
                order,
                yuan: 10,
                per_yuan: 100,
                idempotency_key: &idempotency_key,
                now: noon(),
            },
        )
        .await
    })
    .await;
    assert_eq!(won(&outcomes), 1);
    let beaten = [Err(wrong_code()), Err(Refusal::CodeOver.into())];
    let lost = outcomes.iter().filter(|outcome| beaten.contains(outcome)).count();
    assert_eq!(lost as i64, RUNNERS - 1, "{outcomes:?}");
    let mut tx = db.read().await?;
    assert_eq!((available(&mut tx, zhang).await, sides(&mut tx).await), (4_000, (0, 1_000)));
    drop(tx);
    assert_whole(&db).await;
});

/// Ends a hold without a lock, pausing between check and update.
async fn naive_end(db: Db, id: WorkshopPaymentId, state: &'static str, by: Option<AccountId>) -> Result<bool> {
    if super::state(&mut db.read().await?, id).await != "open" {
        return Err(points::Refusal::HoldEnded.into());
    }
    think().await;
    let mut tx = db.write().await?;
    let update = "UPDATE workshop_payments SET state = $2, settled_by = $3, settled_at = $4 WHERE id = $1";
    sql!(tx, execute, update, id, state, by, noon())?;
    tx.commit().await?;
    Ok(true)
}

crate::db_test!(either_the_settlement_or_the_timeout_wins, |db| {
    let workshop = Workshop::new(&db).await;
    let id = workshop.held(&db, 10, "naive").await;
    let by = workshop.staff[0];
    let outcomes = race(&db, move |db, n| async move {
        let (state, by) = if n % 2 == 0 { ("captured", Some(by)) } else { ("timed_out", None) };
        naive_end(db, id, state, by).await
    })
    .await;
    assert!(won(&outcomes) > 1, "without the guard it ends twice");
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE workshop_payments SET state = 'open', settled_by = NULL, settled_at = NULL")?;
    tx.commit().await?;
    release(&db, workshop.step(0, id)).await?;

    for round in 0..4 {
        let id = workshop.held(&db, 10, &format!("k{round}")).await;
        let step = workshop.step(0, id);
        let outcomes = race(&db, move |db, n| async move {
            match n % 2 {
                0 => capture(&db, Step { now: noon() + TimeDelta::minutes(29), ..step }).await,
                _ => Ok(release_overdue(&db, noon() + TimeDelta::minutes(30)).await? > 0),
            }
        })
        .await;
        let ended = outcomes.iter().filter(|outcome| **outcome == Ok(true)).count();
        assert_eq!(ended, 1, "{outcomes:?}");
        assert_eq!(sent_messages(&mut db.read().await?, id).await.len(), 2);
    }
    assert_whole(&db).await;
});
