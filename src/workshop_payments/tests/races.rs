//! Races with fifty callers.

use super::*;
use crate::points::testing::{RUNNERS, race};

fn won<T>(outcomes: &[Result<T>]) -> usize {
    outcomes.iter().filter(|outcome| outcome.is_ok()).count()
}

crate::db_test!(a_code_is_used_once_by_two_dealers, |db| {
    let workshop = Workshop::new(&db).await;
    let zhang = workshop.zhang;
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

crate::db_test!(either_the_settlement_or_the_timeout_wins, |db| {
    let workshop = Workshop::new(&db).await;
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
