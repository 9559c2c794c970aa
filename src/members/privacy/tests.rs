use crate::members::testing::{PHONE, count, member};
use crate::sql;
use crate::web::testing::{self, Browser, PASSWORD, noon};
use axum::http::StatusCode;

crate::db_test!(owners_see_who_opened_their_file, |db| {
    let app = testing::app(&db);
    let me = member(&db, "张伟", PHONE).await;
    let other = member(&db, "李娜", "13800138002").await;
    let admin = testing::account(&db, "admin", "13800138090", None, None).await;
    let mut tx = db.write().await?;
    for n in 0..25 {
        let insert =
            "INSERT INTO file_accesses (customer_id, account_id, what, reason, at) VALUES ($1, $2, 'file', $3, $4)";
        sql!(tx, execute, insert, if n < 22 { me } else { other }, admin, format!("原因 {n:02}"), noon())?;
    }
    tx.commit().await?;
    let mut browser = Browser::new(&app);
    browser.sign_in(PHONE, PASSWORD).await;
    let before = db.statements();
    let page = browser.get("/me/privacy").await.body;
    assert!(db.statements() - before <= 4);
    assert_eq!(page.matches("原因 ").count(), 20);
    assert!(page.contains("原因 21") && !page.contains("原因 22") && page.contains("俱乐部管理员 · 测试"));
    assert_eq!(testing::there_and_back(&mut browser, "/me/privacy").await, 2);
    for odd in ["x", "-1", "99999999999999999999", "%27"] {
        assert_eq!(browser.get(&format!("/me/privacy?after={odd}")).await.status, StatusCode::OK);
    }
});

crate::db_test!(consents_are_saved_with_their_history, |db| {
    let app = testing::app(&db);
    member(&db, "张伟", PHONE).await;
    let mut browser = Browser::new(&app);
    browser.sign_in(PHONE, PASSWORD).await;
    let answer = browser.post("/me/privacy", &[("sms", "yes"), ("dealer", "yes"), ("privacy", "no")]).await;
    assert_eq!(answer.location, "/me/privacy");
    browser.post("/me/privacy", &[("sms", "yes")]).await;
    browser.post("/me/privacy", &[("sms", "yes")]).await;
    // Four first answers and one withdrawal; the repeated answer adds no row.
    assert_eq!(count(&db, "SELECT COUNT(*) FROM consent_changes").await, 5);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM consents WHERE granted").await, 1);
    let page = browser.get("/me/privacy").await.body;
    assert!(
        page.contains("id=\"f-sms\" name=\"sms\" value=\"yes\" checked") && page.contains("条款 2026-11"),
        "{page}"
    );
    let profile = browser.get("/me/profile").await.body;
    assert!(profile.contains("<div>短信</div>"), "{profile}");
});
