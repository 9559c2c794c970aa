use crate::garage::fixtures::{World, at, statements};
use crate::sql;
use crate::web::testing::{self, Browser};
use axum::http::StatusCode;

crate::db_test!(the_landing_page_explains_the_club, |db| {
    let world = World::new(&db).await;
    let mut stranger = Browser::new(&testing::app(&db));
    let page = stranger.get("/").await;
    assert_eq!(page.status, StatusCode::OK);
    for text in ["每一公里，都有回报", "100 分值 ¥1", "白金卡会员", "20,000", "1.5×", "href=\"/join\"", "如何激活会员"]
    {
        assert!(page.body.contains(text), "{text} is missing: {}", page.body);
    }
    stranger.set_cookie("locale", "en");
    let page = stranger.get("/").await.body;
    assert!(page.contains("Every kilometre pays you back") && page.contains("Platinum"), "{page}");
    let mut zhang = world.zhang().await;
    assert!(zhang.get("/").await.body.contains("进入我的俱乐部"));
    assert_eq!(statements(&db, &mut zhang, "/").await, 4);
    assert_eq!(statements(&db, &mut zhang, "/terms").await, 3);
    assert_eq!(statements(&db, &mut zhang, "/privacy").await, 1);
});

crate::db_test!(the_landing_page_shows_published_events_and_rewards, |db| {
    let mut tx = db.write().await?;
    let insert = "INSERT INTO events (status, title_zh, title_en, summary_zh, summary_en, body_zh, body_en, city, \
                  city_en, place_zh, place_en, address, picture, starts_at, ends_at, opens_at, closes_at, capacity, \
                  created_at, updated_at) VALUES ($1, $2, $2, '', '', '', '', '杭州', 'Hangzhou', '湖', 'Lake', '', \
                  '/img/event-drive.svg', $3, $4, $5, $3, 9, $5, $5)";
    let (start, end, open) = (at("2026-04-01T01:00:00Z"), at("2026-04-01T09:00:00Z"), at("2026-01-01T00:00:00Z"));
    sql!(tx, execute, insert, "published", "春日自驾", start, end, open)?;
    sql!(tx, execute, insert, "draft", "草稿活动", start, end, open)?;
    let insert = "INSERT INTO rewards (kind, title_zh, title_en, body_zh, body_en, picture, value_fen, \
                  stock_received, stock_left, status, visible_from) VALUES \
                  ('goods', $1, $1, '', '', '/img/rewards.svg#bottle', 3200, 9, $2, $3, $4)";
    sql!(tx, execute, insert, "随行水壶", 9_i64, "published", open)?;
    sql!(tx, execute, insert, "兑完的礼品", 0_i64, "published", open)?;
    sql!(tx, execute, insert, "未上架礼品", 9_i64, "draft", open)?;
    let prices = "INSERT INTO reward_prices (reward_id, tier, points) SELECT id, 'basic', 3200 FROM rewards";
    sql!(tx, execute, prices)?;
    tx.commit().await?;
    let page = Browser::new(&testing::app(&db)).get("/").await.body;
    for text in ["春日自驾", "随行水壶", "3,200"] {
        assert!(page.contains(text), "{text} is missing: {page}");
    }
    for text in ["草稿活动", "兑完的礼品", "未上架礼品"] {
        assert!(!page.contains(text), "{text} must not be shown: {page}");
    }
});

crate::db_test!(the_terms_state_the_rules_in_force, |db| {
    let mut tx = db.write().await?;
    let insert = "INSERT INTO point_rules (code, version, value, title_zh, title_en, valid_from) \
                  VALUES ('point_value', $1, $2, '', '', $3)";
    sql!(tx, execute, insert, 2_i64, 80_i64, at("2026-03-01T00:00:00Z"))?;
    sql!(tx, execute, insert, 3_i64, 50_i64, at("2026-04-01T00:00:00Z"))?;
    sql!(tx, execute, "UPDATE tier_rules SET min_tier_points = 2345 WHERE code = 'silver'")?;
    tx.commit().await?;
    let mut stranger = Browser::new(&testing::app(&db));
    let page = stranger.get("/terms").await.body;
    for text in ["80 积分价值 ¥1", "到店抵扣维保账单", "2,345", "5,000 分", "36 个月", "您得 3,000 分"]
    {
        assert!(page.contains(text), "{text} is missing: {page}");
    }
    assert!(!page.contains("家人"), "household transfers are disabled: {page}");
    let mut tx = db.write().await?;
    let household_transfers = "INSERT INTO point_rules (code, version, value, title_zh, title_en, valid_from) \
                 VALUES ('household', 2, 2500, '', '', $1)";
    sql!(tx, execute, household_transfers, at("2026-03-01T00:00:00Z"))?;
    tx.commit().await?;
    assert!(stranger.get("/terms").await.body.contains("每人每月至多 2,500 分；有效期不变"));
    stranger.set_cookie("locale", "en");
    assert!(stranger.get("/terms").await.body.contains("80 points are worth ¥1"));
    let privacy = stranger.get("/privacy").await;
    assert_eq!(privacy.status, StatusCode::OK);
    assert!(privacy.body.contains("Every view is recorded"));
});

/// What browsers require of a manifest before they offer to install the site.
#[test]
fn the_manifest_is_installable() {
    let text = std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/public/manifest.webmanifest")).unwrap();
    let manifest: serde_json::Value = serde_json::from_str(&text).unwrap();
    let text = |key: &str| manifest[key].as_str().unwrap_or_default().to_owned();
    assert!(!text("name").is_empty() && !text("short_name").is_empty());
    assert_eq!([text("start_url"), text("scope"), text("display")], ["/me", "/", "standalone"]);
    for colour in ["background_color", "theme_color"] {
        assert!(text(colour).starts_with('#'), "{colour}");
    }
    let icons = manifest["icons"].as_array().unwrap();
    for icon in icons {
        let file = format!("{}/public{}", env!("CARGO_MANIFEST_DIR"), icon["src"].as_str().unwrap());
        assert!(std::path::Path::new(&file).exists(), "{file}");
    }
    for size in ["192x192", "512x512"] {
        assert!(icons.iter().any(|icon| icon["sizes"] == size && icon["type"] == "image/png"), "{size}");
    }
    assert!(icons.iter().any(|icon| icon["purpose"] == "maskable"));
}
