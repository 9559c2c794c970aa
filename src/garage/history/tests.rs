use crate::db::Db;
use crate::garage::fixtures::{World, at, own};
use crate::i18n::Bilingual;
use crate::points::model::PointSource;
use crate::points::ops::{Movement, earn};
use crate::points::rules::RuleCode;
use crate::sql;
use crate::values::CustomerId;
use axum::http::StatusCode;

/// The order ids linked on a page, from top to bottom.
fn orders(page: &str) -> Vec<i64> {
    let links = page.split("<h3><a href=\"/me/service/").skip(1);
    links.filter_map(|rest| rest.split('"').next()?.parse().ok()).collect()
}

async fn earn_for(db: &Db, customer: i64, order: i64, points: i64) {
    let mut tx = db.write().await.expect("a transaction");
    let movement = Movement {
        customer: CustomerId(customer),
        points,
        actor: "portal",
        idempotency_key: "order",
        rule: Some(RuleCode::Workshop),
        source: PointSource::ServiceOrder,
        source_id: order,
        label: Bilingual { zh: "工单", en: "Order" },
        at: at("2025-09-12T04:00:00Z"),
    };
    earn(&mut tx, &movement).await.expect("earned");
    tx.commit().await.expect("committed");
}

crate::db_test!(the_timeline_shows_every_visit, |db| {
    let world = World::new(&db).await;
    let old = world.visit("WO-1", world.crane, world.zhang, "2024-12-31T16:30:00Z", 20_000).await;
    let new = world.visit("WO-2", world.crane, world.zhang, "2025-09-12T02:00:00Z", 30_000).await;
    let now = world.open_visit("WO-3", world.crane, world.zhang).await;
    earn_for(&db, world.zhang, new, 568).await;
    let mut zhang = world.zhang().await;
    let page = zhang.get("/me/service").await.body;
    assert_eq!(orders(&page), [now, new, old]);
    for text in [
        "<h2>2025</h2>",
        "上海浦东店",
        "30,000 km",
        "常规保养工时",
        "全合成机油",
        "¥568.00",
        "+568 积分",
        "aria-current=\"step\"",
        "08:40",
        "2025 年以来进店 3 次",
        "每年维保费用：2023 ¥0.00, 2024 ¥0.00, 2025 ¥1,136.00, 2026 ¥0.00",
    ] {
        assert!(page.contains(text), "{text} is missing: {page}");
    }
    assert!(!page.contains("<h2>2024</h2>"), "half past midnight in Shanghai is in the new year: {page}");
    zhang.set_cookie("locale", "en");
    let page = zhang.get("/me/service").await.body;
    assert!(page.contains(">Line<") && page.contains("+568 points"), "{page}");
});

crate::db_test!(filters_narrow_the_timeline, |db| {
    let world = World::new(&db).await;
    let crane = world.visit("WO-1", world.crane, world.zhang, "2025-09-12T02:00:00Z", 30_000).await;
    let whale = world.visit("WO-2", world.whale, world.zhang, "2024-05-01T02:00:00Z", 9_000).await;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE service_orders SET kind = 'recall' WHERE id = $1", whale)?;
    tx.commit().await?;
    let mut zhang = world.zhang().await;
    for (query, expected) in [
        (String::new(), vec![crane, whale]),
        (format!("?car={}", world.crane), vec![crane]),
        ("?year=2024".to_owned(), vec![whale]),
        ("?kind=recall".to_owned(), vec![whale]),
        ("?kind=repair".to_owned(), vec![]),
        (format!("?car={}&year=2024", world.crane), vec![]),
        ("?car=x&year=20x4&kind=boat&before=0-0-0".to_owned(), vec![crane, whale]),
    ] {
        let page = zhang.get(&format!("/me/service{query}")).await;
        assert_eq!(page.status, StatusCode::OK);
        assert_eq!(orders(&page.body), expected, "{query}");
    }
    let none = zhang.get("/me/service?year=2031").await.body;
    assert!(none.contains("换个条件试试") && none.contains("value=\"2031\" selected"), "{none}");
});

