use super::http::admin as signed_in;
use super::*;
use crate::clock::Clock;
use crate::db::fault_injection::{fail_at, fail_everywhere};
use crate::points::testing::think;
use crate::rewards::admin::ops::Step;
use crate::rewards::vouchers::batches::{self, Batch, BatchState};
use crate::rewards::vouchers::generation;
use crate::rewards::vouchers::handover::{self, Handover};
use crate::values::{AccountId, BatchId};
use crate::web::testing::{self, Browser, PASSWORD};
use axum::http::StatusCode;
use std::collections::BTreeSet;

async fn admin(db: &Db) -> AccountId {
    AccountId(testing::account(db, "admin", "13900000009", None, None).await)
}

fn step(by: AccountId, id: RewardId) -> Step {
    Step { by, id, now: noon() }
}

async fn order_codes(db: Db, by: AccountId, reward: RewardId, count: i64, idempotency_key: &str) -> Result<BatchId> {
    let mut tx = db.write().await?;
    let batch = generation::order(&mut tx, step(by, reward), count, idempotency_key).await?;
    tx.commit().await?;
    Ok(batch)
}

/// Generates all slices and counts them. Rows locked by an unfinished transaction are skipped until it is rolled back.
async fn make_all(db: &Db) -> Result<i64> {
    let unmade = "SELECT COUNT(*) FROM code_batches WHERE origin = 'generated' AND state = 'checking'";
    let mut slices = 0;
    while sql!(db.read().await?, scalar i64, unmade)? > 0 {
        match generation::make_next(db, &Keys::demo(), &Clock::fixed(noon())).await? {
            true => slices += 1,
            false => think().await,
        }
    }
    Ok(slices)
}

async fn take(db: Db, by: AccountId, reward: RewardId, batch: BatchId) -> Result<i64> {
    let mut tx = db.write().await?;
    let taken = batches::accept(&mut tx, step(by, reward), batch).await?;
    tx.commit().await?;
    Ok(taken)
}

async fn last(db: &Db, reward: RewardId) -> Batch {
    let mut tx = db.read().await.expect("a connection");
    batches::list_batches(&mut tx, reward).await.expect("batches").remove(0)
}

crate::db_test!(codes_are_generated_in_slices_and_accepted_as_a_whole, |db| {
    let by = admin(&db).await;
    let id = with_codes(&db, 1, &["PARTNER-0001"]).await;
    let batch = order_codes(db.clone(), by, id, 1_200, "k").await?;
    assert_eq!(order_codes(db.clone(), by, id, 1_200, "k").await?, batch, "resubmitting the form");
    assert_eq!(order_codes(db.clone(), by, id, 7, "k").await, Err(Conflict::KeyReused.into()));
    assert_eq!(order_codes(db.clone(), by, id, 7, "l").await, Err(Conflict::WrongState.into()), "one at a time");
    assert!(generation::make_next(&db, &Keys::demo(), &Clock::fixed(noon())).await?);
    let half = last(&db, id).await;
    assert_eq!((half.state, half.checked, half.good), (BatchState::Checking, 500, 500));
    assert_eq!(take(db.clone(), by, id, batch).await, Err(Conflict::Handled.into()), "not before all are generated");
    assert_eq!(make_all(&db).await?, 2);
    assert_eq!(last(&db, id).await.state, BatchState::Checked);
    assert_eq!(stock(&mut db.read().await?, id).await, 1);
    assert_whole(&db).await;
    assert_eq!(take(db.clone(), by, id, batch).await?, 1_200);
    assert_eq!(order_codes(db.clone(), by, id, 1_200, "k").await?, batch, "the key still returns it");
    let mut tx = db.read().await?;
    assert_eq!(stock(&mut tx, id).await, 1_201);
    let rows = "SELECT lookup, sealed FROM voucher_codes WHERE origin = 'generated'";
    let rows = sql!(tx, all(String, String), rows)?;
    let codes: BTreeSet<String> =
        rows.iter().map(|(lookup, sealed)| Keys::demo().open(id, lookup, sealed).expect("decrypted")).collect();
    assert_eq!(codes.len(), 1_200);
    assert!(codes.iter().all(|made| code::parse_voucher(made).as_ref() == Some(made)));
    assert_whole(&db).await;
});

