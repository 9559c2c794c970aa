use crate::db::Db;
use crate::garage::fixtures::{self, World, day, statements};
use crate::sql;
use crate::web::testing::{self, Browser};
use axum::http::StatusCode;

crate::db_test!(the_garage_lists_present_and_former_cars, |db| {
    let world = World::new(&db).await;
    let mut zhang = world.zhang().await;
    let page = zhang.get("/me/vehicles").await.body;
    for text in
        ["鹤", "沪A·12345", "40,218 km", "还有 24 天", "还有 78 天", "曾经拥有", "鲸", "2022年5月1日 至 2025年6月30日"]
    {
        assert!(page.contains(text), "{text} is missing: {page}");
    }
    assert!(!page.contains("沪A·D12345"), "the plate belongs to the present owner");
    zhang.set_cookie("locale", "en");
    let page = zhang.get("/me/vehicles").await.body;
    assert!(page.contains("in 24 days") && page.contains("Former cars"), "{page}");
    let li = world.li().await.get("/me/vehicles").await.body;
    assert!(li.contains("沪A·D12345") && !li.contains("沪A·12345"), "{li}");
});

crate::db_test!(a_car_is_shown_in_full, |db| {
    let world = World::new(&db).await;
    world.visit("WO-1", world.crane, world.zhang, "2025-09-12T02:00:00Z", 30_000).await;
    let page = world.zhang().await.get(&format!("/me/vehicles/{}", world.crane)).await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "1M8GDM9AXKP042788",
        "远山蓝",
        "2023年3月4日",
        "上海浦东店",
        "¥186,800.00",
        "2027年3月3日 或 100,000 km，先到为准",
        "座位数",
        "机油与机滤",
        "每 12 个月或 10,000 km",
        "/models/crane/manual",
        "保养 · 2025年9月12日",
        "¥568.00",
    ] {
        assert!(page.body.contains(text), "{text} is missing: {}", page.body);
    }
    assert!(!page.body.contains("校验位不符"));
    assert_eq!(page.body.matches("badge badge-info\">下次").count(), 1, "only the oil is due next: {}", page.body);
});

crate::db_test!(a_used_car_hides_its_price_and_warns_of_a_wrong_vin, |db| {
    let world = World::new(&db).await;
    let page = world.li().await.get(&format!("/me/vehicles/{}", world.whale)).await.body;
    for text in ["校验位不符", "新能源</span>", "纯电动", "2025年6月30日 起归您所有"] {
        assert!(page.contains(text), "{text} is missing: {page}");
    }
    assert!(!page.contains("¥186,800.00"), "the second owner does not learn what the first one paid: {page}");
});

crate::db_test!(a_seller_loses_access_to_the_car_at_once, |db| {
    let world = World::new(&db).await;
    let mut zhang = world.zhang().await;
    let path = format!("/me/vehicles/{}", world.crane);
    assert!(zhang.get(&path).await.body.contains("40,218<small> km"));
    hand_over(&db, world.crane, world.li).await;
    let page = zhang.get(&path).await.body;
    for text in ["已不在您名下", "1M8GDM9AXKP042788", "¥186,800.00"] {
        assert!(page.contains(text), "{text} is missing: {page}");
    }
    for text in ["沪A·12345", "40,218", "还有 24 天", "2026年3月28日", "2026年5月21日"] {
        assert!(!page.contains(text), "{text} is no longer the seller's: {page}");
    }
    assert!(!zhang.page("/me").await.contains("沪A·12345"));
    assert!(world.li().await.get(&path).await.body.contains("40,218<small> km"));
});

async fn hand_over(db: &Db, vehicle: i64, to: i64) {
    let mut tx = db.write().await.expect("a transaction");
    let end = "UPDATE ownerships SET until_on = $2 WHERE vehicle_id = $1 AND until_on IS NULL";
    sql!(tx, execute, end, vehicle, day("2026-03-04")).expect("ended");
    tx.commit().await.expect("committed");
    fixtures::own(db, vehicle, to, "2026-03-04", None).await;
}

