//! The pages, as an owner and two dealers' staff use them.

use super::*;
use crate::garage::fixtures::statements;
use crate::rewards::code::parse_counter;
use crate::web::testing::{Answer, Browser, PASSWORD, app};
use axum::http::StatusCode;

async fn staff(db: &Db, phone: &str) -> Browser {
    let mut browser = Browser::new(&app(db));
    browser.sign_in(phone, PASSWORD).await;
    browser
}

/// The code as the owner's page shows it.
async fn new_code(owner: &mut Browser) -> String {
    let answer = owner.post("/me/counter", &[]).await;
    assert_eq!((answer.status, answer.location.as_str()), (StatusCode::SEE_OTHER, "/me/counter"));
    shown(&owner.get("/me/counter").await).expect("a code")
}

fn shown(page: &Answer) -> Option<String> {
    let (_, rest) = page.body.split_once("class=\"ticket-code\">")?;
    let code = rest.split('<').next()?.to_owned();
    assert_eq!(parse_counter(&code), Some(code.clone()));
    Some(code)
}

async fn ask(staff: &mut Browser, code: &str, order: &str, yuan: &str) -> Answer {
    let key = uuid::Uuid::new_v4().to_string();
    staff.post("/dealer/redeem", &[("code", code), ("order_no", order), ("yuan", yuan), ("key", &key)]).await
}

crate::db_test!(an_owner_pays_with_points_at_the_counter, |db| {
    let counter = Counter::new(&db).await;
    let mut owner = counter.world.zhang().await;
    assert!(owner.get("/me/counter").await.body.contains("¥50.00"));
    let code = new_code(&mut owner).await;
    assert_eq!(shown(&owner.get("/me/counter").await), Some(code.clone()), "a reload shows it again");
    let mut elsewhere = counter.world.zhang().await;
    let page = elsewhere.get("/me/counter").await;
    assert!(shown(&page).is_none() && page.body.contains("只在生成它的浏览器里显示"));
    let mut till = staff(&db, "13900000051").await;
    let held = ask(&mut till, &code.to_lowercase().replace('-', " "), "WO1", "25").await;
    assert_eq!(held.status, StatusCode::SEE_OTHER, "{}", held.body);
    let page = till.get(&held.location).await.body;
    assert!(
        page.contains("张*") && !page.contains("张伟") && page.contains("2,500") && page.contains("12:30"),
        "{page}"
    );
    let mine = owner.get("/me/counter").await;
    assert!(shown(&mine).is_none() && mine.body.contains("预留中") && mine.body.contains("WO1"));
    let mut other = staff(&db, "13900000052").await;
    assert_eq!(other.get(&held.location).await.status, StatusCode::NOT_FOUND);
    let foreign = other.post(&format!("{}/capture", held.location), &[]).await;
    assert_eq!(foreign.status, StatusCode::NOT_FOUND);
    assert!(!other.get("/dealer/redeem").await.body.contains("WO1"));
    let done = till.post(&format!("{}/capture", held.location), &[]).await;
    assert_eq!((done.status, &done.location), (StatusCode::SEE_OTHER, &held.location));
    assert!(till.get(&done.location).await.body.contains("已结算"));
    assert_eq!(till.post(&format!("{}/release", held.location), &[]).await.status, StatusCode::CONFLICT);
    assert!(till.get("/dealer/redeem").await.body.contains("WO1"));
    assert!(owner.get("/me/counter").await.body.contains("已结算"));
    assert!(owner.get("/me/points").await.body.contains("到店抵扣 WO1 · 上海浦东店"));
    assert!(statements(&db, &mut owner, "/me/counter").await <= 4);
    assert!(statements(&db, &mut till, "/dealer/redeem").await <= 4);
    assert!(statements(&db, &mut till, &held.location).await <= 4);
    assert_whole(&db).await;
});

crate::db_test!(guesses_look_alike_are_recorded_and_bounded, |db| {
    let counter = Counter::new(&db).await;
    let (mut owner, mut li) = (counter.world.zhang().await, counter.world.li().await);
    let mut till = staff(&db, "13900000051").await;
    let void = new_code(&mut owner).await;
    let used = new_code(&mut owner).await;
    assert_eq!(ask(&mut till, &used, "WO1", "1").await.status, StatusCode::SEE_OTHER);
    let foreign = new_code(&mut li).await;
    for code in [void.as_str(), &used, &foreign, "0000-0000", "1234-5678", "<b>", "长"] {
        let answer = ask(&mut till, code, "WO1", "1").await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{code}");
        assert!(answer.body.contains("抵扣码不正确或已失效"), "{code}");
    }
    let recorded = "SELECT COUNT(*) FROM staff_actions WHERE action = 'counter_code_wrong' AND subject = 'dealer'";
    assert_eq!(sql!(db.read().await?, scalar i64, recorded)?, 7);
    let codes = sql!(db.read().await?, scalars String, "SELECT code_hash FROM counter_codes")?;
    assert!(codes.iter().all(|hash| hash.starts_with("$argon2id$")));
    for _ in 0..22 {
        ask(&mut till, "0000-0000", "WO1", "1").await;
    }
    let right = new_code(&mut owner).await;
    assert_eq!(ask(&mut till, &right, "WO1", "1").await.status, StatusCode::TOO_MANY_REQUESTS);
    let typed = ask(&mut till, "", "WO<9>", "-1").await;
    assert!(typed.status == StatusCode::UNPROCESSABLE_ENTITY && typed.body.contains("WO&lt;9"), "typed text is kept");
    assert_whole(&db).await;
});
