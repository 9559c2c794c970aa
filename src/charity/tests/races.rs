//! Races with fifty callers.

use super::*;
use crate::points::Refusal;
use crate::points::testing::{assert_won, race};

crate::db_test!(fifty_concurrent_donations_never_overdraw_one_balance, |db| {
    let trees = project(&db, 1).await;
    let customer = member_with(&db, 1, &[(2_050, 1)]).await;
    let outcomes = race(&db, move |db, n| give(db, customer, trees, 100, format!("k{n}"))).await;
    assert_won(&outcomes, 20, Refusal::PointsShort { need: 100, have: 50 });
    let mut tx = db.read().await?;
    assert_eq!((available(&mut tx, customer).await, total(&mut tx, trees).await), (50, (2_000, 1)));
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(a_double_click_is_one_donation, |db| {
    let trees = project(&db, 1).await;
    let customer = member_with(&db, 1, &[(9_000, 1)]).await;
    let outcomes = race(&db, move |db, _| give(db, customer, trees, 100, "one click".to_owned())).await;
    let given: Vec<DonationOutcome> = outcomes.into_iter().collect::<Result<_>>()?;
    assert!(given.iter().all(|other| other.id == given[0].id));
    assert_eq!(given.iter().filter(|given| given.new).count(), 1);
    assert_eq!(total(&mut db.read().await?, trees).await, (100, 1));
    assert_whole(&db).await;
});
