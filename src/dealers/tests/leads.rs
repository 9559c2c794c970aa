use crate::db::Db;
use crate::error::Result;
use crate::referrals::testing::{available, basics, count, member, referral};
use crate::web::testing::{self, Browser, PASSWORD, noon};
use axum::http::StatusCode;
use chrono::TimeDelta;

const FRIEND: &str = "13912340000";

/// Two dealers with staff (13900000001, 13900000002) and one invited lead of the first.
async fn club(db: &Db) -> Result<i64> {
    let mut tx = db.write().await?;
    basics(&mut tx).await;
    member(&mut tx, 1, "13800000001").await;
    let lead = referral(&mut tx, 1, FRIEND, "invited", noon() - TimeDelta::days(3)).await;
    tx.commit().await?;
    testing::account(db, "dealer", "13900000001", None, Some(1)).await;
    testing::account(db, "dealer", "13900000002", None, Some(2)).await;
    Ok(lead)
}

async fn staff(app: &crate::web::App, phone: &str) -> Browser {
    let mut browser = Browser::new(app);
    browser.sign_in(phone, PASSWORD).await;
    browser
}

crate::db_test!(a_lead_advances_to_delivery_and_pays_points, |db| {
    let lead = club(&db).await?;
    let app = testing::app(&db);
    let mut staff = staff(&app, "13900000001").await;
    let board = staff.get("/dealer/leads").await;
    assert!(board.body.contains("王**") && board.body.contains("139****0000") && board.body.contains("3 天未联系"));
    let path = format!("/dealer/leads/{lead}");
    let state = format!("{path}/state");
    let moved = staff.post(&state, &[("version", "1"), ("to", "contacted"), ("from", "board")]).await;
    assert_eq!((moved.status, moved.location.as_str()), (StatusCode::SEE_OTHER, "/dealer/leads"));
    staff.post(&state, &[("version", "2"), ("to", "test_drive"), ("note", "喜欢\r\n红色")]).await;
    assert_eq!(available(&db, 1).await, 200);

    let no_car = staff.post(&state, &[("version", "3"), ("to", "delivered"), ("note", "写好的")]).await;
    assert_eq!(no_car.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(no_car.body.contains("href=\"#f-vin\"") && no_car.body.contains("写好的"), "{}", no_car.body);
    let done = staff.post(&state, &[("version", "3"), ("to", "delivered"), ("vin", "lsvam4187c2184847")]).await;
    assert_eq!((done.status, done.location.as_str()), (StatusCode::SEE_OTHER, path.as_str()));
    let page = staff.get(&path).await.body;
    assert!(page.contains("LSVAM4187C2184847") && page.contains("尚未进入客户库") && page.contains("红色"), "{page}");
    assert_eq!(available(&db, 1).await, 3_200);
});

crate::db_test!(a_stale_form_changes_nothing, |db| {
    let lead = club(&db).await?;
    let app = testing::app(&db);
    let mut staff = staff(&app, "13900000001").await;
    let state = format!("/dealer/leads/{lead}/state");
    staff.post(&state, &[("version", "1"), ("to", "contacted")]).await;
    let late = staff.post(&state, &[("version", "1"), ("to", "expired"), ("note", "没兴趣")]).await;
    assert_eq!(late.status, StatusCode::CONFLICT);
    assert!(late.body.contains("已被他人修改") && late.body.contains("没兴趣"));
    for (version, to) in [("x", "contacted"), ("2", "declined!"), ("2", "invited"), ("", ""), ("2", "declined")] {
        let answer = staff.post(&state, &[("version", version), ("to", to)]).await;
        assert!(answer.status.is_client_error(), "{version} {to}: {}", answer.status);
    }
    assert_eq!(count(&db, "SELECT version FROM referrals").await, 2);
});

crate::db_test!(opening_a_lead_is_recorded_and_temporary, |db| {
    let lead = club(&db).await?;
    let app = testing::app(&db);
    let mut staff = staff(&app, "13900000001").await;
    let path = format!("/dealer/leads/{lead}");
    assert!(!staff.page(&path).await.contains(FRIEND));
    assert_eq!(staff.post(&format!("{path}/phone"), &[]).await.location, path);
    assert!(staff.get(&path).await.body.contains(FRIEND));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM staff_actions WHERE action = 'lead_opened'").await, 1);
    assert_eq!(count(&db, "SELECT COUNT(*) FROM file_accesses").await, 0, "a friend is not a customer");
    app.clock.set(noon() + TimeDelta::minutes(30));
    assert!(!staff.page(&path).await.contains(FRIEND));
});

crate::db_test!(foreign_leads_look_missing, |db| {
    let lead = club(&db).await?;
    let app = testing::app(&db);
    let mut other = staff(&app, "13900000002").await;
    let missing = lead + 999;
    for end in ["", "/phone", "/state"] {
        let foreign = other.get(&format!("/dealer/leads/{lead}{end}")).await;
        let gone = other.get(&format!("/dealer/leads/{missing}{end}")).await;
        assert_eq!((foreign.status, gone.status), (StatusCode::NOT_FOUND, StatusCode::NOT_FOUND), "{end}");
        assert_eq!(
            foreign.body.replace(&format!("leads/{lead}"), "N"),
            gone.body.replace(&format!("leads/{missing}"), "N")
        );
    }
    let fields = [("version", "1"), ("to", "contacted")];
    assert_eq!(other.post(&format!("/dealer/leads/{lead}/state"), &fields).await.status, StatusCode::NOT_FOUND);
    assert_eq!(other.post(&format!("/dealer/leads/{lead}/phone"), &[]).await.status, StatusCode::NOT_FOUND);
    assert!(!other.page("/dealer/leads").await.contains("王**"));
    assert_eq!(count(&db, "SELECT COUNT(*) FROM staff_actions").await, 0);
    assert_eq!(count(&db, "SELECT version FROM referrals").await, 1);
});

crate::db_test!(lead_pages_take_at_most_four_statements, |db| {
    let lead = club(&db).await?;
    let app = testing::app(&db);
    let mut staff = staff(&app, "13900000001").await;
    for path in [
        "/dealer/leads",
        "/dealer/leads?state=invited&before=9",
        "/dealer/leads?state=x",
        &format!("/dealer/leads/{lead}"),
    ] {
        let before = db.statements();
        assert_eq!(staff.get(path).await.status, StatusCode::OK, "{path}");
        assert!(db.statements() - before <= 4, "{path}");
    }
});