crate::db_test!(pages_link_in_both_directions, |db| {
    let world = World::new(&db).await;
    let mut all = Vec::new();
    for n in 0..24 {
        // Each two visits share an instant, so that the id decides.
        let opened = format!("2025-{:02}-{:02}T02:00:00Z", n / 2 / 9 + 1, n / 2 % 9 + 1);
        all.insert(0, world.visit(&format!("WO-{n}"), world.crane, world.zhang, &opened, n * 100).await);
    }
    let mut zhang = world.zhang().await;
    let link = |page: &str, word: &str| {
        let at = page.find(&format!("rel=\"{word}\""));
        at.and_then(|at| page[..at].rsplit("href=\"").next()?.split('"').next().map(|href| href.replace("&amp;", "&")))
    };
    let first = zhang.get("/me/service?year=2025").await.body;
    assert_eq!((orders(&first), link(&first, "prev")), (all[..10].to_vec(), None));
    let second = zhang.get(&link(&first, "next").expect("older ones")).await.body;
    assert_eq!(orders(&second), all[10..20]);
    let third = zhang.get(&link(&second, "next").expect("older ones")).await.body;
    assert_eq!((orders(&third), link(&third, "next")), (all[20..].to_vec(), None));
    let back = zhang.get(&link(&third, "prev").expect("newer ones")).await.body;
    assert_eq!(orders(&back), all[10..20]);
    let start = zhang.get(&link(&back, "prev").expect("newer ones")).await.body;
    assert_eq!((orders(&start), link(&start, "prev")), (all[..10].to_vec(), None));
});

crate::db_test!(an_order_is_shown_in_full, |db| {
    let world = World::new(&db).await;
    let order = world.visit("WO-2509-1", world.crane, world.zhang, "2025-09-12T02:00:00Z", 30_000).await;
    earn_for(&db, world.zhang, order, 568).await;
    let page = world.zhang().await.get(&format!("/me/service/{order}")).await;
    assert_eq!(page.status, StatusCode::OK);
    for text in [
        "WO-2509-1",
        "2025年9月12日",
        "上海浦东店",
        "王磊",
        "行驶有异响",
        "常规保养工时",
        "0.8 小时",
        "¥220.00",
        "¥176.00",
        "全合成机油",
        "¥392.00",
        "−¥32.00",
        "¥568.00",
        "+568 积分",
        "沪A·12345",
        "print-only",
        "世纪大道 1 号",
    ] {
        assert!(page.body.contains(text), "{text} is missing: {}", page.body);
    }
});

crate::db_test!(orders_belong_to_the_customer_who_brought_the_car, |db| {
    let world = World::new(&db).await;
    let mine = world.visit("WO-1", world.crane, world.zhang, "2025-09-12T02:00:00Z", 30_000).await;
    // Li took Zhang's car to the workshop: the order is hers, not his.
    let hers = world.visit("WO-2", world.crane, world.li, "2025-10-12T02:00:00Z", 31_000).await;
    let (mut zhang, mut li) = (world.zhang().await, world.li().await);
    assert_eq!(orders(&zhang.get("/me/service").await.body), [mine]);
    assert_eq!(orders(&li.get("/me/service").await.body), [hers]);
    assert_eq!(li.get(&format!("/me/service/{hers}")).await.status, StatusCode::OK);
    let foreign = li.get(&format!("/me/service/{mine}")).await;
    let missing = li.get("/me/service/999999").await;
    assert_eq!((foreign.status, missing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert!(!foreign.body.contains("WO-1"));
    assert!(
        !li.get(&format!("/me/service/{hers}")).await.body.contains("沪A·12345"),
        "the plate of someone else's car is hidden"
    );
});

crate::db_test!(former_owners_see_no_visits_after_the_hand_over, |db| {
    let world = World::new(&db).await;
    // Zhang's Whale went to Li on 2025-06-30, but the workshop still has his name on file.
    let before = world.visit("WO-1", world.whale, world.zhang, "2025-06-30T15:59:59Z", 20_000).await;
    let after = world.visit("WO-2", world.whale, world.zhang, "2025-06-30T16:00:00Z", 20_100).await;
    let mut zhang = world.zhang().await;
    assert_eq!(orders(&zhang.get("/me/service").await.body), [before]);
    assert_eq!(orders(&zhang.get(&format!("/me/service?car={}", world.whale)).await.body), [before]);
    assert_eq!(zhang.get(&format!("/me/service/{after}")).await.status, StatusCode::NOT_FOUND);
    let car = zhang.get(&format!("/me/vehicles/{}", world.whale)).await.body;
    assert!(
        car.contains(&format!("/me/service/{before}\"")) && !car.contains(&format!("/me/service/{after}\"")),
        "{car}"
    );
    // After he buys it back he sees the orders under his name again.
    let mut tx = db.write().await?;
    let end = "UPDATE ownerships SET until_on = from_on WHERE vehicle_id = $1 AND until_on IS NULL";
    sql!(tx, execute, end, world.whale)?;
    tx.commit().await?;
    own(&db, world.whale, world.zhang, "2025-07-01", None).await;
    assert_eq!(orders(&zhang.get("/me/service").await.body), [after, before]);
});
