use super::search::club;
use crate::referrals::testing::visit;
use crate::referrals::testing::{count, referral};
use crate::sql;
use crate::web::testing::{self, Browser, PASSWORD, noon};
use axum::http::StatusCode;
use chrono::TimeDelta;

const WHY: [(&str, &str); 2] = [("reason", "points"), ("detail", "积分<b>")];

crate::db_test!(a_file_needs_a_reason_to_open, |db| {
    let mut admin = club(&db).await?;
    let closed = admin.get("/admin/members/1").await.body;
    assert!(closed.contains("查看原因") && closed.contains("张**") && !closed.contains("M000000001"), "{closed}");
    assert_eq!(admin.post("/admin/members/1", &[]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(admin.post("/admin/members/1/phone", &[]).await.status, StatusCode::CONFLICT);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM file_accesses").await, 0);

    admin.post("/admin/members/1", &WHY).await;
    let open = admin.get("/admin/members/1").await.body;
    assert!(open.contains("M000000001") && open.contains("138****0001") && open.contains("积分&lt;b&gt;"), "{open}");
    assert!(!open.contains("13800000001") && !open.contains("<b>"));
    admin.post("/admin/members/1/phone", &[]).await;
    assert!(admin.get("/admin/members/1").await.body.contains("13800000001"));
    let written = "SELECT COUNT(*) FROM file_accesses WHERE customer_id = 1 AND dealer_id IS NULL";
    assert_eq!(count(&db, written).await, 2);
});

crate::db_test!(an_open_file_closes_after_half_an_hour, |db| {
    club(&db).await?;
    let app = testing::app(&db);
    let mut admin = Browser::new(&app);
    admin.sign_in("13900000009", PASSWORD).await;
    admin.post("/admin/members/1", &WHY).await;
    app.clock.set(noon() + TimeDelta::minutes(30));
    assert!(!admin.page("/admin/members/1").await.contains("M000000001"));
    assert_eq!(admin.post("/admin/members/1/phone", &[]).await.status, StatusCode::CONFLICT);
});

crate::db_test!(a_timeline_pages_forward_and_back, |db| {
    let mut admin = club(&db).await?;
    let mut tx = db.write().await?;
    for n in 0..60 {
        visit(&mut tx, 1, 1, noon() - TimeDelta::hours(n)).await;
    }
    // Each three share an instant, so that the id decides.
    sql!(
        tx,
        execute,
        "UPDATE service_orders SET opened_at = (SELECT MIN(s.opened_at) FROM service_orders s WHERE s.id / 3 = service_orders.id / 3)"
    )?;
    tx.commit().await?;
    admin.post("/admin/members/1", &WHY).await;
    assert_eq!(testing::there_and_back(&mut admin, "/admin/members/1").await, 3);
    assert_eq!(testing::there_and_back(&mut admin, "/admin/members/1?kind=service").await, 3);
    assert_eq!(testing::there_and_back(&mut admin, "/admin/members/1?kind=access").await, 1);
});

crate::db_test!(files_of_non_members_are_not_found, |db| {
    let mut admin = club(&db).await?;
    for id in ["3", "99", "x", "-1", "99999999999999999999"] {
        for end in ["", "/phone", "/account"] {
            assert_eq!(
                admin.get(&format!("/admin/members/{id}{end}")).await.status,
                StatusCode::NOT_FOUND,
                "{id}{end}"
            );
        }
        let posted = admin.post(&format!("/admin/members/{id}"), &WHY).await;
        assert_eq!(posted.status, StatusCode::NOT_FOUND, "{id}");
    }
    assert_eq!(count(&db, "SELECT COUNT(*) FROM file_accesses").await, 0);
});

crate::db_test!(the_timeline_lists_everything_page_by_page, |db| {
    let mut admin = club(&db).await?;
    let mut tx = db.write().await?;
    for hour in 0..30 {
        visit(&mut tx, 1, 1, noon() - TimeDelta::hours(hour)).await;
    }
    referral(&mut tx, 1, "13912340000", "declined", noon() - TimeDelta::hours(3)).await;
    sql!(
        tx,
        execute,
        "INSERT INTO customer_changes (customer_id, field, changed_by, changed_at) VALUES (1, 'email', 'member:1', $1)",
        noon() - TimeDelta::hours(3)
    )?;
    sql!(
        tx,
        execute,
        "INSERT INTO consent_changes (customer_id, purpose, granted, wording, changed_by, changed_at) \
         VALUES (1, 'dealer', $2, '…', 'member:1', $1)",
        noon() - TimeDelta::hours(3),
        true
    )?;
    tx.commit().await?;
    admin.post("/admin/members/1", &WHY).await;
    let (mut path, mut moments, mut whole) = (Some("/admin/members/1".to_owned()), 0, String::new());
    while let Some(at) = path {
        let body = admin.get(&at).await.body;
        moments += body.matches("timeline-dot").count();
        let next = body.split("<a ").find(|tag| tag.contains("rel=\"next\""));
        path = next.and_then(|tag| Some(tag.split("href=\"").nth(1)?.split('"').next()?.replace("&amp;", "&")));
        whole.push_str(&body);
    }
    assert_eq!(moments, 30 + 3 + 1, "visits, three changes, this access to the file");
    for text in ["推荐 王**", "已是客户", "邮箱已修改", "经销商查看会员资料", "查看档案", "积分或兑换问题"]
    {
        assert!(whole.contains(text), "{text}");
    }
    let only = admin.get("/admin/members/1?kind=referral").await.body;
    assert_eq!(only.matches("timeline-dot").count(), 1);
});

crate::db_test!(a_member_account_is_disabled_and_enabled_again, |db| {
    let mut admin = club(&db).await?;
    let app = testing::app(&db);
    testing::account(&db, "owner", "13800000001", Some(1), None).await;
    let mut owner = Browser::new(&app);
    owner.sign_in("13800000001", PASSWORD).await;
    let path = "/admin/members/1/account";
    let close = [("do", "disable"), ("reason", "冒用投诉")];
    assert_eq!(admin.post(path, &close).await.status, StatusCode::CONFLICT, "the file is not open");
    admin.post("/admin/members/1", &WHY).await;
    assert_eq!(admin.post(path, &[("do", "disable")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(admin.post(path, &[("do", "x"), ("reason", "y")]).await.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(admin.post(path, &close).await.status, StatusCode::SEE_OTHER);
    assert_eq!(owner.get("/me/referrals").await.status, StatusCode::SEE_OTHER, "signed out at once");
    assert!(admin.get("/admin/members/1").await.body.contains("账号已停用"));
    admin.post(path, &[("do", "enable"), ("reason", "已核实")]).await;
    owner.sign_in("13800000001", PASSWORD).await;
    assert_eq!(count(&db, "SELECT COUNT(*) FROM staff_actions WHERE subject = 'account'").await, 2);
});

crate::db_test!(other_roles_are_refused, |db| {
    let mut admin = club(&db).await?;
    assert_eq!(admin.get("/me/referrals").await.status, StatusCode::FORBIDDEN);
    assert_eq!(admin.get("/dealer/members/1").await.status, StatusCode::FORBIDDEN);
    let app = testing::app(&db);
    testing::account(&db, "owner", "13800000001", Some(1), None).await;
    testing::account(&db, "dealer", "13900000001", None, Some(1)).await;
    for phone in ["13800000001", "13900000001"] {
        let mut browser = Browser::new(&app);
        browser.sign_in(phone, PASSWORD).await;
        for path in ["/admin", "/admin/members", "/admin/members/1", "/admin/members/99"] {
            assert_eq!(browser.get(path).await.status, StatusCode::FORBIDDEN, "{phone} {path}");
        }
        assert_eq!(browser.post("/admin/members/1", &WHY).await.status, StatusCode::FORBIDDEN);
    }
    assert_eq!(count(&db, "SELECT COUNT(*) FROM file_accesses").await, 0);
});

crate::db_test!(pages_take_at_most_four_statements, |db| {
    let mut admin = club(&db).await?;
    admin.post("/admin/members/1", &WHY).await;
    let paths = [
        "/admin",
        "/admin/members",
        "/admin/members?q=张",
        "/admin/members?q=13800000001&after=1~x",
        "/admin/members/1",
        "/admin/members/1?kind=x&before=y",
        "/admin/members/2",
    ];
    for path in paths {
        let before = db.statements();
        assert_eq!(admin.get(&path.replace('张', "%E5%BC%A0")).await.status, StatusCode::OK, "{path}");
        assert!(db.statements() - before <= 4, "{path}: {}", db.statements() - before);
    }
});
