use super::ops::{HouseholdTransfer, transfer_points};
use crate::clock;
use crate::db::fault_injection::fail_everywhere;
use crate::db::{Db, Tx};
use crate::error::{AppError, Conflict, FieldError, Problem, Result};
use crate::garage::fixtures::{dealer, model, vehicle};
use crate::household_transfers::Refusal;
use crate::merges::{self, Merge};
use crate::points::Refusal::PointsShort;
use crate::points::model::PointAccount;
use crate::points::ops as points;
use crate::points::testing::{assert_whole, assert_won, available, lots, member_with, movement, race};
use crate::sql;
use crate::values::{CustomerId, MemberNo};
use crate::web::testing::{self, Browser, PASSWORD, noon};
use axum::http::StatusCode;
use chrono::{DateTime, TimeDelta, Utc};
use std::time::Duration;

const ADDRESS: &str = "INSERT INTO contact_points (customer_id, kind, value, province, city, district, updated_at) \
    VALUES ($1, 'address', $2, '北京市', '北京', '朝阳区', $3)";
const CONFIRMED: &str = "INSERT INTO field_verifications (customer_id, field, verified_at, source) \
    VALUES ($1, 'address', $2, 'member')";

/// Members 1 and 2 share an address; each of the three has an account and a car. The monthly limit is 1,000 points.
async fn households(db: &Db) -> [CustomerId; 3] {
    let (shop, car) = (dealer(db, "D1", "东城店").await, model(db, "M1", "远山", "petrol").await);
    for id in 1..=3_i64 {
        member_with(db, id, &[(300, 30), (900, 1)]).await;
        testing::account(db, "owner", &format!("1380000000{id}"), Some(id), None).await;
        let vin = format!("LCYAA0000R000000{id}");
        let car = vehicle(db, &vin, &format!("京A1234{id}"), car, shop, "2025-01-10").await;
        let mut tx = db.write().await.expect("a transaction");
        let own = "INSERT INTO ownerships (vehicle_id, customer_id, from_on) VALUES ($1, $2, $3)";
        sql!(tx, execute, own, car, id, clock::day(noon())).expect("an owner");
        sql!(tx, execute, ADDRESS, id, if id == 3 { "建国路 9 号" } else { "建国路 1 号" }, noon())
            .expect("an address");
        sql!(tx, execute, CONFIRMED, id, noon()).expect("confirmed");
        tx.commit().await.expect("committed");
    }
    allow(db, 1_000, noon() - TimeDelta::days(900)).await;
    [1, 2, 3].map(CustomerId)
}

async fn allow(db: &Db, most: i64, from: DateTime<Utc>) {
    let mut tx = db.write().await.expect("a transaction");
    let version = "INSERT INTO point_rules (code, version, value, title_zh, title_en, valid_from) \
        SELECT code, MAX(version) + 1, $1, '家庭转赠上限', 'Transfers', $2 FROM point_rules WHERE code = 'household' GROUP BY code";
    sql!(tx, execute, version, most, from).expect("a version");
    tx.commit().await.expect("committed");
}

async fn sent(db: &Db, to: &str, points: i64, idempotency_key: &str, now: DateTime<Utc>) -> Result<bool> {
    let mut tx = db.write().await?;
    let to = MemberNo::parse(to).map_err(|_| AppError::Internal)?;
    let done =
        transfer_points(&mut tx, &HouseholdTransfer { giver: CustomerId(1), to: &to, points, idempotency_key, now })
            .await?;
    tx.commit().await?;
    Ok(done)
}

async fn ends(tx: &mut Tx, customer: CustomerId) -> Vec<(i64, DateTime<Utc>)> {
    let query = "SELECT remaining, expires_at FROM point_lots WHERE customer_id = $1 ORDER BY expires_at, id";
    sql!(tx, all(i64, DateTime<Utc>), query, customer).expect("lots")
}

