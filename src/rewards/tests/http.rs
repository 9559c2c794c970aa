use super::*;
use crate::db::Db;
use crate::points::ops::{self as points, Movement};
use crate::points::testing::movement;
use crate::web::testing::{Answer, Browser, PASSWORD};
use axum::http::StatusCode;

/// Signs in a member with 5,000 points.
async fn owner(db: &Db, id: i64) -> Browser {
    member_with(db, id, &[(2_000, 30), (3_000, 1)]).await;
    let phone = format!("1380000{id:04}");
    testing::account(db, "owner", &phone, Some(id), None).await;
    let mut browser = Browser::new(&testing::app(db));
    browser.sign_in(&phone, PASSWORD).await;
    browser
}

crate::db_test!(an_owner_redeems_and_cancels, |db| {
    reward(&db, 1, RewardKind::Evoucher, 2_500, 5).await;
    let mut browser = owner(&db, 1).await;
    let page = browser.get("/rewards/1/redemption").await;
    assert_eq!(page.status, StatusCode::OK);
    for shown in ["5,000", "−2,500", "2,500", "−2,000", "−500", "2026年9月30日", "2029年2月28日"] {
        assert!(page.body.contains(shown), "{shown}: {}", page.body);
    }
    let (idempotency_key, price) = (page.hidden("idempotency_key"), page.hidden("price"));
    let form = [("idempotency_key", idempotency_key.as_str()), ("price", price.as_str())];
    let done = browser.post("/rewards/1/redemption", &form).await;
    assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/me/redemptions/1"));
    let again = browser.post("/rewards/1/redemption", &form).await;
    assert_eq!((again.status, again.location), (done.status, done.location));
    let page = browser.get("/me/redemptions/1").await;
    assert!(page.body.contains("兑换成功") && page.body.contains("CLUB-") && page.body.contains("class=\"qr\""));
    assert!(browser.get("/me/redemptions").await.body.contains("可使用"));
    let repeated = browser.get("/rewards/1/redemption").await;
    assert!(repeated.body.contains("兑换过此礼品") && repeated.body.contains("/me/redemptions/1"));
    assert!(
        !repeated.body.contains("name=\"idempotency_key\""),
        "a returning member does not redeem twice by accident"
    );
    let again = browser.get("/rewards/1/redemption?again=1").await;
    assert_ne!(again.hidden("idempotency_key"), idempotency_key);

    assert!(browser.get("/me/redemptions/1/cancellation").await.body.contains("2,500 积分将退回"));
    for _ in 0..2 {
        let back = browser.post("/me/redemptions/1/cancellation", &[]).await;
        assert_eq!((back.status, back.location.as_str()), (StatusCode::SEE_OTHER, "/me/redemptions/1"));
    }
    let page = browser.get("/me/redemptions/1").await;
    assert!(page.body.contains("is-void") && page.body.contains("已取消") && !page.body.contains("class=\"qr\""));
    let mut tx = db.read().await?;
    assert_eq!((stock(&mut tx, 1.into()).await, available(&mut tx, CustomerId(1)).await), (5, 5_000));
    assert_whole(&db).await;
});

crate::db_test!(refunds_that_expire_immediately_are_announced, |db| {
    let at = |day: &str| day.parse::<chrono::DateTime<chrono::Utc>>();
    let coffee = reward(&db, 1, RewardKind::Evoucher, 800, 5).await;
    change(&db, coffee, "visible_from = '2025-01-01T00:00:00+00:00'").await;
    let mut browser = owner(&db, 1).await;
    let customer = CustomerId(1);
    let mut tx = db.write().await?;
    let old = Movement { at: at("2022-10-10T04:00:00Z")?, ..movement(customer, 300, "old") };
    points::earn(&mut tx, &old).await?;
    // Its lot expired at the end of October 2025 and was then extended by thirty days.
    let redeem = |idempotency_key, now| Order { now, ..order(customer, coffee, 800, idempotency_key) };
    let id = ops::redeem(&mut tx, &redeem("first", at("2025-10-30T04:00:00Z")?)).await?.id;
    assert!(ops::cancel(&mut tx, customer, id, at("2025-11-10T04:00:00Z")?).await?);
    let id = ops::redeem(&mut tx, &redeem("second", at("2025-12-01T04:00:00Z")?)).await?.id;
    tx.commit().await?;
    let path = format!("/me/redemptions/{id}/cancellation");
    let page = browser.get(&path).await;
    assert!(page.body.contains("800 积分将退回，到期日不变。其中 300 积分已延长过 30 天，退回后立即过期。"));
    browser.set_cookie("locale", "en");
    assert!(browser.get(&path).await.body.contains("300 of them were already extended by 30 days"));
    assert_eq!(browser.post(&path, &[]).await.status, StatusCode::SEE_OTHER);
    let mut tx = db.read().await?;
    assert_eq!(available(&mut tx, customer).await, 5_000, "the 300 have expired");
    let sent = "SELECT body FROM outbox ORDER BY id DESC LIMIT 1";
    assert!(sql!(tx, scalar String, sent)?.contains("其中 300 积分已延长过 30 天，退回后已过期"));
    assert_whole(&db).await;
});

