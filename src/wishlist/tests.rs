use super::notify_restocked;
use crate::charity::testing::project;
use crate::db::Db;
use crate::db::fault_injection::fail_at;
use crate::points::testing::member_with;
use crate::rewards::model::RewardKind;
use crate::rewards::ops::{Order, cancel, redeem};
use crate::rewards::testing::{change, order, reward};
use crate::sql;
use crate::values::{CustomerId, RewardId};
use crate::web::testing::{self, Browser, PASSWORD, noon};
use axum::http::StatusCode;
use chrono::TimeDelta;

async fn owner(db: &Db, id: i64, lots: &[(i64, u32)]) -> CustomerId {
    let customer = member_with(db, id, lots).await;
    testing::account(db, "owner", &format!("1380000000{id}"), Some(id), None).await;
    customer
}

async fn add_item(db: &Db, customer: CustomerId, reward: RewardId) -> bool {
    let mut tx = db.write().await.expect("a transaction");
    let added = super::store::insert(&mut tx, customer, reward, noon()).await.expect("a wishlist item");
    tx.commit().await.expect("committed");
    added
}

async fn count(db: &Db, query: &'static str) -> i64 {
    sql!(db.read().await.expect("a connection"), scalar i64, query).expect("a count")
}

const SENT: &str = "SELECT COUNT(*) FROM outbox WHERE topic = 'wishlist'";

crate::db_test!(members_are_notified_once_when_an_item_is_back, |db| {
    let (first, second) = (owner(&db, 1, &[]).await, owner(&db, 2, &[]).await);
    let card = reward(&db, 1, RewardKind::Voucher, 500, 3).await;
    assert!(add_item(&db, first, card).await && add_item(&db, first, card).await, "adding it twice adds it once");
    assert_eq!(notify_restocked(&db, noon()).await?, 0, "it was never out of stock");
    change(&db, card, "stock_left = 0, stock_received = 0").await;
    assert!(add_item(&db, second, card).await);
    assert_eq!(notify_restocked(&db, noon()).await?, 0);
    change(&db, card, "stock_left = 2, stock_received = 2, status = 'retired'").await;
    assert_eq!(notify_restocked(&db, noon()).await?, 0, "nobody can redeem it");
    change(&db, card, "status = 'published'").await;
    for statement in 0.. {
        if fail_at(&db, statement, notify_restocked(&db, noon())).await.is_some() {
            break;
        }
    }
    assert_eq!(count(&db, SENT).await, 2);
    let (one, other) = tokio::join!(notify_restocked(&db, noon()), notify_restocked(&db, noon()));
    assert_eq!(one? + other?, 0);

    change(&db, card, "stock_left = 0, stock_received = 0").await;
    notify_restocked(&db, noon()).await?;
    change(&db, card, "stock_left = 1, stock_received = 1").await;
    let later = noon() + TimeDelta::days(9);
    let (one, other) = tokio::join!(notify_restocked(&db, later), notify_restocked(&db, later));
    assert_eq!(one? + other?, 2, "concurrent runs notify once");
    assert_eq!(count(&db, SENT).await, 4);
});

crate::db_test!(repeated_restocking_notifies_once_a_week, |db| {
    let (waiting_owner, redeemer) = (owner(&db, 1, &[]).await, owner(&db, 2, &[(90_000, 1)]).await);
    let card = reward(&db, 1, RewardKind::Evoucher, 500, 1).await;
    add_item(&db, waiting_owner, card).await;
    let mut sent = Vec::new();
    for hour in (0..16 * 24).step_by(8) {
        let now = noon() + TimeDelta::hours(hour);
        let mut tx = db.write().await?;
        let idempotency_key = format!("k{hour}");
        let taken = redeem(&mut tx, &Order { now, ..order(redeemer, card, 500, &idempotency_key) }).await?.id;
        tx.commit().await?;
        if hour % 24 == 0 {
            // Adding the item again does not reset the interval.
            let mut tx = db.write().await?;
            super::store::delete(&mut tx, waiting_owner, card).await?;
            super::store::insert(&mut tx, waiting_owner, card, now).await?;
            tx.commit().await?;
        }
        assert_eq!(notify_restocked(&db, now).await?, 0, "out of stock");
        let mut tx = db.write().await?;
        cancel(&mut tx, redeemer, taken, now).await?;
        tx.commit().await?;
        if notify_restocked(&db, now).await? > 0 {
            sent.push(hour);
        }
    }
    assert_eq!(sent, [0, 7 * 24, 14 * 24]);
    assert_eq!(count(&db, SENT).await, 3);
    let late = noon() + TimeDelta::days(30);
    assert_eq!(notify_restocked(&db, late).await?, 1, "skipped members are notified later");
});

crate::db_test!(one_run_writes_at_most_300_messages, |db| {
    let card = reward(&db, 1, RewardKind::Voucher, 500, 3).await;
    let mut tx = db.write().await?;
    for id in 1..=310_i64 {
        let customer = "INSERT INTO customers (id, customer_no, name, created_at, updated_at) \
            VALUES ($1, $2, '张三', $3, $3)";
        sql!(tx, execute, customer, id, format!("C{id}"), noon())?;
        let add_item = "INSERT INTO wishlist_items (customer_id, reward_id, created_at, out_of_stock_since) VALUES ($1, $2, $3, $3)";
        sql!(tx, execute, add_item, id, card, noon())?;
    }
    tx.commit().await?;
    assert_eq!(notify_restocked(&db, noon()).await?, 300);
    assert_eq!(notify_restocked(&db, noon()).await?, 10);
    assert_eq!(notify_restocked(&db, noon()).await?, 0);
});

