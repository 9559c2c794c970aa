use super::ops;
use crate::members::testing::{PHONE, code, count, member, message};
use crate::values::AccountId;
use crate::web::App;
use crate::web::testing::{self, Browser, PASSWORD, noon};
use axum::http::StatusCode;
use chrono::TimeDelta;

async fn signed_in(app: &App) -> Browser {
    let mut browser = Browser::new(app);
    browser.sign_in(PHONE, PASSWORD).await;
    browser
}

async fn is_in(browser: &mut Browser) -> bool {
    browser.get("/me/security").await.status == StatusCode::OK
}

crate::db_test!(a_user_ends_other_sessions, |db| {
    let app = testing::app(&db);
    member(&db, "张伟", PHONE).await;
    member(&db, "李娜", "13800138002").await;
    let (mut here, mut there, mut third) = (signed_in(&app).await, signed_in(&app).await, signed_in(&app).await);
    let mut stranger = Browser::new(&app);
    stranger.sign_in("13800138002", PASSWORD).await;

    let before = db.statements();
    let page = here.get("/me/security").await.body;
    assert!(db.statements() - before <= 4);
    let cookie = here.cookie("club").expect("a session").to_owned();
    assert!(!page.contains(&cookie));
    let handles: Vec<_> = page.split("name=\"session\" value=\"").skip(1).map(|rest| &rest[..16]).collect();
    let handle = handles.iter().find(|handle| !handle.starts_with("others")).expect("another session").to_string();
    assert_eq!(stranger.post("/me/security/sessions", &[("session", &handle)]).await.status, StatusCode::NOT_FOUND);
    let stolen = [("club", handle.as_str())];
    let mut thief = Browser::new(&app);
    thief.set_cookie(stolen[0].0, stolen[0].1);
    assert!(!is_in(&mut thief).await, "the handle shown on the page is no session id");

    here.post("/me/security/sessions", &[("session", &handle)]).await;
    assert!(is_in(&mut there).await ^ is_in(&mut third).await, "exactly one of the two is signed out");
    for bad in ["", "0000", "%", &"x".repeat(10_000)] {
        assert_eq!(here.post("/me/security/sessions", &[("session", bad)]).await.status, StatusCode::NOT_FOUND);
    }
    here.post("/me/security/sessions", &[("session", "others")]).await;
    assert!(!is_in(&mut there).await && !is_in(&mut third).await && is_in(&mut here).await);
    assert!(is_in(&mut stranger).await);
});

crate::db_test!(a_new_password_ends_the_other_sessions, |db| {
    let app = testing::app(&db);
    member(&db, "张伟", PHONE).await;
    let (mut here, mut there) = (signed_in(&app).await, signed_in(&app).await);
    let before = here.cookie("club").map(String::from);
    let wrong = here.post("/me/security/password", &[("present", "no"), ("password", "short")]).await;
    assert!(wrong.status == 422 && wrong.body.contains("当前密码不正确") && wrong.body.contains("至少 8 个字符"));
    let good = [("present", PASSWORD), ("password", "four-wheels-good"), ("role", "admin"), ("account", "2")];
    assert_eq!(here.post("/me/security/password", &good).await.status, StatusCode::SEE_OTHER);
    assert_ne!(here.cookie("club").map(String::from), before, "a new session id");
    assert!(is_in(&mut here).await && !is_in(&mut there).await);
    assert!(message(&db, PHONE).await.expect("a message").1.contains("密码已更改"));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM accounts WHERE role = 'owner'").await, 1);
    let mut again = Browser::new(&app);
    assert_eq!(again.post("/login", &[("phone", PHONE), ("password", PASSWORD)]).await.status, StatusCode::CONFLICT);
    again.sign_in(PHONE, "four-wheels-good").await;
});

crate::db_test!(a_forgotten_password_is_reset_by_a_code, |db| {
    let app = testing::app(&db);
    member(&db, "张伟", PHONE).await;
    let mut there = signed_in(&app).await;
    let mut browser = Browser::new(&app);
    assert_eq!(browser.post("/password", &[("phone", PHONE)]).await.location, "/password/code");
    let sent = code(&db, PHONE).await;
    let weak = browser.post("/password/code", &[("code", &sent), ("password", "password1")]).await;
    assert!(weak.body.contains("太容易被猜到") && !weak.body.contains("验证码不正确"), "{}", weak.body);
    let done = browser.post("/password/code", &[("code", &sent), ("password", "four-wheels-good")]).await;
    assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, "/me"));
    assert!(is_in(&mut browser).await && !is_in(&mut there).await);
    let twice = browser.post("/password/code", &[("code", &sent), ("password", "five-wheels-good")]).await;
    assert_eq!(twice.location, "/password", "the code is used");
});