crate::db_test!(a_transfer_keeps_its_expiry_and_adds_no_tier_points, |db| {
    let [giver, taker, _] = households(&db).await;
    let before = ends(&mut db.read().await?, giver).await;
    assert!(sent(&db, "M000000002", 500, "a", noon()).await?);
    assert!(!sent(&db, "M000000002", 500, "a", noon()).await?, "the same form again");
    assert_eq!(sent(&db, "M000000002", 400, "a", noon()).await, Err(Conflict::KeyReused.into()));
    let mut tx = db.read().await?;
    assert_eq!(lots(&mut tx, giver).await, [0, 700]);
    let after = ends(&mut tx, taker).await;
    assert!(after.contains(&(300, before[0].1)) && after.contains(&(200, before[1].1)), "{after:?}");
    let tier_points = "SELECT tier_points FROM point_balances ORDER BY customer_id";
    assert_eq!(sql!(tx, scalars i64, tier_points)?, [1_200, 1_200, 1_200]);
    let line = "SELECT label_zh FROM point_transfers WHERE kind = 'receive'";
    assert_eq!(sql!(tx, scalar String, line)?, "收到 张** 转赠");
    let sent = sql!(tx, scalars String, "SELECT body FROM outbox WHERE topic = 'household' ORDER BY id")?;
    assert!(
        sent.len() == 2 && sent[0].contains("张** 转赠给您 500 积分") && sent[1].contains("您已向 张** 转赠 500 积分"),
        "{sent:?}"
    );
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(transfers_stay_within_the_household_and_the_monthly_limit, |db| {
    let [giver, ..] = households(&db).await;
    let stranger = Err(AppError::field("to", Problem::NotInHousehold));
    for other in ["M000000001", "M000000003", "M000000099"] {
        assert_eq!(sent(&db, other, 100, "x", noon()).await, stranger, "{other}");
    }
    assert!(sent(&db, "M000000002", 700, "a", noon()).await?);
    assert_eq!(sent(&db, "M000000002", 301, "b", noon()).await, Err(Refusal::TransferLimit { left: 300 }.into()));
    let next_month = noon() + TimeDelta::days(31);
    assert_eq!(sent(&db, "M000000002", 501, "c", next_month).await, Err(PointsShort { need: 501, have: 500 }.into()));
    assert!(sent(&db, "M000000002", 500, "d", next_month).await?);
    assert_eq!(available(&mut db.read().await?, giver).await, 0);
    let changes = [
        "UPDATE ownerships SET until_on = from_on WHERE customer_id = 2",
        "DELETE FROM field_verifications WHERE customer_id = 1",
        "UPDATE accounts SET disabled_at = created_at WHERE customer_id = 2",
    ];
    for change in changes {
        let mut tx = db.write().await?;
        sql!(tx, execute, change)?;
        let to = MemberNo::parse("M000000002").map_err(|_| AppError::Internal)?;
        let transfer = HouseholdTransfer { giver, to: &to, points: 1, idempotency_key: "e", now: noon() };
        assert_eq!(transfer_points(&mut tx, &transfer).await, stranger, "{change}");
    }
    let end = noon() + TimeDelta::days(40);
    allow(&db, 0, end).await;
    assert_eq!(sent(&db, "M000000002", 1, "f", end).await, Err(AppError::NotFound));
    assert!(!sent(&db, "M000000002", 700, "a", end).await?, "a completed transfer stays completed");
    assert_whole(&db).await;
});

crate::db_test!(a_transfer_settles_debt_and_a_reversal_charges_the_giver, |db| {
    let [giver, taker, _] = households(&db).await;
    let mut tx = db.write().await?;
    let wrong = points::earn(&mut tx, &movement(taker, 600, "wrong")).await?.transfer;
    points::spend(&mut tx, &movement(taker, 1_800, "spend"), PointAccount::Redeemed).await?;
    points::reverse(&mut tx, wrong, &movement(taker, 600, "back")).await?;
    let first = sql!(tx, scalar i64, "SELECT MIN(id) FROM point_transfers WHERE customer_id = 1")?;
    tx.commit().await?;
    sent(&db, "M000000002", 1_000, "a", noon()).await?;
    let mut tx = db.write().await?;
    assert_eq!(available(&mut tx, taker).await, 400);
    points::reverse(&mut tx, first.into(), &movement(giver, 300, "also wrong")).await?;
    assert_eq!(sql!(tx, scalar i64, "SELECT debt FROM point_balances WHERE customer_id = 1")?, 300);
    assert_eq!(available(&mut tx, giver).await, 200, "only the giver owes it");
    tx.commit().await?;
    assert_whole(&db).await;
});

crate::db_test!(a_failed_transfer_leaves_nothing_behind, |db| {
    households(&db).await;
    let run = |db: Db| async move { sent(&db, "M000000002", 500, "a", noon()).await };
    let (done, faults) = fail_everywhere(&db, run).await;
    assert!(done? && faults > 15, "statements of a transfer: {faults}");
    assert_whole(&db).await;
});

crate::db_test!(concurrent_transfers_stay_within_the_limit, |db| {
    let [giver, taker, _] = households(&db).await;
    let outcomes = race(&db, |db, n| async move { sent(&db, "M000000002", 300, &format!("{n}"), noon()).await }).await;
    assert_won(&outcomes, 3, Refusal::TransferLimit { left: 100 });
    let mut tx = db.read().await?;
    assert_eq!((available(&mut tx, giver).await, available(&mut tx, taker).await), (300, 2_100));
    drop(tx);
    assert_whole(&db).await;
});

crate::db_test!(concurrent_copies_of_a_transfer_succeed_once_without_a_refusal, |db| {
    let [giver, ..] = households(&db).await;
    // A second transfer of the same size would exceed the limit.
    let outcomes = race(&db, |db, _| async move { sent(&db, "M000000002", 600, "a", noon()).await }).await;
    assert!(outcomes.iter().all(Result::is_ok), "{outcomes:?}");
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Ok(true)).count(), 1);
    assert_eq!(available(&mut db.read().await?, giver).await, 600);
    assert_whole(&db).await;
});

