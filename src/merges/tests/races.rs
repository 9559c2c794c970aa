//! Work that begins during a merge: on PostgreSQL it has read before the merge and writes after it.

use super::*;
use crate::app::book_new;
use crate::events::testing::{insert_event, register, ticket_of};
use crate::points::admin::ops::{self as admin_ops, Proposal};
use crate::points::admin::{AdjustmentReason, AdjustmentState};
use crate::values::AccountId;
use std::time::Duration;

/// Runs something that waits for a merge of 1 into 2 to commit.
async fn during_a_merge<T, R>(db: &Db, run: R) -> T
where
    T: Send + 'static,
    R: Future<Output = T> + Send + 'static,
{
    let mut tx = db.write().await.expect("a transaction");
    let order = Merge { duplicate: CustomerId(1), survivor: CustomerId(2), by: None, reason: "", now: noon() };
    merge(&mut tx, &order).await.expect("merged");
    let waiting = tokio::spawn(run);
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting.is_finished(), "it waits for the merge");
    tx.commit().await.expect("committed");
    waiting.await.expect("no panic")
}

crate::db_test!(an_order_booked_during_a_merge_goes_to_the_survivor, |db| {
    let (_, survivor) = (member_with(&db, 1, &[(300, 1)]).await, member(&db, 2).await);
    order(&db, 1).await;
    let waiting = db.clone();
    assert_eq!(during_a_merge(&db, async move { book_new(&waiting, noon()).await }).await?, 1);
    assert_eq!(available(&mut db.read().await?, survivor).await, 400);
    assert_whole(&db).await;
});

const LEFT_BEHIND: &str = "SELECT COUNT(*) FROM point_adjustments WHERE customer_id = 1";

crate::db_test!(a_proposal_for_a_duplicate_is_rejected, |db| {
    member_with(&db, 1, &[(300, 1)]).await;
    member(&db, 2).await;
    let by = AccountId(account(&db, "admin", "13900000009", None, None).await);
    for points in [500, 2_000, -100] {
        let waiting = db.clone();
        let proposed = async move {
            let (customer, reason_code, idempotency_key) = (CustomerId(1), AdjustmentReason::Correction, "k");
            let proposal =
                Proposal { customer, points, reason: "更正", reason_code, by, idempotency_key, now: noon() };
            let mut tx = waiting.write().await?;
            let proposed = admin_ops::propose(&mut tx, &proposal).await?;
            tx.commit().await?;
            Ok::<AdjustmentState, AppError>(proposed.state)
        };
        // The first proposal waits for the merge; the others come after it.
        let done = if points == 500 { during_a_merge(&db, proposed).await } else { proposed.await };
        assert_eq!(done, Err(AppError::Busy), "{points}");
    }
    assert_eq!(count(&mut db.read().await?, LEFT_BEHIND).await, 0);
    assert_whole(&db).await;
});

crate::db_test!(a_duplicate_earns_nothing, |db| {
    let (duplicate, _) = (member_with(&db, 1, &[(300, 1)]).await, member(&db, 2).await);
    let waiting = db.clone();
    let earned = during_a_merge(&db, async move {
        let mut tx = waiting.write().await?;
        points::earn(&mut tx, &movement(duplicate, 100, "late")).await?;
        tx.commit().await?;
        Ok::<(), AppError>(())
    });
    assert_eq!(earned.await, Err(AppError::Busy));
    assert_eq!(points::expire(&mut db.write().await?, duplicate, noon() + TimeDelta::days(9_999)).await?, 0);
    let mut tx = db.write().await?;
    let slip = "UPDATE point_balances SET available = 1 WHERE customer_id = 1";
    assert!(breaks_a_check(sql!(tx, execute, slip)), "the database refuses a lot for a duplicate too");
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(check_in_with_the_duplicates_ticket_pays_the_survivor, |db| {
    let (duplicate, survivor) = (member(&db, 1).await, member(&db, 2).await);
    let event = insert_event(&db, |event| event.award_points = 50).await;
    account(&db, "owner", "13800138021", Some(1), None).await;
    account(&db, "owner", "13800138022", Some(2), None).await;
    let ticket = ticket_of(&db, register(&db, duplicate, event, 0).await?.id).await;
    register(&db, survivor, event, 0).await?;
    let by = AccountId(account(&db, "admin", "13900000009", None, None).await);
    let began = noon() + TimeDelta::days(10);
    let mut tx = db.write().await?;
    merge(&mut tx, &Merge { duplicate, survivor, by: None, reason: "", now: began }).await?;
    crate::events::admin::ops::check_in(&mut tx, by, event, &ticket, began).await?;
    tx.commit().await?;
    assert_eq!(available(&mut db.read().await?, survivor).await, 50);
    assert_whole(&db).await;
});

crate::db_test!(a_lead_of_the_duplicate_pays_the_survivor, |db| {
    let (duplicate, survivor) = (member(&db, 1).await, member(&db, 2).await);
    dealer(&db, "D1", "东城店").await;
    merged(&db, duplicate, survivor).await?;
    let mut tx = db.write().await?;
    let lead = crate::referrals::testing::referral(&mut tx, duplicate.0, "13800138077", "contacted", noon()).await;
    tx.commit().await?;
    let dealer = sql!(db.read().await?, scalar i64, "SELECT MIN(id) FROM dealers")?;
    let by = AccountId(account(&db, "dealer", "13900000009", None, Some(dealer)).await);
    let mut tx = db.write().await?;
    let to = crate::referrals::model::LeadState::TestDrive;
    let step = crate::referrals::ops::Move {
        lead: lead.into(),
        dealer: dealer.into(),
        by,
        version: 1,
        to,
        note: "",
        vin: None,
    };
    crate::referrals::ops::move_lead(&mut tx, &step, noon()).await?;
    tx.commit().await?;
    assert_eq!(available(&mut db.read().await?, survivor).await, 200);
    assert_whole(&db).await;
});
