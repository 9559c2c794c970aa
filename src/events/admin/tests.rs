use crate::sql;
use crate::web::testing::{self, Browser, PASSWORD};
use axum::http::StatusCode;

const FORM: [(&str, &str); 19] = [
    ("title_zh", "春日自驾"),
    ("title_en", "Spring drive"),
    ("summary_zh", "去千岛湖"),
    ("summary_en", "To the lake"),
    ("body_zh", "集合后出发"),
    ("body_en", "We leave together"),
    ("city", "杭州"),
    ("city_en", "Hangzhou"),
    ("place_zh", "游客中心"),
    ("place_en", "Visitor centre"),
    ("address", "湖滨路 1 号"),
    ("picture", "/img/event-drive.svg"),
    ("starts_at", "2026-04-11T09:00"),
    ("ends_at", "2026-04-11T18:00"),
    ("opens_at", "2026-03-06T09:00"),
    ("closes_at", "2026-04-10T18:00"),
    ("capacity", "20"),
    ("companions_max", "2"),
    ("award_points", "300"),
];

crate::db_test!(a_form_sent_twice_makes_one_event, |db| {
    testing::account(&db, "admin", "13900000009", None, None).await;
    let mut admin = Browser::new(&testing::app(&db));
    admin.sign_in("13900000009", PASSWORD).await;
    let new = "/admin/events/new";
    let page = admin.get(new).await.body;
    let key = page.split("name=\"key\" value=\"").nth(1).and_then(|rest| rest.split('"').next()).expect("a key");
    let mut form = FORM.to_vec();
    form.extend([("fee_points", "0"), ("key", key)]);
    let (first, second) = (admin.post(new, &form).await, admin.post(new, &form).await);
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    assert_eq!(first.location, second.location);
    form[0] = ("title_zh", "秋日自驾");
    let changed = admin.post(new, &form).await;
    assert_eq!(changed.status, StatusCode::CONFLICT, "{}", changed.body);
    assert!(changed.body.contains("秋日自驾"), "what was typed is kept");
    let mut tx = db.read().await?;
    assert_eq!(sql!(tx, scalar i64, "SELECT COUNT(*) FROM events")?, 1);
});
