//! What people type on Chinese keyboards and copy from elsewhere, through the real forms.

use super::fixtures::{self, Actor};
use crate::members::testing::code;
use crate::rewards::testing::code_of;
use crate::sql;
use crate::values::RedemptionId;
use crate::web::testing::{Answer, Browser};
use axum::body::Body;
use axum::http::header::CONTENT_TYPE;
use axum::http::{Request, StatusCode};

/// The text in full width, after a byte order mark.
fn wide(text: &str) -> String {
    let widened = text.chars().map(|c| match c {
        ' ' => '\u{3000}',
        '!'..='~' => char::from_u32(u32::from(c) + 0xFEE0).unwrap_or(c),
        _ => c,
    });
    std::iter::once('\u{FEFF}').chain(widened).collect()
}

/// Posts a form, expects success, and returns where it leads.
async fn accepted(browser: &mut Browser, path: &str, fields: &[(&str, &str)]) -> String {
    let answer = browser.post(path, fields).await;
    assert_eq!(answer.status, StatusCode::SEE_OTHER, "{path} {fields:?}: {}", answer.body);
    answer.location
}

async fn version(owner: &mut Browser) -> String {
    owner.get("/me/profile/birthday").await.hidden("version")
}

crate::db_test!(owners_may_type_in_full_width, |db| {
    let app = fixtures::club(&db).await?;
    let mut owner = Browser::new(&app);
    accepted(&mut owner, "/login/code", &[("phone", &wide("138-0013-8001")), ("next", "")]).await;
    let digits = wide(&code(&db, "13800138001").await);
    accepted(&mut owner, "/login/code/confirm", &[("do", "confirm"), ("code", &digits)]).await;

    let before = sql!(db.read().await?, scalar i64, "SELECT available FROM point_balances WHERE customer_id = 2")?;
    let key = uuid::Uuid::new_v4().to_string();
    let gift = [("to", wide("m000-000-002")), ("points", wide("1,000")), ("idempotency_key", key)];
    let gift = gift.each_ref().map(|(name, typed)| (*name, typed.as_str()));
    accepted(&mut owner, "/me/points/transfer", &gift).await;
    let after = sql!(db.read().await?, scalar i64, "SELECT available FROM point_balances WHERE customer_id = 2")?;
    assert_eq!(after - before, 1_000);

    let opened = version(&mut owner).await;
    let birthday = [("version", opened.as_str()), ("birthday", &wide("1988-02-29"))];
    accepted(&mut owner, "/me/profile/birthday", &birthday).await;
    let opened = version(&mut owner).await;
    let address = [
        ("version", opened.as_str()),
        ("province", "北京市"),
        ("city", "北京"),
        ("district", "朝阳区"),
        ("street", "建国路　８８　号（Ａ座）"),
        ("postcode", &wide("100 080")),
    ];
    accepted(&mut owner, "/me/profile/address", &address).await;
    let email = wide("li.lei@qq.com");
    let opened = version(&mut owner).await;
    accepted(&mut owner, "/me/profile/email", &[("version", &opened), ("email", &email)]).await;
    accepted(
        &mut owner,
        "/me/profile/email/code",
        &[("do", "confirm"), ("code", &wide(&code(&db, "li.lei@qq.com").await))],
    )
    .await;
    let mut tx = db.read().await?;
    let stored = "SELECT c.birthday_md, p.value, p.postcode, e.value FROM customers c \
        JOIN contact_points p ON p.customer_id = c.id AND p.kind = 'address' AND p.is_primary \
        JOIN contact_points e ON e.customer_id = c.id AND e.kind = 'email' AND e.is_primary WHERE c.id = 1";
    let stored = sql!(tx, one(i64, String, String, String), stored)?;
    assert_eq!(stored, (229, "建国路 88 号（A座）".into(), "100080".into(), "li.lei@qq.com".into()));
});

crate::db_test!(joining_takes_a_vin_in_full_width, |db| {
    let app = fixtures::club(&db).await?;
    let customer = "SELECT v.vin, p.value FROM ownerships o JOIN vehicles v ON v.id = o.vehicle_id \
        JOIN contact_points p ON p.customer_id = o.customer_id AND p.kind = 'phone' AND p.is_primary \
        WHERE o.until_on IS NULL AND o.customer_id NOT IN (SELECT customer_id FROM members) ORDER BY o.id LIMIT 1";
    let (vin, phone) = sql!(db.read().await?, one(String, String), customer)?;
    let mut stranger = fixtures::browser(&app, Actor::Stranger).await;
    accepted(&mut stranger, "/join", &[("vin", &wide(&vin.to_lowercase())), ("phone", &wide(&phone))]).await;
    let digits = wide(&code(&db, &phone).await);
    assert_eq!(accepted(&mut stranger, "/join/code", &[("do", "confirm"), ("code", &digits)]).await, "/join/password");
});

