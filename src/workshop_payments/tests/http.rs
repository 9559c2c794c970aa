//! The pages, as an owner and the staff of two dealers use them.

use super::*;
use crate::garage::fixtures::statements;
use crate::values::code::parse_payment_code;
use crate::web::testing::{Answer, Browser, PASSWORD, app};
use axum::http::StatusCode;

async fn staff(db: &Db, phone: &str) -> Browser {
    let mut browser = Browser::new(&app(db));
    browser.sign_in(phone, PASSWORD).await;
    browser
}

/// The code as the owner's page shows it.
async fn new_code(owner: &mut Browser) -> String {
    let answer = owner.post("/me/workshop-payments", &[]).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/me/workshop-payments"));
    shown(&owner.get("/me/workshop-payments").await).expect("a code")
}

fn shown(page: &Answer) -> Option<String> {
    let (_, rest) = page.body.split_once("class=\"ticket-code\">")?;
    let code = rest.split('<').next()?.to_owned();
    assert_eq!(parse_payment_code(&code), Some(code.clone()));
    Some(code)
}

async fn check(staff: &mut Browser, code: &str) -> Answer {
    staff.post("/dealer/redeem", &[("code", code)]).await
}

/// Holds points for the only order.
async fn hold(staff: &mut Browser, path: &str, yuan: &str) -> Answer {
    let page = staff.get(path).await.body;
    let order = page.split_once("name=\"order\" value=\"").and_then(|(_, rest)| rest.split('"').next());
    let idempotency_key = uuid::Uuid::new_v4().to_string();
    staff
        .post(
            path,
            &[
                ("order", order.unwrap_or_default()),
                ("yuan", yuan),
                ("rate", "100"),
                ("idempotency_key", &idempotency_key),
            ],
        )
        .await
}