crate::db_test!(a_merge_does_not_reset_the_monthly_limit, |db| {
    households(&db).await;
    let survivor = member_with(&db, 4, &[(500, 1)]).await;
    assert!(sent(&db, "M000000002", 700, "a", noon()).await?);
    let mut tx = db.write().await?;
    merges::merge(&mut tx, &Merge { duplicate: CustomerId(1), survivor, by: None, reason: "", now: noon() }).await?;
    let to = MemberNo::parse("M000000002").map_err(|_| AppError::Internal)?;
    let transfer = |points| HouseholdTransfer { giver: survivor, to: &to, points, idempotency_key: "b", now: noon() };
    assert_eq!(transfer_points(&mut tx, &transfer(301)).await, Err(Refusal::TransferLimit { left: 300 }.into()));
    assert!(transfer_points(&mut tx, &transfer(300)).await?);
    tx.commit().await?;
    assert_whole(&db).await;
});

/// Transfers from customer 1 to 2 while `duplicate` is being merged into 3; returns the outcome after the merge.
async fn give_during_merge(db: &Db, duplicate: CustomerId) -> Result<bool> {
    let mut tx = db.write().await?;
    merges::merge(&mut tx, &Merge { duplicate, survivor: CustomerId(3), by: None, reason: "", now: noon() }).await?;
    let waiting = db.clone();
    let waiting_transfer = tokio::spawn(async move { sent(&waiting, "M000000002", 100, "a", noon()).await });
    tokio::time::sleep(Duration::from_millis(300)).await;
    assert!(!waiting_transfer.is_finished(), "the transfer waits for the merge");
    tx.commit().await?;
    match waiting_transfer.await.expect("no panic") {
        // Retried like any form that ran into a concurrent transaction.
        Err(AppError::Busy) => sent(db, "M000000002", 100, "a", noon()).await,
        outcome => outcome,
    }
}

