mod append_only;
mod faults;
mod holds;
mod http;
mod isolation;
mod keys;
mod late;
mod model;
mod proof;
mod races;
mod reversals;
mod tampering;
mod time;

use super::model::PointAccount;
use super::ops::{self, Movement};
use super::summary::{NextTier, summary};
use super::testing::{assert_whole, available, earn, lots, member, member_with, movement};
use crate::error::AppError;
use crate::points::Refusal;
use crate::sql;
use crate::values::Tier;
use crate::web::testing::noon;

crate::db_test!(lots_are_spent_in_order_of_expiry_and_refunded, |db| {
    let customer = member_with(&db, 1, &[(100, 2), (200, 30), (300, 10)]).await;
    let mut tx = db.write().await?;
    let spent = ops::spend(&mut tx, &movement(customer, 450, "spend"), PointAccount::Redeemed).await?;
    assert!(spent.new);
    assert_eq!(lots(&mut tx, customer).await, [0, 50, 100]);
    let account = PointAccount::Redeemed;
    let back = ops::refund(&mut tx, spent.transfer, &movement(customer, 450, "back"), account).await?;
    assert!(back.new);
    assert_eq!(lots(&mut tx, customer).await, [200, 300, 100]);
    assert_eq!(available(&mut tx, customer).await, 600);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(spending_more_than_the_balance_is_refused, |db| {
    let customer = member_with(&db, 1, &[(100, 2), (200, 30)]).await;
    let nobody = member(&db, 2).await;
    for (who, need, have) in [(customer, 301, 300), (nobody, 1, 0)] {
        let mut tx = db.write().await?;
        let short = ops::spend(&mut tx, &movement(who, need, "k"), PointAccount::Redeemed).await;
        assert_eq!(short, Err(Refusal::PointsShort { need, have }.into()));
    }
    let mut tx = db.write().await?;
    assert!(ops::spend(&mut tx, &movement(customer, 300, "k"), PointAccount::Redeemed).await?.new);
    assert_eq!(available(&mut tx, customer).await, 0);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(movements_of_nothing_or_too_much_are_rejected, |db| {
    let customer = member_with(&db, 1, &[(100, 2)]).await;
    for points in [0, -100, i64::MIN] {
        let mut tx = db.write().await?;
        let movement = movement(customer, points, "k");
        assert_eq!(ops::spend(&mut tx, &movement, PointAccount::Redeemed).await, Err(AppError::Internal));
        assert_eq!(ops::earn(&mut tx, &movement).await, Err(AppError::Internal));
    }
    let mut tx = db.write().await?;
    let at = chrono::DateTime::UNIX_EPOCH;
    let early = Movement { rule: Some(crate::points::rules::RuleCode::Survey), at, ..movement(customer, 1, "k") };
    assert_eq!(ops::earn(&mut tx, &early).await, Err(AppError::Internal), "no version was in force yet");
    drop(tx);
    let mut tx = db.write().await?;
    let too_many = movement(customer, i64::MAX, "k");
    assert_eq!(ops::earn(&mut tx, &too_many).await, Err(AppError::Internal));
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(a_spending_is_refunded_once_in_full_to_its_member, |db| {
    let customer = member_with(&db, 1, &[(500, 2)]).await;
    let other = member_with(&db, 2, &[(500, 2)]).await;
    let mut tx = db.write().await?;
    let account = PointAccount::Redeemed;
    let spent = ops::spend(&mut tx, &movement(customer, 300, "spend"), account).await?.transfer;
    tx.commit().await?;
    for (who, points, from) in [(customer, 299, account), (other, 300, account), (customer, 300, PointAccount::Charity)]
    {
        let mut tx = db.write().await?;
        let wrong = ops::refund(&mut tx, spent, &movement(who, points, "back"), from).await;
        assert_eq!(wrong, Err(AppError::Internal));
    }
    let mut tx = db.write().await?;
    assert!(ops::refund(&mut tx, spent, &movement(customer, 300, "back"), account).await?.new);
    assert!(!ops::refund(&mut tx, spent, &movement(customer, 300, "back"), account).await?.new);
    tx.commit().await?;
    let mut tx = db.write().await?;
    let twice = ops::refund(&mut tx, spent, &movement(customer, 300, "another key"), account).await;
    assert_eq!(twice, Err(AppError::Internal));
    drop(tx);
    assert_eq!(available(&mut db.read().await?, customer).await, 500);
    assert_whole(&db).await;
});

crate::db_test!(a_tier_is_reached_at_once_and_not_lost_by_spending, |db| {
    let customer = member_with(&db, 1, &[(1_999, 2)]).await;
    let tier = "SELECT tier FROM members WHERE customer_id = $1";
    let mut tx = db.write().await?;
    assert_eq!(sql!(tx, scalar Tier, tier, customer)?, Tier::Basic);
    earn(&mut tx, customer, 1, 1).await?;
    assert_eq!(sql!(tx, scalar Tier, tier, customer)?, Tier::Silver);
    earn(&mut tx, customer, 20_000, 1).await?;
    assert_eq!(sql!(tx, scalar Tier, tier, customer)?, Tier::Platinum);
    ops::spend(&mut tx, &movement(customer, 22_000, "all"), PointAccount::Redeemed).await?;
    assert_eq!(sql!(tx, scalar Tier, tier, customer)?, Tier::Platinum);
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_summary_takes_one_statement, |db| {
    let customer = member_with(&db, 1, &[(2_500, 2), (200, 30), (100, 30), (77, 40)]).await;
    let before = db.statements();
    let found = summary(&mut db.read().await?, customer, noon()).await?;
    assert_eq!(db.statements() - before, 1);
    assert_eq!(found.available, 2_800, "overdue points no longer count");
    assert_eq!((found.point_value().yuan().as_str(), found.tier_points), ("¥28.00", 2_877));
    assert_eq!((found.name.as_str(), found.member_no.as_str()), ("张三", "M000000001"));
    assert_eq!((found.tier, found.multiplier_percent), (Tier::Silver, 110));
    let gold = NextTier { tier: Tier::Gold, min_tier_points: 8_000, missing: 5_123, multiplier_percent: 125 };
    assert_eq!(found.next_tier, Some(gold));
    let expiry = found.next_expiry.ok_or("nothing expires")?;
    assert_eq!((expiry.points, expiry.last_day().to_string().as_str()), (300, "2026-09-30"));

    let nobody = member(&db, 2).await;
    let found = summary(&mut db.read().await?, nobody, noon()).await?;
    assert_eq!((found.available, found.tier, found.next_expiry), (0, Tier::Basic, None));
    assert_eq!(summary(&mut db.read().await?, 3.into(), noon()).await, Err(AppError::NotFound));
});

crate::db_test!(entries_never_change_unless_the_database_is_wiped, |db| {
    member_with(&db, 1, &[(100, 2)]).await;
    for table in ["point_transfers", "point_entries", "point_lot_uses"] {
        let mut tx = db.write().await?;
        let customer = 1.into();
        ops::spend(&mut tx, &movement(customer, 10, table), PointAccount::Redeemed).await?;
        tx.commit().await?;
        for statement in [format!("UPDATE {table} SET id = id + 1000"), format!("DELETE FROM {table}")] {
            let mut tx = db.write().await?;
            let refused = sql!(tx, execute, sqlx::AssertSqlSafe(statement)).expect_err("it is append-only");
            assert!(refused.to_string().contains("append-only"), "{refused}");
        }
    }
    db.wipe().await?;
    db.migrate().await?;
    assert_eq!(sql!(db.read().await?, scalar i64, "SELECT COUNT(*) FROM point_entries")?, 0);
});

crate::db_test!(the_reason_of_a_debt_is_found_by_an_index, |db| {
    let plan = crate::db::testing::plan(&db, super::summary::DEBT_REASON, &["1"]).await?;
    assert!(plan.contains("point_entries_reversals"), "{plan}");
});
