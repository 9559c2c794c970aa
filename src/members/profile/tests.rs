mod removal;

use super::model::Field;
use super::ops::{self, Change};
use crate::db::Db;
use crate::error::{AppError, Conflict};
use crate::members::testing::{PHONE, code, count, member, message};
use crate::merges::{Merge, merge};
use crate::points::model::PointSource;
use crate::points::ops::{Movement, earn};
use crate::sql;
use crate::values::{AccountId, CustomerId, PersonName};
use crate::web::testing::{self, Browser, PASSWORD, noon};
use crate::web::{App, Owner};
use axum::http::StatusCode;
use chrono::TimeDelta;

async fn signed_in(app: &App, phone: &str) -> Browser {
    let mut browser = Browser::new(app);
    browser.sign_in(phone, PASSWORD).await;
    browser
}

/// A profile with everything but the name present and confirmed today. Returns the owner.
async fn nearly_complete(db: &Db) -> Owner {
    let customer = member(db, "张伟", PHONE).await;
    let mut tx = db.write().await.expect("a transaction");
    let dealer = "INSERT INTO dealers (code, name_zh, name_en, province, city, city_en, address, phone) \
                  VALUES ('D1', '浦东店', 'Pudong', '上海市', '上海', 'Shanghai', '路', '021')";
    sql!(tx, execute, dealer).expect("a dealer");
    let update =
        "UPDATE customers SET birthday = $2, preferred_dealer_id = (SELECT MIN(id) FROM dealers) WHERE id = $1";
    sql!(tx, execute, update, customer, crate::clock::day(noon())).expect("a birthday");
    for (kind, value) in [("email", "lilei@example.com"), ("address", "世纪大道 100 号")] {
        let insert = "INSERT INTO contact_points (customer_id, kind, value, updated_at) VALUES ($1, $2, $3, $4)";
        sql!(tx, execute, insert, customer, kind, value, noon()).expect("a contact");
    }
    let insert = "INSERT INTO consents (customer_id, purpose, granted, changed_at) VALUES ($1, 'sms', $2, $3)";
    sql!(tx, execute, insert, customer, true, noon()).expect("a consent");
    for field in Field::ALL.iter().filter(|field| **field != Field::Name) {
        crate::members::verified(&mut tx, CustomerId(customer), field.code(), noon()).await.expect("verified");
    }
    tx.commit().await.expect("committed");
    Owner { account: AccountId(1), customer: CustomerId(customer) }
}

async fn version(db: &Db) -> i64 {
    count(db, "SELECT version FROM customers WHERE id = 1").await
}

crate::db_test!(every_change_is_recorded, |db| {
    let app = testing::app(&db);
    nearly_complete(&db).await;
    let mut browser = signed_in(&app, PHONE).await;
    let before = db.statements();
    let page = browser.get("/me/profile").await;
    assert!(db.statements() - before <= 4, "{}", db.statements() - before);
    assert!(page.body.contains("尚未核实") && page.body.contains("7 项中 6 项"), "{}", page.body);

    let body = [
        ("version", "1"),
        ("birthday", "1988-02-29"),
        ("role", "admin"),
        ("name", "别人"),
        ("balance", "9999"),
        ("customer_id", "2"),
        ("tier", "platinum"),
    ];
    assert_eq!(browser.post("/me/profile/birthday", &body).await.location, "/me/profile");
    assert_eq!(count(&db, "SELECT birthday_md FROM customers WHERE id = 1").await, 229);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM customers WHERE name = '张伟'").await, 1);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM members WHERE tier = 'basic'").await, 1);
    let address = [
        ("version", "2"),
        ("province", "浙江省"),
        ("city", "杭州"),
        ("district", "西湖区"),
        ("street", "</textarea><script>🚗"),
        ("postcode", "310012"),
    ];
    assert_eq!(browser.post("/me/profile/address", &address).await.location, "/me/profile");
    assert_eq!(browser.post("/me/profile/dealer", &[("version", "3"), ("dealer", "1")]).await.location, "/me/profile");
    // Saving the same dealer confirms it but is no change.
    assert_eq!((version(&db).await, count(&db, "SELECT COUNT(*) FROM customer_changes").await), (3, 2));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM contact_points WHERE kind = 'address' AND is_primary").await, 1);
    let page = browser.get("/me/profile").await.body;
    assert!(page.contains("2026年3月4日 12:00") && page.contains("本人") && !page.contains("<script>"), "{page}");
    let mut tx = db.read().await?;
    let by = sql!(tx, scalars String, "SELECT changed_by FROM customer_changes")?;
    assert_eq!(by, ["member:1", "member:1"]);
});