crate::db_test!(staff_may_type_in_full_width, |db| {
    let app = fixtures::club(&db).await?;
    let mut owner = fixtures::browser(&app, Actor::Owner).await;
    let mut dealer = Browser::new(&app);
    dealer.sign_in(&wide("13800138051"), crate::demo::PASSWORD).await;
    accepted(&mut owner, "/me/workshop-payments", &[]).await;
    let page = owner.get("/me/workshop-payments").await.body;
    let payment =
        page.split_once("class=\"ticket-code\">").and_then(|(_, rest)| rest.split('<').next()).expect("a code");
    let payment = wide(payment);
    assert!(accepted(&mut dealer, "/dealer/redeem", &[("code", &payment)]).await.starts_with("/dealer/redeem/checks/"));
    let voucher =
        "SELECT redemption_id FROM voucher_codes WHERE redemption_id IS NOT NULL ORDER BY redemption_id LIMIT 1";
    let redemption = sql!(db.read().await?, scalar RedemptionId, voucher)?;
    let voucher = code_of(&mut db.read().await?, redemption).await.expect("a code");
    accepted(&mut dealer, "/dealer/vouchers", &[("code", &wide(&voucher))]).await;

    let mut admin = fixtures::browser(&app, Actor::Admin).await;
    let coming = "SELECT r.event_id, r.ticket_code FROM registrations r JOIN events e ON e.id = r.event_id \
        WHERE r.state = 'confirmed' AND e.status = 'published' AND e.ends_at > $1 ORDER BY r.id LIMIT 1";
    let (event, ticket) = sql!(db.read().await?, one(i64, String), coming, app.clock.now())?;
    accepted(&mut admin, &format!("/admin/events/{event}/check-in"), &[("code", &wide(&ticket))]).await;
    let car = "SELECT v.vin, v.plate FROM ownerships o JOIN vehicles v ON v.id = o.vehicle_id \
        WHERE o.customer_id = 1 AND o.until_on IS NULL ORDER BY o.id LIMIT 1";
    let (vin, plate) = sql!(db.read().await?, one(String, String), car)?;
    for typed in ["M000000001", "138 0013 8001", &vin, &plate] {
        let query = serde_urlencoded::to_string([("q", wide(typed))])?;
        let found = admin.page(&format!("/admin/members?{query}")).await;
        assert!(found.contains("href=\"/admin/members/1\""), "{typed}");
    }
});

crate::db_test!(amounts_and_days_of_a_reward_may_be_in_full_width, |db| {
    let app = fixtures::club(&db).await?;
    let mut admin = fixtures::browser(&app, Actor::Admin).await;
    let key = uuid::Uuid::new_v4().to_string();
    let fields = [
        ("idempotency_key", key),
        ("kind", "accessory".into()),
        ("title_zh", "洗车（Ａ套餐）".into()),
        ("title_en", "Car wash".into()),
        ("body_zh", "说明".into()),
        ("body_en", "Text".into()),
        ("picture", "/img/rewards.svg#wash".into()),
        ("points", wide("2,800")),
        ("pay", wide("1,234.50")),
        ("retail_value", "￥３０００元".into()),
        ("stock", wide("10")),
        ("visible_from", wide("2026/3/5")),
        ("code_days", wide("90")),
    ];
    let fields: Vec<_> = fields.iter().map(|(name, typed)| (*name, typed.as_str())).collect();
    accepted(&mut admin, "/admin/rewards/new", &fields).await;
    let stored = "SELECT r.title_zh, p.points, p.pay_fen, r.value_fen FROM rewards r \
        JOIN reward_prices p ON p.reward_id = r.id WHERE r.id = (SELECT MAX(id) FROM rewards)";
    let stored = sql!(db.read().await?, one(String, i64, i64, i64), stored)?;
    assert_eq!(stored, ("洗车（A套餐）".into(), 2_800, 123_450, 300_000));
});

crate::db_test!(a_refused_field_shows_what_was_typed_and_says_why, |db| {
    let app = fixtures::club(&db).await?;
    let mut owner = fixtures::browser(&app, Actor::Owner).await;
    let version = version(&mut owner).await;
    let typed = "２０２６－１３－０１";
    let again = owner.post("/me/profile/birthday", &[("version", &version), ("birthday", typed)]).await;
    assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(again.body.contains(&format!("value=\"{typed}\"")), "{}", again.body);

    let blank = owner.post("/me/profile/name", &[("version", &version), ("name", "\u{3164}\u{200B}")]).await;
    assert!(blank.status == StatusCode::UNPROCESSABLE_ENTITY && blank.body.contains("请填写此项"), "{}", blank.body);
    for bytes in ["%FF%FE", "%D5%C5%CE%B0", "%00"] {
        let broken = post_bytes(&mut owner, "/me/profile/name", &format!("version={version}&name={bytes}")).await;
        assert_eq!(broken.status, StatusCode::UNPROCESSABLE_ENTITY, "{bytes}");
        assert!(broken.body.contains("含有无法识别的字符"), "{bytes}: {}", broken.body);
    }
    accepted(&mut owner, "/me/profile/name", &[("version", &version), ("name", " 欧阳\u{200B}　明日\u{202E}")]).await;
    assert_eq!(sql!(db.read().await?, scalar String, "SELECT name FROM customers WHERE id = 1")?, "欧阳 明日");
});

async fn post_bytes(browser: &mut Browser, path: &str, body: &str) -> Answer {
    let request = Request::post(path)
        .header("sec-fetch-site", "same-origin")
        .header(CONTENT_TYPE, "application/x-www-form-urlencoded");
    browser.send(request, Body::from(body.to_owned())).await
}
