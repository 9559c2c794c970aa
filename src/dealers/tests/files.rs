use super::members::{consent, driver};
use crate::db::Db;
use crate::dealers::members::renew;
use crate::error::Result;
use crate::referrals::testing::{basics, count, visit};
use crate::web::testing::{self, Browser, PASSWORD, noon};
use axum::http::StatusCode;
use chrono::TimeDelta;

const WHY: [(&str, &str); 2] = [("reason", "call"), ("detail", "问积分")];

/// Member 1 of dealer 1 (bought there, serviced at both), member 2 of dealer 2, staff at both.
pub async fn club(db: &Db) -> Result<()> {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    driver(&mut tx, 1, 1, 900).await;
    driver(&mut tx, 2, 2, 900).await;
    visit(&mut tx, 1, 1, noon() - TimeDelta::days(5)).await;
    visit(&mut tx, 1, 2, noon() - TimeDelta::days(900)).await;
    tx.commit().await?;
    testing::account(db, "dealer", "13900000001", None, Some(1)).await;
    testing::account(db, "dealer", "13900000002", None, Some(2)).await;
    renew(db, noon()).await
}

pub async fn staff(app: &crate::web::App, phone: &str) -> Browser {
    let mut browser = Browser::new(app);
    browser.sign_in(phone, PASSWORD).await;
    browser
}

crate::db_test!(visits_page_forward_and_back, |db| {
    club(&db).await?;
    let mut tx = db.write().await?;
    for n in 1..=24 {
        visit(&mut tx, 1, 1, noon() - TimeDelta::hours(n)).await;
    }
    tx.commit().await?;
    let mut staff = staff(&testing::app(&db), "13900000001").await;
    staff.post("/dealer/members/1", &WHY).await;
    assert_eq!(testing::there_and_back(&mut staff, "/dealer/members/1").await, 3);
});

crate::db_test!(a_file_opens_with_a_reason_for_half_an_hour, |db| {
    club(&db).await?;
    let app = testing::app(&db);
    let mut staff = staff(&app, "13900000001").await;
    let closed = staff.get("/dealer/members/1").await.body;
    assert!(closed.contains("查看原因") && closed.contains("张**") && !closed.contains("WO-1-1"), "{closed}");
    let bare = staff.post("/dealer/members/1", &[("detail", "没选")]).await;
    assert_eq!(bare.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(bare.body.contains("没选"));
    assert_eq!(staff.post("/dealer/members/1", &[("reason", "other")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(staff.post("/dealer/members/1/phone", &[]).await.status, StatusCode::CONFLICT, "closed");
    assert_eq!(count(&db, "SELECT COUNT(*) FROM file_accesses").await, 0);

    assert_eq!(staff.post("/dealer/members/1", &WHY).await.location, "/dealer/members/1");
    let open = staff.get("/dealer/members/1").await.body;
    assert!(
        open.contains("WO-1-1") && !open.contains("WO-1-2") && open.contains("本店 1 次，其他经销商 1 次"),
        "{open}"
    );
    assert!(!open.contains("13800000001") && open.contains("138****0001"));
    staff.post("/dealer/members/1/phone", &[]).await;
    assert!(staff.get("/dealer/members/1").await.body.contains("13800000001"));
    let written = "SELECT COUNT(*) FROM file_accesses WHERE customer_id = 1 AND dealer_id = 1 \
                   AND reason = '客户来电或留言：问积分' AND what IN ('file', 'phone')";
    assert_eq!(count(&db, written).await, 2);
    app.clock.set(noon() + TimeDelta::minutes(30));
    assert!(!staff.page("/dealer/members/1").await.contains("WO-1-1"), "the half hour is over");
});

crate::db_test!(withdrawing_consent_closes_the_file_at_once, |db| {
    club(&db).await?;
    let app = testing::app(&db);
    let mut staff = staff(&app, "13900000001").await;
    staff.post("/dealer/members/1", &WHY).await;
    let mut tx = db.write().await?;
    consent(&mut tx, 1, false).await;
    tx.commit().await?;
    for path in ["/dealer/members/1", "/dealer/members/1/phone"] {
        assert_eq!(staff.get(path).await.status, StatusCode::NOT_FOUND);
        assert_eq!(staff.post(path, &WHY).await.status, StatusCode::NOT_FOUND);
    }
    assert!(!staff.page("/dealer/members?q=13800000001").await.contains("/dealer/members/1\""));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM file_accesses").await, 1);
});

crate::db_test!(foreign_members_look_missing, |db| {
    club(&db).await?;
    let app = testing::app(&db);
    let mut staff = staff(&app, "13900000001").await;
    for end in ["", "/phone"] {
        let foreign = staff.get(&format!("/dealer/members/2{end}")).await;
        let missing = staff.get(&format!("/dealer/members/9{end}")).await;
        assert_eq!((foreign.status, missing.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND));
        assert_eq!(foreign.body.replace("members/2", "members/N"), missing.body.replace("members/9", "members/N"));
        assert_eq!(staff.post(&format!("/dealer/members/2{end}"), &WHY).await.status, StatusCode::NOT_FOUND);
    }
    assert_eq!(staff.get("/dealer/members/x").await.status, StatusCode::NOT_FOUND);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM file_accesses").await, 0);
});

crate::db_test!(search_finds_by_any_identifier_but_only_own_members, |db| {
    club(&db).await?;
    let app = testing::app(&db);
    let mut staff = staff(&app, "13900000001").await;
    let own = ["张1", "张", "138 0000 0001", "沪A·00001", "lsvam4187c2100001", "M000000001"];
    for q in own {
        let page = staff.get(&format!("/dealer/members?q={}", crate::ui::encode(q))).await;
        assert!(page.body.contains("href=\"/dealer/members/1\""), "{q}");
        assert!(!page.body.contains("href=\"/dealer/members/2\""), "{q}");
    }
    for q in ["张2", "13800000002", "沪A00002", "LSVAM4187C2100002", "M000000002", "%", "a%00b", "'; --"] {
        let page = staff.get(&format!("/dealer/members?q={}", crate::ui::encode(q))).await;
        assert_eq!(page.status, StatusCode::OK, "{q}");
        assert!(!page.body.contains("href=\"/dealer/members/"), "{q}");
    }
});

crate::db_test!(dealer_pages_take_at_most_four_statements, |db| {
    club(&db).await?;
    let app = testing::app(&db);
    let mut staff = staff(&app, "13900000001").await;
    staff.post("/dealer/members/1", &WHY).await;
    let lists =
        crate::dealers::members::WorkList::ALL.iter().map(|list| format!("/dealer/members?list={list}&after=x~y"));
    let others = ["/dealer", "/dealer/members?q=x&list=y", "/dealer/members/1", "/dealer/members/1?before=1.x.2"];
    for path in lists.chain(others.map(String::from)) {
        let before = db.statements();
        assert_eq!(staff.get(&path).await.status, StatusCode::OK, "{path}");
        assert!(db.statements() - before <= 4, "{path}: {}", db.statements() - before);
    }
});
