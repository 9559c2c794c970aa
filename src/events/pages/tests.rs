//! The owner's pages through the real router.

use crate::events::model::EventStatus;
use crate::events::testing::*;
use crate::sql;
use crate::values::Tier;
use crate::web::testing::{self, Browser, PASSWORD, noon};
use axum::http::StatusCode;
use chrono::TimeDelta;

/// A signed-in member's browser.
async fn browser(app: &crate::web::App, n: i64) -> Browser {
    let mut browser = Browser::new(app);
    browser.sign_in(&phone(n), PASSWORD).await;
    browser
}

crate::db_test!(events_are_listed_publicly_and_filtered, |db| {
    let app = testing::app(&db);
    let day = TimeDelta::days(1);
    for n in 0..14 {
        insert_event(&db, |e| {
            e.title_zh = format!("活动{n:02}");
            (e.starts_at, e.ends_at) = (noon() + day * (n + 1), noon() + day * (n + 2));
        })
        .await;
    }
    insert_event(&db, |e| (e.title_zh, e.city) = ("成都之夜".into(), "成都".into())).await;
    insert_event(&db, |e| (e.title_zh, e.status) = ("草稿活动".into(), EventStatus::Draft)).await;
    let past = insert_event(&db, |e| {
        e.title_zh = "去年的活动".into();
        (e.starts_at, e.ends_at) = (noon() - day * 300, noon() - day * 299);
    })
    .await;
    let mut browser = Browser::new(&app);
    let first = browser.get("/events").await;
    assert!(first.body.contains("活动00") && first.body.contains("活动10") && !first.body.contains("活动13"));
    assert!(!first.body.contains("草稿活动") && !first.body.contains("去年的活动"));
    let next = first.body.split("href=\"/events?").find(|part| part.contains("rel=\"next\"")).expect("a next page");
    let next = format!("/events?{}", next.split('"').next().unwrap_or_default().replace("&amp;", "&"));
    let second = browser.get(&next).await;
    assert!(second.body.contains("活动13") && !second.body.contains("活动10") && second.body.contains("rel=\"prev\""));
    let chengdu = browser.get("/events?city=%E6%88%90%E9%83%BD").await;
    assert!(chengdu.body.contains("成都之夜") && !chengdu.body.contains("活动00"));
    assert!(browser.get("/events?month=2030-01").await.body.contains("没有符合条件的活动"));
    let over = browser.get("/events?when=past").await;
    assert!(over.body.contains("去年的活动") && !over.body.contains("活动00"));
    for odd in ["after=x", "before=9-", "month=2026-99", "month=+", "after=99999999999999999-1"] {
        assert_eq!(browser.get(&format!("/events?{odd}")).await.status, StatusCode::OK, "{odd}");
    }
    assert_eq!(browser.get(&format!("/events/{past}")).await.status, StatusCode::OK);
    for missing in ["/events?city=%00", "/events/999", "/events/x", "/events/16", "/events/-1"] {
        assert_eq!(browser.get(missing).await.status, StatusCode::NOT_FOUND, "{missing}");
    }
    assert_eq!(browser.get(&format!("/api/seats_left?event_id={past}")).await.body, "10");
    assert_eq!(browser.get("/api/seats_left?event_id=16").await.status, StatusCode::NOT_FOUND);
    let unasked = browser.get("/api/seats_left").await.status;
    assert_eq!(unasked, StatusCode::UNPROCESSABLE_ENTITY, "the argument is missing");
    let sent = browser.get(&format!("/events/{past}/registration")).await;
    assert!(sent.location.starts_with("/login?next=/events/"), "{}", sent.location);
});

