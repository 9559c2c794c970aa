mod http;
mod races;

use super::model::{AdjustmentReason, AdjustmentState};
use super::ops::{self, Proposal, Proposed};
use crate::db::testing::breaks_a_check;
use crate::db::{Db, Tx};
use crate::error::{AppError, Conflict, Result};
use crate::merges::{Merge, merge};
use crate::points::Refusal;
use crate::points::model::PointAccount;
use crate::points::ops as points;
use crate::points::summary::summary;
use crate::points::testing::{assert_whole, available, lots, member, member_with, movement};
use crate::sql;
use crate::values::{AccountId, AdjustmentId, CustomerId};
use crate::web::testing::{self, noon};
use chrono::TimeDelta;

/// Two administrators.
async fn pair(db: &Db) -> (AccountId, AccountId) {
    let first = testing::account(db, "admin", "13900000008", None, None).await;
    let second = testing::account(db, "admin", "13900000009", None, None).await;
    (AccountId(first), AccountId(second))
}

fn proposal(customer: CustomerId, points: i64, by: AccountId, idempotency_key: &str) -> Proposal<'_> {
    Proposal {
        customer,
        points,
        reason: "活动补偿",
        reason_code: AdjustmentReason::Correction,
        by,
        idempotency_key,
        now: noon(),
    }
}

async fn state(tx: &mut Tx, id: AdjustmentId) -> String {
    sql!(tx, scalar String, "SELECT state FROM point_adjustments WHERE id = $1", id).expect("an adjustment")
}

async fn actions(tx: &mut Tx, id: AdjustmentId) -> Vec<String> {
    let query = "SELECT action || ':' || account_id || ':' || detail FROM staff_actions \
                 WHERE subject = 'adjustment' AND subject_id = $1 ORDER BY id";
    sql!(tx, scalars String, query, id).expect("actions")
}