crate::db_test!(generation_is_atomic_at_every_fail_point, |db| {
    let by = admin(&db).await;
    let id = with_codes(&db, 1, &[]).await;
    let (ordered, faults) = fail_everywhere(&db, |db| order_codes(db, by, id, 3, "k")).await;
    assert!(faults > 4, "{faults}");
    let batch = ordered?;
    for statement in 0.. {
        let done = fail_at(&db, statement, make_all(&db)).await;
        assert_whole(&db).await;
        assert_eq!(stock(&mut db.read().await?, id).await, 0);
        if done.transpose()?.is_some() {
            break;
        }
    }
    assert_eq!(last(&db, id).await.good, 3);
    let (taken, faults) = fail_everywhere(&db, |db| take(db, by, id, batch)).await;
    assert!(taken? == 3 && faults > 4, "{faults}");
    assert_whole(&db).await;
});

crate::db_test!(fifty_concurrent_orders_begin_one_batch, |db| {
    let by = admin(&db).await;
    let id = with_codes(&db, 1, &[]).await;
    let outcomes = race(&db, move |db, n| async move {
        let idempotency_key = if n % 2 == 0 { "same".to_owned() } else { format!("k{n}") };
        order_codes(db, by, id, 600, &idempotency_key).await
    })
    .await;
    let batches: BTreeSet<BatchId> = outcomes.iter().filter_map(|outcome| outcome.as_ref().ok()).copied().collect();
    assert_eq!(batches.len(), 1);
    let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    assert_won(&outcomes, done, Conflict::WrongState);
    let made = race(&db, |db, _| async move { make_all(&db).await }).await;
    assert_eq!(made.into_iter().collect::<Result<Vec<_>>>()?.iter().sum::<i64>(), 2, "each slice once");
    let batch = last(&db, id).await;
    assert_eq!((batch.state, batch.checked, batch.good), (BatchState::Checked, 600, 600));
    assert_whole(&db).await;
});

async fn hand_over(db: Db, by: AccountId, reward: RewardId, batch: BatchId) -> Result<()> {
    let handover = Handover { batch, to: "合作方".to_owned(), reason: "核销".to_owned() };
    let mut tx = db.read().await?;
    let file = handover::write_list(&mut tx, &Keys::demo(), (reward, batch), crate::i18n::Locale::Zh).await?;
    drop(tx);
    let mut tx = db.write().await?;
    handover::hand_over(&mut tx, step(by, reward), &handover, &file).await?;
    tx.commit().await?;
    Ok(())
}

crate::db_test!(a_list_is_downloaded_once_and_only_before_it_is_stock, |db| {
    let by = admin(&db).await;
    let id = with_codes(&db, 1, &[]).await;
    let batch = order_codes(db.clone(), by, id, 20, "k").await?;
    assert_eq!(
        hand_over(db.clone(), by, id, batch).await,
        Err(Conflict::Handled.into()),
        "not while it is being generated"
    );
    make_all(&db).await?;
    let outcomes = race(&db, move |db, n| async move {
        if n % 10 == 9 { take(db, by, id, batch).await.map(|_| ()) } else { hand_over(db, by, id, batch).await }
    })
    .await;
    let done = outcomes.iter().filter(|outcome| outcome.is_ok()).count();
    let handed = "SELECT COUNT(*) FROM staff_actions WHERE action = 'hand_over'";
    let handed = count(&mut db.read().await?, handed).await;
    assert!(handed <= 1 && done as i64 == 1 + handed, "accepted once, and handed over before that or not at all");
    let second = order_codes(db.clone(), by, id, 5, "l").await?;
    make_all(&db).await?;
    take(db.clone(), by, id, second).await?;
    assert_eq!(hand_over(db.clone(), by, id, second).await, Err(Conflict::Handled.into()));
    assert_eq!(stock(&mut db.read().await?, id).await, 25);
    assert_whole(&db).await;
});

