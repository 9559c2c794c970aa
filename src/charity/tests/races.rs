//! Races with fifty callers; a naive read-then-write variant is shown to fail.

use super::*;
use crate::points::Refusal;
use crate::points::testing::{RUNNERS, race};

/// Reads the total, pauses, and writes the new total back.
async fn naive(db: Db, project: ProjectId) -> Result<()> {
    let (points, _) = total(&mut db.read().await?, project).await;
    crate::points::testing::think().await;
    let mut tx = db.write().await?;
    let query = "UPDATE charity_projects SET donated_points = $2, donors = 1 WHERE id = $1";
    sql!(tx, execute, query, project, points + 100)?;
    tx.commit().await?;
    Ok(())
}

crate::db_test!(fifty_concurrent_donations_never_overdraw_one_balance, |db| {
    let (lost, trees) = (project(&db, 1).await, project(&db, 2).await);
    race(&db, move |db, _| naive(db, lost)).await;
    let (points, _) = total(&mut db.read().await?, lost).await;
    assert!(points < 100 * RUNNERS, "without the guard donations are lost: {points}");
    change(&db, lost, "donated_points = 0, donors = 0").await;

    let customer = member_with(&db, 1, &[(2_050, 1)]).await;
    let outcomes = race(&db, move |db, n| give(db, customer, trees, 100, format!("k{n}"))).await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 20);
    let short = Err(Refusal::PointsShort { need: 100, have: 50 }.into());
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == short).count(), 30);
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