crate::db_test!(a_foreign_car_looks_like_a_missing_one, |db| {
    let world = World::new(&db).await;
    let mut li = world.li().await;
    let (foreign, missing) = (format!("/me/vehicles/{}", world.crane), "/me/vehicles/999999".to_owned());
    let (mine, none) = (li.get(&foreign).await, li.get(&missing).await);
    assert_eq!((mine.status, none.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(mine.body.replace(&foreign, ""), none.body.replace(&missing, ""));
    for odd in ["x", "-1", "0", "99999999999999999999999"] {
        assert_eq!(li.get(&format!("/me/vehicles/{odd}")).await.status, StatusCode::NOT_FOUND, "{odd}");
    }
});

crate::db_test!(the_manual_is_public, |db| {
    World::new(&db).await;
    let mut stranger = Browser::new(&testing::app(&db));
    let page = stranger.get("/models/crane/manual").await;
    assert_eq!(page.status, StatusCode::OK);
    for text in ["鹤 用车手册", "座位数", "制动液", "36 个月或 100,000 km"] {
        assert!(page.body.contains(text), "{text} is missing: {}", page.body);
    }
    assert!(!page.body.contains("badge-info"), "the manual marks no items of a next service");
    assert_eq!(stranger.get("/models/boat/manual").await.status, StatusCode::NOT_FOUND);
});

/// Inserts an offer valid today; returns its id.
async fn offer(db: &Db, title: &str, model: Option<i64>, dealer: Option<i64>, until: &str) -> i64 {
    let mut tx = db.write().await.expect("a transaction");
    let insert = "INSERT INTO offers (title_zh, title_en, body_zh, body_en, model_id, dealer_id, price_fen, was_fen, \
                  picture, valid_from, valid_until) VALUES ($1, $1, '', '', $2, $3, 9900, 26800, '/img/rewards.svg#oil', \
                  $4, $5) RETURNING id";
    let id = sql!(tx, scalar i64, insert, title, model, dealer, day("2026-01-01"), day(until)).expect("an offer");
    tx.commit().await.expect("committed");
    id
}

/// The offers' titles in page order.
fn titles(page: &str) -> Vec<&str> {
    page.split("<h3>").skip(1).filter_map(|rest| rest.split("</h3>").next()).collect()
}

crate::db_test!(offers_for_the_reader_come_first, |db| {
    let world = World::new(&db).await;
    let elsewhere = fixtures::dealer(&db, "D002", "北京朝阳店").await;
    offer(&db, "past", None, None, "2026-03-03").await;
    offer(&db, "all", None, None, "2026-03-04").await;
    offer(&db, "crane", Some(world.crane_model), None, "2026-12-31").await;
    offer(&db, "whale", Some(world.whale_model), None, "2026-06-30").await;
    offer(&db, "my dealer", None, Some(world.dealer), "2026-11-30").await;
    offer(&db, "elsewhere", Some(world.crane_model), Some(elsewhere), "2026-04-30").await;
    let mut stranger = Browser::new(&testing::app(&db));
    let page = stranger.get("/offers").await.body;
    assert_eq!(titles(&page), ["all", "elsewhere", "whale", "my dealer", "crane"]);
    assert!(page.contains("仅限 鹤") && page.contains("¥99.00") && page.contains("<s>¥268.00</s>"), "{page}");
    let mut zhang = world.zhang().await;
    let page = zhang.get("/offers").await.body;
    assert_eq!(titles(&page), ["my dealer", "crane", "all", "elsewhere", "whale"], "the Whale is sold");
    assert!(page.contains("因为您有 鹤") && page.contains("您的经销商 上海浦东店"), "{page}");
    // A visit makes the other dealer one of the owner's.
    let visit = world.visit("WO-1", world.crane, world.zhang, "2025-01-01T02:00:00Z", 9).await;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE service_orders SET dealer_id = $2 WHERE id = $1", visit, elsewhere)?;
    tx.commit().await?;
    assert_eq!(titles(&zhang.get("/offers").await.body)[0], "elsewhere");
});

crate::db_test!(offers_are_paged, |db| {
    World::new(&db).await;
    for n in 10..25 {
        offer(&db, &format!("n{n}"), None, None, &format!("2026-04-{n}")).await;
    }
    let mut stranger = Browser::new(&testing::app(&db));
    let first = stranger.get("/offers").await.body;
    assert_eq!(titles(&first).len(), 12);
    let next = first.split("href=\"/offers?after=").nth(1).and_then(|rest| rest.split('"').next());
    let second = stranger.get(&format!("/offers?after={}", next.expect("a next page"))).await.body;
    assert_eq!(titles(&second), ["n22", "n23", "n24"]);
    assert_eq!(testing::there_and_back(&mut stranger, "/offers").await, 2);
    for odd in ["x", "1_2026-99-01_1", "1_2026-03-04_x", "'"] {
        assert_eq!(titles(&stranger.get(&format!("/offers?after={odd}")).await.body).len(), 12, "{odd}");
    }
});

crate::db_test!(garage_pages_take_few_statements, |db| {
    let world = World::new(&db).await;
    let visit = world.visit("WO-1", world.crane, world.zhang, "2025-09-12T02:00:00Z", 30_000).await;
    world.open_visit("WO-2", world.crane, world.zhang).await;
    let mut zhang = world.zhang().await;
    for (path, most) in [
        ("/me/vehicles".to_owned(), 2),
        (format!("/me/vehicles/{}", world.crane), 4),
        ("/me/service".to_owned(), 4),
        (format!("/me/service/{visit}"), 4),
        ("/offers".to_owned(), 2),
        ("/models/crane/manual".to_owned(), 3),
    ] {
        assert_eq!(statements(&db, &mut zhang, &path).await, most, "{path}");
    }
});
