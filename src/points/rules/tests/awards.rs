use super::*;
use crate::merges::{Merge, merge};
use crate::points::ops::{self, Movement};
use crate::points::rules::RuleCode;
use crate::points::testing::movement;
use crate::values::TransferId;

crate::db_test!(a_rule_pays_once_with_its_best_campaign, |db| {
    let customer = member(&db, 1).await;
    campaign(&db, RuleCode::Survey, 150, (day(-1), day(1))).await;
    let best = campaign(&db, RuleCode::Survey, 300, (day(-2), day(3))).await;
    campaign(&db, RuleCode::Survey, 500, (day(1), day(2))).await;
    campaign(&db, RuleCode::Event, 900, (day(-2), day(3))).await;
    let first = pay_now(&db, &award(customer, RuleCode::Survey, Basis::Once, "k")).await?;
    assert!(first.is_some_and(|moved| moved.new));
    // Paid again later, when another version is in force: still once.
    version(&db, RuleCode::Survey, (80, None), day(4)).await;
    let again = Award { at: day(5), ..award(customer, RuleCode::Survey, Basis::Once, "k") };
    assert!(pay_now(&db, &again).await?.is_some_and(|moved| !moved.new));
    pay_now(&db, &Award { at: day(5), idempotency_key: "l", ..again }).await?;
    assert_eq!(pay_now(&db, &award(customer, RuleCode::Event, Basis::Points(0), "m")).await?, None);
    assert_eq!(earnings(&mut db.read().await?).await, [(150, 0, Some(best)), (80, 0, None)]);
    assert_whole(&db).await;
});