crate::db_test!(a_changed_price_is_shown_before_it_is_charged, |db| {
    let cup = reward(&db, 1, RewardKind::Evoucher, 2_000, 5).await;
    let mut browser = owner(&db, 1).await;
    let page = browser.get("/rewards/1/redemption").await;
    let idempotency_key = page.hidden("idempotency_key");
    set_price(&db, cup, 2_200, 0).await;
    let stale = browser
        .post("/rewards/1/redemption", &[("idempotency_key", idempotency_key.as_str()), ("price", "2000")])
        .await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!((stale.hidden("price"), stale.hidden("idempotency_key")), ("2200".to_owned(), idempotency_key.clone()));
    for form in [
        vec![("price", "2200")],
        vec![("idempotency_key", "x"), ("price", "2200")],
        vec![("idempotency_key", idempotency_key.as_str())],
    ] {
        assert_eq!(browser.post("/rewards/1/redemption", &form).await.status, StatusCode::CONFLICT, "{form:?}");
    }
    let cheap = [("idempotency_key", idempotency_key.as_str()), ("price", "1"), ("points", "1")];
    assert_eq!(browser.post("/rewards/1/redemption", &cheap).await.status, StatusCode::CONFLICT);
    assert_eq!(available(&mut db.read().await?, CustomerId(1)).await, 5_000);
});

crate::db_test!(unexpected_fields_are_ignored, |db| {
    reward(&db, 1, RewardKind::Goods, 2_000, 5).await;
    let mut browser = owner(&db, 1).await;
    member_with(&db, 2, &[(5_000, 1)]).await;
    let page = browser.get("/rewards/1/redemption").await;
    let (idempotency_key, price) = (page.hidden("idempotency_key"), page.hidden("price"));
    let form = [
        ("idempotency_key", idempotency_key.as_str()),
        ("price", price.as_str()),
        ("recipient", "李四"),
        ("phone", "138 0013 8001"),
        ("province", "上海市"),
        ("city", "上海市"),
        ("district", "浦东新区"),
        ("street", "张江路 1 号"),
        ("points", "1"),
        ("customer_id", "2"),
        ("customer", "2"),
        ("state", "fulfilled"),
        ("voucher_code", "CLUB-FREE"),
        ("stock_left", "99"),
    ];
    assert_eq!(browser.post("/rewards/1/redemption", &form).await.status, StatusCode::SEE_OTHER);
    let mut tx = db.read().await?;
    let row = sql!(
        tx,
        one(i64, i64, String, String),
        "SELECT customer_id, points, state, recipient || recipient_phone || address FROM redemptions"
    )?;
    assert_eq!(row, (1, 2_000, "ordered".into(), "李四13800138001上海市浦东新区张江路 1 号".into()));
    assert_eq!(stock(&mut tx, 1.into()).await, 4);
    assert_whole(&db).await;
});

crate::db_test!(invalid_input_is_returned_with_its_errors, |db| {
    reward(&db, 1, RewardKind::Goods, 2_000, 5).await;
    let mut browser = owner(&db, 1).await;
    let idempotency_key = uuid::Uuid::new_v4().to_string();
    let long = "长".repeat(10_000);
    let evil = "</textarea><script>alert(1)</script>🎁";
    let form = [
        ("idempotency_key", idempotency_key.as_str()),
        ("price", "2000"),
        ("recipient", ""),
        ("phone", "12"),
        ("province", evil),
        ("city", "上\r\n海"),
        ("district", "浦东"),
        ("street", long.as_str()),
    ];
    let answer = browser.post("/rewards/1/redemption", &form).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    for field in ["recipient", "phone", "province", "city", "street"] {
        assert!(answer.body.contains(&format!("href=\"#f-{field}\"")), "{field}");
    }
    assert!(!answer.body.contains("href=\"#f-district\"") && answer.body.contains("value=\"浦东\""));
    assert!(!answer.body.contains("<script>alert") && answer.body.contains("&lt;script&gt;"));
    assert!(answer.body.contains("最多 100 个字符"));
    assert_eq!(answer.hidden("idempotency_key"), idempotency_key);
    assert_eq!(count(&mut db.read().await?, "SELECT COUNT(*) FROM redemptions").await, 0);
});

