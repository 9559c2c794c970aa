use super::super::holds::release_overdue;
use super::*;
use crate::db::{Db, Tx};
use crate::error::{Conflict, Result};
use crate::points::Refusal;
use crate::points::testing::race;
use crate::values::{CustomerId, HoldId};
use chrono::{DateTime, TimeDelta, Utc};

const WAIT: TimeDelta = TimeDelta::minutes(30);

/// Holds points at noon for half an hour.
async fn held(tx: &mut Tx, customer: CustomerId, points: i64, idempotency_key: &str) -> Result<HoldId> {
    Ok(ops::hold(tx, &movement(customer, points, idempotency_key), WAIT).await?.hold)
}

/// Available and held.
async fn balance(tx: &mut Tx, customer: CustomerId) -> (i64, i64) {
    let query = "SELECT available, held FROM point_balances WHERE customer_id = $1";
    sql!(tx, one(i64, i64), query, customer).expect("a balance")
}

async fn on_account(tx: &mut Tx, account: PointAccount) -> i64 {
    let query = "SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM point_entries WHERE account = $1";
    sql!(tx, scalar i64, query, account).expect("a sum")
}

crate::db_test!(a_captured_hold_reaches_its_account, |db| {
    let customer = member_with(&db, 1, &[(100, 30), (200, 2)]).await;
    let mut tx = db.write().await?;
    let hold = held(&mut tx, customer, 250, "hold").await?;
    assert_eq!((balance(&mut tx, customer).await, lots(&mut tx, customer).await), ((50, 250), vec![0, 50]));
    tx.commit().await?;
    let mut tx = db.write().await?;
    let spend = ops::spend(&mut tx, &movement(customer, 51, "spend"), PointAccount::Redeemed).await;
    assert_eq!(spend, Err(Refusal::PointsShort { need: 51, have: 50 }.into()), "held points cannot be spent");
    drop(tx);
    let mut tx = db.write().await?;
    let capture = movement(customer, 250, "capture");
    let captured = ops::capture(&mut tx, hold, &capture, PointAccount::Dealer).await?;
    assert!(captured.new && !ops::capture(&mut tx, hold, &capture, PointAccount::Dealer).await?.new);
    assert_eq!((balance(&mut tx, customer).await, on_account(&mut tx, PointAccount::Dealer).await), ((50, 0), 250));
    assert_eq!(on_account(&mut tx, PointAccount::Held).await, 0);
    // Captured points can be refunded like spent ones.
    let back = movement(customer, 250, "back");
    assert!(ops::refund(&mut tx, captured.transfer, &back, PointAccount::Dealer).await?.new);
    assert_eq!((balance(&mut tx, customer).await, lots(&mut tx, customer).await), ((300, 0), vec![100, 200]));
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_partial_capture_releases_the_rest, |db| {
    let customer = member_with(&db, 1, &[(100, 30), (200, 10), (300, 2)]).await;
    let mut tx = db.write().await?;
    let hold = held(&mut tx, customer, 450, "hold").await?;
    let more = ops::capture(&mut tx, hold, &movement(customer, 451, "more"), PointAccount::Redeemed).await;
    assert_eq!(more, Err(Refusal::PointsShort { need: 451, have: 450 }.into()));
    let part = movement(customer, 150, "part");
    let captured = ops::capture(&mut tx, hold, &part, PointAccount::Redeemed).await?;
    assert_eq!((balance(&mut tx, customer).await, lots(&mut tx, customer).await), ((450, 0), vec![0, 150, 300]));
    let late = ops::release(&mut tx, hold, &movement(customer, 450, "late")).await;
    assert_eq!(late, Err(Refusal::HoldEnded.into()));
    let other = ops::capture(&mut tx, hold, &movement(customer, 100, "part"), PointAccount::Redeemed).await;
    assert_eq!(other, Err(Conflict::KeyReused.into()));
    // Only the captured part is refunded.
    ops::refund(&mut tx, captured.transfer, &movement(customer, 150, "back"), PointAccount::Redeemed).await?;
    assert_eq!(lots(&mut tx, customer).await, [100, 200, 300]);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_release_returns_points_to_the_same_lots, |db| {
    let customer = member(&db, 1).await;
    let at = |text: &str| text.parse::<DateTime<Utc>>().expect("an instant");
    let mut tx = db.write().await?;
    let earned = Movement { at: at("2023-02-10T04:00:00Z"), ..movement(customer, 500, "earn") };
    ops::earn(&mut tx, &earned).await?;
    ops::earn(&mut tx, &Movement { at: at("2024-02-10T04:00:00Z"), ..movement(customer, 100, "later") }).await?;
    let before = Movement { at: at("2026-02-28T15:50:00Z"), ..movement(customer, 550, "hold") };
    let hold = ops::hold(&mut tx, &before, WAIT).await?.hold;
    // The first lot expired during the hold.
    let after = Movement { at: at("2026-02-28T16:05:00Z"), ..movement(customer, 550, "release") };
    assert!(ops::release(&mut tx, hold, &after).await?.new);
    assert!(!ops::release(&mut tx, hold, &after).await?.new, "the same again");
    assert_eq!(balance(&mut tx, customer).await, (600, 0));
    let expiries = "SELECT expires_at FROM point_lots WHERE customer_id = $1 ORDER BY expires_at";
    let expiries = sql!(tx, scalars DateTime<Utc>, expiries, customer)?;
    assert_eq!(expiries, [at("2026-03-31T16:00:00Z"), at("2027-02-28T16:00:00Z")]);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(released_points_settle_debt, |db| {
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let lot = ops::earn(&mut tx, &movement(customer, 500, "earn")).await?.transfer;
    let hold = held(&mut tx, customer, 400, "hold").await?;
    ops::reverse(&mut tx, lot, &movement(customer, 300, "reverse")).await?;
    let found = summary(&mut tx, customer, noon()).await?;
    assert_eq!((found.available, found.held, found.debt.map(|debt| debt.points)), (0, 400, Some(200)));
    ops::release(&mut tx, hold, &movement(customer, 400, "release")).await?;
    let found = summary(&mut tx, customer, noon()).await?;
    assert_eq!((found.available, found.held, found.debt), (200, 0, None));
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(an_overdue_hold_can_only_be_released, |db| {
    let customer = member_with(&db, 1, &[(500, 2)]).await;
    let other = member(&db, 2).await;
    let mut tx = db.write().await?;
    let (first, second) = (held(&mut tx, customer, 100, "first").await?, held(&mut tx, customer, 50, "second").await?);
    let in_time = Movement { at: noon() + WAIT - TimeDelta::microseconds(1), ..movement(customer, 50, "in time") };
    ops::capture(&mut tx, second, &in_time, PointAccount::Redeemed).await?;
    let late = Movement { at: noon() + WAIT, ..movement(customer, 100, "late") };
    assert_eq!(ops::capture(&mut tx, first, &late, PointAccount::Redeemed).await, Err(Refusal::HoldOver.into()));
    let foreign = ops::release(&mut tx, first, &movement(other, 100, "foreign")).await;
    assert_eq!(foreign, Err(AppError::NotFound));
    tx.commit().await?;
    assert_eq!(release_overdue(&db, noon() + WAIT - TimeDelta::microseconds(1)).await?, 0);
    assert_eq!(release_overdue(&db, noon() + WAIT).await?, 1);
    assert_eq!(release_overdue(&db, noon() + WAIT).await?, 0);
    let mut tx = db.write().await?;
    assert_eq!(balance(&mut tx, customer).await, (450, 0));
    let ended = ops::capture(&mut tx, first, &late, PointAccount::Redeemed).await;
    assert_eq!(ended, Err(Refusal::HoldEnded.into()));
    assert!(!ops::capture(&mut tx, second, &in_time, PointAccount::Redeemed).await?.new, "it was made before");
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(concurrent_requests_for_a_hold_make_one, |db| {
    let customer = member_with(&db, 1, &[(1_000, 1)]).await;
    let outcomes = race(&db, move |db, _| async move {
        let mut tx = db.write().await?;
        let held = ops::hold(&mut tx, &movement(customer, 300, "k"), WAIT).await?;
        tx.commit().await?;
        Ok(held)
    })
    .await;
    let held: Vec<_> = outcomes.into_iter().collect::<Result<_>>()?;
    assert!(held.iter().all(|other| other.hold == held[0].hold));
    assert_eq!(held.iter().filter(|held| held.moved.new).count(), 1);
    let mut tx = db.write().await?;
    assert_eq!(balance(&mut tx, customer).await, (700, 300));
    let longer = ops::hold(&mut tx, &movement(customer, 300, "k"), WAIT * 2).await;
    assert_eq!(longer, Err(Conflict::KeyReused.into()));
    drop(tx);
    assert_whole(&db).await;
});

async fn capture(db: Db, hold: HoldId, customer: CustomerId, idempotency_key: String) -> Result<bool> {
    let mut tx = db.write().await?;
    let at = noon() + TimeDelta::minutes(29);
    let moved =
        ops::capture(&mut tx, hold, &Movement { at, ..movement(customer, 60, &idempotency_key) }, PointAccount::Dealer)
            .await?;
    tx.commit().await?;
    Ok(moved.new)
}

async fn release(db: Db, hold: HoldId, customer: CustomerId, idempotency_key: String) -> Result<bool> {
    let mut tx = db.write().await?;
    let moved = ops::release(&mut tx, hold, &movement(customer, 100, &idempotency_key)).await?;
    tx.commit().await?;
    Ok(moved.new)
}

/// A member with 500 points and a hold of 100.
async fn one_hold(db: &Db, id: i64) -> (CustomerId, HoldId) {
    let customer = member_with(db, id, &[(500, 1)]).await;
    let mut tx = db.write().await.expect("a transaction");
    let hold = held(&mut tx, customer, 100, &format!("hold {id}")).await.expect("held");
    tx.commit().await.expect("committed");
    (customer, hold)
}

fn won(outcomes: &[Result<bool>]) -> usize {
    assert!(outcomes.iter().all(|outcome| outcome.is_ok() || *outcome == Err(Refusal::HoldEnded.into())));
    outcomes.iter().filter(|outcome| **outcome == Ok(true)).count()
}

crate::db_test!(one_of_concurrent_captures_and_releases_wins, |db| {
    for id in 2..6 {
        let (customer, hold) = one_hold(&db, id).await;
        let outcomes = race(&db, move |db, n| async move {
            if n % 2 == 0 {
                capture(db, hold, customer, format!("c{id}:{n}")).await
            } else {
                release(db, hold, customer, format!("r{id}:{n}")).await
            }
        })
        .await;
        assert_eq!(won(&outcomes), 1);
        let found = balance(&mut db.read().await?, customer).await;
        assert!(found == (440, 0) || found == (500, 0), "{found:?}");
    }
    assert_whole(&db).await;
});

crate::db_test!(one_of_many_concurrent_captures_wins, |db| {
    let (customer, hold) = one_hold(&db, 1).await;
    let outcomes = race(&db, move |db, n| capture(db, hold, customer, format!("c{n}"))).await;
    assert_eq!(won(&outcomes), 1);
    let mut tx = db.read().await?;
    assert_eq!((balance(&mut tx, customer).await, on_account(&mut tx, PointAccount::Dealer).await), ((440, 0), 60));
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(either_a_capture_or_the_timeout_wins, |db| {
    for id in 1..5 {
        let (customer, hold) = one_hold(&db, id).await;
        let outcomes = race(&db, move |db, n| async move {
            if n % 2 == 0 {
                capture(db, hold, customer, format!("c{id}:{n}")).await
            } else {
                Ok(release_overdue(&db, noon() + WAIT).await? > 0)
            }
        })
        .await;
        assert_eq!(won(&outcomes), 1);
    }
    assert_whole(&db).await;
});