crate::db_test!(a_cap_applies_to_a_calendar_month_in_shanghai, |db| {
    let customer = member(&db, 1).await;
    version(&db, RuleCode::Event, (0, Some(300)), day(-60)).await;
    let march = "2026-03-31T15:59:59Z".parse()?;
    let april = "2026-03-31T16:00:00Z".parse()?;
    let mut got = Vec::new();
    for (idempotency_key, points, at) in [("a", 250, noon()), ("b", 250, march), ("c", 250, march), ("d", 250, april)] {
        pay_now(&db, &Award { at, ..award(customer, RuleCode::Event, Basis::Points(points), idempotency_key) }).await?;
        got = earnings(&mut db.read().await?).await;
    }
    assert_eq!(got, [(250, 0, None), (50, 200, None), (0, 250, None), (250, 0, None)]);
    // An earning cut to nothing is recorded, but makes no lot.
    assert!(
        pay_now(&db, &Award { at: march, ..award(customer, RuleCode::Event, Basis::Points(250), "c") })
            .await?
            .is_some()
    );
    let mut tx = db.read().await?;
    assert_eq!(earnings(&mut tx).await.len(), 4);
    assert_eq!(sql!(tx, scalar i64, "SELECT COUNT(*) FROM point_lots")?, 3);
    assert_eq!(available(&mut tx, customer).await, 550);
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(concurrent_awards_do_not_exceed_a_cap, |db| {
    version(&db, RuleCode::Event, (0, Some(300)), day(-60)).await;
    let customer = member(&db, 1).await;
    let outcomes = race(&db, move |db, n| async move {
        pay_now(&db, &award(customer, RuleCode::Event, Basis::Points(100), &format!("k{n}"))).await
    })
    .await;
    assert_eq!(outcomes.iter().flatten().flatten().filter(|moved| moved.new).count() as i64, RUNNERS);
    assert_eq!(available(&mut db.read().await?, customer).await, 300);
    let mut tx = db.write().await?;
    let more = Movement { rule: Some(RuleCode::Event), ..movement(customer, 100, "more") };
    ops::earn(&mut tx, &more).await?;
    let found = crate::app::violations(&mut tx).await?;
    assert!(found.iter().any(|line| line.contains("caps:")), "verify finds what exceeds it: {found:?}");
});

crate::db_test!(verify_finds_a_campaign_that_did_not_apply, |db| {
    let customer = member(&db, 1).await;
    campaign(&db, RuleCode::Survey, 300, (day(-2), day(3))).await;
    pay_now(&db, &award(customer, RuleCode::Survey, Basis::Once, "k")).await?;
    assert_whole(&db).await;
    for change in [
        "UPDATE point_campaigns SET status = 'withdrawn'",
        "UPDATE point_campaigns SET rule_code = 'event'",
        "UPDATE point_campaigns SET ends_at = '2026-03-03T00:00:00+00:00'",
    ] {
        let mut tx = db.write().await?;
        sql!(tx, execute, change)?;
        let found = crate::app::violations(&mut tx).await?;
        assert!(found.iter().any(|line| line.contains("campaigns:")), "{change}: {found:?}");
    }
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE point_rules SET valid_from = $1 WHERE code = 'survey'", day(1))?;
    let found = crate::app::violations(&mut tx).await?;
    assert!(found.iter().any(|line| line.contains("a published rule version")), "{found:?}");
});

crate::db_test!(verify_finds_an_earning_by_a_superseded_version, |db| {
    let customer = member(&db, 1).await;
    let referral =
        Award { source: PointSource::Referral, ..award(customer, RuleCode::ReferralTestDrive, Basis::Once, "k") };
    pay_now(&db, &referral).await?;
    assert_whole(&db).await;
    version(&db, RuleCode::ReferralTestDrive, (300, None), day(1)).await;
    assert_whole(&db).await;
    for (change, what) in [
        ("UPDATE point_rules SET valid_from = '2026-03-01T00:00:00+00:00' WHERE version = 2", "the one in force then"),
        ("UPDATE point_rules SET value = 201 WHERE version = 1", "earnings: referrals and profiles"),
    ] {
        let mut tx = db.write().await?;
        sql!(tx, execute, change)?;
        let found = crate::app::violations(&mut tx).await?;
        assert!(found.iter().any(|line| line.contains(what)), "{change}: {found:?}");
    }
});

/// Merges two members on the following day; those in `earning` have reached the month's cap before.
async fn merge_next_day(db: &Db, (duplicate, survivor): (i64, i64), earning: &[i64]) -> Result<CustomerId> {
    for id in [duplicate, survivor] {
        let customer = member(db, id).await;
        if earning.contains(&id) {
            pay_now(db, &award(customer, RuleCode::Survey, Basis::Once, &format!("k{id}"))).await?;
        }
    }
    let mut tx = db.write().await?;
    let (duplicate, survivor) = (CustomerId(duplicate), CustomerId(survivor));
    merge(&mut tx, &Merge { duplicate, survivor, by: None, reason: "", now: day(1) }).await?;
    tx.commit().await?;
    Ok(survivor)
}

crate::db_test!(caps_apply_to_survivor_and_duplicate_together, |db| {
    version(&db, RuleCode::Survey, (50, Some(50)), day(-60)).await;
    merge_next_day(&db, (1, 2), &[1, 2]).await?;
    let survivor = merge_next_day(&db, (3, 4), &[3]).await?;
    assert_whole(&db).await;
    // Reversing the survivor's earning makes room once, and not again for the duplicate.
    let mut tx = db.write().await?;
    let earned = "SELECT id FROM point_transfers WHERE kind = 'earn' AND customer_id = 3";
    let earned = sql!(tx, scalar TransferId, earned)?;
    let back = Movement { at: day(2), rule: Some(RuleCode::Survey), ..movement(survivor, 50, "back") };
    ops::reverse(&mut tx, earned, &back).await?;
    for (idempotency_key, found) in [("c", false), ("d", true)] {
        ops::earn(
            &mut tx,
            &Movement { at: day(2), rule: Some(RuleCode::Survey), ..movement(survivor, 50, idempotency_key) },
        )
        .await?;
        let wrong = crate::app::violations(&mut tx).await?;
        assert_eq!(wrong.iter().any(|line| line.contains("caps:")), found, "{idempotency_key}: {wrong:?}");
    }
});
