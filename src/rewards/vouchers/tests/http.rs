use super::*;
use crate::rewards::vouchers::batches::{self, BatchState};
use crate::web::testing::{self, Answer, Browser, PASSWORD};
use axum::body::Body;
use axum::http::{Request, StatusCode};
use std::time::Duration;

pub async fn admin(db: &Db) -> Browser {
    testing::account(db, "admin", "13900000009", None, None).await;
    let mut browser = Browser::new(&testing::app(db));
    browser.sign_in("13900000009", PASSWORD).await;
    browser
}

async fn upload(browser: &mut Browser, text: &str) -> Answer {
    let head = "--b0\r\nContent-Disposition: form-data; name=\"file\"; filename=\"codes.csv\"\r\n\r\n";
    let request = Request::post("/admin/rewards/1/codes")
        .header("sec-fetch-site", "same-origin")
        .header("content-type", "multipart/form-data; boundary=b0");
    browser.send(request, Body::from(format!("{head}{text}\r\n--b0--\r\n"))).await
}

async fn wait_until_checked(db: &Db) {
    for _ in 0..200 {
        let mut tx = db.read().await.expect("a connection");
        let all = batches::list_batches(&mut tx, RewardId(1)).await.expect("batches");
        if all.first().is_some_and(|batch| batch.state != BatchState::Checking) {
            return;
        }
        drop(tx);
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("the check does not finish");
}

crate::db_test!(imported_codes_are_shown_only_on_their_owners_page, |db| {
    with_codes(&db, 1, &[]).await;
    let mut admin = admin(&db).await;
    let none = admin.post("/admin/rewards/1/codes", &[]).await;
    assert!(none.status == StatusCode::UNPROCESSABLE_ENTITY && none.body.contains("href=\"#f-file\""));
    let sent = upload(&mut admin, "PARTNER-0001\nPARTNER-0001\nPARTNER-0002\n").await;
    assert_eq!((sent.status, sent.location.as_str()), (StatusCode::SEE_OTHER, "/admin/rewards/1/codes"));
    wait_until_checked(&db).await;
    let page = admin.get("/admin/rewards/1/codes").await.body;
    assert!(page.contains("第 2 行：文件内重复") && page.contains("入库 2 个券码") && !page.contains("PARTNER"));
    let twice = upload(&mut admin, "PARTNER-0009\n").await;
    assert_eq!(twice.status, StatusCode::CONFLICT);
    let taken = admin.post("/admin/rewards/1/codes/acceptance", &[("batch", "1")]).await;
    assert_eq!(taken.status, StatusCode::SEE_OTHER);
    assert!(admin.get("/admin/rewards/1/codes").await.body.contains("已入库 2 个券码"));
    assert_eq!(admin.post("/admin/rewards/1/codes/discard", &[("batch", "1")]).await.status, StatusCode::CONFLICT);
    let by_hand = [("seen", "2"), ("more", "5")];
    assert_eq!(admin.post("/admin/rewards/1/stock/receipt", &by_hand).await.status, StatusCode::CONFLICT);
    assert!(admin.get("/admin/rewards/1").await.body.contains("还有 2 个没有发出"));

    member_with(&db, 1, &[(5_000, 1)]).await;
    testing::account(&db, "owner", "13800000001", Some(1), None).await;
    let mut owner = Browser::new(&testing::app(&db));
    owner.sign_in("13800000001", PASSWORD).await;
    let idempotency_key = uuid::Uuid::new_v4().to_string();
    let done = owner.post("/rewards/1/redemption", &[("idempotency_key", &idempotency_key), ("price", "100")]).await;
    assert_eq!(done.location, "/me/redemptions/1");
    let page = owner.get("/me/redemptions/1").await.body;
    assert!(page.contains("PARTNER-0001") && !page.contains("/me/redemptions/1/cancellation"));
    for path in ["/me/redemptions", "/me", "/me/points", "/me/points.csv", "/rewards/1"] {
        assert!(!owner.page(path).await.contains("PARTNER-0001"), "{path}");
    }
    for path in ["/admin/redemptions/1", "/admin/rewards/1", "/admin/rewards/1/codes"] {
        let page = admin.get(path).await;
        assert!(page.status == StatusCode::OK && !page.body.contains("PARTNER-0001"), "{path}");
    }
    let before = db.statements();
    admin.get("/admin/rewards/1/codes").await;
    assert!(db.statements() - before <= 4);
    assert_whole(&db).await;
});