crate::db_test!(another_members_redemption_is_not_found, |db| {
    reward(&db, 1, RewardKind::Evoucher, 2_000, 5).await;
    let (mut mine, mut other) = (owner(&db, 1).await, owner(&db, 2).await);
    let idempotency_key = uuid::Uuid::new_v4().to_string();
    let done = mine.post("/rewards/1/redemption", &[("idempotency_key", &idempotency_key), ("price", "2000")]).await;
    assert_eq!(done.location, "/me/redemptions/1");
    let missing = other.get("/me/redemptions/9").await;
    let foreign = other.get("/me/redemptions/1").await;
    assert_eq!((foreign.status, missing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
    assert_eq!(
        foreign.body,
        missing.body.replace("/me/redemptions/9", "/me/redemptions/1"),
        "foreign and missing look the same"
    );
    for path in ["/me/redemptions/1/cancellation", "/me/redemptions/x", "/me/redemptions/99999999999999999999"] {
        assert_eq!(other.get(path).await.status, StatusCode::NOT_FOUND, "{path}");
    }
    let cancelled = other.post("/me/redemptions/1/cancellation", &[]).await;
    assert_eq!(cancelled.status, StatusCode::NOT_FOUND);
    assert!(!other.page("/me/redemptions").await.contains("礼品1"));
    let standing = "SELECT COUNT(*) FROM redemptions WHERE state = 'issued'";
    assert_eq!(count(&mut db.read().await?, standing).await, 1);
    let mut stranger = Browser::new(&testing::app(&db));
    let answer = stranger.get("/rewards/1/redemption").await;
    assert_eq!((answer.status, answer.location.starts_with("/login")), (StatusCode::SEE_OTHER, true));
});

crate::db_test!(the_catalogue_is_public_and_filtered, |db| {
    for id in 1..=30 {
        let kind = if id % 3 == 0 { RewardKind::Goods } else { RewardKind::Evoucher };
        reward(&db, id, kind, id * 200, 20).await;
    }
    change(&db, 2.into(), "status = 'draft'").await;
    change(&db, 4.into(), "stock_left = 0, stock_received = 0").await;
    let mut stranger = Browser::new(&testing::app(&db));
    let shows = |page: &Answer, id: i64| page.body.contains(&format!("href=\"/rewards/{id}\""));
    let first = stranger.get("/rewards").await;
    assert!(shows(&first, 1) && !shows(&first, 2) && shows(&first, 25) && !shows(&first, 26));
    assert!(first.body.contains("已兑完") && !first.body.contains("affordable"));
    let second = stranger.get("/rewards?after=25~25").await;
    assert!(!shows(&second, 25) && shows(&second, 26) && shows(&second, 30) && !second.body.contains("rel=\"next\""));
    let back = stranger.get("/rewards?before=26~26").await;
    assert!(shows(&back, 1) && shows(&back, 25) && !shows(&back, 26) && !back.body.contains("rel=\"prev\""));
    let goods = stranger.get("/rewards?kind=goods").await;
    assert!(shows(&goods, 3) && !shows(&goods, 5));
    for nonsense in ["?kind=x&after=1&before=%ff", "?after=~&kind=", "?kind=goods&kind=goods", "?affordable=yes"] {
        let page = stranger.get(&format!("/rewards{nonsense}")).await;
        assert_eq!(page.status, StatusCode::OK, "{nonsense}");
    }
    for (path, status) in [("/rewards/1", 200), ("/rewards/2", 404), ("/rewards/99", 404), ("/rewards/x", 404)] {
        assert_eq!(stranger.get(path).await.status, status, "{path}");
    }
    let mut browser = owner(&db, 1).await;
    let affordable = browser.get("/rewards?affordable=yes").await;
    assert!(shows(&affordable, 25) && !shows(&affordable, 26) && !shows(&affordable, 4));
    assert!(browser.get("/rewards/26").await.body.contains("还差 200 积分"));
    assert_eq!(browser.get("/rewards/2/redemption").await.status, StatusCode::NOT_FOUND);
});

crate::db_test!(pages_use_at_most_four_statements, |db| {
    for (id, kind) in (1..).zip(RewardKind::ALL) {
        reward(&db, id, *kind, 100, 20).await;
    }
    let mut browser = owner(&db, 1).await;
    let idempotency_key = uuid::Uuid::new_v4().to_string();
    browser.post("/rewards/1/redemption", &[("idempotency_key", &idempotency_key), ("price", "100")]).await;
    for path in [
        "/rewards",
        "/rewards?affordable=yes&kind=goods",
        "/rewards/1",
        "/rewards/1/redemption",
        "/rewards/3/redemption",
        "/rewards/4/redemption",
        "/me/redemptions",
        "/me/redemptions/1",
        "/me/redemptions/1/cancellation",
        "/me/points",
        "/me/points?kind=spend&period=12m",
        "/me/points.csv",
        "/me/points/expiry",
    ] {
        let before = db.statements();
        let page = browser.get(path).await;
        let asked = db.statements() - before;
        assert!(page.status == StatusCode::OK && asked <= 4, "{path}: {} after {asked} statements", page.status);
    }
});