crate::db_test!(a_form_opened_before_another_change_is_refused, |db| {
    let app = testing::app(&db);
    nearly_complete(&db).await;
    let mut browser = signed_in(&app, PHONE).await;
    let mut tx = db.write().await?;
    sql!(tx, execute, "UPDATE customers SET name = '张炜', version = version + 1 WHERE id = 1")?;
    tx.commit().await?;
    let stale = browser.post("/me/profile/name", &[("version", "1"), ("name", "张玮")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    let shown = ["内容已被他人修改", "value=\"张玮\"", "name=\"version\" value=\"2\""];
    assert!(shown.iter().all(|text| stale.body.contains(text)), "{}", stale.body);
    let confirmed = browser.post("/me/profile/verification", &[("version", "1"), ("field", "name")]).await;
    assert_eq!(confirmed.status, StatusCode::CONFLICT);
    assert_eq!(browser.post("/me/profile/name", &[("version", "2"), ("name", "张玮")]).await.status, 303);
    assert!(browser.get("/me/security").await.body.contains("张玮"), "the session shows the new name");
    assert_eq!(count(&db, "SELECT COUNT(*) FROM accounts WHERE name = '张玮'").await, 1);
});

crate::db_test!(errors_are_shown_beside_their_fields, |db| {
    let app = testing::app(&db);
    nearly_complete(&db).await;
    let mut browser = signed_in(&app, PHONE).await;
    let long = "名".repeat(10_000);
    let bad = [
        ("/me/profile/name", "name", long.as_str()),
        ("/me/profile/name", "name", "张\r\n三"),
        ("/me/profile/birthday", "birthday", "2027-01-01"),
        ("/me/profile/birthday", "birthday", "2026-02-30"),
        ("/me/profile/dealer", "dealer", "99"),
        ("/me/profile/dealer", "dealer", "x"),
        ("/me/profile/address", "province", "火星"),
        ("/me/profile/phone", "phone", "123"),
        ("/me/profile/email", "email", "a@b"),
    ];
    for (path, field, value) in bad {
        let answer = browser.post(path, &[("version", "1"), (field, value)]).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{path} {field}");
        assert!(answer.body.contains(&format!("id=\"f-{field}-error\"")), "{path}: {}", answer.body);
    }
    let missing = browser.post("/me/profile/name", &[("name", "张三")]).await;
    assert_eq!(missing.status, StatusCode::UNPROCESSABLE_ENTITY);
    let unknown = browser.post("/me/profile/verification", &[("version", "1"), ("field", "role")]).await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
    assert_eq!(version(&db).await, 1);
});

crate::db_test!(a_new_phone_takes_effect_after_its_code, |db| {
    let app = testing::app(&db);
    nearly_complete(&db).await;
    member(&db, "李娜", "13800138002").await;
    let mut browser = signed_in(&app, PHONE).await;
    let answer = browser.post("/me/profile/phone", &[("phone", "13811118001")]).await;
    assert_eq!(answer.location, "/me/profile/phone/code");
    let free = browser.get("/me/profile/phone/code").await.body;
    assert_eq!(count(&db, "SELECT COUNT(*) FROM accounts WHERE phone = '13811118001'").await, 0);
    let sent = code(&db, "13811118001").await;
    let done = browser.post("/me/profile/phone/code", &[("code", &sent), ("phone", "13899998888")]).await;
    assert_eq!(done.location, "/me/profile");
    assert!(message(&db, PHONE).await.expect("a message to the former phone").1.contains("138****8001"));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM accounts WHERE phone = '13811118001'").await, 1);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM contact_points WHERE customer_id = 1 AND kind = 'phone'").await, 2);
    signed_in(&app, "13811118001").await;

    browser.get("/me/profile").await;

    // Another member's number: the page is the same, and no code is sent that would work.
    app.clock.set(noon() + TimeDelta::minutes(2));
    let answer = browser.post("/me/profile/phone", &[("phone", "13800138002")]).await;
    assert_eq!(answer.location, "/me/profile/phone/code");
    let taken = browser.get("/me/profile/phone/code").await.body;
    // Compare from <main> on: every page has its own script nonce in its head.
    let read = |page: &str, phone: &str| page.split("<main").nth(1).map(|read| read.replace(phone, "PHONE"));
    assert!(read(&taken, "138****8002").is_some_and(|taken| Some(taken) == read(&free, "138****8001")));
    let sent = message(&db, "13800138002").await.expect("a message to its owner");
    assert!(sent.0 == "account" && sent.1.contains("绑定"));
});