crate::db_test!(the_form_validates_registers_and_cancels, |db| {
    let app = testing::app(&db);
    let id = insert_event(&db, |e| (e.capacity, e.fee_points, e.award_points) = (2, 100, 50)).await;
    let mut tx = db.write().await?;
    sql!(
        tx,
        execute,
        "INSERT INTO event_questions (event_id, position, kind, label_zh, label_en, choices_zh, choices_en, required) \
         VALUES ($1, 1, 'choice', '口味', 'Taste', $2, $3, $4), ($1, 2, 'text', '备注', 'Note', '', '', $5)",
        id,
        "清淡\n辣",
        "Mild\nHot",
        true,
        false
    )?;
    tx.commit().await?;
    insert_member(&db, 1, 1_000).await;
    insert_member(&db, 2, 0).await;
    let mut me = browser(&app, 1).await;
    let path = format!("/events/{id}/registration");
    let form = me.get(&path).await;
    assert!(form.body.contains("口味") && form.body.contains("900"), "{}", form.body);
    let (idempotency_key, asked) = (form.hidden("idempotency_key"), form.hidden("questions"));

    let nasty = "</textarea><script>alert(1)</script>\r\n张";
    let long = "长".repeat(10_000);
    let base = [("idempotency_key", idempotency_key.as_str()), ("questions", asked.as_str())];
    let with = |more: &[(&'static str, &str)]| -> Vec<(String, String)> {
        base.iter().chain(more).map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
    };
    for (fields, said) in [
        (with(&[("answer2", nasty)]), "请选择。"),
        (with(&[("answer1", "甜")]), "请从列表中选择"),
        (with(&[("answer1", "辣"), ("answer2", &long)]), "最多 500 个字符"),
        (with(&[("answer1", "辣"), ("companion1", nasty)]), "含有无法识别的字符"),
        (with(&[("answer1", "辣"), ("companion1", &long)]), "最多 40 个字符"),
    ] {
        let fields: Vec<_> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        let again = me.post(&path, &fields).await;
        assert_eq!(again.status, StatusCode::UNPROCESSABLE_ENTITY, "{said}");
        assert!(again.body.contains(said) && !again.body.contains("<script>alert"), "{said}: {}", again.body);
        assert_eq!(again.hidden("idempotency_key"), idempotency_key);
    }
    let stale = me.post(&path, &[("idempotency_key", &idempotency_key), ("questions", "7"), ("answer1", "辣")]).await;
    assert_eq!(stale.status, StatusCode::CONFLICT);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM registrations").await, 0);

    let fields = [
        ("idempotency_key", idempotency_key.as_str()),
        ("questions", asked.as_str()),
        ("answer1", "辣"),
        ("companion1", "李🚗雷"),
    ];
    let done = me.post(&path, &fields).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.body);
    let twice = me.post(&path, &fields).await;
    assert_eq!(
        (twice.status, &twice.location),
        (StatusCode::SEE_OTHER, &done.location),
        "resubmitting returns the same registration"
    );
    let ticket = me.get(&done.location).await;
    assert!(ticket.body.contains("报名成功") && ticket.body.contains("李🚗雷") && ticket.body.contains("<path d=\"M"));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM registration_answers").await, 1);
    assert_eq!(count(&db, "SELECT available FROM point_balances WHERE customer_id = 1").await, 900);
    let file = me.get(&format!("{}/calendar.ics", done.location)).await;
    assert!(file.body.contains("DTSTART:20260314T040000Z") && file.body.contains("UID:registration-1@club-portal"));

    let mut other = browser(&app, 2).await;
    for foreign in [done.location.clone(), format!("{}/calendar.ics", done.location), format!("{path}/cancellation")] {
        assert_eq!(other.get(&foreign).await.status, StatusCode::NOT_FOUND, "{foreign}");
    }
    assert_eq!(other.post(&format!("{path}/cancellation"), &[]).await.status, StatusCode::NOT_FOUND);
    let full = other.get(&path).await;
    assert!(full.body.contains("加入候补") && full.body.contains("候补不扣积分"), "{}", full.body);
    let waits = other.post(&path, &[("idempotency_key", "k"), ("questions", &asked), ("answer1", "清淡")]).await;
    assert!(other.get(&waits.location).await.body.contains("您排在第一位"));
    assert!(other.get("/me/events").await.body.contains("候补第 1 位"));
    assert!(other.get(&format!("/events/{id}")).await.body.contains("候补第 1 位"));

    assert!(me.get(&format!("{path}/cancellation")).await.body.contains("100 积分将退回"));
    let gone = me.post(&format!("{path}/cancellation"), &[]).await;
    assert_eq!((gone.status, gone.location.as_str()), (StatusCode::SEE_OTHER, "/me/events"));
    assert!(me.get("/me/events").await.body.contains("报名已取消"));
    assert_sound(&db).await;
});

crate::db_test!(a_refused_registration_names_the_reason, |db| {
    let app = testing::app(&db);
    insert_member(&db, 1, 0).await;
    let gold = insert_event(&db, |e| e.tier_from = Some(Tier::Gold)).await;
    let closed = insert_event(&db, |e| e.status = EventStatus::Closed).await;
    let cancelled = insert_event(&db, |e| e.status = EventStatus::Cancelled).await;
    let costly = insert_event(&db, |e| e.fee_points = 10).await;
    let mut me = browser(&app, 1).await;
    for (id, said) in
        [(gold, "此活动仅限"), (closed, "目前未开放报名"), (cancelled, "目前未开放报名"), (costly, "积分不足")]
    {
        let path = format!("/events/{id}/registration");
        let refused = me.post(&path, &[("idempotency_key", "k"), ("questions", "")]).await;
        assert_eq!(refused.status, StatusCode::CONFLICT, "{said}");
        assert!(refused.body.contains(said), "{said}: {}", refused.body);
    }
    assert_eq!(count(&db, "SELECT COUNT(*) FROM registrations").await, 0);
});

crate::db_test!(pages_use_at_most_four_statements, |db| {
    let app = testing::app(&db);
    let id = insert_event(&db, |e| e.capacity = 1).await;
    for n in 1..4 {
        let member = insert_member(&db, n, 0).await;
        register(&db, member, id, 0).await?;
    }
    let mut me = browser(&app, 2).await;
    for path in ["/events", "/events/1", "/events/1/registration", "/me/events", "/me/events/2"] {
        let before = db.statements();
        assert_eq!(me.get(path).await.status, StatusCode::OK);
        let asked = db.statements() - before;
        assert!(asked <= 4, "{path}: {asked}");
    }
});
