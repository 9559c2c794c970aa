use super::*;
use crate::web::testing::{self, Answer, Browser, PASSWORD};
use axum::http::StatusCode;
use chrono::TimeDelta;

/// Inserts two dealers and signs in a member of staff of each.
async fn dealers(db: &Db) -> (Browser, Browser) {
    let app = testing::app(db);
    let mut browsers = Vec::new();
    for id in 1..=2 {
        let mut tx = db.write().await.expect("a transaction");
        let dealer = "INSERT INTO dealers (id, code, name_zh, name_en, province, city, city_en, address, phone) \
                      VALUES ($1, $2, $3, 'Dealer', '上海市', '上海', 'Shanghai', '路', '021')";
        let name = if id == 1 { "一号店" } else { "二号店" };
        sql!(tx, execute, dealer, id, format!("D{id}"), name).expect("a dealer");
        tx.commit().await.expect("committed");
        let phone = format!("1390000000{id}");
        testing::account(db, "dealer", &phone, None, Some(id)).await;
        let mut browser = Browser::new(&app);
        browser.sign_in(&phone, PASSWORD).await;
        browsers.push(browser);
    }
    let second = browsers.pop().expect("a browser");
    (browsers.pop().expect("a browser"), second)
}

/// The code of a new redemption.
async fn redeemed(db: &Db, member: i64, reward: RewardId) -> String {
    let customer = member_with(db, member, &[(5_000, 1)]).await;
    let fresh = code::voucher_code(&mut rand::rng());
    let mut tx = db.write().await.expect("a transaction");
    rewards::redeem(&mut tx, &order(customer, reward, 100, &fresh)).await.expect("redeemed");
    tx.commit().await.expect("committed");
    fresh
}

async fn check(browser: &mut Browser, code: &str) -> Answer {
    browser.post("/dealer/vouchers", &[("code", code)]).await
}

crate::db_test!(a_code_is_checked_and_used_once, |db| {
    let (mut one, mut other) = dealers(&db).await;
    let id = reward(&db, 1, RewardKind::Evoucher, 100, 5).await;
    let code = redeemed(&db, 1, id).await;
    let found = check(&mut one, &code.to_lowercase().replace('-', " ")).await;
    assert_eq!((found.status, found.location.as_str()), (StatusCode::SEE_OTHER, "/dealer/vouchers/1"));
    let page = one.get("/dealer/vouchers/1").await.body;
    assert!(page.contains("礼品1") && page.contains("2026年8月31日") && page.contains("确认核销"));
    assert!(!page.contains(&code), "the code itself is not shown");
    assert_eq!(other.get("/dealer/vouchers/1").await.status, StatusCode::NOT_FOUND, "another account's check");
    assert_eq!(other.post("/dealer/vouchers/1/use", &[]).await.status, StatusCode::NOT_FOUND);
    check(&mut other, &code).await;
    assert_eq!(one.post("/dealer/vouchers/1/use", &[]).await.status, StatusCode::SEE_OTHER);
    let page = one.get("/dealer/vouchers/1").await.body;
    assert!(page.contains("已核销") && page.contains("请为车主提供服务") && !page.contains("不能再用"), "{page}");
    let later = one.get("/dealer/vouchers/1").await.body;
    assert!(!later.contains("请为车主提供服务") && later.contains("此券已使用，不能再用"), "{later}");
    for (browser, path) in [(&mut one, "/dealer/vouchers/1/use"), (&mut other, "/dealer/vouchers/2/use")] {
        assert_eq!(browser.post(path, &[]).await.status, StatusCode::CONFLICT, "once");
    }
    assert!(other.get("/dealer/vouchers/2").await.body.contains("此券已使用"));
    assert!(one.get("/dealer/vouchers").await.body.contains("礼品1"));
    let mut tx = db.read().await?;
    let used = "SELECT COUNT(*) FROM staff_actions WHERE action = 'use' AND subject = 'redemption'";
    assert_eq!(count(&mut tx, used).await, 1);
    assert_whole(&db).await;
});

crate::db_test!(an_unusable_voucher_shows_the_reason, |db| {
    let (mut one, _) = dealers(&db).await;
    for (n, change_it, said) in [
        (1, "pickup_dealer_id = 2", "此券仅限在二号店使用"),
        (2, "code_expires_on = '2026-03-03'", "此券已过期"),
        (3, "state = 'fulfilled'", "此券已使用"),
    ] {
        let id = reward(&db, n, RewardKind::Evoucher, 100, 5).await;
        let code = redeemed(&db, n, id).await;
        let mut tx = db.write().await?;
        let update = sqlx::AssertSqlSafe(format!("UPDATE redemptions SET {change_it} WHERE reward_id = $1"));
        sql!(tx, execute, update, id)?;
        tx.commit().await?;
        let found = check(&mut one, &code).await;
        assert!(one.get(&found.location).await.body.contains(said), "{said}");
        let used = one.post(&format!("{}/use", found.location), &[]).await;
        assert_eq!(used.status, StatusCode::CONFLICT, "{said}");
    }
});