crate::db_test!(a_new_mail_address_takes_effect_after_its_code, |db| {
    let app = testing::app(&db);
    nearly_complete(&db).await;
    let mut browser = signed_in(&app, PHONE).await;
    browser.post("/me/profile/email", &[("email", "New@Example.com")]).await;
    let sent = code(&db, "New@example.com").await;
    // A code for a mail address cannot change the phone.
    assert_eq!(browser.post("/me/profile/phone/code", &[("code", &sent)]).await.location, "/me/profile/phone");
    assert_eq!(browser.post("/me/profile/email/code", &[("code", &sent)]).await.location, "/me/profile");
    assert!(browser.get("/me/profile").await.body.contains("New@example.com"));
});

crate::db_test!(a_complete_profile_earns_points_once_in_twelve_months, |db| {
    let owner = nearly_complete(&db).await;
    let tasks: Vec<_> = (0..20)
        .map(|_| {
            let db = db.clone();
            tokio::spawn(async move {
                let mut tx = db.write().await?;
                let saved = ops::confirm(&mut tx, owner, 1, Field::Name, noon()).await?;
                tx.commit().await?;
                Ok::<_, AppError>(saved.rewarded)
            })
        })
        .collect();
    let mut rewarded = 0;
    for task in tasks {
        rewarded += i64::from(task.await??);
    }
    assert_eq!((rewarded, count(&db, "SELECT available FROM point_balances").await), (1, 200));
    let confirm_all = async |now| {
        let mut tx = db.write().await?;
        let mut rewarded = false;
        for field in Field::ALL {
            rewarded |= ops::confirm(&mut tx, owner, 1, *field, now).await?.rewarded;
        }
        tx.commit().await?;
        Ok::<_, AppError>(rewarded)
    };
    assert!(!confirm_all(noon() + TimeDelta::days(364)).await?);
    assert!(confirm_all(noon() + TimeDelta::days(365)).await?);
    assert_eq!(count(&db, "SELECT available FROM point_balances").await, 400);
});

crate::db_test!(a_merge_does_not_restart_the_twelve_months, |db| {
    let owner = nearly_complete(&db).await;
    let duplicate = crate::points::testing::member(&db, 2).await;
    let mut tx = db.write().await?;
    let (source, source_id, at) = (PointSource::Profile, duplicate.0, noon() - TimeDelta::days(300));
    earn(&mut tx, &Movement { source, source_id, at, ..crate::points::testing::movement(duplicate, 200, "k") }).await?;
    merge(&mut tx, &Merge { duplicate, survivor: owner.customer, by: None, reason: "", now: noon() }).await?;
    let name = Change::Name(PersonName::parse("张玮").expect("a name"));
    assert!(!ops::change(&mut tx, owner, None, &name, noon()).await?.rewarded);
    let later = noon() + TimeDelta::days(70);
    assert!(ops::change(&mut tx, owner, None, &name, later).await?.rewarded);
});

crate::db_test!(an_empty_field_cannot_be_confirmed, |db| {
    let customer = CustomerId(member(&db, "张伟", PHONE).await);
    let owner = Owner { account: AccountId(1), customer };
    let mut tx = db.write().await?;
    let empty = ops::confirm(&mut tx, owner, 1, Field::Email, noon()).await;
    assert_eq!(empty.err(), Some(Conflict::WrongState.into()));
    let name = Change::Name(PersonName::parse("张玮").expect("a name"));
    assert!(!ops::change(&mut tx, owner, Some(1), &name, noon()).await?.rewarded);
});
