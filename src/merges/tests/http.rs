use super::*;
use crate::web::App;
use crate::web::testing::{self, Browser, PASSWORD};
use axum::http::StatusCode;

const WHY: [(&str, &str); 1] = [("reason", "points")];

/// Two members with points, each with an account, and an administrator who has the second one's file open.
async fn club(db: &Db) -> (App, Browser) {
    member_with(db, 1, &[(1_500, 30)]).await;
    member_with(db, 2, &[(700, 20)]).await;
    for id in [1, 2] {
        account(db, "owner", &format!("1380000000{id}"), Some(id), None).await;
    }
    account(db, "admin", "13900000009", None, None).await;
    born(db, 1, "1980-05-06").await;
    born(db, 2, "1980-05-06").await;
    let app = testing::app(db);
    let mut admin = Browser::new(&app);
    admin.sign_in("13900000009", PASSWORD).await;
    admin.post("/admin/members/2", &WHY).await;
    (app, admin)
}

async fn born(db: &Db, customer: i64, day: &str) {
    let mut tx = db.write().await.expect("a transaction");
    let day: chrono::NaiveDate = day.parse().expect("a day");
    sql!(tx, execute, "UPDATE customers SET birthday = $2 WHERE id = $1", customer, day).expect("a birthday");
    tx.commit().await.expect("committed");
}

async fn run(db: &Db, change: &'static str) {
    let mut tx = db.write().await.expect("a transaction");
    sql!(tx, execute, change).expect(change);
    tx.commit().await.expect("committed");
}

crate::db_test!(rows_that_hardly_match_move_few_points_by_one_administrator, |db| {
    let (_, mut admin) = club(&db).await;
    let form = [("with", "C1"), ("versions", "1.1"), ("reason", "重复建档")];
    born(&db, 1, "1991-01-01").await;
    let page = admin.get("/admin/members/2/merge?with=C1").await.body;
    assert!(page.contains("要合并超过 1,000 积分") && !page.contains("合并，不能撤销"), "{page}");
    let refused = admin.post("/admin/members/2/merge", &form).await;
    assert_eq!(refused.status, StatusCode::CONFLICT);
    assert!(refused.body.contains("要合并超过 1,000 积分"), "{}", refused.body);
    assert_eq!(count(&mut db.read().await?, "SELECT COUNT(*) FROM customer_merges").await, 0);
    // In the other direction the points stay where they are, but the account that moves would gain access to them.
    admin.post("/admin/members/1", &WHY).await;
    let back = [("with", "C2"), ("versions", "1.1"), ("reason", "重复建档")];
    run(&db, "UPDATE accounts SET customer_id = NULL, role = 'admin' WHERE customer_id = 1").await;
    assert_eq!(admin.post("/admin/members/1/merge", &back).await.status, StatusCode::CONFLICT);
    run(&db, "UPDATE point_rules SET value = 2200 WHERE code = 'four_eyes'").await;
    let page = admin.get("/admin/members/1/merge?with=C2").await.body;
    assert!(page.contains("合并，不能撤销") && !page.contains("要合并超过"), "{page}");
    assert_eq!(admin.post("/admin/members/1/merge", &back).await.status, StatusCode::SEE_OTHER);
    assert_whole(&db).await;
});

crate::db_test!(rows_with_two_matching_fields_merge_whatever_their_points, |db| {
    let (_, mut admin) = club(&db).await;
    born(&db, 1, "1991-01-01").await;
    run(&db, "INSERT INTO contact_points (customer_id, kind, value, updated_at) SELECT id, 'phone', '13800138033', created_at \
        FROM customers").await;
    let form = [("with", "C1"), ("versions", "1.1"), ("reason", "重复建档")];
    assert_eq!(admin.post("/admin/members/2/merge", &form).await.status, StatusCode::SEE_OTHER);
});

