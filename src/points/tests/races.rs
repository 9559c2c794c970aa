//! Races of fifty concurrent callers.

use super::*;
use crate::db::{Db, Tx};
use crate::error::{Conflict, Result};
use crate::points::Refusal;
use crate::points::testing::{RUNNERS, assert_won, race};
use crate::values::CustomerId;

async fn spend(db: Db, customer: CustomerId, idempotency_key: String) -> Result<ops::Moved> {
    let mut tx = db.write().await?;
    let moved = ops::spend(&mut tx, &movement(customer, 100, &idempotency_key), PointAccount::Redeemed).await?;
    tx.commit().await?;
    Ok(moved)
}

/// Reads the balance, pauses, and writes a result based on it. The only such variant among the tests: it proves that the
/// callers of a race overlap, without which no race could fail.
async fn naive_spend(db: Db, customer: CustomerId) -> Result<()> {
    let before = available(&mut db.read().await?, customer).await;
    if before < 100 {
        return Err(Refusal::PointsShort { need: 100, have: before }.into());
    }
    crate::points::testing::think().await;
    let mut tx: Tx = db.write().await?;
    let update = "UPDATE point_balances SET available = $2 WHERE customer_id = $1";
    sql!(tx, execute, update, customer, before - 100)?;
    tx.commit().await?;
    Ok(())
}

crate::db_test!(a_balance_for_one_purchase_is_spent_once, |db| {
    let naive = member_with(&db, 1, &[(150, 1)]).await;
    let outcomes = race(&db, move |db, _| naive_spend(db, naive)).await;
    assert!(
        outcomes.iter().filter(|outcome| outcome.is_ok()).count() > 1,
        "without the guard it is spent more than once"
    );

    let customer = member_with(&db, 2, &[(150, 1)]).await;
    let outcomes = race(&db, move |db, n| spend(db, customer, format!("k{n}"))).await;
    assert_won(&outcomes, 1, Refusal::PointsShort { need: 100, have: 50 });
    let mut tx = db.write().await?;
    assert_eq!(available(&mut tx, customer).await, 50);
    // Corrects what the naive ledger left behind.
    sql!(tx, execute, "UPDATE point_balances SET available = 150 WHERE customer_id = $1", naive)?;
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(identical_requests_make_one_movement, |db| {
    let customer = member_with(&db, 1, &[(10_000, 1)]).await;
    let outcomes = race(&db, move |db, _| spend(db, customer, "k".to_owned())).await;
    let moved: Vec<_> = outcomes.into_iter().collect::<Result<_>>()?;
    assert!(moved.iter().all(|other| other.transfer == moved[0].transfer));
    assert_eq!(moved.iter().filter(|moved| moved.new).count(), 1);
    assert_eq!(available(&mut db.read().await?, customer).await, 9_900);
    assert_whole(&db).await;
});

crate::db_test!(a_key_belongs_to_one_member_even_in_a_race, |db| {
    let members = [member_with(&db, 1, &[(500, 1)]).await, member_with(&db, 2, &[(500, 1)]).await];
    let outcomes = race(&db, move |db, n| spend(db, members[usize::from(n % 2 == 0)], "k".to_owned())).await;
    let reused = Err(Conflict::KeyReused.into());
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == reused).count() as i64, RUNNERS / 2);
    assert_eq!(outcomes.iter().flatten().filter(|moved| moved.new).count(), 1);
    assert_whole(&db).await;
});

crate::db_test!(concurrent_first_earnings_all_arrive, |db| {
    let customer = member(&db, 1).await;
    let earn = move |db: Db, n: i64| async move {
        let idempotency_key = format!("k{n}");
        let mut tx = db.write().await?;
        ops::earn(&mut tx, &movement(customer, 100, &idempotency_key)).await?;
        tx.commit().await?;
        Ok(())
    };
    assert!(race(&db, earn).await.iter().all(Result::is_ok));
    assert_eq!(available(&mut db.read().await?, customer).await, 100 * RUNNERS);
    assert_whole(&db).await;
});