crate::db_test!(an_owner_pays_a_workshop_bill_with_points, |db| {
    let workshop = Workshop::new(&db).await;
    let mut owner = workshop.world.zhang().await;
    assert!(owner.get("/me/workshop-payments").await.body.contains("¥50.00"));
    let code = new_code(&mut owner).await;
    assert_eq!(shown(&owner.get("/me/workshop-payments").await), Some(code.clone()), "a reload shows it again");
    let mut elsewhere = workshop.world.zhang().await;
    let page = elsewhere.get("/me/workshop-payments").await;
    assert!(shown(&page).is_none() && page.body.contains("只在生成时的浏览器里显示"));
    let mut dealer = staff(&db, "13900000051").await;
    let checked = check(&mut dealer, &code.to_lowercase().replace('-', " ")).await;
    assert_eq!(checked.status, StatusCode::SEE_OTHER, "{}", checked.body);
    assert!(!checked.location.contains(&code[..4]), "{}", checked.location);
    let page = dealer.get(&checked.location).await.body;
    for shown in ["张*", "沪A·12345", "工单 WO1，待付 ¥600.00，最多用 5,000 积分抵 ¥50.00"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    for hidden in ["张伟", "WO2", code.as_str(), "13900000001"] {
        assert!(!page.contains(hidden), "{hidden}: {page}");
    }
    assert!(statements(&db, &mut dealer, &checked.location).await <= 4);
    let held = hold(&mut dealer, &checked.location, "25").await;
    assert_eq!(held.status, StatusCode::SEE_OTHER, "{}", held.body);
    let page = dealer.get(&held.location).await.body;
    assert!(
        page.contains("张*") && !page.contains("张伟") && page.contains("2,500") && page.contains("12:30"),
        "{page}"
    );
    let mine = owner.get("/me/workshop-payments").await;
    assert!(shown(&mine).is_none() && mine.body.contains("预留中") && mine.body.contains("WO1"));
    let mut other = staff(&db, "13900000052").await;
    assert_eq!(other.get(&held.location).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.get(&checked.location).await.status, StatusCode::NOT_FOUND);
    let used = dealer.get(&checked.location).await.body;
    assert!(used.contains("抵扣码已使用") && !used.contains("WO1"), "{used}");
    let foreign = other.post(&format!("{}/capture", held.location), &[]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert!(!other.page("/dealer/redeem").await.contains("WO1"));
    let done = dealer.post(&format!("{}/capture", held.location), &[]).await;
    assert_eq!((done.status, &done.location), (StatusCode::SEE_OTHER, &held.location));
    assert!(dealer.get(&done.location).await.body.contains("已结算"));
    assert_eq!(dealer.post(&format!("{}/release", held.location), &[]).await.status, StatusCode::CONFLICT);
    assert!(dealer.get("/dealer/redeem").await.body.contains("WO1"));
    assert!(owner.get("/me/workshop-payments").await.body.contains("已结算"));
    assert!(owner.get("/me/points").await.body.contains("到店抵扣 WO1 · 上海浦东店"));
    assert!(statements(&db, &mut owner, "/me/workshop-payments").await <= 4);
    assert!(statements(&db, &mut dealer, "/dealer/redeem").await <= 4);
    assert!(statements(&db, &mut dealer, &held.location).await <= 4);
    assert_whole(&db).await;
});

crate::db_test!(wrong_codes_look_alike_and_are_recorded_and_rate_limited, |db| {
    let workshop = Workshop::new(&db).await;
    let mut owner = workshop.world.zhang().await;
    let mut dealer = staff(&db, "13900000051").await;
    let void = new_code(&mut owner).await;
    let used = new_code(&mut owner).await;
    let checked = check(&mut dealer, &used).await;
    assert_eq!(hold(&mut dealer, &checked.location, "1").await.status, StatusCode::SEE_OTHER);
    let mut other = staff(&db, "13900000052").await;
    let foreign = new_code(&mut owner).await;
    assert_eq!(check(&mut other, &foreign).await.status, StatusCode::SEE_OTHER);
    for code in [void.as_str(), &used, &foreign, "0000-0000", "1234-5678", "<b>", "长"] {
        let answer = check(&mut dealer, code).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        assert!(answer.body.contains("抵扣码不正确或已失效"), "{code}");
    }
    let recorded = "SELECT COUNT(*) FROM staff_actions WHERE action = 'payment_code_wrong' AND subject = 'dealer'";
    assert_eq!(sql!(db.read().await?, scalar i64, recorded)?, 7);
    let hashes = "SELECT code_hash FROM payment_codes UNION ALL SELECT code_hash FROM payment_code_checks";
    let hashes = sql!(db.read().await?, scalars String, hashes)?;
    assert!(hashes.iter().all(|hash| hash.len() == 64), "{hashes:?}");
    for _ in 0..22 {
        check(&mut dealer, "0000-0000").await;
    }
    let right = new_code(&mut owner).await;
    assert_eq!(check(&mut dealer, &right).await.status, StatusCode::TOO_MANY_REQUESTS);
    assert_whole(&db).await;
});

crate::db_test!(staff_choose_among_payable_orders, |db| {
    let workshop = Workshop::new(&db).await;
    let (mut owner, mut li) = (workshop.world.zhang().await, workshop.world.li().await);
    let mut dealer = staff(&db, "13900000051").await;
    let none = check(&mut dealer, &new_code(&mut li).await).await;
    let page = dealer.get(&none.location).await;
    assert!(page.status == StatusCode::OK && page.body.contains("没有可抵扣的工单"), "{}", page.body);
    let path = check(&mut dealer, &new_code(&mut owner).await).await.location;
    let foreign = workshop.orders[1].to_string();
    for (order, yuan, said) in [
        ("", "1", "请填写此项"),
        (foreign.as_str(), "1", "这张工单已不能抵扣"),
        ("<b>", "1", "这张工单已不能抵扣"),
        (&workshop.orders[0].to_string(), "<9>", "&lt;9&gt;"),
    ] {
        let answer = dealer.post(&path, &[("order", order), ("yuan", yuan), ("rate", "100")]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{order} {yuan}");
        assert!(answer.body.contains(said) && answer.body.contains("WO1"), "{order} {yuan}: {}", answer.body);
    }
    for yuan in ["51", "601", "99999", "0", "-1"] {
        let beyond = hold(&mut dealer, &path, yuan).await;
        assert_eq!(beyond.status, StatusCode::UNPROCESSABLE_ENTITY, "{yuan}");
        assert!(beyond.body.contains("请输入 1 到 50。") && beyond.body.contains("WO1"), "{yuan}: {}", beyond.body);
    }
    new_code(&mut owner).await;
    let replaced =
        dealer.post(&path, &[("order", &workshop.orders[0].to_string()), ("yuan", "1"), ("rate", "100")]).await;
    assert!(replaced.status == StatusCode::CONFLICT && !replaced.body.contains("WO1"), "{}", replaced.body);
    assert_whole(&db).await;
});

crate::db_test!(a_changed_rate_is_refused, |db| {
    let workshop = Workshop::new(&db).await;
    let mut owner = workshop.world.zhang().await;
    let mut dealer = staff(&db, "13900000051").await;
    let path = check(&mut dealer, &new_code(&mut owner).await).await.location;
    let order = workshop.orders[0].to_string();
    let shown = dealer.get(&path).await.body;
    assert!(shown.contains("name=\"rate\" value=\"100\""), "{shown}");
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE point_rules SET value = 200 WHERE code = 'point_value'")?;
    tx.commit().await?;
    for rate in ["100", "", "x"] {
        let stale = dealer.post(&path, &[("order", &order), ("yuan", "12"), ("rate", rate)]).await;
        assert_eq!(stale.status, StatusCode::CONFLICT, "{rate}");
        let kept = stale.body.contains("value=\"12\"") && stale.body.contains("name=\"rate\" value=\"200\"");
        assert!(kept && stale.body.contains("200 积分抵 ¥1"), "{}", stale.body);
    }
    assert_eq!(available(&mut db.read().await?, workshop.zhang).await, 5_000);
    let held = dealer.post(&path, &[("order", &order), ("yuan", "12"), ("rate", "200")]).await;
    assert_eq!(held.status, StatusCode::SEE_OTHER, "the code is still valid: {}", held.body);
    assert_eq!(available(&mut db.read().await?, workshop.zhang).await, 2_600);
});

crate::db_test!(the_hold_of_a_reduced_bill_can_only_be_cancelled, |db| {
    let workshop = Workshop::new(&db).await;
    let mut dealer = staff(&db, "13900000051").await;
    let page = format!("/dealer/redeem/{}", workshop.held(&db, 25, "k").await);
    assert!(dealer.get(&page).await.body.contains("确认结算"));
    let before = dealer.get(&page).await;
    assert!(before.body.contains("待付") && before.body.contains("¥600.00"), "{}", before.body);
    set_bill(&db, workshop.orders[0], 60_000, 60_000).await;
    let refused = dealer.post(&format!("{page}/capture"), &[]).await;
    assert!(
        refused.status == StatusCode::CONFLICT && refused.body.contains("待付金额小于这笔抵扣"),
        "{}",
        refused.body
    );
    assert!(!refused.body.contains("确认结算") && refused.body.contains("取消抵扣"), "{}", refused.body);
    assert_eq!(dealer.post(&format!("{page}/release"), &[]).await.status, StatusCode::SEE_OTHER);
    assert_eq!(available(&mut db.read().await?, workshop.zhang).await, 5_000);
    assert!(statements(&db, &mut dealer, &page).await <= 4);
});

crate::db_test!(staff_see_the_amount_left_to_pay_in_money, |db| {
    let workshop = Workshop::new(&db).await;
    let mut dealer = staff(&db, "13900000051").await;
    let first = format!("/dealer/redeem/{}", workshop.held(&db, 20, "k1").await);
    let page = dealer.get(&first).await.body;
    assert!(page.contains("抵扣后应付") && page.contains("¥580.00") && !page.contains("此前已抵"), "{page}");
    assert_eq!(dealer.post(&format!("{first}/capture"), &[]).await.status, StatusCode::SEE_OTHER);
    assert!(dealer.get(&first).await.body.contains("¥580.00"), "also after it is settled");
    let second = format!("/dealer/redeem/{}", workshop.held(&db, 15, "k2").await);
    let page = dealer.get(&second).await.body;
    for shown in ["¥600.00", "此前已抵", "¥20.00", "抵扣后应付", "¥565.00"] {
        assert!(page.contains(shown), "{shown}: {page}");
    }
    assert!(dealer.post(&format!("{second}/release"), &[]).await.status == StatusCode::SEE_OTHER);
    assert!(!dealer.page(&second).await.contains("抵扣后应付"), "these points paid nothing");
    set_bill(&db, workshop.orders[0], 60_000, 58_000).await;
    assert!(!dealer.page(&first).await.contains("抵扣后应付"), "nothing is left");
    assert!(statements(&db, &mut dealer, &first).await <= 4);
});