crate::db_test!(a_code_signs_in, |db| {
    let app = testing::app(&db);
    member(&db, "张伟", PHONE).await;
    for (next, to) in [("/me/points?kind=earn", "/me/points?kind=earn"), ("//evil.example", "/me"), ("/\\evil", "/me")]
    {
        let mut browser = Browser::new(&app);
        browser.post("/login/code", &[("phone", PHONE), ("next", next)]).await;
        let planted = browser.cookie("club").map(String::from);
        let sent = code(&db, PHONE).await;
        assert_eq!(browser.post("/login/code/confirm", &[("code", &sent)]).await.location, to);
        assert_ne!(browser.cookie("club").map(String::from), planted, "a new session id");
        app.clock.set(app.clock.now() + TimeDelta::minutes(2));
    }
    let hostile = Browser::new(&app).get("/login?next=%0d%0aSet-Cookie:x=1").await;
    assert!(hostile.status == StatusCode::OK && hostile.body.contains("value=\"/\""));
});

crate::db_test!(known_unknown_and_disabled_phones_look_the_same, |db| {
    let app = testing::app(&db);
    member(&db, "张伟", PHONE).await;
    member(&db, "李娜", "13811118001").await;
    let mut tx = db.write().await?;
    ops::disable_account(&mut tx, AccountId(2), noon()).await?;
    tx.commit().await?;
    for (start, confirm) in [("/login/code", "/login/code/confirm"), ("/password", "/password/code")] {
        let mut answers = Vec::new();
        for phone in [PHONE, "13811118001", "13822228001"] {
            let mut browser = Browser::new(&app);
            let statements = db.statements();
            let first = browser.post(start, &[("phone", phone)]).await;
            let second = browser.get(confirm).await;
            let third = browser.post(confirm, &[("code", "000000"), ("password", "four-wheels-good")]).await;
            let fourth = browser.post(confirm, &[("do", "resend")]).await;
            let bodies = [first, second, third, fourth].map(|a| (a.status, a.location, a.body.replace(phone, "PHONE")));
            // Compare statement counts: the same work takes the same time.
            answers.push((bodies, db.statements() - statements));
        }
        assert!(answers.windows(2).all(|two| two[0] == two[1]), "{start}");
        app.clock.set(app.clock.now() + TimeDelta::minutes(2));
    }
    assert_eq!(count(&db, "SELECT COUNT(DISTINCT recipient) FROM outbox").await, 1);
});

crate::db_test!(a_wrong_password_takes_as_long_as_an_unknown_phone, |db| {
    let app = testing::app(&db);
    member(&db, "张伟", PHONE).await;
    let mut tx = db.write().await?;
    // The other tests' hashes are cheap; this one has the real cost.
    let hash = crate::members::password::hash(&app, PASSWORD.to_owned()).await?;
    crate::sql!(tx, execute, "UPDATE accounts SET password_hash = $1", hash)?;
    tx.commit().await?;
    let mut browser = Browser::new(&app);
    let (mut known, mut unknown) = (Vec::new(), Vec::new());
    for _ in 0..10 {
        for (phone, times) in [(PHONE, &mut known), ("13822228001", &mut unknown)] {
            let start = std::time::Instant::now();
            let answer = browser.post("/login", &[("phone", phone), ("password", "wrong")]).await;
            times.push(start.elapsed());
            assert_eq!(answer.status, StatusCode::CONFLICT);
        }
    }
    // Take the fastest of each: other load on the machine only adds time.
    let fastest = |times: Vec<std::time::Duration>| times.into_iter().min().unwrap_or_default().as_secs_f64();
    let (known, unknown) = (fastest(known), fastest(unknown));
    assert!((0.5..2.0).contains(&(known / unknown)), "known {known} s, unknown {unknown} s");
});

crate::db_test!(disabling_an_account_signs_it_out_at_once, |db| {
    let app = testing::app(&db);
    member(&db, "张伟", PHONE).await;
    let mut browser = signed_in(&app).await;
    assert!(is_in(&mut browser).await);
    let mut tx = db.write().await?;
    ops::disable_account(&mut tx, AccountId(1), noon()).await?;
    tx.commit().await?;
    assert!(!is_in(&mut browser).await);
    let refused = browser.post("/login", &[("phone", PHONE), ("password", PASSWORD)]).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM sessions WHERE account_id = 1").await, 0);
});

crate::db_test!(planted_and_ended_session_ids_are_rejected, |db| {
    let app = testing::app(&db);
    member(&db, "张伟", PHONE).await;
    let mut browser = Browser::new(&app);
    let planted = "AAAAAAAAAAAAAAAAAAAAAA";
    browser.set_cookie("club", planted);
    browser.sign_in(PHONE, PASSWORD).await;
    assert_ne!(browser.cookie("club"), Some(planted));
    let mut attacker = Browser::new(&app);
    attacker.set_cookie("club", planted);
    assert!(!is_in(&mut attacker).await);
    // A session that ends while one of its requests is in progress stays ended.
    let id: tower_sessions::session::Id = browser.cookie("club").expect("a session").parse()?;
    let store = crate::web::session::Store::new(&app);
    let record = tower_sessions::SessionStore::load(&store, &id).await?.expect("a session");
    browser.post("/logout", &[]).await;
    tower_sessions::SessionStore::save(&store, &record).await?;
    browser.set_cookie("club", &id.to_string());
    assert!(!is_in(&mut browser).await);
});