crate::db_test!(a_full_wishlist_refuses_more_items, |db| {
    owner(&db, 1, &[]).await;
    for id in 1..=51 {
        reward(&db, id, RewardKind::Voucher, 500, 3).await;
    }
    let mut browser = Browser::new(&testing::app(&db));
    browser.sign_in("13800000001", PASSWORD).await;
    for id in 1..=50 {
        assert!(add_item(&db, CustomerId(1), RewardId(id)).await);
    }
    let full = browser.post("/rewards/51/wishlist", &[]).await;
    assert!(full.status == StatusCode::CONFLICT && full.body.contains("心愿单已满（最多 50 件）"), "{}", full.body);
    assert_eq!(
        browser.post("/rewards/50/wishlist", &[]).await.status,
        StatusCode::SEE_OTHER,
        "it is already on the list"
    );
    assert_eq!(browser.post("/rewards/99/wishlist", &[]).await.status, StatusCode::NOT_FOUND);
    browser.post("/me/wishlist/1/removal", &[]).await;
    assert_eq!(browser.post("/rewards/51/wishlist", &[]).await.status, StatusCode::SEE_OTHER);
});

crate::db_test!(a_member_has_one_savings_goal, |db| {
    let app = testing::app(&db);
    owner(&db, 1, &[(400, 1)]).await;
    owner(&db, 2, &[]).await;
    for id in 1..=2 {
        reward(&db, id, RewardKind::Voucher, 1_000 * id, 3).await;
    }
    let mut browser = Browser::new(&app);
    browser.sign_in("13800000001", PASSWORD).await;
    assert!(browser.get("/rewards/1").await.body.contains("加入心愿单"));
    for id in 1..=2 {
        assert_eq!(browser.post(&format!("/rewards/{id}/wishlist"), &[]).await.status, StatusCode::SEE_OTHER);
        assert_eq!(
            browser.post(&format!("/me/wishlist/{id}/goal"), &[("savings_goal", "yes")]).await.status,
            StatusCode::SEE_OTHER
        );
    }
    let listed = browser.get("/rewards/1").await.body;
    assert!(listed.contains("已在心愿单") && listed.contains("移出心愿单"), "{listed}");
    let off = browser.post("/me/wishlist/1/removal", &[("back", "reward")]).await;
    assert_eq!(off.location, "/rewards/1");
    assert!(browser.get("/rewards/1").await.body.contains("加入心愿单"));
    browser.post("/rewards/1/wishlist", &[]).await;
    assert_eq!(count(&db, "SELECT reward_id FROM wishlist_items WHERE is_savings_goal").await, 2);
    let page = browser.get("/me/wishlist").await.body;
    assert!(page.contains("2,000 积分，还差 1,600 积分（约 ¥16.00）"), "{page}");
    browser.post("/me/wishlist/2/goal", &[("savings_goal", "no")]).await;
    assert_eq!(count(&db, "SELECT COUNT(*) FROM wishlist_items WHERE is_savings_goal").await, 0);
    assert_eq!(browser.post("/me/wishlist/2/removal", &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(browser.post("/me/wishlist/2/removal", &[]).await.status, StatusCode::NOT_FOUND);
    let mut other = Browser::new(&app);
    other.sign_in("13800000002", PASSWORD).await;
    assert_eq!(other.post("/me/wishlist/1/removal", &[]).await.status, StatusCode::NOT_FOUND, "another member's item");
    assert_eq!(other.post("/rewards/9/wishlist", &[]).await.status, StatusCode::NOT_FOUND);
});

crate::db_test!(suggestions_start_with_the_price_closest_to_what_expires, |db| {
    let app = testing::app(&db);
    owner(&db, 1, &[(700, 35), (5_000, 1)]).await;
    owner(&db, 2, &[(700, 30), (5_000, 1)]).await;
    // Prices and values: two are equally close, the fourth is the best value, and one is too expensive.
    for (id, points, point_value) in
        [(1, 800, 900), (2, 600, 2_000), (3, 1_000, 900), (4, 2_000, 80_000), (5, 6_000, 90_000)]
    {
        let id = reward(&db, id, RewardKind::Voucher, points, 3).await;
        change(&db, id, &format!("value_fen = {point_value}")).await;
    }
    project(&db, 1).await;
    let mut browser = Browser::new(&app);
    browser.sign_in("13800000001", PASSWORD).await;
    let page = browser.get("/me/wishlist").await.body;
    let places: Vec<_> = [2, 1, 3].iter().map(|id| page.find(&format!("/rewards/{id}\""))).collect();
    assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
    assert!(!page.contains("/rewards/4\"") && !page.contains("/rewards/5\"") && page.contains("700 积分将于"));
    assert!(page.contains("捐出这 700 积分"), "{page}");
    let idempotency_key = uuid::Uuid::new_v4().to_string();
    let given = browser.post("/charity/1/donation", &[("idempotency_key", &idempotency_key), ("amount", "700")]).await;
    assert!(given.location.starts_with("/me/donations/"), "{}", given.body);
    // Points that expire in half a year are not urgent: the best value comes first.
    for phone in ["13800000001", "13800000002"] {
        let mut browser = Browser::new(&app);
        browser.sign_in(phone, PASSWORD).await;
        let page = browser.get("/me/wishlist").await.body;
        let places: Vec<_> = [4, 2, 1].iter().map(|id| page.find(&format!("/rewards/{id}\""))).collect();
        assert!(places.iter().all(Option::is_some) && places.is_sorted(), "{places:?}");
        assert!(page.contains("可以兑换") && !page.contains("趁早使用") && !page.contains("捐出这"), "{page}");
    }
});
