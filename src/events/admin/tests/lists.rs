use super::*;
use crate::db::testing::assert_ordered_by;
use crate::events::admin::queries::BY_START;
use crate::events::model::EventStatus;
use crate::web::testing::noon;
use chrono::TimeDelta;

async fn signed_in(db: &Db) -> Browser {
    testing::account(db, "admin", "13900000009", None, None).await;
    let mut admin = Browser::new(&testing::app(db));
    admin.sign_in("13900000009", PASSWORD).await;
    admin
}

async fn statuses(db: &Db) -> Vec<String> {
    sql!(db.read().await.expect("a connection"), scalars String, "SELECT status FROM events ORDER BY id").expect("rows")
}

crate::db_test!(several_events_are_published_closed_and_reopened, |db| {
    for n in 1..=3 {
        insert_event(&db, |event| {
            event.status = EventStatus::Draft;
            if n == 2 {
                event.closes_at = noon() - TimeDelta::hours(1);
            }
        })
        .await;
    }
    let mut admin = signed_in(&db).await;
    let path = "/admin/events/publications?status=draft";
    let late = admin.post(path, &[("row", "2")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT, "{}", late.body);
    let list = "/admin/events?status=draft&sort=-start";
    assert_eq!(admin.post(path, &[("row", "1"), ("row", "2"), ("row", "3")]).await.location, list);
    let said = admin.get(list).await.body;
    assert!(said.contains("已发布 2 个活动；另外 1 个报名已截止或已由他人处理"), "{said}");
    assert_eq!(statuses(&db).await, ["published", "draft", "published"]);
    admin.post("/admin/events/closures", &[("row", "3"), ("row", "2")]).await;
    let said = admin.get("/admin/events").await.body;
    assert!(said.contains("已关闭 1 个活动的报名；另外 1 个已由他人处理"), "{said}");
    assert_eq!(statuses(&db).await, ["published", "draft", "closed"]);
    admin.post("/admin/events/publications?status=closed", &[("row", "3")]).await;
    assert_eq!(statuses(&db).await, ["published", "draft", "published"]);
});

crate::db_test!(the_list_is_searched_by_title_and_city, |db| {
    insert_event(&db, |event| event.city = "杭州".into()).await;
    insert_event(&db, |event| event.city = "苏州".into()).await;
    let mut admin = signed_in(&db).await;
    let found = admin.get("/admin/events?when=upcoming&q=%E8%8B%8F%E5%B7%9E").await.body;
    assert!(found.contains("/admin/events/2\"") && !found.contains("/admin/events/1\""), "{found}");
    assert!(found.contains("value=\"upcoming\" selected") && found.contains(">清除<"), "{found}");
    let past = admin.get("/admin/events?when=past").await.body;
    assert!(past.contains("没有活动") && past.contains("/admin/events/new"), "{past}");
});

crate::db_test!(the_order_is_that_of_an_index, |db| {
    let now = "'2026-03-04 04:00:00+00:00'";
    for statement in BY_START {
        assert_ordered_by(&db, "events_starts_at", statement, &["''", "0", now, now, "1", "''"]).await;
    }
});