crate::db_test!(a_recipient_merged_meanwhile_receives_nothing, |db| {
    let [_, taker, _] = households(&db).await;
    assert_eq!(give_during_merge(&db, taker).await, Err(not_in_household()));
    assert_eq!(sql!(db.read().await?, scalar i64, SENT)?, 0);
    assert_whole(&db).await;
});

crate::db_test!(a_giver_merged_meanwhile_gives_nothing, |db| {
    let [giver, ..] = households(&db).await;
    assert_eq!(give_during_merge(&db, giver).await, Err(not_in_household()));
    assert_eq!(sql!(db.read().await?, scalar i64, SENT)?, 0);
    assert_whole(&db).await;
});

/// The error for a member number that is not in the giver's household.
fn not_in_household() -> AppError {
    AppError::Invalid(vec![FieldError { field: "to".to_owned(), problem: Problem::NotInHousehold }])
}

const SENT: &str = "SELECT COUNT(*) FROM point_transfers WHERE kind = 'send'";

crate::db_test!(an_owner_transfers_points_on_the_page, |db| {
    households(&db).await;
    let mut owner = Browser::new(&testing::app(&db));
    owner.sign_in("13800000001", PASSWORD).await;
    assert!(owner.get("/me/points").await.body.contains("/me/points/transfer"));
    let page = owner.get("/me/points/transfer").await.body;
    assert!(page.contains("1,200") && page.contains("每月至多 1,000") && !page.contains("去核实住址"), "{page}");
    let idempotency_key = "018f0000-0000-7000-8000-000000000001";
    fn form<'a>(idempotency_key: &'a str, to: &'a str, points: &'a str) -> [(&'a str, &'a str); 3] {
        [("idempotency_key", idempotency_key), ("to", to), ("points", points)]
    }
    let wrong = owner.post("/me/points/transfer", &form(idempotency_key, "M000000003", "100")).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        wrong.body.contains("此会员号不能接收转赠") && wrong.body.contains("value=\"M000000003\""),
        "{}",
        wrong.body
    );
    assert_eq!(
        owner.post("/me/points/transfer", &form(idempotency_key, "M000000002", "0")).await.status,
        StatusCode::UNPROCESSABLE_ENTITY
    );
    assert_eq!(
        owner.post("/me/points/transfer", &form(idempotency_key, "M000000002", "100")).await.status,
        StatusCode::SEE_OTHER
    );
    let statement = owner.get("/me/points").await.body;
    assert!(statement.contains("转赠给 张**") && statement.contains("−100"), "{statement}");
    let back = owner.get("/me/points/transfer").await.body;
    assert!(back.contains("已转赠给 张**：100 积分") && !back.contains("name=\"idempotency_key\""), "{back}");
    let latest = sql!(db.read().await?, scalar i64, "SELECT MAX(id) FROM point_transfers WHERE kind = 'send'")?;
    assert!(owner.get(&format!("/me/points/transfer?again={latest}")).await.body.contains("name=\"idempotency_key\""));
    for n in 0..30 {
        let guess = format!("M{:09}", 100 + n);
        owner.post("/me/points/transfer", &form(idempotency_key, &guess, "1")).await;
    }
    assert_eq!(
        owner.post("/me/points/transfer", &form(idempotency_key, "M000000002", "1")).await.status,
        StatusCode::TOO_MANY_REQUESTS
    );
    allow(&db, 0, noon()).await;
    assert_eq!(owner.get("/me/points/transfer").await.status, StatusCode::NOT_FOUND);
    assert!(!owner.page("/me/points").await.contains("/me/points/transfer"));
});