crate::db_test!(small_adjustments_are_posted_at_once, |db| {
    let (by, _) = pair(&db).await;
    let customer = member_with(&db, 1, &[(300, 30), (400, 2)]).await;
    let mut tx = db.write().await?;
    let tier_points = summary(&mut tx, customer, noon()).await?.tier_points;
    let given = ops::propose(&mut tx, &proposal(customer, 500, by, "give")).await?;
    assert_eq!((given.state, given.new), (AdjustmentState::Done, true));
    assert_eq!(lots(&mut tx, customer).await, [300, 400, 500], "a new lot that expires last");
    let taken = ops::propose(&mut tx, &proposal(customer, -350, by, "take")).await?;
    assert_eq!(taken.state, AdjustmentState::Done);
    assert_eq!(lots(&mut tx, customer).await, [0, 350, 500], "taken from the lot that expires first");
    let found = summary(&mut tx, customer, noon()).await?;
    assert_eq!(
        (found.available, found.tier_points),
        (850, tier_points),
        "manual adjustments do not count as tier points"
    );
    assert_eq!(actions(&mut tx, taken.id).await, [format!("post:{by}:活动补偿")]);
    let rule = "SELECT r.code || r.version FROM point_transfers t JOIN point_rules r ON r.id = t.rule_id \
                WHERE t.kind = 'adjust'";
    assert_eq!(sql!(tx, scalars String, rule)?, ["four_eyes1", "four_eyes1"]);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_merge_does_not_reset_the_daily_limit, |db| {
    let (by, _) = pair(&db).await;
    let (duplicate, survivor) = (member(&db, 1).await, member(&db, 2).await);
    let mut tx = db.write().await?;
    ops::propose(&mut tx, &proposal(duplicate, 600, by, "before")).await?;
    merge(&mut tx, &Merge { duplicate, survivor, by: None, reason: "", now: noon() }).await?;
    for (idempotency_key, points, state) in [("b", 401, AdjustmentState::Proposed), ("c", 400, AdjustmentState::Done)] {
        assert_eq!(ops::propose(&mut tx, &proposal(survivor, points, by, idempotency_key)).await?.state, state);
    }
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(taking_more_than_the_balance_is_refused, |db| {
    let (by, other) = pair(&db).await;
    let customer = member_with(&db, 1, &[(300, 2)]).await;
    let mut tx = db.write().await?;
    let short = ops::propose(&mut tx, &proposal(customer, -301, by, "k")).await;
    assert_eq!(short, Err(Refusal::PointsShort { need: 301, have: 300 }.into()));
    drop(tx);
    let mut tx = db.write().await?;
    let large = ops::propose(&mut tx, &proposal(customer, -5_000, by, "large")).await?;
    tx.commit().await?;
    let mut tx = db.write().await?;
    let short = ops::approve(&mut tx, large.id, other, noon()).await;
    assert_eq!(short, Err(Refusal::PointsShort { need: 5_000, have: 300 }.into()));
    drop(tx);
    assert_eq!(state(&mut db.read().await?, large.id).await, "proposed", "it still waits");
    assert_whole(&db).await;
});

crate::db_test!(large_adjustments_need_two_administrators, |db| {
    let (by, other) = pair(&db).await;
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let limit = ops::propose(&mut tx, &proposal(customer, 1_000, by, "limit")).await?;
    assert_eq!(limit.state, AdjustmentState::Done, "the limit itself is allowed");
    let large = ops::propose(&mut tx, &proposal(customer, 1_001, other, "large")).await?;
    assert_eq!((large.state, available(&mut tx, customer).await), (AdjustmentState::Proposed, 1_000));
    let again = ops::propose(&mut tx, &proposal(customer, 1_001, other, "large")).await?;
    assert_eq!(again, Proposed { new: false, ..large });
    tx.commit().await?;
    let mut tx = db.write().await?;
    assert_eq!(ops::approve(&mut tx, large.id, other, noon()).await, Err(Refusal::OwnProposal.into()));
    ops::approve(&mut tx, large.id, by, noon()).await?;
    assert_eq!(ops::approve(&mut tx, large.id, by, noon()).await, Err(Conflict::Handled.into()));
    assert_eq!(ops::decline(&mut tx, large.id, by, "太晚", noon()).await, Err(Conflict::Handled.into()));
    assert_eq!(ops::approve(&mut tx, AdjustmentId(99), by, noon()).await, Err(AppError::NotFound));
    assert_eq!(available(&mut tx, customer).await, 2_001);
    let done = [format!("propose:{other}:活动补偿"), format!("approve:{by}:活动补偿")];
    assert_eq!(actions(&mut tx, large.id).await, done);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(small_adjustments_within_a_day_add_up, |db| {
    let (by, other) = pair(&db).await;
    let (customer, friend) = (member(&db, 1).await, member(&db, 2).await);
    let mut tx = db.write().await?;
    let mut states = Vec::new();
    for (who, points, admin, hours) in [
        (customer, 600, by, 0),
        (customer, -400, by, 1),
        (customer, 1, by, 2),
        (customer, 1, other, 2),
        (friend, 1, by, 2),
        (customer, 1, by, 23),
        // By now the first one is a day old.
        (customer, 600, by, 24),
    ] {
        let idempotency_key = format!("{who}:{points}:{admin}:{hours}");
        let now = noon() + TimeDelta::hours(hours);
        let proposed =
            ops::propose(&mut tx, &Proposal { now, ..proposal(who, points, admin, &idempotency_key) }).await?;
        states.push(proposed.state == AdjustmentState::Done);
    }
    assert_eq!(states, [true, true, false, true, true, false, true]);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(declining_or_withdrawing_a_proposal_needs_a_reason, |db| {
    let (by, other) = pair(&db).await;
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    for (idempotency_key, admin) in [("declined", other), ("withdrawn", by)] {
        let large = ops::propose(&mut tx, &proposal(customer, 2_000, by, idempotency_key)).await?;
        ops::decline(&mut tx, large.id, admin, "金额有误", noon()).await?;
        assert_eq!(ops::approve(&mut tx, large.id, other, noon()).await, Err(Conflict::Handled.into()));
        assert_eq!(actions(&mut tx, large.id).await[1], format!("decline:{admin}:金额有误"));
    }
    assert_eq!(available(&mut tx, customer).await, 0);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(one_key_makes_one_adjustment, |db| {
    let (by, other) = pair(&db).await;
    let (customer, friend) = (member(&db, 1).await, member(&db, 2).await);
    let mut tx = db.write().await?;
    let first = ops::propose(&mut tx, &proposal(customer, 100, by, "k")).await?;
    for changed in [
        proposal(customer, 101, by, "k"),
        proposal(customer, -100, by, "k"),
        proposal(friend, 100, by, "k"),
        Proposal { reason: "另一个原因", ..proposal(customer, 100, by, "k") },
    ] {
        assert_eq!(ops::propose(&mut tx, &changed).await, Err(Conflict::KeyReused.into()));
    }
    assert_eq!(ops::propose(&mut tx, &proposal(customer, 100, by, "k")).await?.id, first.id);
    assert!(ops::propose(&mut tx, &proposal(customer, 100, other, "k")).await?.new, "the key of another administrator");
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(given_points_settle_debt_first, |db| {
    let (by, _) = pair(&db).await;
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let lot = points::earn(&mut tx, &movement(customer, 500, "earn")).await?.transfer;
    points::spend(&mut tx, &movement(customer, 500, "spend"), PointAccount::Redeemed).await?;
    points::reverse(&mut tx, lot, &movement(customer, 500, "back")).await?;
    ops::propose(&mut tx, &proposal(customer, 700, by, "give")).await?;
    let found = summary(&mut tx, customer, noon()).await?;
    assert_eq!((found.available, found.debt), (200, None));
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(the_database_refuses_self_approval, |db| {
    let (by, _) = pair(&db).await;
    let customer = member(&db, 1).await;
    let mut tx = db.write().await?;
    let large = ops::propose(&mut tx, &proposal(customer, 2_000, by, "k")).await?;
    let small = ops::propose(&mut tx, &proposal(customer, 200, by, "s")).await?;
    tx.commit().await?;
    for change in [
        "UPDATE point_adjustments SET state = 'done', decided_by = proposed_by, decided_at = proposed_at, transfer_id = 1 \
         WHERE id = $1",
        "UPDATE point_adjustments SET state = 'done', decided_at = proposed_at WHERE id = $1",
        "UPDATE point_adjustments SET state = 'declined', decided_by = proposed_by, decided_at = proposed_at WHERE id = $1",
    ] {
        let mut tx = db.write().await?;
        assert!(breaks_a_check(sql!(tx, execute, change, large.id)), "{change}");
    }
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE point_adjustments SET points = 201 WHERE id = $1", small.id)?;
    let found = crate::app::violations(&mut tx).await?;
    assert!(found.iter().any(|line| line.contains("adjustments:")), "{found:?}");
});
