use super::ops::{self, NewMember};
use crate::error::AppError;
use crate::i18n::Locale;
use crate::members::Refusal;
use crate::members::testing::{PHONE, VIN, car, code, count, customer, member, message, wrong};
use crate::sql;
use crate::values::{CustomerId, Phone, Vin};
use crate::web::testing::{self, Browser, noon};
use axum::http::StatusCode;
use chrono::TimeDelta;

const PASSWORD: &[(&str, &str)] = &[("password", "four-wheels-good"), ("privacy", "yes"), ("sms", "yes")];

crate::db_test!(a_customer_joins, |db| {
    let app = testing::app(&db);
    let id = customer(&db, "张伟", PHONE).await;
    car(&db, VIN, id).await;
    let mut browser = Browser::new(&app);
    assert!(browser.get("/join").await.body.contains("车架号"));
    let answer = browser.post("/join", &[("vin", "lsvam4187c2184847"), ("phone", "138 0013 8001")]).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/join/code"));
    let page = browser.get("/join/code").await.body;
    assert!(page.contains("138****8001") && !page.contains(PHONE));
    let sent = code(&db, PHONE).await;
    let refused = browser.post("/join/code", &[("code", &wrong(&sent))]).await;
    assert_eq!(refused.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(refused.body.contains("验证码不正确或已失效"));
    assert_eq!(browser.post("/join/code", &[("code", &sent)]).await.location, "/join/password");
    let anonymous = browser.cookie("club").map(String::from);

    let page = browser.post("/join/password", &[("password", "12345678"), ("sms", "yes")]).await;
    assert_eq!(page.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(
        page.body.contains("太容易被猜到") && page.body.contains("请勾选同意后继续") && !page.body.contains("12345678")
    );
    let entered = browser.post("/join/password", PASSWORD).await;
    assert_eq!((entered.status, entered.location.as_str()), (StatusCode::SEE_OTHER, "/me"), "{}", entered.body);
    assert_ne!(browser.cookie("club").map(String::from), anonymous, "a new session id");
    assert!(browser.get("/me/security").await.body.contains("本机"));

    let mut tx = db.read().await?;
    let select = "SELECT purpose FROM consents WHERE granted AND customer_id = $1 ORDER BY purpose";
    assert_eq!(sql!(tx, scalars String, select, id)?, ["privacy", "sms"]);
    drop(tx);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM consent_changes").await, 5);
    assert_eq!(count(&db, "SELECT available FROM point_balances").await, 0);
    let mut elsewhere = Browser::new(&app);
    elsewhere.sign_in(PHONE, "four-wheels-good").await;
});

/// VINs of different cars, all with valid check digits: the check digit warning depends only on the input.
fn vin(n: u32) -> String {
    Vin::parse(&format!("LSVAM4180C2{n:06}")).expect("a VIN").with_check_digit().to_string()
}

crate::db_test!(answers_do_not_reveal_who_is_a_customer, |db| {
    let app = testing::app(&db);
    let known = customer(&db, "张伟", PHONE).await;
    car(&db, &vin(1), known).await;
    let here = member(&db, "李娜", "13800138002").await;
    car(&db, &vin(2), here).await;
    car(&db, &vin(3), customer(&db, "王芳", "13800138003").await).await;
    // A matching pair, a wrong phone, an unknown car, a member, someone else's car; all the phones mask alike.
    let pairs = [
        (vin(1), PHONE),
        (vin(1), "13811118001"),
        (vin(4), "13822228001"),
        (vin(2), "13800138002"),
        (vin(3), "13833338001"),
    ];
    let mut answers = Vec::new();
    for (vin, phone) in pairs {
        let mut browser = Browser::new(&app);
        let statements = db.statements();
        let first = browser.post("/join", &[("vin", &vin), ("phone", phone)]).await;
        let second = browser.get("/join/code").await;
        let third = browser.post("/join/code", &[("code", "000000x")]).await;
        let fourth = browser.post("/join/code", &[("code", "000000")]).await;
        let fifth = browser.post("/join/code", &[("do", "resend")]).await;
        let masked = format!("138****{}", &phone[7..]);
        let steps = [first, second, third, fourth, fifth];
        let bodies = steps.map(|a| (a.status, a.location, a.body.replace(&masked, "PHONE")));
        // Compare statement counts: the same work takes the same time.
        answers.push((bodies, db.statements() - statements));
    }
    assert!(answers.windows(2).all(|two| two[0] == two[1]));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM outbox WHERE topic = 'code'").await, 1);
    let sent = message(&db, "13800138002").await.expect("a message to the member");
    assert!(sent.1.contains("您已是会员"));
});

crate::db_test!(steps_cannot_be_skipped_or_forged, |db| {
    let app = testing::app(&db);
    let id = customer(&db, "张伟", PHONE).await;
    car(&db, VIN, id).await;
    let mut browser = Browser::new(&app);
    assert_eq!(browser.get("/join/code").await.location, "/join");
    assert_eq!(browser.get("/join/password").await.location, "/join");
    let forged = [PASSWORD, &[("customer", "1"), ("customer_id", "1"), ("phone", PHONE), ("joining", "{}")]].concat();
    assert_eq!(browser.post("/join/password", &forged).await.location, "/join");
    browser.post("/join", &[("vin", VIN), ("phone", PHONE)]).await;
    let sent = code(&db, PHONE).await;
    let mut thief = Browser::new(&app);
    thief.post("/join", &[("vin", "LSVAM4187C2180000"), ("phone", "13800138009")]).await;
    assert_eq!(thief.post("/join/code", &[("code", &sent)]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(browser.post("/join/code", &[("code", &sent)]).await.location, "/join/password");
    app.clock.set(noon() + TimeDelta::minutes(31));
    assert_eq!(browser.get("/join/password").await.location, "/join", "too late");
    assert_eq!(count(&db, "SELECT COUNT(*) FROM accounts").await, 0);
});

crate::db_test!(a_wrong_check_digit_is_only_a_warning, |db| {
    let app = testing::app(&db);
    for (vin, warned) in [("1M8GDM9A1KP042788", true), ("1M8GDM9AXKP042788", false)] {
        let mut browser = Browser::new(&app);
        let phone = if warned { "13800138011" } else { "13800138012" };
        browser.post("/join", &[("vin", vin), ("phone", phone)]).await;
        assert_eq!(browser.get("/join/code").await.body.contains("可能输错了"), warned, "{vin}");
    }
    let long = "车".repeat(10_000);
    let mut browser = Browser::new(&app);
    for bad in ["", "LSVAM", &long, "</textarea><script>", "LSVAM4187\r\nC2184847"] {
        let answer = browser.post("/join", &[("vin", bad), ("phone", bad)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
        assert!(!answer.body.contains("<script>"));
    }
});

crate::db_test!(concurrent_joins_make_each_customer_a_member_once, |db| {
    let mut ids = Vec::new();
    for n in 0..20 {
        ids.push(customer(&db, "车主", &format!("139001380{n:02}")).await);
    }
    // Each customer joins twice.
    let tasks: Vec<_> = ids
        .iter()
        .chain(&ids)
        .enumerate()
        .map(|(n, id)| {
            let (db, customer) = (db.clone(), CustomerId(*id));
            let phone = Phone::parse(&format!("139001380{:02}", n % 20)).expect("a phone");
            tokio::spawn(async move {
                let mut tx = db.write().await?;
                let (phone, locale) = (&phone, Locale::Zh);
                let new = NewMember { customer, phone, password_hash: "x", locale, granted: &[] };
                ops::join(&mut tx, &new, noon()).await?;
                Ok::<(), AppError>(tx.commit().await?)
            })
        })
        .collect();
    let mut refused = 0;
    for task in tasks {
        match task.await? {
            Ok(()) => {}
            Err(error) => {
                assert_eq!(error, Refusal::AlreadyMember.into());
                refused += 1;
            }
        }
    }
    assert_eq!(refused, 20);
    assert_eq!(count(&db, "SELECT COUNT(DISTINCT member_no) FROM members").await, 20);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM consent_changes").await, 100);
});
