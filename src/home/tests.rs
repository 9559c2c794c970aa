use crate::db::Db;
use crate::garage::fixtures::{World, at, statements};
use crate::i18n::Bilingual;
use crate::points::model::PointSource;
use crate::points::ops::{Movement, earn};
use crate::points::rules::RuleCode;
use crate::rewards::model::RewardKind;
use crate::rewards::testing::{change, reward, set_tier_points};
use crate::sql;
use crate::values::{CustomerId, Tier};
use crate::web::testing::{self, Browser};
use axum::http::StatusCode;

async fn earn_for(db: &Db, customer: i64, points: i64, when: &str) {
    let mut tx = db.write().await.expect("a transaction");
    let movement = Movement {
        customer: CustomerId(customer),
        points,
        actor: "portal",
        idempotency_key: when,
        rule: Some(RuleCode::Workshop),
        source: PointSource::Manual,
        source_id: 1,
        label: Bilingual { zh: "测试", en: "Test" },
        at: at(when),
    };
    earn(&mut tx, &movement).await.expect("earned");
    tx.commit().await.expect("committed");
}

/// Inserts an open event on the given day.
async fn event(db: &Db, title: &str, day: &str, tier_from: Option<&str>) -> i64 {
    let mut tx = db.write().await.expect("a transaction");
    let id = sql!(
        tx,
        scalar i64,
        "INSERT INTO events (status, title_zh, title_en, summary_zh, summary_en, body_zh, body_en, city, city_en, \
         place_zh, place_en, address, picture, starts_at, ends_at, opens_at, closes_at, capacity, tier_from, created_at, \
         updated_at) VALUES ('published', $1, $1, '', '', '', '', '杭州', 'Hangzhou', '', '', '', '', $2, $3, $4, $2, 9, \
         $5, $4, $4) RETURNING id",
        title,
        at(&format!("{day}T01:00:00Z")),
        at(&format!("{day}T09:00:00Z")),
        at("2026-01-01T00:00:00Z"),
        tier_from
    )
    .expect("an event");
    tx.commit().await.expect("committed");
    id
}

crate::db_test!(the_home_page_shows_points_cars_and_events, |db| {
    let world = World::new(&db).await;
    earn_for(&db, world.zhang, 2_500, "2025-03-10T04:00:00Z").await;
    earn_for(&db, world.zhang, 1_200, "2023-03-10T04:00:00Z").await;
    event(&db, "白金会员之夜", "2026-03-20", Some("platinum")).await;
    event(&db, "春日自驾", "2026-03-21", None).await;
    let mut zhang = world.zhang().await;
    let page = zhang.get("/me").await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "张伟，中午好",
        "3,700",
        "¥37.00",
        "1,200 分",
        "2026年3月31日",
        "银卡会员",
        "再得 4,300 成长值升级金卡",
        "1.1×",
        "沪A·12345",
        "下次保养",
        "还有 24 天",
        "40,218 km",
        "春日自驾",
        "报名中",
    ] {
        assert!(page.body.contains(text), "{text} is missing: {}", page.body);
    }
    for text in ["白金会员之夜", "沪A·D12345", "正在店内"] {
        assert!(!page.body.contains(text), "{text} must not be shown");
    }
    zhang.set_cookie("locale", "en");
    let page = zhang.get("/me").await;
    for text in
        ["Hello, 张伟", "worth ", "Earn 4,300 more tier points to reach Gold", "in 24 days", "open for registration"]
    {
        assert!(page.body.contains(text), "{text} is missing: {}", page.body);
    }
});

crate::db_test!(the_home_page_shows_open_orders_and_registrations, |db| {
    let world = World::new(&db).await;
    let order = world.open_visit("WO-1", world.crane, world.zhang).await;
    let event = event(&db, "春日自驾", "2026-03-21", None).await;
    let mut tx = db.write().await?;
    let insert = "INSERT INTO registrations (event_id, customer_id, state, seats, ticket_code, created_at) \
                  VALUES ($1, $2, 'confirmed', 3, 'T1', $3)";
    sql!(tx, execute, insert, event, world.zhang, testing::noon())?;
    tx.commit().await?;
    let page = world.zhang().await.get("/me").await.body;
    for text in ["鹤 正在店内", "08:40", "10:05", "aria-current=\"step\"", "我的下一场活动", "已确认 3 人"]
    {
        assert!(page.contains(text), "{text} is missing: {page}");
    }
    assert!(page.contains(&format!("/me/service/{order}")));
    let other = world.li().await.get("/me").await.body;
    assert!(!other.contains("正在店内") && other.contains("近期活动"), "{other}");
});