crate::db_test!(dealers_cannot_use_a_partners_voucher, |db| {
    let (mut one, _) = dealers(&db).await;
    let partners = with_codes(&db, 1, &["PARTNER-0001"]).await;
    let at_dealers = with_codes(&db, 2, &["WORKSHOP-0001"]).await;
    for (n, reward, code) in [(1, partners, "PARTNER-0001"), (2, at_dealers, "WORKSHOP-0001")] {
        let customer = member_with(&db, n, &[(5_000, 1)]).await;
        let mut tx = db.write().await?;
        rewards::redeem(&mut tx, &order(customer, reward, 100, code)).await?;
        tx.commit().await?;
    }
    change(&db, at_dealers, "kind = 'workshop'").await;
    let found = check(&mut one, "PARTNER-0001").await.location;
    let page = one.get(&found).await.body;
    assert!(page.contains("此券在合作方使用") && !page.contains("确认核销"), "{page}");
    let used = one.post(&format!("{found}/use"), &[]).await;
    assert!(used.status == StatusCode::CONFLICT && used.body.contains("未核销"), "{}", used.body);
    assert_eq!(count(&mut db.read().await?, "SELECT COUNT(*) FROM redemptions WHERE state = 'issued'").await, 2);
    let found = check(&mut one, "WORKSHOP-0001").await.location;
    assert_eq!(one.post(&format!("{found}/use"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_whole(&db).await;
});

crate::db_test!(wrong_codes_are_recorded_and_rate_limited, |db| {
    let (mut one, mut other) = dealers(&db).await;
    let id = with_codes(&db, 1, &["PARTNER-0001"]).await;
    let wrong = check(&mut one, "CLUB-0000-0000-0000-00000").await;
    assert!(wrong.status == StatusCode::UNPROCESSABLE_ENTITY && wrong.body.contains("没有这个券码"));
    let free = check(&mut one, "PARTNER-0001").await;
    assert_eq!(free.status, StatusCode::UNPROCESSABLE_ENTITY, "an unassigned code looks unknown");
    for _ in 2..30 {
        assert_eq!(check(&mut one, "GUESS-0001").await.status, StatusCode::UNPROCESSABLE_ENTITY);
    }
    let code = "PARTNER-0001";
    let customer = member_with(&db, 1, &[(5_000, 1)]).await;
    let mut tx = db.write().await?;
    rewards::redeem(&mut tx, &order(customer, id, 100, "k")).await?;
    tx.commit().await?;
    assert_eq!(check(&mut one, code).await.status, StatusCode::TOO_MANY_REQUESTS, "valid codes are limited too");
    assert_eq!(check(&mut other, code).await.status, StatusCode::SEE_OTHER);
    let recorded = "SELECT COUNT(*) FROM voucher_checks WHERE code_id IS NULL AND dealer_id = 1";
    assert_eq!(count(&mut db.read().await?, recorded).await, 30);
});

crate::db_test!(a_check_expires_after_half_an_hour_and_use_is_notified, |db| {
    let (_, mut other) = dealers(&db).await;
    let id = reward(&db, 1, RewardKind::Evoucher, 100, 5).await;
    change(&db, id, "value_fen = 0").await;
    let code = redeemed(&db, 1, id).await;
    testing::account(&db, "owner", "13800000001", Some(1), None).await;
    let app = testing::app(&db);
    let mut one = Browser::new(&app);
    one.sign_in("13900000001", PASSWORD).await;
    let first = check(&mut one, &code).await.location;
    app.clock.set(noon() + TimeDelta::minutes(30));
    let page = one.get(&first).await.body;
    assert!(page.contains("重新查券") && !page.contains("确认核销"), "{page}");
    let late = one.post(&format!("{first}/use"), &[]).await;
    assert!(late.status == StatusCode::CONFLICT && late.body.contains("查券已超过 30 分钟，尚未核销"), "{}", late.body);
    let second = check(&mut one, &code).await.location;
    app.clock.set(noon() + TimeDelta::minutes(59));
    assert_eq!(one.post(&format!("{second}/use"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(other.post(&format!("{second}/use"), &[]).await.status, StatusCode::NOT_FOUND);
    let mut tx = db.read().await?;
    let sent = "SELECT body FROM outbox WHERE dedupe_key LIKE 'redemption:%:used'";
    let sent = sql!(tx, scalars String, sent)?;
    assert!(sent.len() == 1 && sent[0].contains("礼品1") && sent[0].contains("一号店"), "{sent:?}");
    assert_eq!(count(&mut tx, "SELECT COUNT(*) FROM redemption_handovers WHERE dealer_id = 1").await, 1);
    drop(tx);
    let mut owner = Browser::new(&app);
    owner.sign_in("13800000001", PASSWORD).await;
    let mine = owner.get("/me/redemptions/1").await.body;
    assert!(mine.contains("已使用 · 一号店") && mine.contains("12:59"), "{mine}");
    assert!(!mine.contains("¥0.00"), "an unknown value is not shown: {mine}");
    assert_whole(&db).await;
});

crate::db_test!(wrong_codes_are_rate_limited_per_address, |db| {
    let (mut one, _) = dealers(&db).await;
    for n in 0..4 {
        let phone = format!("1390000010{n}");
        testing::account(&db, "dealer", &phone, None, Some(2)).await;
        let mut browser = Browser::new(&testing::app(&db));
        browser.sign_in(&phone, PASSWORD).await;
        for _ in 0..30 {
            assert_eq!(check(&mut browser, "GUESS-0001").await.status, StatusCode::UNPROCESSABLE_ENTITY);
        }
    }
    assert_eq!(check(&mut one, "GUESS-0001").await.status, StatusCode::TOO_MANY_REQUESTS);
});
