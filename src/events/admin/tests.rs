mod lists;

use crate::actions::testing::{Edits, two_editors};
use crate::db::Db;
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

crate::db_test!(resubmitting_a_form_creates_one_event, |db| {
    testing::account(&db, "admin", "13900000009", None, None).await;
    let mut admin = Browser::new(&testing::app(&db));
    admin.sign_in("13900000009", PASSWORD).await;
    let new = "/admin/events/new";
    let page = admin.get(new).await;
    let idempotency_key = page.hidden("idempotency_key");
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
    let (mut first, mut second) = two_editors(&db).await;
    let id = insert_event(&db, |event| event.capacity = 20).await;
    let detail = format!("/admin/events/{id}");
    let edits = Edits {
        form: &format!("{detail}/edit"),
        detail: &detail,
        fields: &[FORM.as_slice(), &[("fee_points", "0")]].concat(),
        theirs: &[("capacity", "30"), ("companions_max", "3")],
        shown: &["总名额：20 → 30", "每人可带同伴：2 → 3"],
        mine: ("capacity", "50"),
        unchanged: "标题（英文）：",
    };
    edits.check((&mut first, &mut second)).await;
    let capacity = format!("{detail}/capacity");
    assert_eq!(first.post(&capacity, &[("capacity", "60")]).await.status, StatusCode::SEE_OTHER);
    let history = first.get(&detail).await.body;
    assert!(history.contains("总名额：30 → 50") && history.contains("总名额：50 → 60"), "{history}");
});
