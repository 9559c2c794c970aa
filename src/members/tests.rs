use crate::web::testing::{self, Browser, PASSWORD};
use axum::http::StatusCode;

crate::db_test!(an_administrator_signs_in_and_out, |db| {
    let app = testing::app(&db);
    testing::account(&db, "admin", "13900000001", None, None).await;
    let mut browser = Browser::new(&app);
    let page = browser.get("/login").await;
    assert!(
        page.status == StatusCode::OK && page.body.contains("登录") && page.body.ends_with("</html>"),
        "{}",
        page.body
    );

    let wrong = browser.post("/login", &[("phone", "13900000001"), ("password", "wrong")]).await;
    assert_eq!(wrong.status, StatusCode::CONFLICT);
    assert!(
        wrong.body.contains("手机号或密码不正确") && wrong.body.contains("value=\"13900000001\""),
        "{}",
        wrong.body
    );
    let unknown = browser.post("/login", &[("phone", "13900000002"), ("password", "wrong")]).await;
    assert_eq!((unknown.status, unknown.body.len()), (wrong.status, wrong.body.len()));

    let entered = browser.post("/login", &[("phone", "139 0000 0001"), ("password", PASSWORD)]).await;
    assert_eq!((entered.status, entered.location.as_str()), (StatusCode::SEE_OTHER, "/admin"));
    let before = browser.cookie("club").map(String::from);
    assert!(before.is_some());
    browser.post("/logout", &[]).await;
    browser.set_cookie("club", &before.unwrap_or_default());
    let after = browser.get("/login").await;
    assert_eq!(after.status, StatusCode::OK, "the session is ended on the server too");
});

crate::db_test!(cross_site_forms_are_refused, |db| {
    let app = testing::app(&db);
    let mut browser = Browser::new(&app);
    for (name, value) in
        [("sec-fetch-site", "cross-site"), ("sec-fetch-site", "same-site"), ("origin", "null"), ("x", "y")]
    {
        let request = axum::http::Request::post("/language").header(name, value);
        assert_eq!(browser.send(request, "locale=en".into()).await.status, StatusCode::FORBIDDEN, "{name}: {value}");
    }
    let request = axum::http::Request::post("/language").header("origin", "http://localhost");
    assert_eq!(browser.send(request, "locale=en&next=//evil.example".into()).await.location, "/");
    assert!(browser.get("/login").await.body.contains("lang=\"en\""));
});