crate::db_test!(an_administrator_compares_and_merges, |db| {
    let (app, mut admin) = club(&db).await;
    let mut owner = Browser::new(&app);
    owner.sign_in("13800000001", PASSWORD).await;
    let page = admin.get("/admin/members/2/merge?with=m000000001").await;
    assert!(
        page.body.contains("M000000001") && page.body.contains("1,500") && page.body.contains("张**"),
        "{}",
        page.body
    );
    assert!(page.body.contains("两条记录一致：姓名"), "{}", page.body);
    for (number, shown) in [("M000000002", false), ("C2", false), ("C9", false), ("' OR 1=1", false), ("C1", true)] {
        let page = admin.get(&format!("/admin/members/2/merge?with={}", crate::ui::encode(number))).await;
        assert_eq!(page.body.contains("合并，不能撤销"), shown, "{number}");
    }
    let form = |reason| [("with", "C1"), ("versions", "1.1"), ("reason", reason)];
    let empty = admin.post("/admin/members/2/merge", &form("")).await;
    assert_eq!(empty.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(empty.body.contains("合并，不能撤销"), "the comparison is still shown");
    let stale = [("with", "C1"), ("versions", "1.2"), ("reason", "重复建档")];
    assert_eq!(admin.post("/admin/members/2/merge", &stale).await.status, StatusCode::CONFLICT);
    assert_eq!(admin.post("/admin/members/2/merge", &form("重复建档")).await.status, StatusCode::SEE_OTHER);
    assert_eq!(admin.post("/admin/members/2/merge", &form("重复建档")).await.status, StatusCode::CONFLICT);

    let account = admin.get("/admin/points/members/2?of=1").await.body;
    assert!(
        account.contains("合并前的 M000000001") && account.contains("−1,500") && !account.contains("+700"),
        "{account}"
    );
    for of in ["3", "x"] {
        assert!(
            admin.get(&format!("/admin/points/members/2?of={of}")).await.body.contains("+700"),
            "{of}: the member's own"
        );
    }
    let file = admin.get("/admin/members/2").await.body;
    assert!(file.contains("已并入：M000000001") && file.contains("2,200"), "{file}");
    let found = admin.get("/admin/members?q=M000000001").await.body;
    assert!(found.contains("M000000002"), "the old number leads to the survivor: {found}");
    assert_eq!(owner.get("/me").await.status, StatusCode::SEE_OTHER, "signed out");
    let again = owner.post("/login", &[("phone", "13800000001"), ("password", PASSWORD)]).await;
    assert_eq!(again.status, StatusCode::CONFLICT, "the account is disabled");
    assert_whole(&db).await;
});

crate::db_test!(the_duplicates_statement_stays_readable, |db| {
    let (app, mut admin) = club(&db).await;
    admin.post("/admin/members/2/merge", &[("with", "C1"), ("versions", "1.1"), ("reason", "重复建档")]).await;
    let mut owner = Browser::new(&app);
    owner.sign_in("13800000002", PASSWORD).await;
    let own = owner.get("/me/points").await.body;
    assert!(own.contains("2,200") && own.contains("客户记录合并") && own.contains("合并前的 M000000001"), "{own}");
    let before = owner.get("/me/points?of=1").await.body;
    assert!(before.contains("+1,500") && before.contains("−1,500") && !before.contains("+700"), "{before}");
    assert!(owner.get("/me/points.csv?of=1").await.body.contains("-1500"));
    for of in ["3", "2", "x"] {
        assert!(
            owner.get(&format!("/me/points?of={of}")).await.body.contains("+700"),
            "{of}: the survivor's own statement"
        );
    }
    assert_eq!(owner.get("/me/points.csv?of=3").await.status, StatusCode::NOT_FOUND);
    let privacy = owner.get("/me/privacy").await.body;
    assert!(privacy.contains("合并两条客户记录") && privacy.contains("重复建档"), "{privacy}");
});

crate::db_test!(merging_requires_an_open_file, |db| {
    let (_, mut admin) = club(&db).await;
    let form = [("with", "C2"), ("versions", "1.1"), ("reason", "重复建档")];
    assert_eq!(admin.post("/admin/members/1/merge", &form).await.status, StatusCode::CONFLICT);
    let closed = admin.get("/admin/members/1/merge?with=C2").await.body;
    assert!(closed.contains("查看原因") && !closed.contains("M000000002"), "{closed}");
    for id in ["99", "x", "-1"] {
        assert_eq!(admin.get(&format!("/admin/members/{id}/merge")).await.status, StatusCode::NOT_FOUND, "{id}");
    }
    assert_eq!(count(&mut db.read().await?, "SELECT COUNT(*) FROM customer_merges").await, 0);
});
