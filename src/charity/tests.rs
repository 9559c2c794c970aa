mod admin;
mod http;
mod lists;
mod order;
mod point_value;
mod races;

use super::model::month_end;
use super::ops::{self, DonationOutcome, DonationRequest};
use super::testing::{change, project, request, total};
use crate::charity::Refusal;
use crate::db::Db;
use crate::db::fault_injection::fail_everywhere;
use crate::db::testing::fingerprint;
use crate::error::{AppError, Conflict, Result};
use crate::points;
use crate::points::model::PointAccount;
use crate::points::ops as ledger;
use crate::points::testing::{assert_whole, available, lots, member, member_with, movement};
use crate::sql;
use crate::values::{CustomerId, ProjectId};
use crate::web::testing::{account, noon};
use chrono::TimeDelta;

/// Donates in its own transaction.
async fn give(
    db: Db,
    customer: CustomerId,
    project: ProjectId,
    points: i64,
    idempotency_key: String,
) -> Result<DonationOutcome> {
    let mut tx = db.write().await?;
    let given = ops::donate(&mut tx, &request(customer, project, points, &idempotency_key)).await?;
    tx.commit().await?;
    Ok(given)
}

crate::db_test!(a_donation_moves_points_updates_the_total_and_makes_a_receipt, |db| {
    let customer = member_with(&db, 1, &[(300, 30), (900, 1)]).await;
    account(&db, "owner", "13800000001", Some(1), None).await;
    let trees = project(&db, 1).await;
    let given = give(db.clone(), customer, trees, 1, "a".to_owned()).await?;
    assert!(given.new);
    give(db.clone(), customer, trees, 399, "b".to_owned()).await?;
    give(db.clone(), customer, trees, 800, "c".to_owned()).await?;
    let mut tx = db.read().await?;
    assert_eq!(lots(&mut tx, customer).await, [0, 0], "the whole balance can be donated");
    assert_eq!(total(&mut tx, trees).await, (1_200, 1), "the goal of 1,000 may be exceeded; one donor");
    let receipt = "SELECT receipt_no FROM donations WHERE id = $1";
    assert_eq!(sql!(tx, scalar String, receipt, given.id)?, format!("GY2026-{:06}", given.id.0));
    let messages = "SELECT COUNT(*) FROM outbox WHERE topic = 'donation'";
    assert_eq!(sql!(tx, scalar i64, messages)?, 3);
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(missing_points_and_closed_projects_refuse_donations, |db| {
    let customer = member_with(&db, 1, &[(300, 1)]).await;
    let nobody = member(&db, 2).await;
    let trees = project(&db, 1).await;
    let short = |need, have| Err(points::Refusal::PointsShort { need, have }.into());
    assert_eq!(give(db.clone(), customer, trees, 301, "a".to_owned()).await, short(301, 300));
    assert_eq!(give(db.clone(), nobody, trees, 1, "a".to_owned()).await, short(1, 0));
    assert_eq!(give(db.clone(), customer, ProjectId(9), 1, "a".to_owned()).await, Err(AppError::NotFound));
    let first = give(db.clone(), customer, trees, 100, "k".to_owned()).await?;
    let reused = Err(Conflict::KeyReused.into());
    assert_eq!(give(db.clone(), customer, trees, 101, "k".to_owned()).await, reused);
    let over = Err(AppError::from(Refusal::ProjectOver));
    for (assignments, refused) in [
        ("visible_until = '2026-03-04T03:00:00+00:00'", over.clone()),
        ("status = 'closed', closed_at = visible_from, report_zh = 'x', report_en = 'x'", over),
        ("status = 'draft', closed_at = NULL", Err(AppError::NotFound)),
    ] {
        change(&db, trees, assignments).await;
        assert_eq!(give(db.clone(), customer, trees, 1, "b".to_owned()).await, refused, "{assignments}");
        let again = give(db.clone(), customer, trees, 100, "k".to_owned()).await?;
        assert_eq!((again.id, again.new), (first.id, false), "a repeat succeeds whatever has become of the project");
    }
    assert_eq!(available(&mut db.read().await?, customer).await, 200);
    assert_whole(&db).await;
});

/// Donates what expires this month, in its own transaction.
async fn give_expiring(db: Db, customer: CustomerId, project: ProjectId, points: i64) -> Result<DonationOutcome> {
    let mut tx = db.write().await?;
    let given =
        ops::donate(&mut tx, &DonationRequest { all_expiring: true, ..request(customer, project, points, "expiring") })
            .await?;
    tx.commit().await?;
    Ok(given)
}

crate::db_test!(expiring_points_must_match_the_number_shown, |db| {
    let customer = member_with(&db, 1, &[(900, 1)]).await;
    let trees = project(&db, 1).await;
    // Two lots expire this month: one at its end, one within it.
    let mut tx = db.write().await?;
    for (points, idempotency_key, until) in [(500, "x", month_end(noon())), (70, "y", noon() + TimeDelta::days(2))] {
        ledger::earn(&mut tx, &movement(customer, points, idempotency_key)).await?;
        let lot = "UPDATE point_lots SET (first_expires_at, expires_at) = ($2, $2) WHERE id = (SELECT MAX(id) FROM point_lots \
            WHERE customer_id = $1)";
        sql!(tx, execute, lot, customer, until)?;
    }
    tx.commit().await?;
    let changed = |points| Err(Refusal::ExpiringChanged { points }.into());
    assert_eq!(give_expiring(db.clone(), customer, trees, 500).await, changed(570));
    let mut tx = db.write().await?;
    ledger::spend(&mut tx, &movement(customer, 100, "between"), PointAccount::Redeemed).await?;
    tx.commit().await?;
    assert_eq!(give_expiring(db.clone(), customer, trees, 570).await, changed(470), "100 were spent in between");
    assert_eq!(total(&mut db.read().await?, trees).await, (0, 0));
    assert!(give_expiring(db.clone(), customer, trees, 470).await?.new);
    assert!(!give_expiring(db.clone(), customer, trees, 470).await?.new, "a retry after a lost response");
    let mut tx = db.read().await?;
    assert_eq!((available(&mut tx, customer).await, total(&mut tx, trees).await), (900, (470, 1)));
});

crate::db_test!(a_donation_is_atomic_at_every_fail_point, |db| {
    let customer = member_with(&db, 1, &[(300, 30), (900, 1)]).await;
    account(&db, "owner", "13800000001", Some(1), None).await;
    let trees = project(&db, 1).await;
    let (given, faults) = fail_everywhere(&db, |db| give(db, customer, trees, 800, "k".to_owned())).await;
    assert!(given?.new && faults > 10, "statements of a donation: {faults}");
    let before = fingerprint(&db).await?;
    assert!(!give(db.clone(), customer, trees, 800, "k".to_owned()).await?.new);
    assert_eq!(fingerprint(&db).await?, before);
    assert_whole(&db).await;
});

crate::db_test!(reversing_donated_points_creates_a_debt, |db| {
    let customer = member(&db, 1).await;
    let trees = project(&db, 1).await;
    let mut tx = db.write().await?;
    let earned = ledger::earn(&mut tx, &movement(customer, 500, "first")).await?.transfer;
    tx.commit().await?;
    give(db.clone(), customer, trees, 300, "k".to_owned()).await?;
    let mut tx = db.write().await?;
    ledger::reverse(&mut tx, earned, &movement(customer, 500, "back")).await?;
    tx.commit().await?;
    let mut tx = db.read().await?;
    let debt = "SELECT debt FROM point_balances WHERE customer_id = $1";
    assert_eq!(sql!(tx, scalar i64, debt, customer)?, 300);
    assert_eq!(total(&mut tx, trees).await, (300, 1), "the donation stands");
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(verify_finds_wrong_totals_and_missing_donations, |db| {
    let customer = member_with(&db, 1, &[(900, 1)]).await;
    let trees = project(&db, 1).await;
    give(db.clone(), customer, trees, 100, "k".to_owned()).await?;
    for (wrong, right) in [
        ("donated_points = 101", "donated_points = 100"),
        ("donated_fen = 99", "donated_fen = 100"),
        ("donors = 2", "donors = 1"),
    ] {
        change(&db, trees, wrong).await;
        let found = crate::app::violations(&mut db.read().await?).await?;
        assert_eq!(found.len(), 1, "{wrong}: {found:?}");
        change(&db, trees, right).await;
    }
    let mut tx = db.write().await?;
    ledger::spend(&mut tx, &movement(customer, 50, "loose"), PointAccount::Charity).await?;
    tx.commit().await?;
    let found = crate::app::violations(&mut db.read().await?).await?;
    assert!(found.len() == 1 && found[0].contains("donations"), "{found:?}");
});