crate::db_test!(a_generated_batch_goes_to_a_partner_and_into_redemptions, |db| {
    with_codes(&db, 1, &[]).await;
    with_codes(&db, 2, &[]).await;
    let mut admin = signed_in(&db).await;
    for count in ["", "0", "100001", "x"] {
        let fields = [("idempotency_key", "3f2c1a52-58c0-4ef6-a5d6-0c2f6b1d9e01"), ("count", count)];
        let refused = admin.post("/admin/rewards/1/codes/generation", &fields).await;
        assert!(refused.status == StatusCode::UNPROCESSABLE_ENTITY && refused.body.contains("href=\"#f-count\""));
    }
    let fields = [("idempotency_key", "3f2c1a52-58c0-4ef6-a5d6-0c2f6b1d9e01"), ("count", "3")];
    for _ in 0..2 {
        let asked = admin.post("/admin/rewards/1/codes/generation", &fields).await;
        assert_eq!((asked.status, asked.location.as_str()), (StatusCode::SEE_OTHER, "/admin/rewards/1/codes"));
    }
    assert!(admin.get("/admin/rewards/1/codes").await.body.contains("已生成 0 / 3 个"));
    make_all(&db).await?;
    let page = admin.get("/admin/rewards/1/codes").await.body;
    assert!(page.contains("已生成 3 个券码，尚未入库") && page.contains("不要清单，直接入库 3 个券码"), "{page}");
    let places = page.find("下载清单（CSV）").zip(page.find("不要清单，直接入库"));
    assert!(places.is_some_and(|(list, take)| list < take), "the list comes first");
    let fields = [("batch", "1"), ("to", "加油站"), ("reason", "核销")];
    let nameless = admin.post("/admin/rewards/1/codes/list", &[("batch", "1"), ("reason", "核销")]).await;
    assert_eq!(nameless.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(
        admin.post("/admin/rewards/2/codes/list", &fields).await.status,
        StatusCode::CONFLICT,
        "another reward's batch"
    );
    let list = admin.post("/admin/rewards/1/codes/list", &fields).await;
    assert_eq!(list.status, StatusCode::OK);
    let codes: Vec<&str> = list.body.lines().skip(1).filter_map(|line| line.split(',').nth(1)).collect();
    assert!(codes.len() == 3 && codes.iter().all(|made| made.starts_with("CLUB-")), "{}", list.body);
    assert_eq!(admin.post("/admin/rewards/1/codes/list", &fields).await.status, StatusCode::CONFLICT);
    let page = admin.get("/admin/rewards/1/codes").await.body;
    assert!(page.contains("清单已下载") && page.contains("入库 3 个券码"), "{page}");
    assert!(!page.contains("下载清单（CSV）") && !page.contains("不要清单"), "{page}");
    let page = admin.get("/admin/rewards/1/codes").await.body;
    assert!(page.contains("交给 加油站") && page.contains("SHA-256") && !page.contains("CLUB-"));
    let taken = admin.post("/admin/rewards/1/codes/acceptance", &[("batch", "1")]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    assert_eq!(admin.post("/admin/rewards/1/codes/list", &fields).await.status, StatusCode::CONFLICT);

    let customer = member_with(&db, 1, &[(5_000, 1)]).await;
    let mut tx = db.write().await?;
    let redeemed = rewards::redeem(&mut tx, &order(customer, RewardId(1), 100, "k")).await?;
    let own = code_of(&mut tx, redeemed.id).await.expect("a code");
    tx.commit().await?;
    assert!(codes.contains(&own.as_str()), "the code is in the partner's list");
    let action = "SELECT COUNT(*) FROM staff_actions WHERE action = 'hand_over' AND detail LIKE '%× 3 → 加油站：核销%'";
    assert_eq!(count(&mut db.read().await?, action).await, 1);
    check_at_a_dealer(&db, &own, codes.iter().find(|other| **other != own).expect("another code")).await;
    assert_whole(&db).await;
});

/// At a dealer: a member's code is found, and one that is still stock looks unknown.
async fn check_at_a_dealer(db: &Db, own: &str, free: &str) {
    let mut tx = db.write().await.expect("a transaction");
    let dealer = "INSERT INTO dealers (id, code, name_zh, name_en, province, city, city_en, address, phone) \
                  VALUES (1, 'D1', '店', 'Dealer', '上海市', '上海', 'Shanghai', '路', '021')";
    sql!(tx, execute, dealer).expect("a dealer");
    tx.commit().await.expect("committed");
    testing::account(db, "dealer", "13900000001", None, Some(1)).await;
    let mut staff = Browser::new(&testing::app(db));
    staff.sign_in("13900000001", PASSWORD).await;
    let none = staff.post("/dealer/vouchers", &[("code", free)]).await;
    assert_eq!(none.status, StatusCode::UNPROCESSABLE_ENTITY);
    let found = staff.post("/dealer/vouchers", &[("code", own)]).await;
    assert_eq!(found.status, StatusCode::SEE_OTHER);
    assert!(staff.get(&found.location).await.body.contains("合作方"), "the page says where it is valid");
    let used = staff.post(&format!("{}/use", found.location), &[]).await;
    assert_eq!(used.status, StatusCode::CONFLICT, "only the partner can use it");
}
