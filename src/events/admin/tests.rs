use crate::events::testing::insert_event;
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

/// The value of a hidden field.
fn hidden(page: &str, name: &str) -> String {
    let value = page.split(&format!("name=\"{name}\" value=\"")).nth(1).and_then(|rest| rest.split('"').next());
    value.expect(name).to_owned()
}

crate::db_test!(resubmitting_a_form_creates_one_event, |db| {
    testing::account(&db, "admin", "13900000009", None, None).await;
    let mut admin = Browser::new(&testing::app(&db));
    admin.sign_in("13900000009", PASSWORD).await;
    let new = "/admin/events/new";
    let page = admin.get(new).await.body;
    let idempotency_key = hidden(&page, "idempotency_key");
    let mut form = FORM.to_vec();
    form.extend([("fee_points", "0"), ("idempotency_key", &idempotency_key)]);
    let (first, second) = (admin.post(new, &form).await, admin.post(new, &form).await);
    assert_eq!(first.status, StatusCode::SEE_OTHER, "{}", first.body);
    assert_eq!(first.location, second.location);
    form[0] = ("title_zh", "秋日自驾");
    let changed = admin.post(new, &form).await;
    assert_eq!(changed.status, StatusCode::CONFLICT, "{}", changed.body);
    assert!(changed.body.contains("秋日自驾"), "the form keeps its input");
    let mut tx = db.read().await?;
    assert_eq!(sql!(tx, scalar i64, "SELECT COUNT(*) FROM events")?, 1);
});

crate::db_test!(a_stale_edit_shows_what_others_changed, |db| {
    for (phone, name) in [("13900000009", "王敏"), ("13900000008", "李娜")] {
        testing::account(&db, "admin", phone, None, None).await;
        let mut tx = db.write().await?;
        sql!(tx, execute, "UPDATE accounts SET name = $2 WHERE phone = $1", phone, name)?;
        tx.commit().await?;
    }
    let id = insert_event(&db, |event| event.capacity = 20).await;
    let app = testing::app(&db);
    let (mut first, mut second) = (Browser::new(&app), Browser::new(&app));
    first.sign_in("13900000009", PASSWORD).await;
    second.sign_in("13900000008", PASSWORD).await;
    let edit = format!("/admin/events/{id}/edit");
    let version = hidden(&second.get(&edit).await.body, "version");
    let mut form = FORM.to_vec();
    form.extend([("fee_points", "0"), ("version", &version)]);
    form[16] = ("capacity", "30");
    form[17] = ("companions_max", "3");
    assert_eq!(first.post(&edit, &form).await.location, format!("/admin/events/{id}"));
    let history = second.get(&format!("/admin/events/{id}")).await.body;
    for detail in ["总名额：20 → 30", "每人可带同伴：2 → 3", "王敏"] {
        assert!(history.contains(detail), "{detail}: {history}");
    }
    form[16] = ("capacity", "50");
    let stale = second.post(&edit, &form).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    for detail in ["总名额：20 → 30", "王敏", r#"value="50""#] {
        assert!(stale.body.contains(detail), "{detail}: {}", stale.body);
    }
    assert!(!stale.body.contains("标题（英文）："), "unchanged fields are not listed");
    // Saving again from the new version succeeds.
    let now = hidden(&stale.body, "version");
    let at = form.iter().position(|(name, _)| *name == "version").expect("a version");
    form[at] = ("version", &now);
    assert_eq!(second.post(&edit, &form).await.status, StatusCode::SEE_OTHER);
    let capacity = format!("/admin/events/{id}/capacity");
    assert_eq!(first.post(&capacity, &[("capacity", "60")]).await.status, StatusCode::SEE_OTHER);
    let history = first.get(&format!("/admin/events/{id}")).await.body;
    assert!(history.contains("总名额：30 → 50") && history.contains("总名额：50 → 60"), "{history}");
});