crate::db_test!(the_home_page_shows_the_savings_goal, |db| {
    let world = World::new(&db).await;
    earn_for(&db, world.zhang, 2_500, "2025-03-10T04:00:00Z").await;
    let id = reward(&db, 1, RewardKind::Voucher, 4_000, 3).await;
    set_tier_points(&db, id, Tier::Silver, 3_000).await;
    assert!(!world.zhang().await.page("/me").await.contains("我的攒分目标"));
    let mut tx = db.write().await?;
    let insert =
        "INSERT INTO wishlist_items (customer_id, reward_id, created_at, is_savings_goal) VALUES ($1, $2, $3, $4)";
    sql!(tx, execute, insert, world.zhang, id, testing::noon(), true)?;
    tx.commit().await?;
    let mut zhang = world.zhang().await;
    let page = zhang.get("/me").await.body;
    // The silver price, with the same text as on the wishlist.
    for text in ["我的攒分目标", "礼品1", "3,000 积分，还差 500 积分（约 ¥5.00）", "max=\"3000\" value=\"2500\""]
    {
        assert!(page.contains(text), "{text} is missing: {page}");
    }
    assert!(zhang.get("/me/wishlist").await.body.contains("3,000 积分，还差 500 积分（约 ¥5.00）"));
    assert!(!page.contains("/rewards/1/redemption") && !world.li().await.page("/me").await.contains("我的攒分目标"));
    assert_eq!(statements(&db, &mut zhang, "/me").await, 4);
    set_tier_points(&db, id, Tier::Silver, 2_500).await;
    let page = zhang.get("/me").await.body;
    assert!(page.contains("2,500 积分，积分已够，可兑换") && page.contains("/rewards/1/redemption"), "{page}");
    for (assignments, said) in [("stock_left = 0, stock_received = 0", "已兑完"), ("status = 'retired'", "已下架")]
    {
        change(&db, id, assignments).await;
        let page = zhang.get("/me").await.body;
        assert!(page.contains(said) && !page.contains("/rewards/1/redemption"), "{said}");
    }
    zhang.set_cookie("locale", "en");
    assert!(zhang.get("/me").await.body.contains("Saving up for"));
});

crate::db_test!(the_home_page_takes_four_statements, |db| {
    let world = World::new(&db).await;
    world.open_visit("WO-1", world.crane, world.zhang).await;
    assert_eq!(statements(&db, &mut world.zhang().await, "/me").await, 4);
});

crate::db_test!(the_home_page_is_for_owners_only, |db| {
    let app = testing::app(&db);
    let mut stranger = Browser::new(&app);
    assert_eq!(stranger.get("/me").await.location, "/login?next=/me");
    testing::account(&db, "admin", "13900000009", None, None).await;
    stranger.sign_in("13900000009", testing::PASSWORD).await;
    assert_eq!(stranger.get("/me").await.status, StatusCode::FORBIDDEN);
});

crate::db_test!(a_new_owner_sees_where_to_begin, |db| {
    crate::garage::fixtures::customer(&db, "新人", "13900000003").await;
    let mut browser = Browser::new(&testing::app(&db));
    browser.sign_in("13900000003", testing::PASSWORD).await;
    let page = browser.get("/me").await.body;
    for text in ["名下还没有车辆", "没有即将过期的积分", "目前没有开放报名的活动", "¥0.00"]
    {
        assert!(page.contains(text), "{text} is missing: {page}");
    }
});

crate::db_test!(finished_redemptions_are_not_scanned, |db| {
    let literals = ["1", "'2026-11-01 00:00:00+00:00'", "'2026-11-01'"];
    let plan = crate::db::testing::plan(&db, super::store::AHEAD, &literals).await?;
    assert!(plan.contains("redemptions_ahead"), "{plan}");
});
